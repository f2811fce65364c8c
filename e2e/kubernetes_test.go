//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/e2e/lab"
)

const (
	kustomize = "sigs.k8s.io/kustomize/kustomize/v5@v5.7.1"
	validate  = "sigs.k8s.io/kubectl-validate@v0.0.4"
)

// resource is what the tests look at in a manifest.
type resource struct {
	Kind     string
	Metadata struct {
		Name   string
		Labels map[string]string
	}
	Data map[string]string
	Spec struct {
		Completions, Parallelism int
		Template                 struct {
			Spec struct {
				Containers []struct {
					Command, Args []string
					VolumeMounts  []struct{ MountPath string }
				}
			}
		}
	}
}

// manifests renders the base, has the schemas of Kubernetes checked, and returns
// its objects.
func manifests(t *testing.T) (list []resource) {
	t.Helper()
	rendered, err := exec.CommandContext(t.Context(), "go", "run", kustomize, "build", "../deploy/kubernetes").Output()
	if err != nil {
		t.Fatalf("kustomize: %v", err)
	}
	file := filepath.Join(t.TempDir(), "base.yaml")
	if err := os.WriteFile(file, rendered, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), "go", "run", validate, "--version", "1.30", file).CombinedOutput(); err != nil {
		t.Fatalf("kubectl-validate: %v\n%s", err, said)
	}
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, bytes.Replace(rendered, []byte("completions: 16"), []byte("completions: many"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if exec.CommandContext(t.Context(), "go", "run", validate, "--version", "1.30", broken).Run() == nil {
		t.Fatal("kubectl-validate takes completions: many")
	}
	for _, document := range strings.Split(string(rendered), "\n---\n") {
		var o resource
		if err := yaml.Unmarshal([]byte(document), &o); err != nil {
			t.Fatal(err)
		}
		list = append(list, o)
	}
	return list
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

// The Jobs of the base, run as processes with their own arguments, make the tree
// of one build, though a shard is killed and begun again.
func TestKubernetes(t *testing.T) {
	jobs, settings := map[string]resource{}, map[string]string{}
	for _, o := range manifests(t) {
		if o.Kind == "Job" {
			jobs[o.Metadata.Labels["step"]] = o
		}
		if o.Kind == "ConfigMap" {
			settings = o.Data
		}
	}
	n, _ := strconv.Atoi(settings["MCRPRESS_SHARDS"])
	if shards := jobs["shards"].Spec; n == 0 || shards.Completions != n || shards.Parallelism != n {
		t.Fatalf("%d shards, and %d completions of which %d run", n, shards.Completions, shards.Parallelism)
	}

	binary := lab.New(t).Program(t, "mcrpress")
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
	data := t.TempDir()
	network := filepath.Join(data, "network.json")
	if err := os.WriteFile(network, deployment, 0o600); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "MCRPRESS_FX=usd", "MCRPRESS_BLOCK=latest")
	settings["PEAQOS_NETWORK"], settings["PEAQOS_RPC_URL"] = network, node.URL()
	for name, value := range settings {
		env = append(env, name+"="+value)
	}
	// container is a pod of a Job: data stands for the volume.
	container := func(ctx context.Context, step, index string) *exec.Cmd {
		var args []string
		for _, arg := range jobs[step].Spec.Template.Spec.Containers[0].Args {
			arg = strings.ReplaceAll(arg, "$(JOB_COMPLETION_INDEX)", index)
			for name, value := range settings {
				arg = strings.ReplaceAll(arg, "$("+name+")", value)
			}
			if rest, below := strings.CutPrefix(arg, "/data/"); below {
				arg = filepath.Join(data, rest)
			}
			args = append(args, arg)
		}
		cmd := exec.CommandContext(ctx, binary, args...)
		cmd.Env = append(env, "JOB_COMPLETION_INDEX="+index)
		return cmd
	}
	run := func(cmd *exec.Cmd) {
		t.Helper()
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", cmd, err, said)
		}
	}
	run(container(t.Context(), "plan", ""))
	for i := range n {
		if i == 1 {
			killed := container(t.Context(), "shards", strconv.Itoa(i))
			address, atWork := stalling(t, node.URL())
			killed.Env = append(killed.Env, "PEAQOS_RPC_URL="+address)
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
		}
		run(container(t.Context(), "shards", strconv.Itoa(i)))
	}
	run(container(t.Context(), "merge", ""))

	whole := exec.CommandContext(t.Context(), binary, "build", "--no-state", "--out", filepath.Join(data, "whole"))
	whole.Env = env
	run(whole)
	snapshot := func(tree string) string {
		text, err := os.ReadFile(filepath.Join(data, tree, "index/snapshot.json"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if diff := cmp.Diff(snapshot("whole"), snapshot("public")); diff != "" {
		t.Errorf("(-one build +Jobs): %s", diff)
	}
}
