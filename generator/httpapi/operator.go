package httpapi

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// operator is GET /operator/{did}/machines. It slices as the API does: first
// the valid ids of the operator's list, then away with what is not
// registered. An account that operates nothing has an empty list.
func (c *call) operator() (*answer, error) {
	first, count, err := c.window()
	if err != nil {
		return nil, err
	}
	key, err := c.keyOf()
	if err != nil {
		return nil, err
	}
	ids, err := c.view.list(key.Account)
	if err != nil {
		return nil, err
	}
	body := make([]byte, 0, 256*(1+count))
	body = append(body, `{"operator_did":"`+c.key+`","machines":[`...)
	if first.Cmp(big.NewInt(int64(len(ids)))) < 0 {
		from := int(first.Int64())
		if body, err = c.view.members(body, key.Account, ids, from, min(from+count, len(ids))); err != nil {
			return nil, err
		}
	}
	body = fmt.Appendf(body, `],"pagination":{"offset":%d,"limit":%d,"total":%d}}`+"\n", first, count, len(ids))
	return &answer{file: newFile(body)}, nil
}

// members appends the entries of ids[from:to], from the pages of the tree.
func (v *view) members(body []byte, operator common.Address, ids []answers.ID, from, to int) ([]byte, error) {
	empty := len(body)
	for start := from - from%endpoints.PageSize; start < to; start += endpoints.PageSize {
		page, err := v.page(operator, start)
		if err != nil {
			return nil, err
		}
		for i := start; i < min(start+endpoints.PageSize, to) && len(page) > 0; i++ {
			if page[0].id != ids[i] {
				continue // not registered, and so not on the page
			}
			if i >= from {
				if len(body) > empty {
					body = append(body, ',')
				}
				body = append(body, page[0].json...)
			}
			page = page[1:]
		}
	}
	return body, nil
}

// list is the list of ids of an operator.
type list struct {
	file *file // that it was read from
	ids  []answers.ID
}

func (l *list) cost() int { return 32*len(l.ids) + 1024 }

// list reads the ids of an operator, none for an account that has no list.
func (v *view) list(operator common.Address) ([]answers.ID, error) {
	path := endpoints.Operator(operator)
	known, ok := v.lists.get(path)
	if ok && known.file.current() {
		return known.ids, nil
	}
	info, err := v.root.Stat(path)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var body answers.OperatorList
	if err := answers.ReadJSON(v.root.FS(), path, &body); err != nil {
		return nil, err
	}
	from := &file{name: v.name(path), info: info}
	from.looked.Store(sinceStart())
	v.lists.put(path, &list{from, body.Machines})
	return body.Machines, nil
}

// entry is one machine of a page.
type entry struct {
	id   answers.ID
	json []byte // as the page has it
}

// page reads the entries of one page of the tree.
func (v *view) page(operator common.Address, offset int) ([]entry, error) {
	path := endpoints.OperatorPage(operator, offset)
	f, err := v.read(path)
	if err != nil {
		return nil, err
	}
	page, err := f.page()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return page, nil
}

func readPage(data []byte) ([]entry, error) {
	var page struct {
		Machines []json.RawMessage `json:"machines"`
	}
	if err := json.Unmarshal(data, &page); err != nil {
		return nil, err
	}
	out := make([]entry, len(page.Machines))
	for i, text := range page.Machines {
		var machine struct {
			ID json.RawMessage `json:"machine_id"` // a number or a string
		}
		if err := json.Unmarshal(text, &machine); err != nil {
			return nil, err
		}
		out[i].json = text
		if err := out[i].id.UnmarshalText([]byte(strings.Trim(string(machine.ID), `"`))); err != nil {
			return nil, err
		}
	}
	return out, nil
}
