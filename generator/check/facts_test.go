package check

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
)

// FuzzFacts holds what is read of a body against what is decoded.
//
//	go test -run '^$' -fuzz Facts ./generator/check
func FuzzFacts(f *testing.F) {
	s := newSample()
	for path, data := range s.files {
		if family, _, _ := s.table.Parse(path); described(family, path) && family.Of != endpoints.OfTree {
			f.Add(family.Body == endpoints.MachineBody, data)
		}
	}
	for _, text := range []string{
		`{"did":"did:peaq:0x00000000000000000000000000000000000000A1","mcr":null,"mcr":"BB"}`, `{"mcr":"\u0042B"}`, `{"\u006dcr":1}`, `{"mcr_score":46.0}`, `{"peaqos":{"mcr":1},"peaqos":2}`,
		`{"peaqos":[{"mcr":1}],"mcr":1}`, `{"mcr":{"mcr":1}}`, `{"operator":"x\\"}`, ` { "mcr" : "BB" , "home_chain" : null } `, `[]`, `1`, `{`,
	} {
		f.Add(false, []byte(text))
		f.Add(true, []byte(text))
	}
	m := machine(1, rated, scoring.BB, 46, 12)
	m.Operator = "x\\"
	entry := s.bodies.Entry(m)
	entry.MCR = "B\"B"
	known := factsOf(&entry)
	f.Fuzz(func(t *testing.T, profile bool, data []byte) {
		family := endpoints.Family{Body: endpoints.MCRBody}
		if profile {
			family.Body = endpoints.MachineBody
		}
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return
		}
		object, _ := body.(map[string]any)
		if profile {
			object, _ = object["peaqos"].(map[string]any)
		}
		said, sure := saidBy(family, data)
		if !sure {
			return
		}
		agree := len(differences(object, entry.Facts())) == 0
		mask := uint8(0)
		for i, name := range factNames {
			v, has := object[name]
			if has != (said[i] != nil) {
				t.Errorf("%s has %s: %t, want %t", data, name, said[i] != nil, has)
			}
			if has {
				mask |= 1 << i
			}
			var again any
			dec := json.NewDecoder(bytes.NewReader(said[i]))
			dec.UseNumber()
			if has && (dec.Decode(&again) != nil || differs(again, v)) {
				t.Errorf("%s says %s of %s, want %v", data, said[i], name, v)
			}
		}
		claimed, indexed := said.hashes(), known.hashes()
		if digest := claimed.digest(said.fields()); uint8(digest) != mask || digest == indexed.digest(mask) && !agree {
			t.Errorf("%s has the facts %b, want %b, and the digest %x, that of the index is %x", data, uint8(digest), mask, digest, indexed.digest(mask))
		}
	})
}

func differs(a, b any) bool {
	one, err := answers.Encode(a)
	two, err2 := answers.Encode(b)
	return err != nil || err2 != nil || !bytes.Equal(one, two)
}
