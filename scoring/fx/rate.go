package fx

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// Rate is what a source says that one USD was worth on a day.
type Rate struct {
	Currency string
	Day      int64 // days since the epoch, UTC
	// Units of the currency per USD, as the source writes it: a positive
	// decimal ("7.80"), or the exact quotient of two ("163.97/1.0842") where the
	// source quotes both against a third currency. In a file "N/A" says that
	// there is no rate, and that an older one must not stand in.
	Units string
}

// notAvailable is the value of a day that is known to have no rate.
const notAvailable = "N/A"

// decimal bounds what a source may write: plenty for a rate, nothing that
// takes long to calculate with.
var decimal = regexp.MustCompile(`^[0-9]{1,30}(\.[0-9]{1,30})?$`)

// parseUnits reads the value of a rate; nil stands for N/A.
func parseUnits(units string) (*big.Rat, error) {
	if units == notAvailable {
		return nil, nil
	}
	over, under, isQuotient := strings.Cut(units, "/")
	value, err := parseDecimal(over)
	if err != nil || !isQuotient {
		return value, err
	}
	divisor, err := parseDecimal(under)
	if err != nil {
		return nil, err
	}
	return value.Quo(value, divisor), nil
}

func parseDecimal(s string) (*big.Rat, error) {
	if !decimal.MatchString(s) {
		return nil, fmt.Errorf("%.40q is no decimal number such as 7.80", s)
	}
	value, _ := new(big.Rat).SetString(s)
	if value.Sign() == 0 {
		return nil, fmt.Errorf("a rate must be above 0, not %s", s)
	}
	return value, nil
}
