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

// hostconfCmd prints the configuration of a web server for one tree or several.
type hostconfCmd struct {
	For      string        `required:"" enum:"nginx,caddy" placeholder:"nginx|caddy" help:"The web server."`
	Dir      []mount.Mount `default:"public" env:"MCRPRESS_DIR" placeholder:"[PREFIX=]DIR" help:"Directory of a tree (${default}), below a path prefix or at the root. Repeat it for several trees."`
	Listen   string        `default:"8080" placeholder:"PORT|HOST:PORT" help:"Where the server listens, in its own notation (${default})."`
	CacheTTL uint          `name:"cache-ttl" default:"3600" env:"MCR_CACHE_TTL" placeholder:"SECONDS" help:"How long a rating may be cached; 0 is not at all (${default})."`
}

// Run is called by kong.
func (h *hostconfCmd) Run(e *env) error {
	site := hosting.Site{Listen: h.Listen, RatingTTL: h.CacheTTL}
	for _, m := range h.Dir {
		t, err := treeAt(m)
		if err != nil {
			return &console.Mistake{Err: fmt.Errorf("--dir: %w", err)}
		}
		site.Trees = append(site.Trees, t)
	}
	write := hosting.Nginx
	if h.For == "caddy" {
		write = hosting.Caddy
	}
	conf, err := write(site)
	if err != nil {
		return &console.Mistake{Err: fmt.Errorf("--dir or --listen: %w", err)}
	}
	_, err = e.stdout.Write(conf)
	return err
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
