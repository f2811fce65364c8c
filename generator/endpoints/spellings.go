package endpoints

import "strings"

// Spellings lists the URL paths under which hosts answer with a file: what has
// to be purged from a cache when its bytes change. A DID is spelt as clients
// send it: bare or with its prefix, the colons literal or percent-encoded in
// either case, an account in lower case or in EIP-55.
func (t *Table) Spellings(file string) []string {
	switch {
	case file == "index.html":
		return []string{"/", "/index.html"}
	case strings.HasSuffix(file, ".html"):
		return []string{"/" + file, "/" + strings.TrimSuffix(file, ".html")}
	}
	family, key, ok := t.Parse(file)
	if !ok || !family.TakesDID() {
		return []string{"/" + file}
	}
	keys := []string{key.ID.Dec()}
	if family.Grammar() == AccountDID {
		keys = []string{Lower(key.Account), key.Account.Hex()}
	}
	dir, rest, _ := strings.Cut(file, "/")
	rest = strings.TrimPrefix(rest, keys[0])
	var paths []string
	for _, spelt := range keys {
		for _, prefix := range []string{"", DIDPrefix, "did%3Apeaq%3A", "did%3apeaq%3a"} {
			paths = append(paths, "/"+dir+"/"+prefix+spelt+rest)
		}
	}
	return paths
}
