package devchain

import (
	"crypto/ecdsa"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// account is a key of the demo chain. The keys are public: whoever has this
// source has them.
type account struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

// accountOf derives the account of a name, the same every time.
func accountOf(name string) account {
	key, err := crypto.ToECDSA(hash("account " + name).Bytes())
	if err != nil {
		panic(fmt.Sprintf("no key for the name %q: %v", name, err))
	}
	return account{key, crypto.PubkeyToAddress(key.PublicKey)}
}

// hash is where every number of the demo chain that looks random comes from.
func hash(name string) common.Hash {
	return crypto.Keccak256Hash([]byte("mcrpress devchain " + name))
}

// did is the text form of an address.
func did(address common.Address) string { return "did:peaq:" + address.Hex() }
