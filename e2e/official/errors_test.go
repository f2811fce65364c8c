//go:build e2e

package official

import (
	"net"
	"testing"

	"mcrpress/chain"
	"mcrpress/e2e/lab"
	"mcrpress/e2e/pypi"
)

// What the server refuses is what the clients' error codes say.
func TestErrorCodes(t *testing.T) {
	programs := lab.New(t)
	old, current := programs.Demo(t, chain.Gen1), programs.Demo(t, chain.Gen2)
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	const account, machine = "did:peaq:0x00000000000000000000000000000000DeaDBeef", "did:peaq:1"
	for _, test := range []struct {
		name string
		base string
		did  string
		code map[string]string // by client
	}{
		{"404", programs.Serve(t, old), account, map[string]string{sdkFirst: "NOT_FOUND",
			sdkCurrency: "NOT_FOUND", sdkStrict: "NOT_FOUND"}},
		{"404 of 2.0", programs.Serve(t, current), machine, map[string]string{sdkLast: "NOT_FOUND"}},
		{"400, the other generation's machine", programs.Serve(t, current), account,
			map[string]string{sdkFirst: "HTTP_ERROR", sdkCurrency: "HTTP_ERROR", sdkStrict: "INVALID_REQUEST"}},
		{"400 of 2.0, the other generation's machine", programs.Serve(t, old), machine,
			map[string]string{sdkLast: "INVALID_REQUEST"}},
		{"503, no tree", programs.Serve(t, t.TempDir()), account,
			map[string]string{sdkFirst: "SERVICE_UNAVAILABLE", sdkCurrency: "SERVICE_UNAVAILABLE",
				sdkStrict: "SERVICE_UNAVAILABLE"}},
		{"503 of 2.0, no tree", programs.Serve(t, t.TempDir()), machine, map[string]string{sdkLast: "SERVICE_UNAVAILABLE"}},
		{"no server", "http://" + nobody.Addr().String(), account,
			map[string]string{sdkFirst: "NETWORK_ERROR", sdkCurrency: "NETWORK_ERROR", sdkStrict: "NETWORK_ERROR"}},
		{"no server for 2.0", "http://" + nobody.Addr().String(), machine, map[string]string{sdkLast: "NETWORK_ERROR"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for version, code := range test.code {
				asked := []question{{Call: "mcr", DID: test.did}, {Call: "machine", DID: test.did}}
				for i, a := range script[question, answer](t, pypi.New(t, version), "sdk.py", asked, test.base) {
					if a.Error != code {
						t.Errorf("%s, %s: %+v, not %s", version, asked[i], a, code)
					}
				}
			}
		})
	}
	t.Run("429", func(t *testing.T) {
		for version, did := range map[string]string{sdkFirst: account, sdkCurrency: account,
			sdkStrict: account, sdkLast: machine} {
			base := programs.Serve(t, map[bool]string{true: current, false: old}[version == sdkLast], "--rate-limit", "1")
			asked := []question{{Call: "mcr", DID: did}, {Call: "mcr", DID: did}}
			answers := script[question, answer](t, pypi.New(t, version), "sdk.py", asked, base)
			if answers[0].Error != "NOT_FOUND" || answers[1].Error != "HTTP_ERROR" {
				t.Errorf("%s: %+v", version, answers)
			}
		}
	})
}
