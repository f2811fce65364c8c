package openapi

import (
	"fmt"
	"strings"
)

// upTo is a regular expression for the decimal numbers up to one of two digits or
// more, written without leading zeros. It lists the prefixes of that number
// side by side, since tools refuse a group in a group in a group.
func upTo(most string) string {
	choices := []string{"0", fmt.Sprintf("[1-9][0-9]{0,%d}", len(most)-2)}
	least := byte('1')
	for i := range len(most) {
		if digit := most[i]; digit > least {
			choices = append(choices, fmt.Sprintf("%s[%c-%c][0-9]{%d}", most[:i], least, digit-1, len(most)-i-1))
		}
		least = '0'
	}
	return "(?:" + strings.Join(append(choices, most), "|") + ")"
}
