package einkpdf

import "github.com/einkpdf/platform/einkpdf/internal/token"

// condition checks a condition of a design's head.
func (c *checker) condition(pointer, text string) {
	if text == "" {
		return
	}
	if _, err := token.ParseCond(text); err != nil {
		c.errs = append(c.errs, c.syntaxError(pointer, err))
	}
}

// holds is the truth of a condition of a design's head; an empty one is true.
func (l *lister) holds(text, pointer string, names *token.Scope) bool {
	if text == "" {
		return true
	}
	cond, err := l.condition(text)
	if err != nil {
		l.syntax(pointer, err)
		return false
	}
	ok, err := cond.Eval(&fallback{names, l.doc.facts.Vars}, &l.format)
	if err == nil {
		return ok
	}
	for _, e := range cond.Check(l.known(names)) {
		l.syntax(pointer, e) // these know which names there are
		err = nil
	}
	if err != nil {
		l.syntax(pointer, err)
	}
	return false
}

// condition is a parsed condition. Those that many pages have are parsed once.
func (l *lister) condition(text string) (*token.Cond, error) {
	c := l.doc.facts.Conds[text]
	if c == nil {
		var err error
		if c, err = token.ParseCond(text); err != nil {
			return nil, err
		}
		l.doc.facts.Conds[text] = c
	}
	return c, nil
}
