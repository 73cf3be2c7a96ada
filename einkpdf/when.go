package einkpdf

import (
	"slices"

	"github.com/einkpdf/platform/einkpdf/internal/token"
)

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
// outer are the names known beside the scope's own, for messages.
func (l *lister) holds(text, pointer string, names *token.Scope, outer token.Decls) bool {
	if text == "" {
		return true
	}
	cond, err := token.ParseCond(text)
	if err != nil {
		l.syntax(pointer, err)
		return false
	}
	ok, err := cond.Eval(&fallback{names, l.doc.facts.Vars}, &l.format)
	if err == nil {
		return ok
	}
	for _, e := range cond.Check(slices.Concat(l.doc.facts.Vars.Decls(), outer, names.Decls())) {
		l.syntax(pointer, e) // these know which names there are
		err = nil
	}
	if err != nil {
		l.syntax(pointer, err)
	}
	return false
}
