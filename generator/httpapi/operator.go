package httpapi

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
)

// operator is GET /operator/{did}/machines. It slices as the API does: first
// the valid ids of the operator's list, then away with what is not
// registered.
func (c *call) operator() (*answer, error) {
	first, count, err := c.window()
	if err != nil {
		return nil, err
	}
	if c.view == nil {
		return nil, errNoTree
	}
	address, err := c.address()
	if err != nil {
		return nil, err
	}
	ids := c.view.operators[address]
	body := []byte(`{"operator_did":"` + c.key + `","machines":[`)
	if first.Cmp(big.NewInt(int64(len(ids)))) < 0 {
		from := int(first.Int64())
		if body, err = c.view.members(body, address, ids, from, min(from+count, len(ids))); err != nil {
			return nil, err
		}
	}
	body = fmt.Appendf(body, `],"pagination":{"offset":%d,"limit":%d,"total":%d}}`+"\n", first, count, len(ids))
	return &answer{file: newFile(body)}, nil
}

// members appends the entries of ids[from:to], from the pages of the tree.
func (v *view) members(body []byte, operator common.Address, ids []generator.Integer, from, to int) ([]byte, error) {
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

// entry is one machine of a page.
type entry struct {
	id   generator.Integer
	json []byte // as the page has it
}

// page gives the entries of one page of the tree.
func (v *view) page(operator common.Address, offset int) ([]entry, error) {
	path := endpoints.Operator(operator, offset)
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
		var machine generator.OperatorEntry
		if err := json.Unmarshal(text, &machine); err != nil {
			return nil, err
		}
		out[i] = entry{machine.MachineID, text}
	}
	return out, nil
}
