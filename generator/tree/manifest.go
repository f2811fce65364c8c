package tree

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
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
// Up to listMax files stand in the root list itself. Above that the root list
// names 16, 256, ... further lists, in the order of the first hex digits of
// the sha256 of the paths they cover, so that a reader who wants one file
// fetches the root list and one other.
//
// Each line but the comment is what sha256sum -c takes, once the size is cut
// out. A list is never rewritten: those of the old tree stay until the pointer has
// moved, and so an interrupted commit can be told apart file by file.

// ListDir is where the lists are.
const ListDir = "index/files/"

// listMax is the length from which a list is split.
const listMax = 4096

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

// digitsOf is the number of hex digits by which a tree of n files is split.
func digitsOf(n int) (digits int) {
	for ; n > listMax; n /= 16 {
		digits++
	}
	return digits
}

// title is the comment line of the i-th list.
func title(digits, i int) string {
	if digits == 0 {
		return "# every file"
	}
	return fmt.Sprintf("# files whose sha256(path) begins with %0*x", digits, i)
}

func rootTitle(digits int) string {
	return fmt.Sprintf("# lists by the first %d hex digits of sha256(path)", digits)
}

// shardOf is the number that the first hex digits of the path's hash make.
func shardOf(file string, digits int) int {
	sum := sha256.Sum256([]byte(file))
	return int(binary.BigEndian.Uint32(sum[:]) >> (32 - 4*digits))
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
	return list{Entry{Path: listPath(hex.EncodeToString(sum[:])), Size: int64(len(b)), SHA256: sum}, b}
}

func listPath(hash string) string { return ListDir + hash + ".txt" }

// parseList reads the lines of a list.
func parseList(data []byte) ([]Entry, error) {
	text := string(data)
	files := make([]Entry, 0, strings.Count(text, "\n"))
	for n := 1; text != ""; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if n == 1 && strings.HasPrefix(line, "#") {
			continue
		}
		f, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		f.Path = strings.Clone(f.Path) // the text is several times as long as its paths
		files = append(files, f)
	}
	return files, nil
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
