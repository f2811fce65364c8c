package partner

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// localNames are the names, and the parents of names, that lead to the own
// machine, the own network or a cloud's metadata service.
var localNames = []string{
	"localhost",     // RFC 6761
	"local",         // RFC 6762
	"internal",      // reserved by ICANN for private use; metadata.google.internal
	"home.arpa",     // RFC 8375
	"localdomain",   // of many a hosts file
	"metadata.goog", // Google's metadata service under its other name
}

// Screen judges the text of a URL without any look-up. It returns the URL to
// fetch, its host in plain ASCII and without a trailing dot, or else
// NotConfigured, Unsafe or Malformed. Userinfo is unsafe: the attribute is
// public, so its credentials are someone's mistake or someone else's.
func Screen(raw string) (*url.URL, string) {
	if raw == "" {
		return nil, NotConfigured
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, Malformed
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Hostname() == "" {
		return nil, Unsafe
	}
	host, failure := screenHost(u.Hostname())
	if failure != "" {
		return nil, failure
	}
	if port := u.Port(); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return nil, Malformed
		}
		host += ":" + port
	}
	u.Host, u.Fragment, u.RawFragment = host, "", ""
	return u, ""
}

// screenHost returns the host as it stands in a URL, or why it is refused.
func screenHost(host string) (ascii, failure string) {
	if addr, err := netip.ParseAddr(host); err == nil {
		switch {
		case !public(addr):
			return "", Unsafe
		case addr.Is6():
			return "[" + addr.String() + "]", ""
		}
		return addr.String(), ""
	}
	name, ok := asciiName(host)
	switch {
	case !ok:
		return "", Malformed
	case isNumber(name) || isLocal(name):
		return "", Unsafe
	}
	return name, ""
}

// asciiName is the name as DNS carries it: lower case, IDNA applied, no
// trailing dot. Underscores are allowed, as resolvers do.
func asciiName(host string) (name string, ok bool) {
	if !utf8.ValidString(host) {
		return "", false
	}
	name = strings.ToLower(host)
	if strings.ContainsFunc(host, func(r rune) bool { return r >= utf8.RuneSelf }) {
		var err error
		if name, err = idna.Lookup.ToASCII(host); err != nil {
			return "", false
		}
	}
	name = strings.TrimSuffix(name, ".")
	for label := range strings.SplitSeq(name, ".") {
		if len(label) == 0 || len(label) > 63 || strings.ContainsFunc(label, notLDH) {
			return "", false
		}
	}
	return name, len(name) <= 253
}

func notLDH(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// isNumber says whether a resolver or a library might read the name as an
// IPv4 address in one of its other spellings (2130706433, 0x7f.1, 0177.0.0.1):
// the last label is a number, decimal or 0x.
func isNumber(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	digits, isHex := strings.CutPrefix(last, "0x")
	return strings.Trim(digits, "0123456789") == "" ||
		isHex && strings.Trim(digits, "0123456789abcdef") == ""
}

// isLocal says whether the name is of the own machine or network. A name
// without a dot is: only search domains and hosts files know such names.
func isLocal(name string) bool {
	return !strings.Contains(name, ".") || slices.ContainsFunc(localNames, func(local string) bool {
		return name == local || strings.HasSuffix(name, "."+local)
	})
}
