package chain

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// file is a valid deployment file.
const file = `{"name":"test","chain_id":7,"start_block":5,"contracts":{
	"identity_registry":"0x00000000000000000000000000000000000000a1","identity_staking":"0x00000000000000000000000000000000000000a2",
	"event_registry":"0x00000000000000000000000000000000000000a3","machine_nft":"0x00000000000000000000000000000000000000a4",
	"admin_flags":"0x00000000000000000000000000000000000000a5","did_registry":"0x0000000000000000000000000000000000000800"},
	"views":{"negative_flag":"negativeFlagAt(uint256)(uint256)","trust_override":"trustOverride(uint256)(bool,uint256)"}}`

func TestBuiltinDeployments(t *testing.T) {
	for name, chainID := range map[string]uint64{"peaq": 3338, "agung": 9990, "peaq-1.0": 3338, "agung-1.0": 9990} {
		d, err := LoadDeployment(name)
		if err != nil {
			t.Fatal(err)
		}
		if d.Name != name || d.ChainID != chainID || d.FlagsRead() {
			t.Errorf("%s is %+v", name, d)
		}
	}
}

func TestLoadDeploymentFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "net.json")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := LoadDeployment(path)
	if err != nil || d.Name != "test" || d.StartBlock != 5 || !d.FlagsRead() || len(d.Contracts.All(EventRegistry)) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
	for _, network := range []string{"mars", "../peaq", "", path + ".json", "deployments/peaq"} {
		if _, err := LoadDeployment(network); !errors.Is(err, ErrDeployment) {
			t.Errorf("%q: %v", network, err)
		}
	}
}

// What a deployment is written as reads as the same deployment.
func TestDeploymentRoundTrip(t *testing.T) {
	d, err := ParseDeployment([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	first, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = ParseDeployment(first); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(d)
	if err != nil || string(first) != string(second) {
		t.Errorf("%s\nreads and writes as\n%s: %v", first, second, err)
	}
}

func TestParseDeploymentRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"no name", `"name":"test"`, `"name":""`, "name"},
		{"no chain", `"chain_id":7`, `"chain_id":0`, "chain_id"},
		{"an unknown field", `"name"`, `"nam":1,"name"`, "nam"},
		{"more data", `"views"`, `"views":{}}{"views"`, "after"},
		{"no registry", `"identity_registry":"0x00000000000000000000000000000000000000a1",`, ``, "identity_registry"},
		{"a zero registry", `a2"`, `00"`, "identity_staking"},
		{"no event registry", `"event_registry":"0x00000000000000000000000000000000000000a3"`, `"event_registry":[]`, "event_registry"},
		{"a zero event registry", `"0x00000000000000000000000000000000000000a3"`, `["0x00000000000000000000000000000000000000a3","0x0000000000000000000000000000000000000000"]`, "event_registry"},
		{"the same event registry twice", `"0x00000000000000000000000000000000000000a3"`, `["0x00000000000000000000000000000000000000a3","0x00000000000000000000000000000000000000a3"]`, "twice"},
		{"a zero multicall", `"did_registry"`, `"multicall3":"0x0000000000000000000000000000000000000000","did_registry"`, "multicall3"},
		{"no prefix", `"0x00000000000000000000000000000000000000a4"`, `"00000000000000000000000000000000000000a4"`, "no address"},
		{"a wrong checksum", `0x00000000000000000000000000000000000000a4`, `0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD`, "checksum"},
		{"views without flags", `"admin_flags":"0x00000000000000000000000000000000000000a5",`, ``, "admin_flags"},
		{"a flag that is a bool", `(uint256)(uint256)`, `(uint256)(bool)`, "negative_flag"},
		{"an override of two numbers", `(bool,uint256)`, `(uint256,uint256)`, "trust_override"},
		{"a view without outputs", `(uint256)(uint256)`, `(uint256)`, "no view"},
		{"a view of an address", `negativeFlagAt(uint256)`, `negativeFlagAt(address)`, "no view"},
		{"an output of no width", `(uint256)(uint256)`, `(uint256)(uint7)`, "uint7"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(file, test.old, test.new, 1)
			if changed == file {
				t.Fatal("nothing is changed")
			}
			if _, err := ParseDeployment([]byte(changed)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	var list Addresses
	if err := list.UnmarshalText([]byte("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, 0x00000000000000000000000000000000000000A3")); err != nil || len(list) != 2 {
		t.Errorf("%v, %v", list, err)
	}
	for _, text := range []string{"", "0x1", "0x00000000000000000000000000000000000000a3,", "0x00000000000000000000000000000000000000a3,0x00000000000000000000000000000000000000a3"} {
		if err := list.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("takes %q", text)
		}
	}
}
