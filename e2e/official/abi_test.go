//go:build e2e

package official

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/crypto"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/e2e/pypi"
)

// source is where an official ABI file is: a contract of one version of the SDK.
type source struct{ env, contract string }

// officialFiles says which official contract each embedded one stands for.
var officialFiles = map[string]source{
	"IdentityRegistry": {sdkCurrency, "IdentityRegistry"},
	"IdentityStaking":  {sdkCurrency, "IdentityStaking"},
	"EventRegistryV1":  {sdkFirst, "EventRegistry"},
	"EventRegistryV2":  {sdkCurrency, "EventRegistry"},
	"MachineNFT":       {sdkCurrency, "MachineNFT"},
	"DIDRegistry":      {sdkCurrency, "DIDPrecompile"},
	"Batch":            {sdkCurrency, "BatchPrecompile"},
	"MachineAccount":   {sdkCurrency, "MachineSmartAccount"},
	"Peaq":             {sdkLast, "PeaqToken"},
}

// noOfficialFile lists the embedded contracts that no official package has.
var noOfficialFile = map[string]string{
	"AdminFlags": "its ABI is not published",
	"Multicall3": "not peaq's: the contract of that name that stands on many chains",
	"Proxy":      "an ERC-1967 proxy passes every call on",
	"Override":   "writes states that no official function leads to",
}

// standIns lists what an embedded contract has beyond its official file.
var standIns = map[string]map[string]string{
	"Peaq": { // the official file is the part of ERC-20 that the SDK calls
		"name()": "ERC-20", "symbol()": "ERC-20", "decimals()": "ERC-20", "totalSupply()": "ERC-20",
		"transfer(address,uint256)": "ERC-20", "transferFrom(address,address,uint256)": "ERC-20",
		"Transfer(address,address,uint256)":                   "ERC-20",
		"ERC20InsufficientBalance(address,uint256,uint256)":   "ERC-6093",
		"ERC20InsufficientAllowance(address,uint256,uint256)": "ERC-6093",
		"deposit()": "stands in for the node, where the native balance is the token's",
	},
}

// otherIndexes lists the logs whose indexed flags differ on purpose.
var otherIndexes = map[string]string{
	"AddAttribute(address,address,bytes,bytes,uint32)":    "the node indexes nothing; no reader looks at the log",
	"UpdateAttribute(address,address,bytes,bytes,uint32)": "as above",
	"RemoveAttribute(address,bytes)":                      "as above",
}

// officialABI reads an official file.
func officialABI(t *testing.T, s source) *abi.ABI {
	t.Helper()
	path := filepath.Join(pypi.New(t, s.env).SitePackages(t), "peaq_os_sdk", "abis", s.contract+".json")
	return parse(t, path)
}

func parse(t *testing.T, path string) *abi.ABI {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := abi.JSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return &parsed
}

// item is a function, an event or an error as callers see it.
type item struct {
	key    string // kind and signature
	layout string // what is not part of the signature
	hash   string // selector or topic
}

// items lists what an ABI holds.
func items(a *abi.ABI) map[string]item {
	list := map[string]item{}
	add := func(kind, signature, layout, hash string) {
		list[kind+" "+signature] = item{kind + " " + signature, layout, hash}
	}
	for _, m := range a.Methods {
		add("function", m.Sig, "returns "+types(m.Outputs), fmt.Sprintf("%x", m.ID))
	}
	for _, e := range a.Events {
		indexed := ""
		for _, input := range e.Inputs {
			indexed += map[bool]string{true: "*", false: "-"}[input.Indexed]
		}
		if e.Anonymous {
			indexed += " anonymous"
		}
		add("event", e.Sig, indexed, e.ID.Hex())
	}
	for _, e := range a.Errors {
		add("error", e.Sig, "", e.ID.Hex()[:10])
	}
	return list
}

func types(arguments abi.Arguments) string {
	var list []string
	for _, a := range arguments {
		list = append(list, a.Type.String())
	}
	return "(" + strings.Join(list, ",") + ")"
}

