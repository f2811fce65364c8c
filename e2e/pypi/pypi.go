//go:build e2e

// Package pypi makes the Python virtual environments that tests run peaq's own
// clients and other people's tools in.
//
// Each environment is a file under requirements: one package a line, with its
// version. What has a sha256 is installed from exactly that file. The versions of
// all that these packages need stand in requirements/constraints.txt. A package
// that is not there yet comes from the package index that pip is configured for.
//
// Environments stay in the user's cache directory, under mcrpress-test, and are used
// again until their files change. Python 3.10 or later with venv and pip is
// needed.
package pypi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

//go:embed requirements/*.txt
var requirements embed.FS

// Env is a virtual environment.
type Env struct {
	Name string // of the file under requirements, without .txt
	dir  string
}

// New returns an environment, made on first use. It ends the test where it
// cannot be had.
func New(t testing.TB, name string) Env {
	t.Helper()
	env, err := open(t.Context(), name)
	if err != nil {
		t.Fatalf("Python environment %s: %v", name, err)
	}
	return env
}

// Command returns a command that runs the environment's Python with scratch as its
// working and home directory. Nothing that configures peaq's clients or a proxy
// is passed on, and their telemetry is off.
func (e Env) Command(ctx context.Context, scratch string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, e.python(), args...)
	cmd.Dir = scratch
	cmd.Env = []string{
		"PATH=" + filepath.Join(e.dir, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + scratch, "TMPDIR=" + scratch, "LANG=C.UTF-8", "PYTHONUTF8=1",
		"PYTHONPYCACHEPREFIX=" + filepath.Join(e.dir, "pycache"),
		"DO_NOT_TRACK=1", "PEAQOS_TELEMETRY=0",
	}
	return cmd
}

// SitePackages returns the directory that holds the environment's packages.
func (e Env) SitePackages(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(e.dir, "lib", "python3*", "site-packages"))
	if err != nil || len(found) != 1 {
		t.Fatalf("Python environment %s has %d directories of packages, not one", e.Name, len(found))
	}
	return found[0]
}

func (e Env) python() string { return filepath.Join(e.dir, "bin", "python") }

// open returns an environment that is complete. Of several processes one makes
// it and the others wait.
func open(ctx context.Context, name string) (Env, error) {
	python, version, err := interpreter(ctx)
	if err != nil {
		return Env{}, err
	}
	wanted, err := requirements.ReadFile("requirements/" + name + ".txt")
	if err != nil {
		return Env{}, err
	}
	constraints, err := requirements.ReadFile("requirements/constraints.txt")
	if err != nil {
		return Env{}, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return Env{}, err
	}
	sum := sha256.Sum256(bytes.Join([][]byte{[]byte(python), []byte(version), wanted, constraints}, []byte{0}))
	env := Env{name, filepath.Join(cache, "mcrpress-test", fmt.Sprintf("%s-%x", name, sum[:6]))}
	if err := os.MkdirAll(filepath.Dir(env.dir), 0o755); err != nil {
		return Env{}, err
	}
	unlock, err := lock(env.dir + ".lock")
	if err != nil {
		return Env{}, err
	}
	defer unlock()
	done := filepath.Join(env.dir, "complete")
	if _, err := os.Stat(done); err == nil {
		return env, nil
	}
	if err := os.RemoveAll(env.dir); err != nil {
		return Env{}, err
	}
	if err := env.install(ctx, python, string(wanted), constraints); err != nil {
		return Env{}, err
	}
	return env, os.WriteFile(done, nil, 0o644)
}

// interpreter finds Python 3.10 or later.
func interpreter(ctx context.Context) (path, version string, err error) {
	path, err = exec.LookPath("python3")
	if err != nil {
		return "", "", errors.New("there is no python3: install Python 3.10 or later (Debian: python3 python3-venv)")
	}
	out, err := exec.CommandContext(ctx, path, "-c",
		"import sys; print(sys.version); sys.exit(sys.version_info < (3, 10))").Output()
	version = strings.TrimSpace(string(out))
	if err != nil {
		return "", "", fmt.Errorf("%s is version %q: install Python 3.10 or later", path, version)
	}
	return path, version, nil
}

// lock waits for a file that one process at a time may hold. The system
// releases it if the process dies.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}

func (e Env) install(ctx context.Context, python, wanted string, constraints []byte) error {
	if err := run(ctx, python, "-m", "venv", e.dir); err != nil {
		return fmt.Errorf("%w\nvenv and pip are needed (Debian: python3-venv)", err)
	}
	hashed, all := split(wanted)
	for name, text := range map[string]string{"hashed.txt": hashed, "all.txt": all,
		"constraints.txt": string(constraints)} {
		if err := os.WriteFile(filepath.Join(e.dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	pip := []string{"-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile",
		"--only-binary", ":all:"}
	if hashed != "" {
		args := append(pip, "--no-deps", "--require-hashes", "--requirement", filepath.Join(e.dir, "hashed.txt"))
		if err := run(ctx, e.python(), args...); err != nil {
			return err
		}
	}
	args := append(pip, "--constraint", filepath.Join(e.dir, "constraints.txt"), "--requirement",
		filepath.Join(e.dir, "all.txt"))
	if err := run(ctx, e.python(), args...); err != nil {
		return err
	}
	return run(ctx, e.python(), "-m", "pip", "check")
}

// split returns the requirements that name a hash, and all of them without.
func split(wanted string) (hashed, all string) {
	for line := range strings.Lines(wanted) {
		requirement, _, has := strings.Cut(strings.TrimSpace(line), " ")
		if has {
			hashed += line
		}
		all += requirement + "\n"
	}
	return hashed, all
}

func run(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}
