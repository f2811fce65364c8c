package httpapi

import (
	"bytes"
	"errors"
	"net/http"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// published serves a file of the tree that is no endpoint of the API.
func (c *call) published() (*answer, error) {
	if c.view == nil {
		return nil, errNoTree
	}
	f, err := c.view.read(c.file)
	if missing(err) {
		return nil, notFound("Not Found")
	}
	return &answer{file: f, source: f}, err
}

// document serves the file of the key in the path.
func (c *call) document() (*answer, error) {
	key, err := c.keyOf()
	if err != nil {
		return nil, err
	}
	f, err := c.view.read(c.family.Path(key))
	if missing(err) {
		if detail := c.view.details[c.family.Of][key]; detail != "" {
			return nil, notFound(detail)
		}
		return nil, notFound(c.family.NotFound)
	}
	return &answer{file: f, source: f}, err
}

// keyOf reads the key in the path. A number that no id on chain can be is a
// 404, and the absence of a snapshot an error between the two grammars.
func (c *call) keyOf() (key endpoints.Key, err error) {
	p := c.family.Endpoint.Key
	if p.Grammar == endpoints.Integer {
		n, wrong := read(p, inPath, c.key)
		switch {
		case wrong != nil:
			return key, unprocessable([]mistake{*wrong})
		case c.view == nil:
			return key, errNoTree
		case n.Sign() < 0 || key.ID.SetFromBig(n):
			return key, notFound(c.family.NotFound)
		}
		return key, nil
	}
	if c.view == nil {
		return key, errNoTree
	}
	key, detail := p.Grammar.ReadDID(c.key)
	if detail != "" {
		return key, newProblem(http.StatusBadRequest, detail)
	}
	return key, nil
}

// rating is GET /mcr/{did}.
func (c *call) rating() (*answer, error) {
	a, err := c.document()
	if err != nil {
		return nil, err
	}
	a.degraded = bytes.Contains(a.data, []byte(`,"mcr_degraded":true,`))
	a.file, err = echo(a.file, c.key)
	return a, err
}

// echo puts the DID as it was asked in the place of the one that a rating
// begins with.
func echo(f *file, asked string) (*file, error) {
	const opening = `{"did":"`
	rest, ok := bytes.CutPrefix(f.data, []byte(opening))
	end := bytes.IndexByte(rest, '"')
	if !ok || end < 0 {
		return nil, errors.New("a rating does not begin with its DID")
	}
	if string(rest[:end]) == asked {
		return f, nil
	}
	data := make([]byte, 0, len(opening)+len(asked)+len(rest)-end)
	data = append(append(append(data, opening...), asked...), rest[end:]...)
	return newFile(data), nil
}

// health is GET /health. It says that the process runs, and nothing else.
func (c *call) health() (*answer, error) { return &answer{file: well}, nil }

var well = newFile(encode(answers.Well))

// ready is GET /ready. Without a snapshot nothing is ready; with one that is
// too old, the chain has not been reached for too long.
func (c *call) ready() (*answer, error) {
	switch {
	case c.view == nil:
		return unready(undecided.Ready(false, false)), nil
	case c.server.stale(c.view):
		return unready(c.view.bodies.Ready(false, true)), nil
	}
	f, err := c.view.read(c.family.Files)
	return &answer{file: f}, err
}

func unready(body any) *answer {
	return &answer{file: newFile(encode(body)), status: http.StatusServiceUnavailable}
}

// stale reports whether a snapshot is too old to be ready.
func (s *Server) stale(v *view) bool {
	return s.opts.MaxAge > 0 && s.opts.Now().Sub(v.time()) > s.opts.MaxAge
}
