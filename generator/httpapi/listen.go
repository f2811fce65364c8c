package httpapi

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Limits against clients that send or read too slowly, or too much.
const (
	headerTime   = 5 * time.Second
	requestTime  = 10 * time.Second
	answerTime   = 5 * time.Minute // of the largest export to the slowest client
	idleTime     = 2 * time.Minute
	headerMax    = 16 << 10
	shutdownTime = 15 * time.Second
)

// Serve answers the connections of a listener until the context ends, and
// then finishes the requests in flight, for 15 seconds at most. It closes the
// listener.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       requestTime,
		WriteTimeout:      answerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerMax,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.Join(err, server.Close())
	}
	return err
}
