package read

import (
	"context"
	"fmt"
)

// Logs gives the logs of all machines up to the pinned block to take, so that
// they need not be scanned once for each shard.
func (r *Reader) Logs(ctx context.Context, take func(Logs) error) error {
	from, err := r.startBlock(ctx)
	if err != nil {
		return err
	}
	s := r.stream()
	if err := r.windows(ctx, s, from, 0, func(_ uint64, logs []logJSON) error { return take(s.sort(logs)) }); err != nil {
		return err
	}
	if err := r.checkPinned(ctx); err != nil {
		return fmt.Errorf("the logs: %w", err)
	}
	return nil
}
