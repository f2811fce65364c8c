package eventstore

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
)

// openAt opens the store of a deployment in a file of its own. Closing the
// store closes the file.
func openAt(path string, chainID uint64, registries []common.Address) (*Store, error) {
	db, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	s, err := New(db, chainID, registries)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("state file %s: %w", path, err), db.Close())
	}
	return s, nil
}
