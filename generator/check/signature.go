package check

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"mcrpress/generator/minisign"
	"mcrpress/generator/tree"
)

// signature verifies the pointer, and holds the copy that is kept under the
// number of its block against it.
func (c *checker) signature() error {
	if c.opts.PublicKey == nil {
		return nil
	}
	file := tree.Pointer + ".minisig"
	signature, err := fs.ReadFile(c.fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		c.report.problem(file, "missing, so the snapshot is not signed")
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := minisign.Verify(*c.opts.PublicKey, c.pointer, signature); err != nil {
		c.report.problem(file, "%s", oneLine(err.Error()))
		return nil
	}
	kept := "index/snapshots/" + strconv.FormatUint(c.snapshot.Block.Number, 10) + ".json"
	copied, err := fs.ReadFile(c.fsys, kept)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading %s: %w", kept, err)
	}
	if err != nil || !bytes.Equal(copied, c.pointer) {
		c.report.problem(kept, "it does not equal %s", tree.Pointer)
	}
	c.report.Signed = true
	return nil
}
