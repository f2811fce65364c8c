//go:build e2e

package e2e

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/docs"
)

const (
	kustomize = "sigs.k8s.io/kustomize/kustomize/v5@v5.7.1"
	validate  = "sigs.k8s.io/kubectl-validate@v0.0.4"
)

// resource is what the tests look at in a manifest.
type resource struct {
	Kind     string
	Metadata struct{ Name string }
	Data     map[string]string
	Rules    []rule
	Spec     struct {
		JobTemplate struct {
			Spec struct {
				Completions, Parallelism, BackoffLimitPerIndex int

				Template struct{ Spec pod }
			}
		}
	}
}

type rule struct{ Resources, ResourceNames, Verbs []string }

type pod struct {
	SecurityContext            struct{ RunAsUser int }
	InitContainers, Containers []container
}

type container struct {
	Name, Image   string
	Command, Args []string
	VolumeMounts  []struct{ Name, MountPath string }
}

// objects are the manifests of a kustomization.
type objects []resource

func (o objects) named(t *testing.T, kind, name string) resource {
	t.Helper()
	for _, r := range o {
		if r.Kind == kind && r.Metadata.Name == name {
			return r
		}
	}
	t.Fatalf("no %s is named %s", kind, name)
	return resource{}
}

// render builds a kustomization, has the schemas of Kubernetes checked, and
// returns its objects beside their text.
func render(t *testing.T, dir string) (objects, string) {
	t.Helper()
	rendered, err := exec.CommandContext(t.Context(), "go", "run", kustomize, "build", dir).Output()
	if err != nil {
		t.Fatalf("kustomize: %v", err)
	}
	if said, err := valid(t, string(rendered)); err != nil {
		t.Fatalf("kubectl-validate: %v\n%s", err, said)
	}
	var list objects
	for _, document := range strings.Split(string(rendered), "\n---\n") {
		var r resource
		if err := yaml.Unmarshal([]byte(document), &r); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list, string(rendered)
}

func valid(t *testing.T, manifests string) (said []byte, err error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "manifests.yaml")
	if err := os.WriteFile(file, []byte(manifests), 0o600); err != nil {
		t.Fatal(err)
	}
	return exec.CommandContext(t.Context(), "go", "run", validate, "--version", "1.30", file).CombinedOutput()
}

// image is what the Dockerfile makes: a directory with the files that it copies,
// and how they are run. What it begins with is not there.
type image struct {
	root   string
	recipe struct {
		Run, Entrypoint, Cmd, Env []string
		Copied                    map[string]string
		User, WorkingDir          string
	}
}

// makeImage builds the image by the lines of the recipe.
func makeImage(t *testing.T) *image {
	t.Helper()
	i := &image{root: t.TempDir()}
	text, err := exec.CommandContext(t.Context(), "go", "run", "-C", "../.ci/recipe", ".", "../../Dockerfile").Output()
	if err != nil {
		t.Fatalf("recipe: %v", err)
	}
	if err := json.Unmarshal(text, &i.recipe); err != nil {
		t.Fatal(err)
	}
	for _, line := range i.recipe.Run {
		for from, to := range i.recipe.Copied {
			line = strings.ReplaceAll(line, "-o "+from+" ", "-o "+filepath.Join(i.root, to)+" ")
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
		cmd.Dir = ".."
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, said)
		}
	}
	// A container has a /proc, in which the program finds itself.
	self := filepath.Join(i.root, "proc/self")
	if err := os.MkdirAll(self, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(i.recipe.Entrypoint[0], filepath.Join(self, "exe")); err != nil {
		t.Fatal(err)
	}
	return i
}

// mount makes the directory of a volume that the pods' user may write to.
func (i *image) mount(t *testing.T, path string, user int) string {
	t.Helper()
	dir := filepath.Join(i.root, path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, user, user); err != nil {
		t.Fatal(err)
	}
	return dir
}

// command is a container as a process that sees nothing but the image and its
// volumes. The variables stand for envFrom.
func (i *image) command(ctx context.Context, p pod, c container, variables map[string]string) *exec.Cmd {
	argv := slices.Concat(i.recipe.Entrypoint, i.recipe.Cmd)
	if len(c.Args) > 0 {
		argv = slices.Concat(i.recipe.Entrypoint, c.Args)
	}
	if len(c.Command) > 0 {
		argv = slices.Concat(c.Command, c.Args)
	}
	env := i.recipe.Env
	for name, value := range variables {
		env = append(env, name+"="+value)
		for n, arg := range argv {
			argv[n] = strings.ReplaceAll(arg, "$("+name+")", value)
		}
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = env
	cmd.Dir = cmp.Or(i.recipe.WorkingDir, "/")
	user := uint32(p.SecurityContext.RunAsUser)
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: i.root, Credential: &syscall.Credential{Uid: user, Gid: user}}
	return cmd
}

