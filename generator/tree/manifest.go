package tree

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
	path string
	data []byte
}

// makeLists gives the lists of a set of files, the root last.
func makeLists(files []Entry) []list {
	digits := 0
	for n := len(files); n > listMax; n /= 16 {
		digits++
	}
	if digits == 0 {
		return []list{newList("# every file", files)}
	}
	shards := make([][]Entry, 1<<(4*digits))
	for _, f := range files {
		i := shardOf(f.Path, digits)
		shards[i] = append(shards[i], f)
	}
	var lists []list
	var root []Entry
	for i, shard := range shards {
		l := newList(fmt.Sprintf("# files whose sha256(path) begins with %0*x", digits, i), shard)
		lists = append(lists, l)
		root = append(root, Entry{Path: l.path, Size: int64(len(l.data)), SHA256: sha256.Sum256(l.data)})
	}
	return append(lists, formatList(fmt.Sprintf("# lists by the first %d hex digits of sha256(path)", digits), root))
}

// shardOf is the number that the first hex digits of the path's hash make.
func shardOf(file string, digits int) int {
	sum := sha256.Sum256([]byte(file))
	n, _ := strconv.ParseUint(hex.EncodeToString(sum[:])[:digits], 16, 64)
	return int(n)
}

func newList(title string, files []Entry) list {
	slices.SortFunc(files, func(a, b Entry) int { return cmp.Compare(a.Path, b.Path) })
	return formatList(title, files)
}

func formatList(title string, files []Entry) list {
	var b bytes.Buffer
	b.WriteString(title + "\n")
	for _, f := range files {
		fmt.Fprintf(&b, "%x %d %s", f.SHA256, f.Size, f.Path)
		if f.Live {
			b.WriteString(" live")
		}
		b.WriteByte('\n')
	}
	return list{ListPath(fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))), b.Bytes()}
}

// ListPath is the list with a hash: of a tree hash, the root of its manifest.
func ListPath(hash string) string { return ListDir + hash + ".txt" }

// parseList reads the lines of a list.
func parseList(r io.Reader) ([]Entry, error) {
	var files []Entry
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		if n == 1 && strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		f, err := parseLine(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		files = append(files, f)
	}
	return files, lines.Err()
}

func parseLine(line string) (f Entry, err error) {
	fields := strings.Split(line, " ")
	if len(fields) == 4 && fields[3] == "live" {
		f.Live, fields = true, fields[:3]
	}
	if len(fields) != 3 {
		return f, errors.New("it is not a hash, a size and a path")
	}
	sum, err := hex.DecodeString(fields[0])
	if err != nil || len(sum) != sha256.Size {
		return f, fmt.Errorf("%q is not a sha256", fields[0])
	}
	copy(f.SHA256[:], sum)
	if f.Size, err = strconv.ParseInt(fields[1], 10, 64); err != nil || f.Size < 0 {
		return f, fmt.Errorf("%q is not a size", fields[1])
	}
	f.Path = fields[2]
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
		files, err := parseList(bytes.NewReader(data))
		if err != nil {
			continue // a damaged list vouches for nothing
		}
		for _, f := range files {
			delete(paths, f.Path)
		}
	}
	return nil
}