// Every contract of the embedded chain has only what the official one has, with
// the same selectors, topics and layouts.
func TestEmbeddedContractsAreOfficial(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "chain", "devchain", "artifacts", "*.abi"))
	if err != nil {
		t.Fatal(err)
	}
	compared := map[string]bool{}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".abi")
		if _, ok := noOfficialFile[name]; ok {
			compared[name] = true
			continue
		}
		t.Run(name, func(t *testing.T) {
			s, ok := officialFiles[name]
			if !ok {
				s = source{sdkLast, name}
			}
			want := items(officialABI(t, s))
			count, extra := 0, map[string]bool{}
			for key, got := range items(parse(t, path)) {
				same, ok := want[key]
				_, known := standIns[name][strings.SplitN(key, " ", 2)[1]]
				_, other := otherIndexes[strings.TrimPrefix(key, "event ")]
				switch {
				case known && !ok:
					extra[strings.SplitN(key, " ", 2)[1]] = true
				case !ok:
					t.Errorf("%s is in no official %s", key, s.contract)
				case other && same.hash == got.hash:
					count++
				case same != got:
					t.Errorf("%s is %+v, officially %+v", key, got, same)
				default:
					count++
				}
			}
			for signature := range standIns[name] {
				if !extra[signature] {
					t.Errorf("%s is no stand-in", signature)
				}
			}
			if count == 0 {
				t.Error("nothing was compared")
			}
			t.Logf("%d compared with %s of %s, %d stand-ins", count, s.contract, s.env, len(extra))
		})
		compared[name] = true
	}
	for _, list := range [][]string{keys(officialFiles), keys(noOfficialFile), keys(standIns)} {
		for _, name := range list {
			if !compared[name] {
				t.Errorf("the embedded chain has no %s", name)
			}
		}
	}
}

// builds says where the official contract of a role is, oldest build first.
func builds(g chain.Generation, role chain.Role) []source {
	if g == chain.Gen2 {
		name := ""
		for word := range strings.SplitSeq(string(role), "_") {
			name += strings.ToUpper(word[:1]) + word[1:]
		}
		return []source{{sdkLast, name}}
	}
	return map[chain.Role][]source{
		chain.IdentityRegistry: {{sdkCurrency, "IdentityRegistry"}},
		chain.IdentityStaking:  {{sdkCurrency, "IdentityStaking"}},
		chain.MachineNFT:       {{sdkCurrency, "MachineNFT"}},
		chain.DIDRegistry:      {{sdkCurrency, "DIDPrecompile"}},
		chain.EventRegistry:    {{sdkFirst, "EventRegistry"}, {sdkCurrency, "EventRegistry"}},
	}[role]
}

// Every function, event and error that the reader relies on is in an official
// build, with the same selector, topic and layout.
func TestReaderIsOfficial(t *testing.T) {
	compared := map[chain.Generation]int{}
	files := map[source]map[string]item{}
	for _, i := range read.Surface() {
		if i.Role == chain.AdminFlags || i.Role == chain.Multicall3 { // no official file
			continue
		}
		want := item{key: i.Kind + " " + i.Signature}
		hash := crypto.Keccak256Hash([]byte(i.Signature)).Hex()
		switch i.Kind {
		case "function":
			want.layout, want.hash = "returns "+i.Outputs, hash[2:10]
		case "event":
			for _, indexed := range i.Indexed {
				want.layout += map[bool]string{true: "*", false: "-"}[indexed]
			}
			want.hash = hash
		case "error":
			want.hash = hash[:10]
		default:
			t.Fatalf("%+v is no function, event or error", i)
		}
		var found []item
		agrees := false
		for _, s := range builds(i.Generation, i.Role) {
			if files[s] == nil {
				files[s] = items(officialABI(t, s))
			}
			if got, ok := files[s][want.key]; ok {
				found = append(found, got)
				agrees = agrees || got == want
			}
		}
		if !agrees {
			t.Errorf("%s, %s: the reader has %+v, officially %+v", i.Generation, i.Role, want, found)
		}
		compared[i.Generation]++
	}
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		if compared[g] == 0 {
			t.Errorf("nothing of generation %s was compared", g)
		}
		t.Logf("%d of generation %s compared", compared[g], g)
	}
}

func keys[V any](m map[string]V) (list []string) {
	for key := range m {
		list = append(list, key)
	}
	slices.Sort(list)
	return list
}
