//go:build e2e

package minisign

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tool runs minisign in dir and gives what it printed.
func tool(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath("minisign")
	if err != nil {
		t.Fatal("minisign is missing: apt-get install minisign")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// workplace holds a message and a key pair of ours.
func workplace(t *testing.T) (dir string, pub PublicKey) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "m"), read(t, "message.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	pub, err := Generate(filepath.Join(dir, "ours.key"), filepath.Join(dir, "ours.pub"))
	if err != nil {
		t.Fatal(err)
	}
	return dir, pub
}

func TestToolVerifiesOurs(t *testing.T) {
	dir, pub := workplace(t)
	k, err := ReadSecretKey(filepath.Join(dir, "ours.key"), "")
	if err != nil {
		t.Fatal(err)
	}
	signature, err := Sign(k, read(t, "message.json"), comment)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "m.minisig"), signature, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, key := range [][]string{{"-p", "ours.pub"}, {"-P", pub.String()}} {
		out, err := tool(t, dir, append([]string{"-V", "-H", "-m", "m"}, key...)...)
		if err != nil || !strings.Contains(out, "Trusted comment: "+comment) {
			t.Errorf("minisign -V %v: %v\n%s", key, err, out)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "m"), []byte("another message"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := tool(t, dir, "-V", "-m", "m", "-p", "ours.pub"); err == nil {
		t.Errorf("minisign verified another message:\n%s", out)
	}
}

func TestToolSignsWithOurKey(t *testing.T) {
	dir, pub := workplace(t)
	if out, err := tool(t, dir, "-S", "-W", "-s", "ours.key", "-m", "m", "-t", comment); err != nil {
		t.Fatalf("minisign -S: %v\n%s", err, out)
	}
	verifies(t, dir, pub)
}

func TestWeSignWithTheToolsKey(t *testing.T) {
	dir, _ := workplace(t)
	if out, err := tool(t, dir, "-G", "-W", "-s", "tool.key", "-p", "tool.pub"); err != nil {
		t.Fatalf("minisign -G: %v\n%s", err, out)
	}
	pub, err := ReadPublicKey(filepath.Join(dir, "tool.pub"))
	if err != nil {
		t.Fatal(err)
	}
	if out, err := tool(t, dir, "-S", "-W", "-s", "tool.key", "-m", "m", "-t", comment); err != nil {
		t.Fatalf("minisign -S: %v\n%s", err, out)
	}
	verifies(t, dir, pub)
	k, err := ReadSecretKey(filepath.Join(dir, "tool.key"), "")
	if err != nil {
		t.Fatal(err)
	}
	if !k.Public().Equal(pub) {
		t.Errorf("the secret key is of %v, the public key is %v", k.Public(), pub)
	}
}

// verifies checks the tool's signature of m.
func verifies(t *testing.T, dir string, pub PublicKey) {
	t.Helper()
	signature, err := os.ReadFile(filepath.Join(dir, "m.minisig"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Verify(pub, read(t, "message.json"), signature); err != nil || got != comment {
		t.Errorf("verifying minisign's signature: %q, %v", got, err)
	}
}
