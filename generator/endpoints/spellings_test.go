package endpoints

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
)

func TestSpellings(t *testing.T) {
	const lower, mixed = "0xab5801a7d398351b8be11c439e05c5b3259aec9b", "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"
	for file, want := range map[string][]string{
		"index.html":               {"/", "/index.html"},
		"card/7.html":              {"/card/7.html", "/card/7"},
		"machines/7":               {"/machines/7"},
		"index/rates.csv":          {"/index/rates.csv"},
		"index/snapshot.json":      {"/index/snapshot.json"},
		"mcr/404.html":             {"/mcr/404.html", "/mcr/404"},
		"unknown/thing":            {"/unknown/thing"},
		"fleet/" + lower + ".html": {"/fleet/" + lower + ".html", "/fleet/" + lower},
		"mcr/" + lower: {
			"/mcr/" + lower, "/mcr/did:peaq:" + lower, "/mcr/did%3Apeaq%3A" + lower, "/mcr/did%3apeaq%3a" + lower,
			"/mcr/" + mixed, "/mcr/did:peaq:" + mixed, "/mcr/did%3Apeaq%3A" + mixed, "/mcr/did%3apeaq%3a" + mixed,
		},
		"operator/" + lower + "/machines.p/20": {
			"/operator/" + lower + "/machines.p/20", "/operator/did:peaq:" + lower + "/machines.p/20",
			"/operator/did%3Apeaq%3A" + lower + "/machines.p/20", "/operator/did%3apeaq%3a" + lower + "/machines.p/20",
			"/operator/" + mixed + "/machines.p/20", "/operator/did:peaq:" + mixed + "/machines.p/20",
			"/operator/did%3Apeaq%3A" + mixed + "/machines.p/20", "/operator/did%3apeaq%3a" + mixed + "/machines.p/20",
		},
	} {
		if diff := cmp.Diff(want, Of(chain.Gen1).Spellings(file)); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
	want := []string{"/machine/7", "/machine/did:peaq:7", "/machine/did%3Apeaq%3A7", "/machine/did%3apeaq%3a7"}
	if diff := cmp.Diff(want, Of(chain.Gen2).Spellings("machine/7")); diff != "" {
		t.Error(diff)
	}
}
