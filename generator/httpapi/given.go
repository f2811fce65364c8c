package httpapi

// given is an answer that a path was given and that follows from one file of the
// tree: while the file stays, so does the answer.
type given struct {
	target    *target
	key, file string // as in call
	answer    answer
}

// cost counts the path beside the answer: white space around an integer may be
// longer than both.
func (g *given) cost() int { return g.answer.cost() + len(g.key) + len(g.file) }

// answer gives the answer of a known path.
func (c *call) answer() (*answer, error) {
	if c.given != nil && c.given.answer.source.current() {
		return &c.given.answer, nil
	}
	a, err := c.run(c)
	if err == nil && a.source != nil && a.source.data != nil {
		c.view.answers.put(c.path, &given{c.target, c.key, c.file, *a})
	}
	return a, err
}
