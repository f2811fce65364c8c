package read

import (
	_ "embed"
	"strings"

	"mcrpress/chain"
)

//go:embed official.txt
var officialText string

// official lists the functions of the contract of a role, in all its official
// builds: those of peaq-os-sdk 0.0.2 and 0.3.0 (1.0) and 0.12.1 (2.0). Nil
// where there is no official list.
func official(generation chain.Generation, role chain.Role) (signatures []string) {
	within := false
	for line := range strings.Lines(officialText) {
		signature, indented := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case !indented:
			within = signature == string(generation)+" "+string(role)
		case within:
			signatures = append(signatures, signature)
		}
	}
	return signatures
}
