package minisign

import (
	"errors"
	"fmt"
	"os"

	aead "aead.dev/minisign"
)

// Generate makes a key pair and writes it into two new files. The secret one
// has mode 0600 and no password, as `minisign -G -W` makes it; `minisign -C`
// gives it one. Where either file exists, nothing is written and the error is
// an fs.ErrExist.
func Generate(secretFile, publicFile string) (PublicKey, error) {
	pub, secret, err := aead.GenerateKey(nil)
	if err != nil {
		return pub, fmt.Errorf("making a key: %w", err)
	}
	secretText, err := secret.MarshalText()
	if err != nil {
		return pub, fmt.Errorf("encoding the secret key: %w", err)
	}
	publicText, err := pub.MarshalText()
	if err != nil {
		return pub, fmt.Errorf("encoding the public key: %w", err)
	}
	if err := writeNew(publicFile, publicText, 0o644); err != nil {
		return pub, err
	}
	if err := writeNew(secretFile, secretText, 0o600); err != nil {
		return pub, errors.Join(err, os.Remove(publicFile))
	}
	return pub, nil
}

// writeNew writes a line of text into a file that must not exist. A file that
// could not be written in full is removed.
func writeNew(path string, text []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
