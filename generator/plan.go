package generator

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/state"
	"mcrpress/generator/tree"
)

// A plan is a directory: plan.json, and for each shard a file with what logs say
// of its ids.

// Plan is what the shards of a fleet have in common.
type Plan struct {
	Schema     int              `json:"schema"`
	Network    string           `json:"network"`
	Generation chain.Generation `json:"generation"`
	ChainID    uint64           `json:"chain_id"`
	Block      uint64           `json:"block"`
	Hash       string           `json:"hash"` // of the block
	Shards     int              `json:"shards"`
	Logs       []string         `json:"logs"` // sha256 of each shard's file

	dir string
}

const (
	planSchema = 2
	planFile   = "plan.json"
	logsPrefix = "logs." // and the shard's index
)

func logsFile(shard int) string { return logsPrefix + strconv.Itoa(shard) }

// ErrPlan: a plan is damaged, or one of another deployment, block or number of
// shards.
var ErrPlan = errors.New("the plan does not fit")

// MakePlan pins a block, scans the logs up to it once and writes what each of so
// many shards needs of them to dir, in the place of an older plan.
func MakePlan(ctx context.Context, cfg Config, shards int, dir string) (*Plan, error) {
	opts := cfg.Read
	opts.Log, opts.Progress = cfg.Log, cfg.Progress
	reader, err := read.Open(ctx, cfg.Client, cfg.Deployment, opts)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if err := clearPlan(dir); err != nil {
		return nil, err
	}
	d, block := &cfg.Deployment, reader.Block()
	plan := &Plan{
		Schema: planSchema, Network: d.Name, Generation: d.Generation, ChainID: d.ChainID,
		Block: block.Number, Hash: block.Hash.Hex(), Shards: shards, dir: dir,
	}
	if plan.Logs, err = splitLogs(ctx, reader, shards, dir); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(plan, "", "  ")
	if err != nil {
		return nil, err
	}
	return plan, os.WriteFile(filepath.Join(dir, planFile), append(text, '\n'), 0o644)
}

// clearPlan removes an older plan, and refuses a directory that holds anything else.
func clearPlan(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if name := e.Name(); name != planFile && !strings.HasPrefix(name, logsPrefix) {
			return fmt.Errorf("%w: %s holds %s, which is of no plan", ErrPlan, dir, name)
		}
	}
	for _, e := range entries {
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// splitLogs writes a file a shard, and returns their sums. Only the logs of one
// range of blocks are in memory.
func splitLogs(ctx context.Context, reader *read.Reader, shards int, dir string) (sums []string, err error) {
	files := make([]*bufio.Writer, shards)
	for i := range files {
		f, err := os.Create(filepath.Join(dir, logsFile(i)))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		files[i] = bufio.NewWriter(f)
	}
	err = reader.Logs(ctx, func(logs read.Logs) error {
		for i, f := range files {
			part := logs.Of(&read.Shard{Index: i, Of: shards})
			if len(part.Sightings)+len(part.Events)+len(part.Marks) == 0 {
				continue
			}
			body := state.Encode(&part)
			if _, err := f.Write(append(binary.AppendUvarint(nil, uint64(len(body))), body...)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, f := range files {
		if err := f.Flush(); err != nil {
			return nil, err
		}
		sum, err := sumOf(filepath.Join(dir, logsFile(i)))
		if err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
	return sums, nil
}

func sumOf(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum, _, err := tree.Sum(f)
	return fmt.Sprintf("%x", sum), err
}

// ReadPlan reads the plan in a directory, for a shard of a deployment. An error is
// an ErrPlan.
func ReadPlan(dir string, d *chain.Deployment, shard read.Shard) (*Plan, error) {
	p := &Plan{dir: dir}
	data, err := os.ReadFile(filepath.Join(dir, planFile))
	if err == nil {
		err = json.Unmarshal(data, p)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s holds no %s", ErrPlan, dir, planFile)
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %w", ErrPlan, dir, err)
	case p.Schema != planSchema:
		return nil, fmt.Errorf("%w: %s is of schema %d, and this program reads %d", ErrPlan, dir, p.Schema, planSchema)
	case p.Network != d.Name || p.Generation != d.Generation || p.ChainID != d.ChainID:
		return nil, fmt.Errorf("%w: %s is of %.60q, generation %.10q, chain %d", ErrPlan, dir, p.Network, p.Generation, p.ChainID)
	case p.Shards != shard.Of || len(p.Logs) != shard.Of:
		return nil, fmt.Errorf("%w: %s has %d shards", ErrPlan, dir, p.Shards)
	}
	if sum, err := sumOf(filepath.Join(dir, logsFile(shard.Index))); err != nil || sum != p.Logs[shard.Index] {
		return nil, fmt.Errorf("%w: %s of %s is damaged", ErrPlan, logsFile(shard.Index), dir)
	}
	return p, nil
}

// logs gives what logs say of a shard.
func (p *Plan) logs(shard read.Shard, take func(read.Logs) error) error {
	f, err := os.Open(filepath.Join(p.dir, logsFile(shard.Index)))
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		size, err := binary.ReadUvarint(r)
		if err == io.EOF {
			return nil
		}
		if err != nil || size > math.MaxInt32 {
			return fmt.Errorf("%w: %s is damaged", ErrPlan, f.Name())
		}
		body := make([]byte, size)
		var logs read.Logs
		if _, err := io.ReadFull(r, body); err != nil {
			return fmt.Errorf("%w: %s is damaged", ErrPlan, f.Name())
		}
		if err := state.Decode(body, &logs); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrPlan, f.Name(), err)
		}
		if err := take(logs); err != nil {
			return err
		}
	}
}
