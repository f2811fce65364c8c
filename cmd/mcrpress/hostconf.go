package main

import (
	"fmt"
	"path/filepath"

	"mcrpress/generator/hosting"
	"mcrpress/internal/console"
)

// hostconfCmd prints the configuration of a web server for a tree.
type hostconfCmd struct {
	For      string `required:"" enum:"nginx,caddy" placeholder:"nginx|caddy" help:"The web server."`
	Dir      string `default:"public" env:"MCRPRESS_DIR" placeholder:"DIR" help:"Directory of the tree (${default})."`
	Listen   string `default:"8080" placeholder:"PORT|HOST:PORT" help:"Where the server listens, in its own notation (${default})."`
	CacheTTL uint   `name:"cache-ttl" default:"3600" env:"MCR_CACHE_TTL" placeholder:"SECONDS" help:"How long a rating may be cached; 0 is not at all (${default})."`
}

// Run is called by kong.
func (h *hostconfCmd) Run(e *env) error {
	root, err := filepath.Abs(h.Dir)
	if err != nil {
		return err
	}
	write := hosting.Nginx
	if h.For == "caddy" {
		write = hosting.Caddy
	}
	conf, err := write(hosting.Site{Root: root, Listen: h.Listen, RatingTTL: h.CacheTTL})
	if err != nil {
		return &console.Mistake{Err: fmt.Errorf("--dir or --listen: %w", err)}
	}
	_, err = e.stdout.Write(conf)
	return err
}
