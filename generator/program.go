package generator

import (
	"crypto/sha256"
	"io"
	"os"
	"regexp"
	"sync"
)

// program is the digest of the program that runs. A version does not tell one
// that was built from changed sources.
var program = sync.OnceValues(func() (sum [sha256.Size]byte, err error) {
	name, err := os.Executable()
	if err != nil {
		return sum, err
	}
	return digestOf(name)
})

// digestOf is the digest of a program's build id, or of all its bytes where it
// has none.
func digestOf(name string) (sum [sha256.Size]byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return sum, err
	}
	if id := buildID.FindSubmatch(head[:n]); id != nil {
		return sha256.Sum256(id[1]), nil
	}
	h := sha256.New()
	h.Write(head[:n])
	if _, err = io.Copy(h, f); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// buildID is what the go command writes near the beginning of a program, in a
// note of an ELF file, before the text of another: four hashes of what the
// program was built from and of what came of it. One that was given by hand has
// another form.
var buildID = regexp.MustCompile(`(?:Go\x00\x00| Go build ID: ")([\w-]{20}(?:/[\w-]{20}){3})`)
