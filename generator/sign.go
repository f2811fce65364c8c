package generator

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"mcrpress/generator/answers"
	"mcrpress/generator/minisign"
	"mcrpress/generator/tree"
)

const (
	snapshotsDir = "index/snapshots"
	signature    = ".minisig"
)

// signed gives the files that go beside the pointer of a signed tree: its
// signature, the snapshot once more under its block's number, where it stays
// when the pointer moves on, and the snapshots before it. A tree without a
// key has none.
func (p *publication) signed(block uint64, pointer []byte) (map[string][]byte, error) {
	if p.cfg.SignKey == nil {
		return map[string][]byte{}, nil
	}
	// The comment is signed along. It holds no time: the same snapshot has the
	// same signature.
	comment := fmt.Sprintf("mcrpress snapshot of chain %d at block %d", p.fleet.ChainID, block)
	sig, err := minisign.Sign(p.cfg.SignKey, pointer, comment)
	if err != nil {
		return nil, fmt.Errorf("signing the snapshot: %w", err)
	}
	own := path.Join(snapshotsDir, strconv.FormatUint(block, 10)+".json")
	files, err := p.earlierSnapshots(own)
	if err != nil {
		return nil, fmt.Errorf("keeping earlier snapshots: %w", err)
	}
	files[own], files[own+signature] = pointer, sig
	files[tree.Pointer+signature] = sig
	return files, nil
}

// earlierSnapshots reads the newest of the published snapshots other than own,
// with their signatures.
func (p *publication) earlierSnapshots(own string) (map[string][]byte, error) {
	published := p.out.Published()
	entries, err := fs.ReadDir(published, snapshotsDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var blocks []uint64
	for _, e := range entries {
		name, isSnapshot := strings.CutSuffix(e.Name(), ".json")
		block, err := strconv.ParseUint(name, 10, 64)
		if isSnapshot && err == nil && path.Join(snapshotsDir, e.Name()) != own {
			blocks = append(blocks, block)
		}
	}
	slices.SortFunc(blocks, func(a, b uint64) int { return cmp.Compare(b, a) })
	files := map[string][]byte{}
	for _, block := range first(blocks, answers.KeptSnapshots-1) {
		snapshot := path.Join(snapshotsDir, strconv.FormatUint(block, 10)+".json")
		for _, file := range []string{snapshot, snapshot + signature} {
			if files[file], err = fs.ReadFile(published, file); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}
