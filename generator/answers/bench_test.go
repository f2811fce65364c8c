package answers

import (
	"slices"
	"testing"

	"mcrpress/chain"
)

// BenchmarkEncode measures the bodies of a machine with ten events: its rating,
// its profile and its card.
func BenchmarkEncode(b *testing.B) {
	for generation, m := range map[chain.Generation]Machine{chain.Gen1: accountMachine(), chain.Gen2: tokenMachine()} {
		b.Run(string(generation), func(b *testing.B) {
			m.Events, m.Values = slices.Repeat(m.Events, 5), slices.Repeat(m.Values, 5)
			bodies, registry := Of(generation), RegistryName(3338, exampleOperator)
			b.ReportAllocs()
			for b.Loop() {
				for _, body := range []any{bodies.MCR(&m), bodies.Profile(&m), bodies.Card(&m, registry)} {
					if _, err := Encode(body); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
