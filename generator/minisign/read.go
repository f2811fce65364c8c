package minisign

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	aead "aead.dev/minisign"
)

// PasswordVariable names the environment variable that commands take the
// password of a secret key from.
const PasswordVariable = "MCRPRESS_SIGN_KEY_PASSWORD"

// maxKeyFile is several times the size of any key file.
const maxKeyFile = 4096

// ReadSecretKey reads a secret key file of minisign's or Generate's. The
// password is used where the file is encrypted. A file that its group or
// others may read is refused, and so is one whose two halves are of different
// keys: signing with it would give the key away.
func ReadSecretKey(path, password string) (*SecretKey, error) {
	text, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("reading the secret key: %w", err)
	}
	var k SecretKey
	if aead.IsEncrypted(text) {
		if password == "" {
			return nil, fmt.Errorf("the secret key %s is encrypted: put its password into %s", path, PasswordVariable)
		}
		k.key, err = aead.DecryptKey(password, text)
	} else {
		err = k.key.UnmarshalText(text)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the secret key %s: %w", path, err)
	}
	if !aead.Verify(k.Public(), nil, aead.SignWithComments(k.key, nil, "", "")) {
		return nil, fmt.Errorf("the secret key %s is damaged", path)
	}
	return &k, nil
}

func readSecret(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" { // which has no such modes
		return nil, fmt.Errorf("%s is open to others than its owner (mode %04o): run chmod 600 %[1]s", path, mode)
	}
	return readAll(f)
}

// ReadPublicKey reads a public key: the line of base64 itself, or the path of
// a file that holds it.
func ReadPublicKey(keyOrPath string) (PublicKey, error) {
	var key PublicKey
	if !strings.ContainsAny(keyOrPath, "\r\n") && key.UnmarshalText([]byte(keyOrPath)) == nil {
		return key, nil
	}
	f, err := os.Open(keyOrPath)
	if err != nil {
		return key, fmt.Errorf("the public key is neither a line that begins with RW nor a file: %w", err)
	}
	defer f.Close()
	text, err := readAll(f)
	if err == nil {
		err = key.UnmarshalText(text)
	}
	if err != nil {
		return key, fmt.Errorf("reading the public key %s: %w", keyOrPath, err)
	}
	return key, nil
}

func readAll(f *os.File) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxKeyFile {
		return nil, errors.New("the file is too big for a key")
	}
	return text, nil
}
