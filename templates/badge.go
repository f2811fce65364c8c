package templates

import (
	"strconv"

	"github.com/a-h/templ"
)

// Badge is a machine's rating as a small picture, at badge/<id>.svg. Its widths
// allow for the widest of the fonts that it names.
func Badge(letter string, score int) templ.Component {
	text := letter
	if score > 0 {
		text += " " + strconv.Itoa(score)
	}
	right := len(text)*8 + 14
	text = templ.EscapeString(text)
	color := "#0b6e5f"
	switch letter {
	case "BB", "B":
		color = "#8a5a00"
	case "NR", "Provisioned":
		color = "#5b6670"
	}
	return drawing(func(m markup) markup {
		return m.html(`<svg xmlns="http://www.w3.org/2000/svg" width="`).int(40 + right).
			html(`" height="20" role="img" aria-label="MCR: `).text(text).html(`">`).
			html(`<title>MCR: `).text(text).html(`</title><rect width="`).int(40 + right).
			html(`" height="20" rx="3" fill="#20282f"></rect> `).
			html(`<path d="M40 0h`).int(right - 3).html(`q3 0 3 3v14q0 3-3 3h-`).int(right - 3).html(`z" fill="`).
			text(color).html(`"></path> `).
			html(`<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">`).
			html(`<text x="20" y="14">MCR</text> <text x="`).int(40 + right/2).html(`" y="14">`).text(text).
			html(`</text></g></svg>`)
	})
}