// stalling is a node that answers the first requests, and closes atWork at one
// that it leaves open.
func stalling(t *testing.T, node string) (address string, atWork chan struct{}) {
	t.Helper()
	to, err := url.Parse(node)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	atWork = make(chan struct{})
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n := requests.Add(1); {
		case n < 3:
			proxy.ServeHTTP(w, r)
			return
		case n == 3:
			close(atWork)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	return server.URL, atWork
}

// cluster stands for kubectl and what it talks to: the Role says what it may do,
// and a Job is run as soon as it is made.
type cluster struct {
	objects objects
	runs    func(job resource)
	done    map[string]bool
}

func (c *cluster) kubectl(t *testing.T, args []string) {
	t.Helper()
	switch {
	case args[0] == "delete" && args[1] == "job":
		c.may(t, "jobs", args[2], "get", "list", "watch", "delete")
		delete(c.done, args[2])
	case args[0] == "create" && args[1] == "job" && !c.done[args[2]]:
		template := strings.TrimPrefix(args[3], "--from=cronjob/")
		c.may(t, "cronjobs", template, "get")
		c.may(t, "jobs", "", "create")
		c.runs(c.objects.named(t, "CronJob", template))
		c.done[args[2]] = true
	case args[0] == "wait" && c.done[strings.TrimPrefix(args[1], "job/")]:
		c.may(t, "jobs", strings.TrimPrefix(args[1], "job/"), "get", "list", "watch")
	default:
		t.Fatalf("kubectl %q fails", args)
	}
}

func (c *cluster) may(t *testing.T, kind, name string, verbs ...string) {
	t.Helper()
	rules := c.objects.named(t, "Role", "mcrpress").Rules
	for _, verb := range verbs {
		if !slices.ContainsFunc(rules, func(r rule) bool {
			return slices.Contains(r.Resources, kind) && slices.Contains(r.Verbs, verb) &&
				(r.ResourceNames == nil || slices.Contains(r.ResourceNames, name))
		}) {
			t.Fatalf("the Role lets nobody %s %s %s", verb, kind, name)
		}
	}
}

// A run of the base, each container as a process of the image, publishes the
// tree of one build, though a shard is killed and begun again.
func TestKubernetes(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may run processes that see an image alone, as another user")
	}
	all, text := render(t, "../deploy/kubernetes")
	if _, err := valid(t, strings.Replace(text, "completions: 16", "completions: many", 1)); err == nil {
		t.Fatal("kubectl-validate takes completions: many")
	}
	settings := all.named(t, "ConfigMap", "mcrpress").Data
	run := all.named(t, "CronJob", "mcrpress").Spec.JobTemplate.Spec.Template.Spec
	user := run.SecurityContext.RunAsUser
	built := makeImage(t)
	if built.recipe.User != strconv.Itoa(user) {
		t.Fatalf("the image is of user %s, the pods of %d", built.recipe.User, user)
	}

	c, err := devchain.Build(devchain.Options{Generation: chain.Gen2})
	if err != nil {
		t.Fatal(err)
	}
	node, err := c.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	deployment, err := json.Marshal(c.Deployment())
	if err != nil {
		t.Fatal(err)
	}
	data := built.mount(t, "data", user)
	built.mount(t, "tmp", user)
	if err := os.WriteFile(filepath.Join(data, "network.json"), deployment, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"PEAQOS_NETWORK": "/data/network.json", "PEAQOS_RPC_URL": node.URL(), "MCRPRESS_TO": "file:///data/site",
		"MCRPRESS_FX": "usd", "MCRPRESS_BLOCK": "latest",
	} {
		settings[name] = value
	}
	finish := func(p pod, c container, variables map[string]string) {
		t.Helper()
		if said, err := built.command(t.Context(), p, c, variables).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", c.Name, err, said)
		}
	}
	shards := func(job resource) {
		spec := job.Spec.JobTemplate.Spec
		n, _ := strconv.Atoi(settings["MCRPRESS_SHARDS"])
		if n == 0 || spec.Completions != n || spec.Parallelism != n || spec.BackoffLimitPerIndex == 0 {
			t.Fatalf("%d shards, and %d completions of which %d run, again %d times",
				n, spec.Completions, spec.Parallelism, spec.BackoffLimitPerIndex)
		}
		shard := spec.Template.Spec.Containers[0]
		for i := range n {
			variables := maps.Clone(settings)
			variables["JOB_COMPLETION_INDEX"] = strconv.Itoa(i)
			if i == 1 {
				address, atWork := stalling(t, node.URL())
				variables["PEAQOS_RPC_URL"] = address
				killed := built.command(t.Context(), spec.Template.Spec, shard, variables)
				if err := killed.Start(); err != nil {
					t.Fatal(err)
				}
				<-atWork
				if err := killed.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				if killed.Wait() == nil {
					t.Fatal("the shard was not killed")
				}
				variables["PEAQOS_RPC_URL"] = node.URL()
			}
			finish(spec.Template.Spec, shard, variables)
		}
	}
	cluster := &cluster{objects: all, runs: shards, done: map[string]bool{"mcrpress-shards": true}} // of the run before
	for _, c := range slices.Concat(run.InitContainers, run.Containers) {
		mounts := []string{}
		for _, mount := range c.VolumeMounts {
			mounts = append(mounts, mount.Name)
		}
		if strings.HasPrefix(c.Image, "registry.k8s.io/kubectl:v") && slices.Equal(mounts, []string{"token", "tmp"}) {
			cluster.kubectl(t, c.Args)
		} else if strings.HasPrefix(c.Image, "mcrpress:") && slices.Equal(mounts, []string{"data", "tmp"}) {
			finish(run, c, settings)
		} else {
			t.Fatalf("%s is of %s and has %q", c.Name, c.Image, mounts)
		}
	}

	finish(run, container{Name: "whole", Args: []string{"build", "--no-state", "--out", "/data/whole"}}, settings)
	snapshot := func(tree string) string {
		text, err := os.ReadFile(filepath.Join(data, tree, "index/snapshot.json"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if diff := gocmp.Diff(snapshot("whole"), snapshot("site")); diff != "" {
		t.Errorf("(-one build +published): %s", diff)
	}
}

// The overlay that docs/scale.md shows sets what it says, with and without the
// component for a tree that is served from the volume.
func TestOverlay(t *testing.T) {
	text, err := docs.Files.ReadFile("scale.md")
	if err != nil {
		t.Fatal(err)
	}
	_, overlay, _ := strings.Cut(string(text), "```yaml\n")
	overlay, _, _ = strings.Cut(overlay, "```")
	base, err := filepath.Abs("../deploy/kubernetes")
	if err != nil {
		t.Fatal(err)
	}
	last := func(extra string) string {
		dir := t.TempDir()
		above, err := filepath.Rel(dir, base)
		if err != nil {
			t.Fatal(err)
		}
		own := strings.Replace(overlay, "https://github.com/OWNER/mcrpress//deploy/kubernetes?ref=v0.1.0", above, 1)
		own += strings.ReplaceAll(extra, "BASE", above)
		if err := os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(own), 0o600); err != nil {
			t.Fatal(err)
		}
		all, _ := render(t, dir)
		n, _ := strconv.Atoi(all.named(t, "ConfigMap", "mcrpress").Data["MCRPRESS_SHARDS"])
		shards := all.named(t, "CronJob", "mcrpress-shards").Spec.JobTemplate.Spec
		if n != 64 || shards.Completions != n || shards.Parallelism != n {
			t.Errorf("%d shards, and %d completions of which %d run", n, shards.Completions, shards.Parallelism)
		}
		if got := shards.Template.Spec.Containers[0].Image; got != "registry.example.org/mcrpress:v0.1.0" {
			t.Errorf("the image is %s", got)
		}
		run := all.named(t, "CronJob", "mcrpress").Spec.JobTemplate.Spec.Template.Spec
		if len(run.Containers) != 1 {
			t.Fatalf("%d containers come last", len(run.Containers))
		}
		return run.Containers[0].Name
	}
	if got := last(""); got != "publish" {
		t.Errorf("%s comes last", got)
	}
	if got := last("components: [BASE/served]\n"); got != "merge" {
		t.Errorf("%s comes last where the volume is served", got)
	}
}
