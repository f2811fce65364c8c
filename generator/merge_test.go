package generator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
	"mcrpress/chain/store"
	"mcrpress/generator/answers"
	upload "mcrpress/generator/publish"
	"mcrpress/generator/state"
	"mcrpress/generator/tree"
)

// demoJob builds trees of a small demo chain of a generation.
func demoJob(t *testing.T, generation chain.Generation) *job {
	t.Helper()
	if generation == chain.Gen2 {
		return newJob(t, devchain.Wait, devchain.Wait)
	}
	c, err := devchain.Build(devchain.Options{Generation: generation})
	if err != nil {
		t.Fatal(err)
	}
	return jobOn(t, c)
}

// part builds one shard.
func (j *job) part(dir, shard string, block int, change ...func(*Config)) string {
	j.t.Helper()
	cfg := j.cfg
	cfg.Out, cfg.Read = dir, read.Options{Block: fmt.Sprint(block), Shard: new(read.Shard)}
	if err := cfg.Read.Shard.UnmarshalText([]byte(shard)); err != nil {
		j.t.Fatal(err)
	}
	records, err := store.NewTemp()
	if err != nil {
		j.t.Fatal(err)
	}
	defer records.Close()
	cfg.Store = records
	for _, f := range change {
		f(&cfg)
	}
	if _, err := Build(j.t.Context(), cfg); err != nil {
		j.t.Fatalf("shard %s: %v", shard, err)
	}
	return dir
}

func (j *job) parts(n, block int, change ...func(*Config)) (dirs []string) {
	root := j.t.TempDir()
	for i := range n {
		dirs = append(dirs, j.part(filepath.Join(root, fmt.Sprint(i)), fmt.Sprintf("%d/%d", i, n), block, change...))
	}
	return dirs
}

// planned has the logs come from a plan.
func (j *job) planned(n, block int) func(*Config) {
	j.t.Helper()
	dir := filepath.Join(j.t.TempDir(), "plan")
	cfg := j.cfg
	cfg.Read = read.Options{Block: fmt.Sprint(block)}
	if _, err := MakePlan(j.t.Context(), cfg, n, dir); err != nil {
		j.t.Fatal(err)
	}
	return func(cfg *Config) {
		var err error
		if cfg.Plan, err = ReadPlan(dir, &cfg.Deployment, *cfg.Read.Shard); err != nil {
			j.t.Fatal(err)
		}
	}
}

func (j *job) merge(out string, dirs ...string) error {
	cfg := j.cfg
	cfg.Out = out
	list := make([]Part, len(dirs))
	for i, dir := range dirs {
		list[i] = PartIn(dir)
	}
	_, err := Merge(j.t.Context(), cfg, list)
	return err
}

// Any number of shards makes the tree of one build: the first one, and one that
// follows another.
func TestMerge(t *testing.T) {
	for _, generation := range []chain.Generation{chain.Gen1, chain.Gen2} {
		t.Run(string(generation), func(t *testing.T) {
			j := demoJob(t, generation)
			first := filepath.Join(t.TempDir(), "first")
			j.mustBuild(first, "", j.head-1)
			next := copyTree(t, first)
			j.mustBuild(next, "", j.head)
			want := contents(t, next)
			for _, n := range []int{1, 2, 7, 64} {
				if n == 2 {
					fresh := filepath.Join(t.TempDir(), "tree")
					if err := j.merge(fresh, j.parts(n, j.head-1)...); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(contents(t, first), contents(t, fresh)); diff != "" {
						t.Errorf("%d shards (-one build +merged): %s", n, diff)
					}
				}
				dir := copyTree(t, first)
				var plan []func(*Config)
				if n > 2 {
					plan = append(plan, j.planned(n, j.head))
				}
				if err := j.merge(dir, j.parts(n, j.head, plan...)...); err != nil {
					t.Fatalf("%d shards: %v", n, err)
				}
				if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
					t.Errorf("%d shards (-one build +merged): %s", n, diff)
				}
			}
		})
	}
}

// Machines of 1.0 to which tokenIdOf gives one token, of which one alone has it,
// make the tree of one build, whichever shards they are in.
func TestMergeOneToken(t *testing.T) {
	c, err := devchain.Build(devchain.Options{Generation: chain.Gen1})
	if err != nil {
		t.Fatal(err)
	}
	const token, holder, named = 1, 8, 12
	var steps []devchain.Step
	for _, m := range c.Fleet()[:named] {
		steps = append(steps, devchain.Retoken(m, token))
	}
	if c, err = c.Extend(devchain.All(steps...)); err != nil {
		t.Fatal(err)
	}
	j := jobOn(t, c)
	one := filepath.Join(t.TempDir(), "one")
	j.mustBuild(one, "", j.head)
	if n := strings.Count(readText(t, one, "index/findings.json"), string(chain.UnconfirmedToken)); n != named-1 {
		t.Errorf("%d findings", n)
	}
	body := readText(t, one, fmt.Sprintf("metadata/%d", token))
	if !strings.HasPrefix(body, fmt.Sprintf(`{"schema_version":"1.0","name":"Machine #%d","peaqos":{"machine_id":%d,`, token, holder)) {
		t.Errorf("the token shows %s", body)
	}
	for _, n := range []int{2, 5} {
		merged := filepath.Join(t.TempDir(), "merged")
		if err := j.merge(merged, j.parts(n, j.head)...); err != nil {
			t.Fatalf("%d shards: %v", n, err)
		}
		if diff := cmp.Diff(contents(t, one), contents(t, merged)); diff != "" {
			t.Errorf("%d shards (-one build +merged): %s", n, diff)
		}
	}
}

