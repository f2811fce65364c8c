package templates

import (
	"strconv"
	"strings"
)

func cardPath(root, id string) string { return root + "card/" + id + ".html" }

func fleetPath(root, address string) string {
	return root + "fleet/" + strings.ToLower(address) + ".html"
}

func cardHead(p *CardPage) head {
	return head{
		title:       "Machine #" + shortID(p.ID) + ": " + p.Letter + " · MCR " + p.Site.Network,
		description: "Machine #" + shortID(p.ID) + " is rated " + p.Letter + " with a score of " + strconv.Itoa(p.Score) + " of 100: points, history and how to check them.",
		root:        "../",
		path:        cardPath("", p.ID),
		script:      "recompute.js",
		class:       "card",
		json:        firstPath(p.Files),
	}
}

func firstPath(files []File) string {
	if len(files) == 0 {
		return ""
	}
	return files[0].Path
}

func fleetHead(p *FleetPage) head {
	return head{
		title:       "Fleet of " + short(p.Operator) + " · MCR " + p.Site.Network,
		description: counted(p.Totals.Machines, "machine") + " of the operator " + p.Operator + " with their credit ratings.",
		root:        "../",
		path:        fleetPath("", p.Operator),
		class:       "fleet",
		json:        firstPath(p.Files),
	}
}

func indexHead(p *IndexPage) head {
	return head{
		title:       "Machine Credit Ratings on " + p.Site.Network,
		description: "Credit ratings of " + counted(p.Totals.Machines, "machine") + " on " + p.Site.Network + ", computed from the chain and checkable against it.",
		path:        "index.html",
		script:      "fleet.js",
		class:       "index",
	}
}

// standing says whether a machine is bonded and flagged.
func standing(m *MachineRow) string {
	s := "Unbonded"
	if m.Bonded {
		s = "Bonded"
	}
	if m.Flagged {
		s += ", flagged"
	}
	return s
}

// submitted says when the chain recorded an event, relative to its own time.
func submitted(e *Event) string {
	if e.BlockTime == 0 {
		return "unknown"
	}
	return delay(e.Time, e.BlockTime)
}

// most is the greatest count of one letter.
func (t *Totals) most() int {
	n := 0
	for _, r := range t.Ratings {
		n = max(n, r)
	}
	return n
}

// badgeView is a badge's text and geometry. Widths allow for the widest of
// the fonts that the picture names.
type badgeView struct {
	text, width, middle, field, color string
}

func badge(letter string, score int) badgeView {
	text := letter
	if score > 0 {
		text += " " + strconv.Itoa(score)
	}
	right := len(text)*8 + 14
	color := "#0b6e5f"
	switch letter {
	case "BB", "B":
		color = "#8a5a00"
	case "NR", "Provisioned":
		color = "#5b6670"
	}
	return badgeView{
		text:   text,
		width:  strconv.Itoa(40 + right),
		middle: strconv.Itoa(40 + right/2),
		field:  "M40 0h" + strconv.Itoa(right-3) + "q3 0 3 3v14q0 3-3 3h-" + strconv.Itoa(right-3) + "z",
		color:  color,
	}
}
