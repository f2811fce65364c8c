package tree

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"path"
	"strings"
)

// keyRule says in each list how the key of a path is found. The files of a
// machine have one key, and so have those of an operator.
const keyRule = "key: the first part of the path that begins with a digit, up to its first dot, else the directory"

// keyed is a path and where its key is.
type keyed struct {
	path string
	stem string // the key, empty where that is the directory
	at   int    // of the stem in the path
	hash uint32 // the first bits of the key's sha256
}

func split(file string) keyed {
	for at := 0; at < len(file); {
		part, _, _ := strings.Cut(file[at:], "/")
		if part != "" && '0' <= part[0] && part[0] <= '9' {
			stem, _, _ := strings.Cut(part, ".")
			return keyed{file, stem, at, hashOf(stem)}
		}
		at += len(part) + 1
	}
	return keyed{file, "", len(file), hashOf(path.Dir(file))}
}

func hashOf(key string) uint32 {
	var text [128]byte // a longer one is copied to the heap
	sum := sha256.Sum256(append(text[:0], key...))
	return binary.BigEndian.Uint32(sum[:])
}

// form is the path with a star for the stem.
func (k *keyed) form(b []byte) []byte {
	b = append(append(b, k.path[:k.at]...), '*')
	return append(b, k.path[k.at+len(k.stem):]...)
}

// forms numbers the forms of a tree's paths, which are few. Where there are more
// than numbers, form 0 takes the whole path for the stem.
type forms struct {
	numbers map[string]uint16
	texts   []string
}

func newForms() forms { return forms{map[string]uint16{"*": 0}, []string{"*"}} }

// number gives the form of a path and its stem. It is false where no path was
// entered that has the form.
func (f *forms) number(k *keyed) (form uint16, stem string, ok bool) {
	var text [128]byte
	if form, ok := f.numbers[string(k.form(text[:0]))]; ok {
		return form, k.stem, true
	}
	return 0, k.path, len(f.texts) > math.MaxUint16
}

// enter is number for a path to come.
func (f *forms) enter(k *keyed) (form uint16, stem string) {
	form, stem, ok := f.number(k)
	if ok {
		return form, stem
	}
	text := string(k.form(nil))
	form = uint16(len(f.texts))
	f.numbers[text], f.texts = form, append(f.texts, text)
	return form, k.stem
}

// path undoes number.
func (f *forms) path(form uint16, stem string) string {
	before, after, _ := strings.Cut(f.texts[form], "*")
	return before + stem + after
}
