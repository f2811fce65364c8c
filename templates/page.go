package templates

import (
	"iter"
	"strconv"
	"strings"
)

func cardPath(root, id string) string { return root + "card/" + id + ".html" }

func fleetPath(root, address string) string {
	return root + "fleet/" + strings.ToLower(address) + ".html"
}

func cardHead(p *CardPage) head {
	h := head{
		title:       "Machine #" + shortID(p.ID) + ": " + p.Letter + " · MCR " + p.Site.Network,
		description: "Machine #" + shortID(p.ID) + " is rated " + p.Letter + " with a score of " + strconv.Itoa(p.Score) + " of 100: points, history and how to check them.",
		root:        "../",
		path:        cardPath("", p.ID),
		picture:     PicturePath(p.Letter),
		script:      "recompute.js",
		class:       "card",
		json:        firstPath(p.Files),
	}
	if p.Unavailable != "" {
		h.description = "Machine #" + shortID(p.ID) + " is homed on " + ChainName(p.Home.Chain) + ": what " + p.Site.Network + " knows of it."
		h.script = ""
	}
	return h
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

// shown lists the columns of a table by their place in a row's cells.
func shown(site *Site, fleet bool) iter.Seq2[int, Column] {
	return func(yield func(int, Column) bool) {
		for i, c := range site.Columns {
			if !(fleet && c.Implied) && !yield(i, c) {
				return
			}
		}
	}
}

// lead is what a short list says of a machine beside its id.
func lead(m *MachineRow) string {
	if len(m.Cells) == 0 {
		return ""
	}
	return short(m.Cells[0])
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

// most is the greatest count of one letter.
func (t *Totals) most() int {
	n := 0
	for _, r := range t.Ratings {
		n = max(n, r)
	}
	return n
}
