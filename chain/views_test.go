package chain

import (
	"testing"

	"github.com/holiman/uint256"
)

func TestARevertMayMeanNone(t *testing.T) {
	word := uintWord(7)
	token := question{name: "tokenIdOf", mayLack: true, set: setToken}
	bond := question{name: "isStaked", set: setBonded}
	for name, tt := range map[string]struct {
		question question
		answer   answer
		readable bool
		token    uint64
	}{
		"a token":                       {token, answer{data: word[:]}, true, 7},
		"no token, in words":            {token, answer{reverted: true, reason: "no token"}, true, 0},
		"no token, by a custom error":   {token, answer{reverted: true, reason: "0x7e273289"}, true, 0},
		"no such function":              {token, answer{reverted: true}, false, 0},
		"no contract":                   {token, answer{}, false, 0},
		"a bond that nobody may revert": {bond, answer{reverted: true, reason: "no machine"}, false, 0},
	} {
		var m Machine
		if err := tt.question.take(&m, tt.answer); (err == nil) != tt.readable {
			t.Errorf("%s: %v", name, err)
		}
		if m.TokenID != *uint256.NewInt(tt.token) {
			t.Errorf("%s: token %s", name, m.TokenID.Dec())
		}
	}
}
