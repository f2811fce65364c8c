package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/hosting"
	"mcrpress/generator/mount"
	"mcrpress/internal/console"
)

// hostconfCmd makes the configuration of a host for one tree or several.
type hostconfCmd struct {
	For      string          `required:"" enum:"cloudflare-pages,cloudflare-workers,netlify,github-pages,s3,nginx,caddy" placeholder:"HOST" help:"The host: cloudflare-pages, cloudflare-workers, netlify, github-pages, s3, nginx or caddy."`
	Dir      []mount.Mount   `default:"public" env:"MCRPRESS_DIR" placeholder:"[PREFIX=]DIR" help:"Directory of a tree (${default}), below a path prefix or at the root. Repeat it for several trees."`
	Write    string          `placeholder:"DIR" help:"Directory for what the host is to be given; replaced where this command made it. Without it, nginx and caddy have their one file printed."`
	Aliases  hosting.Aliases `placeholder:"did,checksum" help:"Further spellings to write for a host without rules: DIDs with their prefix, accounts as EIP-55 has them."`
	MaxFiles string          `default:"0" env:"MCRPRESS_MAX_FILES" placeholder:"N|cloudflare-free|cloudflare" help:"Fail before writing where there would be more files; 0 is what the host takes for nothing (${default})."`
	Listen   string          `default:"8080" placeholder:"PORT|HOST:PORT" help:"Where nginx or Caddy listens, in its own notation (${default})."`
	CacheTTL uint            `name:"cache-ttl" default:"3600" env:"MCR_CACHE_TTL" placeholder:"SECONDS" help:"How long a rating may be cached; 0 is not at all (${default})."`
}

// Run is called by kong.
func (h *hostconfCmd) Run(e *env) error {
	var trees []hosting.Tree
	for _, m := range h.Dir {
		t, err := treeAt(m)
		if err != nil {
			return &console.Mistake{Err: fmt.Errorf("--dir: %w", err)}
		}
		trees = append(trees, t)
	}
	switch h.For {
	case "nginx":
		return h.server(e, trees, "nginx.conf", hosting.Nginx)
	case "caddy":
		return h.server(e, trees, "Caddyfile", hosting.Caddy)
	default:
		return h.upload(e, trees)
	}
}

// server prints or writes the one file of a web server of one's own.
func (h *hostconfCmd) server(e *env, trees []hosting.Tree, name string, configure func(hosting.Site) ([]byte, error)) error {
	if len(h.Aliases) > 0 {
		return &console.Mistake{Err: fmt.Errorf("--aliases: %s has rules for every spelling: leave it out", h.For)}
	}
	conf, err := configure(hosting.Site{Trees: trees, Listen: h.Listen, RatingTTL: h.CacheTTL})
	if err != nil {
		return &console.Mistake{Err: fmt.Errorf("--dir or --listen: %w", err)}
	}
	if h.Write == "" {
		_, err = e.stdout.Write(conf)
		return err
	}
	return h.write(e, hosting.Server(name, conf))
}

// fewerFiles is the way out where there are too many.
const fewerFiles = "build with --emit to leave outputs out, or raise --max-files where your plan takes more"

// upload writes what a host of files is to be given.
func (h *hostconfCmd) upload(e *env, trees []hosting.Tree) error {
	if h.Write == "" {
		return &console.Mistake{Err: fmt.Errorf("--for %s makes several files: name a directory for them with --write", h.For)}
	}
	files, err := fileBudget(h.MaxFiles)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	upload, err := hosting.Plan(hosting.Host(h.For), trees,
		hosting.Options{RatingTTL: h.CacheTTL, MaxFiles: files, Aliases: h.Aliases})
	switch {
	case errors.Is(err, hosting.ErrFiles):
		return &console.Mistake{Err: fmt.Errorf("--dir: %w: %s", err, fewerFiles)}
	case err != nil:
		return &console.Mistake{Err: fmt.Errorf("--dir: %w", err)}
	}
	return h.write(e, upload)
}

func (h *hostconfCmd) write(e *env, upload *hosting.Upload) error {
	err := upload.Write(h.Write)
	switch {
	case errors.Is(err, hosting.ErrOccupied), errors.Is(err, hosting.ErrInside):
		return &console.Mistake{Err: fmt.Errorf("--write: %w: name a new directory", err)}
	case errors.Is(err, hosting.ErrCase):
		return &console.Mistake{Err: fmt.Errorf("--aliases: %w: leave checksum out, or write to another disk", err)}
	case err != nil:
		return err
	}
	for _, file := range upload.Left {
		e.Log.Warn("left out, since the host takes no file as large", "file", file)
	}
	e.Log.Info("written", "dir", h.Write, "files", upload.Files, "bytes", upload.Bytes)
	return nil
}

// treeAt looks up what a tree holds in its snapshot.
func treeAt(m mount.Mount) (t hosting.Tree, err error) {
	t.Mount = m
	if t.Dir, err = filepath.Abs(m.Dir); err != nil {
		return t, err
	}
	s, err := answers.ReadSnapshot(os.DirFS(m.Dir))
	if errors.Is(err, fs.ErrNotExist) {
		return t, fmt.Errorf("%s holds no tree: build it first, since its snapshot says what there is to serve", m.Dir)
	}
	if err != nil {
		return t, fmt.Errorf("%s: %w", m.Dir, err)
	}
	if t.Table = endpoints.Of(s.Generation); t.Table == nil {
		return t, fmt.Errorf("%s has a snapshot of schema %d, and this program reads %d: build the tree again", m.Dir, s.Schema, answers.Schema)
	}
	return t, nil
}