// Parts that are not all shards of one fleet at one block make no tree.
func TestMergeRefuses(t *testing.T) {
	j := demoJob(t, chain.Gen2)
	dirs := j.parts(3, j.head)
	root := t.TempDir()
	older := j.part(filepath.Join(root, "older"), "1/3", j.head-1)
	other := j.part(filepath.Join(root, "other"), "1/2", j.head)
	apart := j.part(filepath.Join(root, "apart"), "1/3", j.head, func(cfg *Config) { cfg.CacheTTL = 7 })
	whole := filepath.Join(root, "whole")
	j.mustBuild(whole, "", j.head)
	elsewhere := filepath.Join(root, "elsewhere")
	for name, c := range map[string]struct {
		dirs []string
		part string
		want string
	}{
		"missing":         {dirs[:2], "2/3", "is missing"},
		"no directory":    {[]string{dirs[0], elsewhere, dirs[2]}, elsewhere, "is missing"},
		"twice":           {append([]string{dirs[1]}, dirs...), dirs[1], "is there twice"},
		"stale":           {[]string{dirs[0], older, dirs[2]}, older, "is stale"},
		"of another fold": {[]string{dirs[0], other, dirs[2]}, other, "is foreign"},
		"other settings":  {[]string{dirs[0], apart, dirs[2]}, apart, "is foreign"},
		"a whole tree":    {[]string{dirs[0], whole, dirs[2]}, whole, "is foreign"},
	} {
		out := filepath.Join(t.TempDir(), "tree")
		err := j.merge(out, c.dirs...)
		var refused *PartError
		if !errors.As(err, &refused) || refused.Part != c.part || !strings.HasPrefix(refused.Reason, c.want) || !IsMistake(err) {
			t.Errorf("%s: %v, want part %s to be refused as %q", name, err, c.part, c.want)
		}
		if strings.Contains(fmt.Sprint(err), "\n") || exists(out, ".") {
			t.Errorf("%s: %q is not one line, or there is a tree", name, err)
		}
	}
	if err := j.merge(dirs[0], dirs...); !errors.Is(err, ErrOtherPart) {
		t.Errorf("merging into a part: %v", err)
	}
}

// A part with a changed byte is not published.
func TestMergeDamaged(t *testing.T) {
	j := demoJob(t, chain.Gen2)
	dirs := j.parts(2, j.head)
	before := filepath.Join(t.TempDir(), "tree")
	j.mustBuild(before, "", j.head-1)
	want := contents(t, before)
	for path := range contents(t, dirs[1]) {
		if strings.HasPrefix(path, "card/") || strings.HasPrefix(path, tree.ListDir) || tree.Unlisted(path) {
			continue
		}
		part := copyTree(t, dirs[1])
		name := filepath.Join(part, path)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := j.merge(before, dirs[0], part); err == nil || !strings.Contains(err.Error(), "part "+part) {
			t.Fatalf("%s: %v", path, err)
		}
	}
	if diff := cmp.Diff(want, contents(t, before)); diff != "" {
		t.Error(diff)
	}
}

