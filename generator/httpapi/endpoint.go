package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
)

// modified is the time of the snapshot, zero where there is none.
func (c *call) modified() time.Time {
	if c.view == nil {
		return time.Time{}
	}
	return c.view.time()
}

// published serves a file of the tree that is no endpoint of the API.
func (c *call) published() (*answer, error) {
	if c.view == nil {
		return nil, errNoTree
	}
	f, err := c.view.read(c.file)
	if missing(err) {
		return nil, notFound("Not Found")
	}
	return &answer{file: f}, err
}

// rating is GET /mcr/{did}.
func (c *call) rating() (*answer, error) {
	f, address, err := c.machine(endpoints.MCR)
	if err != nil {
		return nil, err
	}
	degraded := bytes.Contains(f.data, []byte(`,"mcr_degraded":true,`))
	f, err = echo(f, address, c.key)
	return &answer{file: f, degraded: degraded}, err
}

// echo puts the DID as it was asked in the place of the one that an mcr file
// begins with.
func echo(f *file, address common.Address, asked string) (*file, error) {
	canonical := didPrefix + address.Hex()
	if asked == canonical {
		return f, nil
	}
	rest, ok := bytes.CutPrefix(f.data, []byte(`{"did":"`+canonical))
	if !ok {
		return nil, fmt.Errorf("the rating of %s does not begin with its DID", address)
	}
	return newFile(append([]byte(`{"did":"`+asked), rest...)), nil
}

// profile is GET /machine/{did}.
func (c *call) profile() (*answer, error) {
	f, _, err := c.machine(endpoints.Machine)
	return &answer{file: f}, err
}

// machine finds the file of the machine that the DID stands for.
func (c *call) machine(path func(common.Address) string) (*file, common.Address, error) {
	if c.view == nil {
		return nil, common.Address{}, errNoTree
	}
	address, err := c.address()
	if err != nil {
		return nil, address, err
	}
	f, err := c.view.read(path(address))
	if missing(err) {
		return nil, address, c.absent(c.view.addresses[address])
	}
	return f, address, err
}

// absent is the 404 with the detail, or with the family's own.
func (c *call) absent(detail string) error {
	if detail == "" {
		detail = c.family.NotFound
	}
	return notFound(detail)
}

// metadata is GET /metadata/{token_id}.
func (c *call) metadata() (*answer, error) {
	id, ok, err := c.id(tokenID)
	if err != nil {
		return nil, err
	}
	if c.view == nil {
		return nil, errNoTree
	}
	return c.numbered(endpoints.Metadata(&id), ok, c.view.tokens[id])
}

// card is GET /machines/{machine_id}.
func (c *call) card() (*answer, error) {
	id, ok, err := c.id(machineID)
	if err != nil {
		return nil, err
	}
	if c.view == nil {
		return nil, errNoTree
	}
	return c.numbered(endpoints.Machines(&id), ok, c.view.machines[id])
}

// numbered serves the file of an id. possible is false where no chain has it.
func (c *call) numbered(path string, possible bool, detail string) (*answer, error) {
	if !possible {
		return nil, c.absent("")
	}
	f, err := c.view.read(path)
	if missing(err) {
		return nil, c.absent(detail)
	}
	return &answer{file: f}, err
}

// health is GET /health. It says that the process runs, and nothing else.
func (c *call) health() (*answer, error) {
	return &answer{file: newFile(encode(generator.Health{Status: "ok"}))}, nil
}

// ready is GET /ready. Without a snapshot nothing is ready; with one that is
// too old, the chain has not been reached for too long.
func (c *call) ready() (*answer, error) {
	if c.view == nil {
		return unready(generator.Ready{}), nil
	}
	f, err := c.view.read(c.family.Files)
	if err != nil {
		return nil, err
	}
	if most := c.server.opts.MaxAge; most > 0 && c.server.opts.Now().Sub(c.view.time()) > most {
		var body generator.Ready
		if err := json.Unmarshal(f.data, &body); err != nil {
			return nil, fmt.Errorf("reading %s: %w", c.family.Files, err)
		}
		body.RPCConnected = false
		return unready(body), nil
	}
	return &answer{file: f}, nil
}

func unready(body generator.Ready) *answer {
	body.Status = "not_ready"
	return &answer{file: newFile(encode(body)), status: http.StatusServiceUnavailable}
}
