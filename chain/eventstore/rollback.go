package eventstore

import "database/sql"

// Rollback forgets the newest checkpoint and the events above the one before
// it; everything, where there is none before it.
func (s *Store) Rollback() error {
	previous := none
	err := s.change(func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM checkpoint WHERE block = ?`, s.head.block); err != nil {
			return err
		}
		var err error
		if previous, err = newest(tx); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM event WHERE number > ?`, previous.lastEvent); err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM amount WHERE first_block > ?`, previous.block)
		return err
	})
	if err != nil {
		return err
	}
	s.head = previous
	return nil
}
