package templates

// This file holds what a table has once for every row, and so what pages have
// most of.

// machineRows are the rows of a table of machines.
func machineRows(site *Site, root string, rows []MachineRow, fleet bool) drawing {
	return func(m markup) markup {
		for i := range rows {
			m = m.machine(site, root, &rows[i], fleet)
		}
		return m
	}
}

func (m markup) machine(site *Site, root string, r *MachineRow, fleet bool) markup {
	m = m.add(`<tr><th scope="row">`).machineName(site, root, r).add(`</th><td>`).tag(r.Letter)
	m = m.add(`</td><td class="n">`, r.Score, `</td>`)
	for i, c := range shown(site, fleet) {
		m = m.add(`<td>`).cell(site, root, c.Kind, r.Cells[i]).add(`</td>`)
	}
	return m.add(`<td>`, standing(r), `</td><td class="n">`, count(r.Events), `</td><td class="n">`, money(r.Revenue), `</td></tr>`)
}

// machineName is a machine's id, with a link to its card where it has one.
func machineName(site *Site, root string, r *MachineRow) drawing {
	return func(m markup) markup { return m.machineName(site, root, r) }
}

func (m markup) machineName(site *Site, root string, r *MachineRow) markup {
	if long(r.ID) {
		m = m.add(`<span class="copyable" data-copy>`)
	} else {
		m = m.add(`<span class="">`)
	}
	if r.Card && site.HasCards {
		m = m.add(`<a href="`).link(cardPath(root, r.ID)).add(`">`).number("#", r.ID).add(`</a>`)
	} else {
		m = m.number("#", r.ID)
	}
	return m.add(`</span>`)
}

// cell is what a machine has in a column.
func (m markup) cell(site *Site, root string, kind Kind, text string) markup {
	switch {
	case text == "":
		return m
	case kind == KindWallet:
		return m.add(`<code>`).text(short(text)).add(`</code>`)
	case kind == KindFleet:
		return m.operatorName(site, root, text)
	case kind == KindToken:
		return m.ident("#", text)
	}
	return m.text(text)
}

// operatorName is an operator's address, with a link to its fleet page where
// it has one.
func operatorName(site *Site, root, address string) drawing {
	return func(m markup) markup { return m.operatorName(site, root, address) }
}

func (m markup) operatorName(site *Site, root, address string) markup {
	if address == "" || !site.HasFleets {
		return m.add(`<code>`).text(short(address)).add(`</code>`)
	}
	return m.add(`<a href="`).link(fleetPath(root, address)).add(`"><code>`).text(short(address)).add(`</code></a>`)
}

// tag is a letter in a table.
func tag(letter string) drawing {
	return func(m markup) markup { return m.tag(letter) }
}

func (m markup) tag(letter string) markup {
	class := "tag"
	if letter == "NR" || letter == "Provisioned" {
		class = "tag none"
	}
	return m.add(`<b class="`, class, `">`).text(letter).add(`</b>`)
}

// componentRows are the lines of a breakdown.
func componentRows(p *CardPage) drawing {
	return func(m markup) markup {
		for _, c := range components(p) {
			m = m.add(`<tr><th scope="row">`).text(c.name).add(` <small>`).text(c.from).add(`</small></th>`)
			m = m.add(`<td><b>`, points(c.points), `</b> <span>/ `, wholePoints(c.most), `</span>`).bar(share(c.points, c.most)).add(`</td></tr>`)
		}
		return m
	}
}

// wayRows are the lines of what would bring the next letter.
func wayRows(p *CardPage) drawing {
	return func(m markup) markup {
		for _, w := range ways(p) {
			m = m.add(`<tr><th scope="row">`).text(w.name).add(`</th><td>`).text(w.now).add(`</td><td>`).text(w.takes).add(`</td></tr>`)
		}
		return m
	}
}

// accounts shows who stands behind a machine.
func accounts(site *Site, list []Account) drawing {
	return func(m markup) markup {
		for _, a := range list {
			m = m.add(`<div><dt>`).text(a.Name).add(`</dt>`)
			if a.Address == "" {
				m = m.add(`<dd class="raw">`).text(clean(a.Text, lineLength)).add(`</dd>`)
			} else {
				m = m.add(`<dd>`).address(site, a.Address).add(`</dd>`)
			}
			if a.Address != "" && a.Fleet && site.HasFleets {
				m = m.add(`<dd><a href="`).link(fleetPath("../", a.Address)).add(`">Its whole fleet</a></dd>`)
			}
			m = m.add(`</div>`)
		}
		return m
	}
}

// address shows a shortened account with its copy button and explorer link.
func (m markup) address(site *Site, a string) markup {
	m = m.add(`<span class="copyable" data-copy="`).text(a).add(`">`)
	if link, ok := site.made().account.link(a); ok {
		m = m.add(`<a href="`).text(string(link)).add(`" rel="nofollow"><code>`).text(short(a)).add(`</code></a>`)
	} else {
		m = m.add(`<code>`).text(short(a)).add(`</code>`)
	}
	return m.add(`</span>`)
}

// eventRows are the rows of a table of events.
func eventRows(site *Site, list []Event) drawing {
	return func(m markup) markup {
		for i := range list {
			e := &list[i]
			m = m.add(`<tr><td>`).text(minute(e.Time)).add(`</td><td>`).text(eventKind(e.Type))
			m = m.add(`</td><td class="n">`).text(amount(e)).add(`</td><td class="n">`).text(valuation(e))
			m = m.add(`</td><td>`).text(trustName(e)).add(`</td><td><code>`).text(clean(e.Metadata, dataLength))
			m = m.add(`</code></td><td class="n">`)
			if e.Tx != "" {
				block := count(int(e.Block))
				if link, ok := site.made().tx.link(e.Tx); ok {
					m = m.add(`<a href="`).text(string(link)).add(`" rel="nofollow">`).text(block).add(`</a>`)
				} else {
					m = m.text(block)
				}
			}
			m = m.add(`</td></tr>`)
		}
		return m
	}
}
