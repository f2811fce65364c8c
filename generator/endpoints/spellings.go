package endpoints

import "strings"

// Spellings lists the URL paths under which hosts answer with a file: what has
// to be purged from a cache when its bytes change. A DID is spelt as clients
// send it: bare or with its prefix, the colons literal or percent-encoded, the
// address in lower case or in EIP-55.
func Spellings(file string) []string {
	switch {
	case file == "index.html":
		return []string{"/", "/index.html"}
	case strings.HasSuffix(file, ".html"):
		return []string{"/" + file, "/" + strings.TrimSuffix(file, ".html")}
	}
	family, key, ok := Parse(file)
	if !ok || !family.TakesDID() {
		return []string{"/" + file}
	}
	var paths []string
	lower := Lower(key.Address)
	for _, address := range []string{lower, key.Address.Hex()} {
		for _, prefix := range []string{"", "did:peaq:", "did%3Apeaq%3A"} {
			paths = append(paths, "/"+strings.Replace(file, lower, prefix+address, 1))
		}
	}
	return paths
}
