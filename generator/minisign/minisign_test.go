package minisign

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The files of testdata are made by minisign 0.11:
//
//	minisign -G -W -s plain.key -p plain.pub
//	minisign -G -s encrypted.key -p encrypted.pub     password: correct horse
//	minisign -S -s plain.key -m message.json -t "$COMMENT"
//	minisign -S -s encrypted.key -m message.json -x encrypted.minisig -t "$COMMENT"
//	minisign -S -l -s plain.key -m message.json -x legacy.minisig -t "$COMMENT"
//
// encrypted.key was made under `ulimit -v 60000`, which has the tool choose
// scrypt parameters that take milliseconds.
const (
	comment  = "block 4242424 of chain 3338"
	password = "correct horse"
)

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// keyFile puts text where only the owner reads it; the mode of a file in
// testdata depends on the checkout.
func keyFile(t *testing.T, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.key")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func secretKey(t *testing.T, name string) *SecretKey {
	t.Helper()
	k, err := ReadSecretKey(keyFile(t, read(t, name)), password)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func publicKey(t *testing.T, name string) PublicKey {
	t.Helper()
	k, err := ReadPublicKey(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestVerifiesWhatTheToolSigned(t *testing.T) {
	for key, signature := range map[string]string{"plain.pub": "message.json.minisig", "encrypted.pub": "encrypted.minisig"} {
		got, err := Verify(publicKey(t, key), read(t, "message.json"), read(t, signature))
		if err != nil || got != comment {
			t.Errorf("%s: got %q, %v", signature, got, err)
		}
	}
}

// TestSignsAsTheTool compares all lines but the first, the untrusted comment.
func TestSignsAsTheTool(t *testing.T) {
	for key, signature := range map[string]string{"plain.key": "message.json.minisig", "encrypted.key": "encrypted.minisig"} {
		got, err := Sign(secretKey(t, key), read(t, "message.json"), comment)
		if err != nil {
			t.Fatal(err)
		}
		_, gotLines, _ := strings.Cut(string(got), "\n")
		_, wantLines, _ := strings.Cut(string(read(t, signature)), "\n")
		if diff := cmp.Diff(wantLines, gotLines); diff != "" {
			t.Errorf("%s:\n%s", signature, diff)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	message, signature := read(t, "message.json"), read(t, "message.json.minisig")
	pub := publicKey(t, "plain.pub")
	lines := strings.SplitAfter(string(signature), "\n")
	for name, c := range map[string]struct {
		pub       PublicKey
		message   []byte
		signature string
		want      string
	}{
		"changed message":   {pub, append(bytes.Clone(message), ' '), string(signature), "does not fit"},
		"changed comment":   {pub, message, strings.Replace(string(signature), "4242424", "4242425", 1), "does not fit"},
		"changed signature": {pub, message, lines[0] + strings.Replace(lines[1], "G7k", "G7l", 1) + lines[2] + lines[3], "does not fit"},
		"another key":       {publicKey(t, "encrypted.pub"), message, string(signature), "by key D885A50258B0C86E, not by C6E14F5D525DB526"},
		"legacy":            {pub, message, string(read(t, "legacy.minisig")), "legacy"},
		"truncated":         {pub, message, lines[0] + lines[1], "reading the signature"},
		"empty":             {pub, message, "", "reading the signature"},
		"a key":             {pub, message, string(read(t, "plain.pub")), "reading the signature"},
	} {
		if _, err := Verify(c.pub, c.message, []byte(c.signature)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want %q", name, err, c.want)
		}
	}
}

func TestSignRefusesCommentsOfSeveralLines(t *testing.T) {
	for _, text := range []string{"block 1\nblock 2", "block 1\r", "\x00"} {
		if got, err := Sign(secretKey(t, "plain.key"), nil, text); err == nil {
			t.Errorf("%q: signed: %q", text, got)
		}
	}
}

func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	secretFile, publicFile := filepath.Join(dir, "a.key"), filepath.Join(dir, "a.pub")
	pub, err := Generate(secretFile, publicFile)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(secretFile); err != nil || info.Mode() != 0o600 {
		t.Errorf("secret key: mode %v, %v", info.Mode(), err)
	}
	for _, source := range []string{publicFile, pub.String()} {
		if got, err := ReadPublicKey(source); err != nil || !got.Equal(pub) {
			t.Errorf("%s holds %v, %v; want %v", source, got, err, pub)
		}
	}
	k, err := ReadSecretKey(secretFile, "")
	if err != nil {
		t.Fatal(err)
	}
	signature, err := Sign(k, []byte("hello"), comment)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Verify(pub, []byte("hello"), signature); err != nil || got != comment {
		t.Errorf("verifying: %q, %v", got, err)
	}
}

func TestGenerateOverwritesNothing(t *testing.T) {
	for _, existing := range []string{"a.key", "a.pub"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, existing), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Generate(filepath.Join(dir, "a.key"), filepath.Join(dir, "a.pub")); !errors.Is(err, fs.ErrExist) {
			t.Errorf("beside %s: error %v", existing, err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 || entries[0].Name() != existing {
			t.Errorf("beside %s: left %v, %v", existing, entries, err)
		}
		if data, err := os.ReadFile(filepath.Join(dir, existing)); string(data) != "mine" {
			t.Errorf("%s now holds %q, %v", existing, data, err)
		}
	}
}

func TestReadSecretKeyRefuses(t *testing.T) {
	plain, encrypted := read(t, "plain.key"), read(t, "encrypted.key")
	raw, err := base64.StdEncoding.DecodeString(strings.Split(string(plain), "\n")[1])
	if err != nil {
		t.Fatal(err)
	}
	raw[100] ^= 1 // in the public half
	damaged := []byte(base64.StdEncoding.EncodeToString(raw))
	for name, c := range map[string]struct {
		text     []byte
		mode     os.FileMode
		password string
		want     string
	}{
		"readable by its group": {plain, 0o640, "", "(mode 0640): run chmod 600 "},
		"readable by all":       {plain, 0o644, "", "(mode 0644): run chmod 600 "},
		"no password":           {encrypted, 0o600, "", "is encrypted: put its password into MCRPRESS_SIGN_KEY_PASSWORD"},
		"wrong password":        {encrypted, 0o600, "wrong donkey", "decryption failed"},
		"public key":            {read(t, "plain.pub"), 0o600, "", "invalid private key"},
		"no base64":             {[]byte("my secret!"), 0o600, "", "illegal base64"},
		"empty":                 {nil, 0o600, "", "invalid private key"},
		"huge":                  {bytes.Repeat(plain, 100), 0o600, "", "too big"},
		"damaged":               {damaged, 0o600, "", "is damaged"},
	} {
		path := keyFile(t, c.text)
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := ReadSecretKey(path, c.password)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want %q", name, err, c.want)
			continue
		}
		if strings.Contains(err.Error(), "\n") || leaks(err.Error(), c.text) || c.password != "" && strings.Contains(err.Error(), c.password) {
			t.Errorf("%s: error gives too much away: %v", name, err)
		}
	}
}

func TestReadPublicKeyRefuses(t *testing.T) {
	for _, source := range []string{"", "RWQ", "testdata/absent.pub", "testdata", "testdata/message.json", "testdata/plain.key"} {
		if key, err := ReadPublicKey(source); err == nil {
			t.Errorf("%q: got %v", source, key)
		}
	}
}

func TestSecretKeyNeverPrints(t *testing.T) {
	text := read(t, "plain.key")
	k := secretKey(t, "plain.key")
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		fmt.Fprintf(&out, verb+"\n"+verb+"\n", k, *k)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("key", "pointer", k, "value", *k)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("key", "pointer", k, "value", *k)
	if !strings.Contains(out.String(), "secret key D885A50258B0C86E") || leaks(out.String(), text) {
		t.Errorf("printed:\n%s", &out)
	}
}

// leaks says whether a text shows 8 bytes in a row of the last line of a key
// file, in base64, hexadecimal or decimal.
func leaks(text string, key []byte) bool {
	lines := strings.Split(strings.TrimSpace(string(key)), "\n")
	line := lines[len(lines)-1]
	raw, _ := base64.StdEncoding.DecodeString(line)
	var secrets []string
	for i := 62; i+8 <= min(len(raw), 94); i++ { // the seed
		secrets = append(secrets, hex.EncodeToString(raw[i:i+8]), strings.Trim(fmt.Sprint(raw[i:i+8]), "[]"))
	}
	for i := 82; i+12 <= min(len(line), 126); i++ {
		secrets = append(secrets, line[i:i+12])
	}
	for _, secret := range secrets {
		if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
			return true
		}
	}
	return false
}

func FuzzVerify(f *testing.F) {
	pub, err := ReadPublicKey("testdata/plain.pub")
	if err != nil {
		f.Fatal(err)
	}
	message, err := os.ReadFile("testdata/message.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"message.json.minisig", "legacy.minisig", "encrypted.minisig", "plain.pub"} {
		signature, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(signature)
	}
	f.Fuzz(func(t *testing.T, signature []byte) {
		if got, err := Verify(pub, message, signature); err == nil && got != comment {
			t.Errorf("verified with the comment %q:\n%s", got, signature)
		}
	})
}
