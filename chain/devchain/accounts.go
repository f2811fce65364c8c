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

// writers are funded accounts that no part of the story uses.
func writers() []account {
	return []account{accountOf("writer 1"), accountOf("writer 2"), accountOf("writer 3")}
}

// Writers are the keys of funded accounts that own nothing on the chain: for
// whoever sends transactions of their own to a node that mines.
func Writers() (keys []*ecdsa.PrivateKey) {
	for _, w := range writers() {
		keys = append(keys, w.key)
	}
	return keys
}
