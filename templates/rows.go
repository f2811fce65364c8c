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
	m = m.html(`<tr><th scope="row">`).machineName(site, root, r).html(`</th><td>`).tag(r.Letter)
	m = m.html(`</td><td class="n">`).int(r.Score).html(`</td>`)
	for i, c := range shown(site, fleet) {
		m = m.html(`<td>`).cell(site, root, c.Kind, r.Cells[i]).html(`</td>`)
	}
	return m.html(`<td>`).text(standing(r)).html(`</td><td class="n">`).text(count(r.Events)).
		html(`</td><td class="n">`).text(money(r.Revenue)).html(`</td></tr>`)
}

// machineName is a machine's id, with a link to its card where it has one.
func machineName(site *Site, root string, r *MachineRow) drawing {
	return func(m markup) markup { return m.machineName(site, root, r) }
}

func (m markup) machineName(site *Site, root string, r *MachineRow) markup {
	if long(r.ID) {
		m = m.html(`<span class="copyable" data-copy>`)
	} else {
		m = m.html(`<span class="">`)
	}
	if r.Card && site.HasCards {
		m = m.html(`<a href="`).link(cardPath(root, r.ID)).html(`">`).number("#", r.ID).html(`</a>`)
	} else {
		m = m.number("#", r.ID)
	}
	return m.html(`</span>`)
}

// cell is what a machine has in a column.
func (m markup) cell(site *Site, root string, kind Kind, text string) markup {
	switch {
	case text == "":
		return m
	case kind == KindWallet:
		return m.html(`<code>`).text(short(text)).html(`</code>`)
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
		return m.html(`<code>`).text(short(address)).html(`</code>`)
	}
	return m.html(`<a href="`).link(fleetPath(root, address)).html(`"><code>`).text(short(address)).html(`</code></a>`)
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
	return m.html(`<b class="`).text(class).html(`">`).text(letter).html(`</b>`)
}

// componentRows are the lines of a breakdown.
func componentRows(p *CardPage) drawing {
	return func(m markup) markup {
		for _, c := range components(p) {
			m = m.html(`<tr><th scope="row">`).text(c.name).html(` <small>`).text(c.from).html(`</small></th>`)
			m = m.html(`<td><b>`).text(points(c.points)).html(`</b> <span>/ `).text(wholePoints(c.most)).html(`</span>`).
				bar(share(c.points, c.most)).html(`</td></tr>`)
		}
		return m
	}
}

// wayRows are the lines of what would bring the next letter.
func wayRows(p *CardPage) drawing {
	return func(m markup) markup {
		for _, w := range ways(p) {
			m = m.html(`<tr><th scope="row">`).text(w.name).html(`</th><td>`).text(w.now).html(`</td><td>`).text(w.takes).
				html(`</td></tr>`)
		}
		return m
	}
}

// accounts shows who stands behind a machine.
func accounts(site *Site, list []Account) drawing {
	return func(m markup) markup {
		for _, a := range list {
			m = m.html(`<div><dt>`).text(a.Name).html(`</dt>`)
			if a.Address == "" {
				m = m.html(`<dd class="raw">`).text(clean(a.Text, lineLength)).html(`</dd>`)
			} else {
				m = m.html(`<dd>`).address(site, a.Address).html(`</dd>`)
			}
			if a.Address != "" && a.Fleet && site.HasFleets {
				m = m.html(`<dd><a href="`).link(fleetPath("../", a.Address)).html(`">Its whole fleet</a></dd>`)
			}
			m = m.html(`</div>`)
		}
		return m
	}
}

// address shows a shortened account with its copy button and explorer link.
func (m markup) address(site *Site, a string) markup {
	m = m.html(`<span class="copyable" data-copy="`).text(a).html(`">`)
	if link, ok := site.made().account.link(a); ok {
		m = m.html(`<a href="`).text(string(link)).html(`" rel="nofollow"><code>`).text(short(a)).html(`</code></a>`)
	} else {
		m = m.html(`<code>`).text(short(a)).html(`</code>`)
	}
	return m.html(`</span>`)
}

// eventRows are the rows of a table of events.
func eventRows(site *Site, list []Event) drawing {
	return func(m markup) markup {
		for i := range list {
			e := &list[i]
			m = m.html(`<tr><td>`).text(minute(e.Time)).html(`</td><td>`).text(eventKind(e.Type))
			m = m.html(`</td><td class="n">`).text(amount(e)).html(`</td><td class="n">`).text(valuation(e))
			m = m.html(`</td><td>`).text(trustName(e)).html(`</td><td><code>`).text(clean(e.Metadata, dataLength))
			m = m.html(`</code></td><td class="n">`)
			if e.Tx != "" {
				block := count(int(e.Block))
				if link, ok := site.made().tx.link(e.Tx); ok {
					m = m.html(`<a href="`).text(string(link)).html(`" rel="nofollow">`).text(block).html(`</a>`)
				} else {
					m = m.text(block)
				}
			}
			m = m.html(`</td></tr>`)
		}
		return m
	}
}
