package hosting

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"mcrpress/generator/endpoints"
)

// Host is a service that files are uploaded to.
type Host string

// The hosts.
const (
	CloudflarePages   Host = "cloudflare-pages"
	CloudflareWorkers Host = "cloudflare-workers"
	Netlify           Host = "netlify"
	GitHubPages       Host = "github-pages"
	S3                Host = "s3" // with CloudFront before it
)

// limits are those of a host, from its documents. 0 is none.
type limits struct {
	files       int
	fileBytes   int64
	siteBytes   int64
	folder      int // files of one directory
	headerRules int
	redirects   int
	script      int // bytes of a function
}

var hosts = map[Host]limits{
	CloudflarePages:   {files: 20_000, fileBytes: 25 << 20, headerRules: maxHeaderRules, redirects: maxDynamicRedirects},
	CloudflareWorkers: {files: 20_000, fileBytes: 25 << 20},
	Netlify:           {folder: 54_000},
	GitHubPages:       {siteBytes: 1 << 30},
	S3:                {script: 10 << 10},
}

// The limits of Cloudflare Pages. Netlify's are wider.
const (
	maxHeaderRules      = 100
	maxDynamicRedirects = 100
)

// AssetsDir is the directory of the files of the trees in what Write makes.
const AssetsDir = "assets"

// Errors of Plan and Write that have a way out.
var (
	// ErrFiles: the host takes fewer files.
	ErrFiles = errors.New("the host takes fewer files")
	// ErrOccupied: the directory holds what Write did not make.
	ErrOccupied = errors.New("it holds other files")
	// ErrInside: the directory lies in a tree.
	ErrInside = errors.New("it lies in a tree")
	// ErrCase: the file system takes two spellings for one.
	ErrCase = errors.New("the file system does not tell capitals from small letters")
)

// Options say what is uploaded. The zero value is the trees as they are, at
// most as many files as the host takes for nothing, and ratings that are never
// cached.
type Options struct {
	RatingTTL uint // MCR_CACHE_TTL in seconds
	// MaxFiles is the number of files that the host takes. 0 is what its
	// documents say.
	MaxFiles int
	Aliases  Aliases
}

// Upload is what a host is to be given: its configuration, and the files of
// the trees under their prefixes.
type Upload struct {
	Files int
	Bytes int64
	// Left are the exports that are larger than a file may be, by their path
	// in the upload, and so are not in it.
	Left []string

	config  []configFile
	assets  []asset
	aliases Aliases
	roots   []string // of the trees
}

type configFile struct {
	path string
	data []byte
}

// asset is a file of a tree: what it is copied from, and where it goes.
type asset struct {
	from, path string
	size       int64
}

// Plan makes the upload of trees to a host, and holds it against the limits
// of the host. It writes nothing.
func Plan(host Host, trees []Tree, o Options) (*Upload, error) {
	limit := hosts[host]
	if o.MaxFiles > 0 {
		limit.files = o.MaxFiles
	}
	sorted, err := nest(trees)
	if err != nil {
		return nil, err
	}
	u := &Upload{aliases: o.Aliases}
	for _, t := range sorted {
		u.roots = append(u.roots, t.Dir)
	}
	if host != S3 || len(o.Aliases) > 0 {
		for _, t := range sorted {
			if err := u.collect(t, limit.fileBytes); err != nil {
				return nil, err
			}
		}
		u.front(sorted)
	}
	if err := u.configure(host, sorted, o, limit); err != nil {
		return nil, err
	}
	return u, u.check(limit)
}

// collect takes the files that have a URL, and their aliases.
func (u *Upload) collect(t Tree, fileBytes int64) error {
	return fs.WalkDir(os.DirFS(t.Dir), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, _, known := t.Table.Parse(file)
		if !known || f.Route == "" {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if fileBytes > 0 && info.Size() > fileBytes {
			if f.Output != endpoints.Exports {
				return fmt.Errorf("%s of %s has %d bytes, and the host takes files of %d", file, t.Dir, info.Size(), fileBytes)
			}
			u.Left = append(u.Left, path.Join(t.Prefix, file))
			return nil
		}
		for _, name := range append(u.aliases.of(t.Table, file), file) {
			from := filepath.Join(t.Dir, filepath.FromSlash(file))
			u.assets = append(u.assets, asset{from, path.Join(t.Prefix, name), info.Size()})
		}
		return nil
	})
}

// front puts the first tree's probes and 404 page at the root of a site where
// no tree stands: a host without a 404.html there answers every URL with 200.
func (u *Upload) front(sorted []Tree) {
	if sorted[len(sorted)-1].Prefix == "" {
		return
	}
	first := sorted[0]
	for _, a := range slices.Clone(u.assets) {
		for _, name := range []string{"404.html", "health", "ready"} {
			if a.path == path.Join(first.Prefix, name) {
				u.assets = append(u.assets, asset{a.from, name, a.size})
			}
		}
	}
}

// frontOf lists the families of what front puts at the root.
func frontOf(sorted []Tree) []endpoints.Family {
	if sorted[len(sorted)-1].Prefix == "" {
		return nil
	}
	var list []endpoints.Family
	for f := range sorted[0].Table.All() {
		if f.Files == "404.html" || f.Endpoint != nil && f.Endpoint.Key == nil {
			list = append(list, f)
		}
	}
	return list
}

// check counts files and bytes, and holds them against the limits.
func (u *Upload) check(limit limits) error {
	folders := map[string]int{}
	for _, a := range u.assets {
		u.Bytes += a.size
		folders[path.Dir(a.path)]++
	}
	u.Files = len(u.assets)
	switch {
	case limit.files > 0 && u.Files > limit.files:
		return fmt.Errorf("%w: %d, and %d may be", ErrFiles, u.Files, limit.files)
	case limit.siteBytes > 0 && u.Bytes > limit.siteBytes:
		return fmt.Errorf("the files have %d bytes, and the host takes %d", u.Bytes, limit.siteBytes)
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		if n := folders[folder]; limit.folder > 0 && n > limit.folder {
			return fmt.Errorf("the directory %s has %d files, and the host takes %d", folder, n, limit.folder)
		}
	}
	return nil
}
