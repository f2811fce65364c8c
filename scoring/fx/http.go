package fx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	requestTimeout = 30 * time.Second
	maxTries       = 3
	firstDelay     = 500 * time.Millisecond
	maxBody        = 16 << 20 // the largest real document is below 1 MiB
)

// errNotFound says that the server has no such document.
var errNotFound = errors.New("not found")

// getter fetches documents: with a time-out, a size limit, and a few tries.
type getter struct {
	client *http.Client
	delay  time.Duration // before the second try, growing from there
	limit  int64         // bytes
}

func newGetter(client *http.Client) getter {
	return getter{cmp.Or(client, &http.Client{}), firstDelay, maxBody}
}

// get returns the body behind an address. Errors are failures that call the
// document by name, or errNotFound. What another try may mend is tried again.
func (g getter) get(ctx context.Context, name, address string) ([]byte, error) {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval = g.delay
	return backoff.Retry(ctx, func() ([]byte, error) { return g.once(ctx, name, address) },
		backoff.WithBackOff(wait), backoff.WithMaxTries(maxTries))
}

func (g getter) once(ctx context.Context, name, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, backoff.Permanent(&failure{name + ": bad address", err})
	}
	response, err := g.client.Do(request)
	if err != nil {
		return nil, &failure{name + ": " + reason(err), err}
	}
	defer response.Body.Close()
	if err := checkStatus(name, response.StatusCode); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, g.limit+1))
	if err != nil {
		return nil, &failure{name + ": " + reason(err), err}
	}
	if int64(len(body)) > g.limit {
		return nil, backoff.Permanent(&failure{name + ": too large", nil})
	}
	return body, nil
}

// checkStatus lets 200 pass. A busy or broken server is worth another try.
func checkStatus(name string, code int) error {
	switch {
	case code == http.StatusOK:
		return nil
	case code == http.StatusNotFound:
		return backoff.Permanent(errNotFound)
	}
	err := &failure{fmt.Sprintf("%s: status %d", name, code), nil}
	if code >= 500 || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout {
		return err
	}
	return backoff.Permanent(err)
}

// reason puts a network error into words that hold no address.
func reason(err error) string {
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout():
		return "timed out"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "cut short"
	}
	return "unreachable"
}
