package tree

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
)

// The manifest is a tree of lists, each a text file under ListDir that is
// named by the sha256 of its own bytes. The root list's hash is the tree
// hash; the pointer holds it. A list has one comment line that says what it
// covers, then a line a file, sorted by path:
//
//	<sha256> <size> <path>[ live]
//
// A small tree has one list. Of any other, a list covers the files whose keys
// have a sha256 that begins with the same bits. The root list names the others in
// the order of these bits; where they are many, it names lists that name them, so
// that a reader who wants one file fetches two further lists at most, and a change
// of few files rewrites little. The key is taken from the path alone (keyRule).
//
// Each line but the comment is what sha256sum -c takes, once the size is cut
// out. A list is never rewritten: those of the old tree stay until the pointer has
// moved, and so an interrupted commit can be told apart file by file.

// ListDir is where the lists are.
const ListDir = "index/files/"

const (
	oneList  = 512 // files that need one list alone
	listMax  = 80  // files in a list of several, on the average
	rootBits = 9   // by which the root list is split at most
	maxBits  = 30
)

// Entry is one line of the manifest.
type Entry struct {
	Path   string
	Size   int64 // bytes
	SHA256 [sha256.Size]byte
	// Live says that the bytes hold an answer fetched during the build, and
	// so do not follow from the chain alone.
	Live bool
}

// GitAttributes tells git to leave the bytes of a tree as they are.
const GitAttributes = ".gitattributes"

// Unlisted reports whether a path stands outside the manifest: the pointer,
// what is derived from the pointer's bytes (its signature), the pointers of
// earlier snapshots, and what helps to upload the tree.
func Unlisted(file string) bool {
	return file == Pointer || strings.HasPrefix(file, Pointer+".") || strings.HasPrefix(file, "index/snapshots/") || file == GitAttributes
}

// list is a manifest list ready to be written.
type list struct {
	Entry
	data []byte
}

// bitsOf is the number of bits by which a tree of n files is split.
func bitsOf(n int) (bits int) {
	if n <= oneList {
		return 0
	}
	for ; bits < maxBits && n > listMax<<bits; bits++ {
	}
	return bits
}

// topBits is the number of bits by which the root list is split.
func topBits(bits int) int {
	if bits <= rootBits {
		return bits
	}
	return bits / 2
}

// listsOf is the number of lists of a tree that is split by so many bits.
func listsOf(bits int) int {
	n := 1 << bits
	if top := topBits(bits); top < bits {
		n += 1 << top
	}
	if bits > 0 {
		n++
	}
	return n
}

// title is the comment line of the list that covers the keys with the i-th value
// of the first bits, in a tree that is split by so many bits in all.
func title(split, bits, i int) string {
	if split == 0 {
		return "# every file"
	}
	prefix := ""
	if bits > 0 {
		prefix = fmt.Sprintf("%0*b", bits, i)
	}
	return fmt.Sprintf("# files whose sha256(key) begins with the bits %s%s; %s", prefix, strings.Repeat("x", split-bits), keyRule)
}

func newList(title string, files []Entry) list {
	slices.SortFunc(files, func(a, b Entry) int { return cmp.Compare(a.Path, b.Path) })
	return formatList(title, files)
}

func formatList(title string, files []Entry) list {
	length := len(title) + 1
	for i := range files {
		length += 2*sha256.Size + len(files[i].Path) + len(" 1234567890  live\n")
	}
	b := make([]byte, 0, length)
	b = append(append(b, title...), '\n')
	for i := range files {
		f := &files[i]
		b = append(hex.AppendEncode(b, f.SHA256[:]), ' ')
		b = append(strconv.AppendInt(b, f.Size, 10), ' ')
		b = append(b, f.Path...)
		if f.Live {
			b = append(b, " live"...)
		}
		b = append(b, '\n')
	}
	sum := sha256.Sum256(b)
	return list{Entry{Path: ListPath(hex.EncodeToString(sum[:])), Size: int64(len(b)), SHA256: sum}, b}
}

// ListPath is the list with a hash: of a tree hash, the root of its manifest.
func ListPath(hash string) string { return ListDir + hash + ".txt" }

// parseList reads the lines of a list.
func parseList(data []byte) ([]Entry, error) {
	files := make([]Entry, 0, bytes.Count(data, []byte("\n")))
	for f, err := range lines(data) {
		if err != nil {
			return nil, err
		}
		f.Path = strings.Clone(f.Path) // the text is several times as long as its paths
		files = append(files, f)
	}
	return files, nil
}

// lines yields the lines of a list up to the first error.
func lines(data []byte) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		n, text := 0, string(data)
		for text != "" {
			var line string
			line, text, _ = strings.Cut(text, "\n")
			if n++; n == 1 && strings.HasPrefix(line, "#") {
				continue
			}
			f, err := parseLine(line)
			if err != nil {
				err = fmt.Errorf("line %d: %w", n, err)
			}
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}

func parseLine(line string) (f Entry, err error) {
	line, f.Live = strings.CutSuffix(line, " live")
	sum, rest, ok := strings.Cut(line, " ")
	size, file, complete := strings.Cut(rest, " ")
	if !ok || !complete {
		return f, errors.New("it is not a hash, a size and a path")
	}
	if len(sum) != 2*sha256.Size {
		return f, fmt.Errorf("%q is not a sha256", sum)
	}
	if _, err := hex.Decode(f.SHA256[:], []byte(sum)); err != nil {
		return f, fmt.Errorf("%q is not a sha256", sum)
	}
	if f.Size, err = strconv.ParseInt(size, 10, 64); err != nil || f.Size < 0 {
		return f, fmt.Errorf("%q is not a size", size)
	}
	f.Path = file
	return f, valid(f.Path)
}

// dropListed drops from paths those that some list in the tree names.
func dropListed(fsys fs.FS, paths map[string]bool) error {
	lists, err := fs.ReadDir(fsys, path.Clean(ListDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, l := range lists {
		data, err := fs.ReadFile(fsys, ListDir+l.Name())
		if err != nil {
			return err
		}
		files, err := parseList(data)
		if err != nil {
			continue // a damaged list vouches for nothing
		}
		for _, f := range files {
			delete(paths, f.Path)
		}
	}
	return nil
}
