package templates

// scale shows where a score stands between 0 and 100.
func scale(letter string, score int) drawing {
	return func(m markup) markup {
		m = m.html(`<svg class="scale" viewBox="0 0 400 34" role="img" aria-labelledby="scale-title">`).
			html(`<title id="scale-title">Score `).int(score).html(` of 100, rated `).text(letter).html(`</title>`)
		for _, b := range bounds {
			on := ""
			if b.letter == letter {
				on = "on"
			}
			m = m.html(`<rect class="`).text(on).html(`" x="`).int(b.from*4 + 1).html(`" y="10" width="`).
				int((b.to-b.from)*4 - 2).html(`" height="6" rx="1"></rect> `).
				html(`<text class="`).text(on).html(`" x="`).int((b.from + b.to) * 2).html(`" y="30">`).text(b.letter).
				html(`</text> `)
		}
		if score > 0 {
			m = m.html(`<path class="pin" d="M`).int(score * 4).html(` 9l-4-7h8z"></path>`)
		}
		return m.html(`</svg>`)
	}
}

// curve shows a score over at least one step of time against the letters' bounds.
func curve(steps []HistoryStep) drawing {
	return func(m markup) markup {
		m = m.html(`<svg class="chart curve" viewBox="-2 -4 324 166" role="img" aria-labelledby="curve-title curve-desc">`).
			html(`<title id="curve-title">Score at the end of each month</title><desc id="curve-desc">`)
		for i, s := range steps {
			if i > 0 {
				m = m.html(`, `)
			}
			m = m.text(s.Month).html(` `).int(s.Score)
			if s.Letter == "NR" || s.Letter == "Provisioned" {
				m = m.html(` `).text(s.Letter)
			}
		}
		m = m.html(`</desc> `)
		for _, b := range bounds[1:] {
			m = m.html(`<path class="grid" d="M0 `).int(curveY(b.from)).html(`h288"></path> <text x="293" y="`).
				int(curveY(b.from) + 3).html(`">`).text(b.letter).html(`</text> `)
		}
		m = m.html(`<path class="axis" d="M0 `).int(curveHeight).html(`h288"></path> <path class="line" d="M0 `).
			int(curveY(steps[0].Score))
		for i, s := range steps { // a staircase, one tread a month
			if i > 0 {
				m = m.html(`V`).int(curveY(s.Score))
			}
			m = m.html(`h`).int(stepWidth)
		}
		m = m.html(`"></path> <circle class="dot" cx="`).int(len(steps) * stepWidth).html(`" cy="`).
			int(curveY(steps[len(steps)-1].Score)).html(`" r="3"></circle> `)
		for i, s := range steps {
			m = m.html(`<text class="x" x="`).int(i*stepWidth + stepWidth/2).html(`" y="`).int(curveHeight + 15).html(`">`).
				text(monthName(s.Month)).html(`</text>`)
		}
		return m.html(`</svg>`)
	}
}

// revenueBars shows the revenue of each month.
func revenueBars(months []MonthRevenue) drawing {
	return func(m markup) markup {
		m = m.html(`<svg class="chart bars" viewBox="-2 -4 292 120" role="img" aria-labelledby="bars-title bars-desc">`).
			html(`<title id="bars-title">Revenue of each month in USD</title><desc id="bars-desc">`)
		for i, month := range months {
			if i > 0 {
				m = m.html(`, `)
			}
			m = m.text(month.Month).html(` `).text(money(month.Cents))
		}
		m = m.html(`</desc> <path class="grid" d="M0 0h288M0 48h288"></path> <path class="axis" d="M0 96h288"></path>`)
		most := mostRevenue(months)
		for i, month := range months {
			if h := barHeight(month.Cents, most, 96); h > 0 {
				m = m.html(`<rect x="`).int(i*stepWidth + 3).html(`" y="`).int(96 - h).html(`" width="18" height="`).int(h).
					html(`"></rect>`)
			}
			m = m.html(` <text class="x" x="`).int(i*stepWidth + stepWidth/2).html(`" y="112">`).
				text(monthName(month.Month)).html(`</text>`)
		}
		return m.html(`</svg>`)
	}
}

// calendar shows the events of each day of a year.
func calendar(c *Calendar) drawing {
	return func(m markup) markup {
		m = m.html(`<div class="halves">`)
		for i, h := range c.halves() {
			m = m.html(`<svg class="chart days" viewBox="0 -14 `).int(28 * cell).html(` `).int(7*cell + 14).
				html(`" role="img" aria-labelledby="days-`).int(i).html(`">`).
				html(`<title id="days-`).int(i).html(`">`).text(h.text).html(`</title>`)
			for l, days := range h.levels {
				if days > 0 {
					m = h.strokes(m.html(`<path class="l`).int(l).html(`" d="`), l).html(`"></path> `)
				}
			}
			for _, month := range h.months {
				m = m.html(`<text x="`).int(month.x).html(`" y="-4">`).text(month.name).html(`</text>`)
			}
			m = m.html(`</svg>`)
		}
		return m.html(`</div>`)
	}
}

// bar is a share of a whole, in permille.
func bar(permille int) drawing {
	return func(m markup) markup { return m.bar(permille) }
}

func (m markup) bar(permille int) markup {
	return m.html(`<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">`).
		html(`<path class="rest" d="M0 4h1000"></path><path d="M0 4h`).int(permille).html(`"></path></svg>`)
}

// mixBar shows how the events divide over the trust levels.
func mixBar(mix *TrustMix) drawing {
	return func(m markup) markup {
		m = m.html(`<svg class="mix" viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-labelledby="mix-title">`).
			html(`<title id="mix-title">Events by trust level</title>`)
		parts := mix.parts()
		for _, p := range parts {
			if p.width > 0 {
				m = m.html(`<rect class="`).text(p.class).html(`" x="`).int(p.x).html(`" width="`).int(p.width).
					html(`" height="16"></rect>`)
			}
		}
		m = m.html(`</svg><ul class="legend">`)
		for _, p := range parts {
			if p.n > 0 || p.class != "t3" {
				m = m.html(`<li><svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="`).text(p.class).
					html(`" width="10" height="10"></rect></svg> `).
					text(p.name).html(` <b>`).text(count(p.n)).html(`</b></li>`)
			}
		}
		return m.html(`</ul>`)
	}
}