// Parts in buckets make the tree that directories make, and one that lacks a file
// or has a damaged one makes none.
func TestMergeFromBuckets(t *testing.T) {
	j := demoJob(t, chain.Gen2)
	dirs := j.parts(2, j.head)
	whole := filepath.Join(t.TempDir(), "tree")
	if err := j.merge(whole, dirs...); err != nil {
		t.Fatal(err)
	}
	var buckets []*blob.Bucket
	var list []Part
	for i, dir := range dirs {
		b := memblob.OpenBucket(nil)
		defer b.Close()
		plan, err := upload.Compare(t.Context(), os.DirFS(dir), b, upload.Options{Log: j.cfg.Log, Progress: j.cfg.Progress})
		if err == nil {
			err = plan.Carry(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		buckets = append(buckets, b)
		list = append(list, Part{Name: fmt.Sprint("bucket ", i), Files: upload.Files(t.Context(), b, "")})
	}
	cfg := j.cfg
	cfg.Out = filepath.Join(t.TempDir(), "tree")
	if _, err := Merge(t.Context(), cfg, list); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(contents(t, whole), contents(t, cfg.Out)); diff != "" {
		t.Errorf("(-directories +buckets): %s", diff)
	}
	mcr := ""
	for path := range contents(t, dirs[1]) {
		if strings.HasPrefix(path, "mcr/") {
			mcr = path
		}
	}
	for _, path := range []string{mcr, factsFile, chunkFile(0), answers.SnapshotFile} {
		data, err := buckets[1].ReadAll(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		damaged := append(slices.Clone(data), 'x')
		for what, harm := range map[string]func() error{
			"missing": func() error { return buckets[1].Delete(t.Context(), path) },
			"longer":  func() error { return buckets[1].WriteAll(t.Context(), path, damaged, nil) },
			"shorter": func() error { return buckets[1].WriteAll(t.Context(), path, data[1:], nil) },
		} {
			if err := harm(); err != nil {
				t.Fatal(err)
			}
			cfg.Out = filepath.Join(t.TempDir(), "tree")
			if _, err := Merge(t.Context(), cfg, list); err == nil || !strings.HasPrefix(err.Error(), "part bucket 1") || exists(cfg.Out, ".") {
				t.Errorf("%s is %s: %v", path, what, err)
			}
			if err := buckets[1].WriteAll(t.Context(), path, data, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A part that is damaged while it is merged is not published, though its sums were
// right before.
func TestMergeDamagedMeanwhile(t *testing.T) {
	j := demoJob(t, chain.Gen2)
	dirs := j.parts(2, j.head)
	cfg := j.cfg
	cfg.Out = filepath.Join(t.TempDir(), "tree")
	cfg.Progress = func(stage string, done, total int) {
		if stage != "opened" || done < total {
			return
		}
		if err := os.Truncate(filepath.Join(dirs[1], chunkFile(0)), 10); err != nil {
			t.Error(err)
		}
	}
	_, err := Merge(t.Context(), cfg, []Part{PartIn(dirs[0]), PartIn(dirs[1])})
	if err == nil || !strings.HasPrefix(err.Error(), "part "+dirs[1]) || exists(cfg.Out, ".") {
		t.Errorf("%v", err)
	}
}

// Parts that go on from the last run with state files of their own merge to the
// same tree, and building them again leaves the tree that shares their files alone.
func TestMergeGoesOn(t *testing.T) {
	j := demoJob(t, chain.Gen2)
	root, out := t.TempDir(), filepath.Join(t.TempDir(), "tree")
	var rated [2]int
	for run, block := range []int{j.head - 1, j.head} {
		before := map[string]string{}
		if run > 0 {
			before = contents(t, out)
		}
		whole := filepath.Join(t.TempDir(), "whole")
		if run > 0 {
			whole = copyTree(t, out)
		}
		j.mustBuild(whole, "", block)
		var dirs []string
		for i := range 2 {
			cfg := j.cfg
			cfg.Read = read.Options{Block: fmt.Sprint(block), Shard: &read.Shard{Index: i, Of: 2}}
			cfg.Out = filepath.Join(root, fmt.Sprint(i))
			s, err := state.Open(cfg.Out+".db", &cfg.Deployment, cfg.Log)
			if err != nil {
				t.Fatal(err)
			}
			cfg.Store, cfg.RateStore, cfg.Rows = s.Store, s.Rates, s.Rows
			summary, err := Build(t.Context(), cfg)
			if err := errors.Join(err, s.Close()); err != nil {
				t.Fatal(err)
			}
			rated[run] += summary.Rated
			dirs = append(dirs, cfg.Out)
		}
		if run > 0 {
			if diff := cmp.Diff(before, contents(t, out)); diff != "" {
				t.Errorf("building parts again changed the tree: %s", diff)
			}
		}
		if err := j.merge(out, dirs...); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(contents(t, whole), contents(t, out)); diff != "" {
			t.Errorf("block %d (-one build +merged): %s", block, diff)
		}
	}
	if rated[1] >= rated[0] {
		t.Errorf("%d machines were rated in the first run, and %d in the second", rated[0], rated[1])
	}
}

// A plan of another chain's block, and one with a changed byte, are refused.
func TestPlanRefused(t *testing.T) {
	j := demoJob(t, chain.Gen2)
	dir := filepath.Join(t.TempDir(), "plan")
	cfg := j.cfg
	cfg.Read = read.Options{Block: fmt.Sprint(j.head)}
	plan, err := MakePlan(t.Context(), cfg, 2, dir)
	if err != nil {
		t.Fatal(err)
	}
	shard := read.Shard{Index: 1, Of: 2}
	name := filepath.Join(dir, logsFile(1))
	logs, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	logs[len(logs)/2] ^= 1
	if err := os.WriteFile(name, logs, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadPlan(dir, &cfg.Deployment, shard); !errors.Is(err, ErrPlan) {
		t.Errorf("a damaged plan: %v", err)
	}
	other := cfg.Deployment
	other.ChainID++
	if _, err := ReadPlan(dir, &other, read.Shard{Index: 0, Of: 2}); !errors.Is(err, ErrPlan) {
		t.Errorf("a plan of another chain: %v", err)
	}
	plan.Hash = "0x01"
	cfg.Plan, cfg.Read.Shard, cfg.Out = plan, &shard, filepath.Join(t.TempDir(), "part")
	if _, err := Build(t.Context(), cfg); !errors.Is(err, ErrPlan) || !IsMistake(err) {
		t.Errorf("a plan of a block that left the chain: %v", err)
	}
}
