package templates

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// money formats USD cents as $1,234.56. Amounts of more than 15 digits of
// dollars, which no machine has earned, are shortened to $1.23e60.
func money(cents *big.Int) string {
	sign, s := "", "0"
	switch {
	case cents == nil:
	case cents.IsInt64():
		s = strconv.FormatInt(cents.Int64(), 10)
	default:
		s = cents.String()
	}
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	s = padded(s, 3)
	dollars, rest := s[:len(s)-2], s[len(s)-2:]
	if len(dollars) > 15 {
		return fmt.Sprintf("%s$%s.%se%d", sign, dollars[:1], dollars[1:3], len(dollars)-1)
	}
	return sign + "$" + group(dollars) + "." + rest
}

// padded is a decimal with zeros before it up to a length of three at most.
func padded(digits string, length int) string { return "000"[:max(0, length-len(digits))] + digits }

// average is money for an average, in whole cents.
func average(cents *float64) string {
	if cents == nil || math.IsNaN(*cents) || math.IsInf(*cents, 0) {
		return "none"
	}
	rounded := math.Round(*cents)
	if math.Abs(rounded) < 1<<53 {
		return money(big.NewInt(int64(rounded)))
	}
	i, _ := big.NewFloat(rounded).Int(nil)
	return money(i)
}

// count formats a number as 1,234,567.
func count(n int) string {
	if n < 0 {
		return "-" + group(strconv.Itoa(-n))
	}
	return group(strconv.Itoa(n))
}

// counted is a count with its noun: 1 event, 2 events.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// group sets a comma before each three digits from the right.
func group(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	b := make([]byte, 0, 32)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, digits[i])
	}
	return string(b)
}

// points formats thousandths of a point as 12.345, so that the lines of a
// breakdown add up to its sum.
func points(mp int) string {
	return strconv.Itoa(mp/1000) + "." + padded(strconv.Itoa(mp%1000), 3)
}

// wholePoints is points without trailing zeros.
func wholePoints(mp int) string {
	return strings.TrimRight(strings.TrimRight(points(mp), "0"), ".")
}

// percent formats permille as 87.5 %.
func percent(permille int64) string {
	return strconv.FormatInt(permille/10, 10) + "." + strconv.FormatInt(permille%10, 10) + " %"
}

// latest is the last second of the year 9999, beyond which no ISO date goes.
const latest = 253402300799

// date formats Unix seconds as 2026-11-23.
func date(t uint64) string { return inUTC(t, time.DateOnly) }

// minute formats Unix seconds as 2026-11-23 06:20.
func minute(t uint64) string { return inUTC(t, "2006-01-02 15:04") }

// iso formats Unix seconds for a datetime attribute.
func iso(t uint64) string { return inUTC(min(t, latest), time.RFC3339) }

func inUTC(t uint64, layout string) string {
	if t > latest {
		return "after 9999"
	}
	return time.Unix(int64(t), 0).UTC().Format(layout)
}

// short shortens an address or a hash to 0x1234…abcd.
func short(address string) string {
	if len(address) <= 14 {
		return address
	}
	return address[:6] + "…" + address[len(address)-4:]
}

// shortID shortens ids that are hashes.
func shortID(id string) string {
	if !long(id) {
		return id
	}
	head, _, tail := cutID(id)
	return head + "…" + tail
}

// long reports whether an id is too long to be read.
func long(id string) bool { return len(id) > 16 }

// cutID cuts a long id into what is shown of it and what is between.
func cutID(id string) (head, middle, tail string) {
	return id[:8], id[8 : len(id)-6], id[len(id)-6:]
}

// cutLast cuts a DID or a path before a long id that ends it. The id is empty
// where there is none.
func cutLast(s string) (rest, id string) {
	i := strings.LastIndexAny(s, ":/") + 1
	if long(s[i:]) && strings.Trim(s[i:], "0123456789") == "" {
		return s[:i], s[i:]
	}
	return s, ""
}

// amount formats an event's on-chain value by its currency's subunit.
func amount(e *Event) string {
	if e.Type != 0 {
		return digits(e.Value)
	}
	value, currency := digits(e.Value), clean(e.Currency, 10)
	if e.Subunit != 100 {
		return value + " " + currency
	}
	whole := padded(e.Value, 3)
	if len(whole) > 17 {
		return value + " minor units " + currency
	}
	return group(whole[:len(whole)-2]) + "." + whole[len(whole)-2:] + " " + currency
}

// digits groups a decimal, or shortens it where it is too long to read.
func digits(s string) string {
	if len(s) <= 15 {
		return group(s)
	}
	return fmt.Sprintf("%s.%se%d", s[:1], s[1:3], len(s)-1)
}
