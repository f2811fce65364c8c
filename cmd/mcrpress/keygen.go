package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mcrpress/generator/minisign"
	"mcrpress/internal/console"
)

// keygenCmd makes the key pair that a build signs snapshots with.
type keygenCmd struct {
	Out string `required:"" placeholder:"DIR|FILE" help:"File of the secret key, or the directory for mcrpress.key. The public key goes beside it and ends in .pub."`
}

// Run is called by kong.
func (k *keygenCmd) Run(e *env) error {
	secret, public := k.paths()
	key, err := minisign.Generate(secret, public)
	if err != nil {
		return &console.Mistake{Err: fmt.Errorf("--out: %w", err)}
	}
	_, err = fmt.Fprintf(e.stdout, "secret key  %s\npublic key  %s\n            %s\n", secret, public, key)
	return err
}

// paths names the two files.
func (k *keygenCmd) paths() (secret, public string) {
	secret = k.Out
	if info, err := os.Stat(k.Out); err == nil && info.IsDir() {
		secret = filepath.Join(k.Out, "mcrpress.key")
	}
	return secret, strings.TrimSuffix(secret, ".key") + ".pub"
}
