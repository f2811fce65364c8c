// Package minisign signs and verifies in the format of the minisign tool:
// Ed25519 over the BLAKE2b-512 digest of a message, with a trusted comment
// that is signed beside it. What one of the two signs, the other verifies.
//
// The cryptography is aead.dev/minisign. This package adds the care around it:
// key files that nobody else can read and that are never overwritten, one
// form of signature, the same bytes for the same message, and keys that
// cannot end up in a log. It knows nothing of what is signed.
package minisign

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	aead "aead.dev/minisign"
)

// PublicKey verifies. It prints as minisign's one line of base64, and reads
// from it or from a whole public key file.
type PublicKey = aead.PublicKey

// SecretKey signs. However it is printed, only its id shows.
type SecretKey struct{ key aead.PrivateKey }

// Public gives the key that verifies what k signs.
func (k *SecretKey) Public() PublicKey { return k.key.Public().(PublicKey) }

// Format prints the key's id for every verb.
func (k SecretKey) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "secret key %016X", k.key.ID()) }

// Sign gives the contents of the .minisig file of a message: the same bytes
// for the same arguments. The trusted comment is one line without control
// characters.
func Sign(k *SecretKey, message []byte, trustedComment string) ([]byte, error) {
	if strings.ContainsFunc(trustedComment, unicode.IsControl) {
		return nil, fmt.Errorf("signing: the comment %q is not one line of text", trustedComment)
	}
	digest := aead.NewReader(bytes.NewReader(message))
	if _, err := io.Copy(io.Discard, digest); err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return digest.SignWithComments(k.key, trustedComment, "signature from mcrpress"), nil
}

// Verify checks the contents of a .minisig file and gives its trusted
// comment. A signature of the older kind, over the message itself, is refused.
func Verify(pub PublicKey, message, signature []byte) (trustedComment string, err error) {
	var s aead.Signature
	if err := s.UnmarshalText(signature); err != nil {
		return "", fmt.Errorf("reading the signature: %w", err)
	}
	switch {
	case s.Algorithm != aead.HashEdDSA:
		return "", errors.New("the signature is of minisign's legacy kind: sign again without -l")
	case s.KeyID != pub.ID():
		return "", fmt.Errorf("the signature is by key %016X, not by %016X", s.KeyID, pub.ID())
	case !aead.Verify(pub, message, signature):
		return "", errors.New("the signature does not fit: the message, its comment or the signature has been changed")
	}
	return s.TrustedComment, nil
}
