package templates

// scale shows where a score stands between 0 and 100.
func scale(letter string, score int) drawing {
	return func(m markup) markup {
		m = m.add(`<svg class="scale" viewBox="0 0 400 34" role="img" aria-labelledby="scale-title">`,
			`<title id="scale-title">Score `, score, ` of 100, rated `).text(letter).add(`</title>`)
		for _, b := range bounds {
			on := ""
			if b.letter == letter {
				on = "on"
			}
			m = m.add(`<rect class="`, on, `" x="`, b.from*4+1, `" y="10" width="`, (b.to-b.from)*4-2, `" height="6" rx="1"></rect> `,
				`<text class="`, on, `" x="`, (b.from+b.to)*2, `" y="30">`, b.letter, `</text> `)
		}
		if score > 0 {
			m = m.add(`<path class="pin" d="M`, score*4, ` 9l-4-7h8z"></path>`)
		}
		return m.add(`</svg>`)
	}
}

// curve shows a score over at least one step of time against the letters' bounds.
func curve(steps []HistoryStep) drawing {
	return func(m markup) markup {
		m = m.add(`<svg class="chart curve" viewBox="-2 -4 324 166" role="img" aria-labelledby="curve-title curve-desc">`,
			`<title id="curve-title">Score at the end of each month</title><desc id="curve-desc">`)
		for i, s := range steps {
			if i > 0 {
				m = m.add(`, `)
			}
			m = m.text(s.Month).add(` `, s.Score)
			if s.Letter == "NR" || s.Letter == "Provisioned" {
				m = m.add(` `, s.Letter)
			}
		}
		m = m.add(`</desc> `)
		for _, b := range bounds[1:] {
			m = m.add(`<path class="grid" d="M0 `, curveY(b.from), `h288"></path> <text x="293" y="`, curveY(b.from)+3, `">`, b.letter, `</text> `)
		}
		m = m.add(`<path class="axis" d="M0 `, curveHeight, `h288"></path> <path class="line" d="M0 `, curveY(steps[0].Score))
		for i, s := range steps { // a staircase, one tread a month
			if i > 0 {
				m = m.add(`V`, curveY(s.Score))
			}
			m = m.add(`h`, stepWidth)
		}
		m = m.add(`"></path> <circle class="dot" cx="`, len(steps)*stepWidth, `" cy="`, curveY(steps[len(steps)-1].Score), `" r="3"></circle> `)
		for i, s := range steps {
			m = m.add(`<text class="x" x="`, i*stepWidth+stepWidth/2, `" y="`, curveHeight+15, `">`, monthName(s.Month), `</text>`)
		}
		return m.add(`</svg>`)
	}
}

// revenueBars shows the revenue of each month.
func revenueBars(months []MonthRevenue) drawing {
	return func(m markup) markup {
		m = m.add(`<svg class="chart bars" viewBox="-2 -4 292 120" role="img" aria-labelledby="bars-title bars-desc">`,
			`<title id="bars-title">Revenue of each month in USD</title><desc id="bars-desc">`)
		for i, month := range months {
			if i > 0 {
				m = m.add(`, `)
			}
			m = m.text(month.Month).add(` `, money(month.Cents))
		}
		m = m.add(`</desc> <path class="grid" d="M0 0h288M0 48h288"></path> <path class="axis" d="M0 96h288"></path>`)
		most := mostRevenue(months)
		for i, month := range months {
			if h := barHeight(month.Cents, most, 96); h > 0 {
				m = m.add(`<rect x="`, i*stepWidth+3, `" y="`, 96-h, `" width="18" height="`, h, `"></rect>`)
			}
			m = m.add(` <text class="x" x="`, i*stepWidth+stepWidth/2, `" y="112">`, monthName(month.Month), `</text>`)
		}
		return m.add(`</svg>`)
	}
}

// calendar shows the events of each day of a year.
func calendar(c *Calendar) drawing {
	return func(m markup) markup {
		m = m.add(`<div class="halves">`)
		for i, h := range c.halves() {
			m = m.add(`<svg class="chart days" viewBox="0 -14 `, 28*cell, ` `, 7*cell+14, `" role="img" aria-labelledby="days-`, i, `">`,
				`<title id="days-`, i, `">`, h.text, `</title>`)
			for l, days := range h.levels {
				if days > 0 {
					m = h.strokes(m.add(`<path class="l`, l, `" d="`), l).add(`"></path> `)
				}
			}
			for _, month := range h.months {
				m = m.add(`<text x="`, month.x, `" y="-4">`, month.name, `</text>`)
			}
			m = m.add(`</svg>`)
		}
		return m.add(`</div>`)
	}
}

// bar is a share of a whole, in permille.
func bar(permille int) drawing {
	return func(m markup) markup { return m.bar(permille) }
}

func (m markup) bar(permille int) markup {
	return m.add(`<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">`,
		`<path class="rest" d="M0 4h1000"></path><path d="M0 4h`, permille, `"></path></svg>`)
}

// mixBar shows how the events divide over the trust levels.
func mixBar(mix *TrustMix) drawing {
	return func(m markup) markup {
		m = m.add(`<svg class="mix" viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-labelledby="mix-title">`,
			`<title id="mix-title">Events by trust level</title>`)
		parts := mix.parts()
		for _, p := range parts {
			if p.width > 0 {
				m = m.add(`<rect class="`, p.class, `" x="`, p.x, `" width="`, p.width, `" height="16"></rect>`)
			}
		}
		m = m.add(`</svg><ul class="legend">`)
		for _, p := range parts {
			if p.n > 0 || p.class != "t3" {
				m = m.add(`<li><svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="`, p.class, `" width="10" height="10"></rect></svg> `,
					p.name, ` <b>`, count(p.n), `</b></li>`)
			}
		}
		return m.add(`</ul>`)
	}
}
