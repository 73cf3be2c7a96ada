package main

import (
	"errors"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
)

// hints rewords what the renderer says to programs, which have limits to raise,
// for the command line, where there is at most --max-pages.
type hints struct{ maxPages bool }

// errors rewords the hints of an error.
func (h hints) errors(err error) error {
	if errs, ok := errors.AsType[einkpdf.Errors](err); ok {
		for _, e := range errs {
			e.Hint = h.reword(e.Hint)
		}
	}
	if wrong, ok := errors.AsType[*einkpdf.ArgumentError](err); ok {
		wrong.Hint = h.reword(wrong.Hint)
	}
	return err
}

// reports rewords the hints of findings.
func (h hints) reports(reports []*einkpdf.CheckReport) {
	for _, r := range reports {
		for i := range r.Findings {
			r.Findings[i].Hint = h.reword(r.Findings[i].Hint)
		}
	}
}

// reword replaces the advice to raise a limit, which hints end with.
func (h hints) reword(hint string) string {
	const raise, field = "raise the limit of ", "raise Limits."
	before, limit, found := strings.Cut(hint, raise)
	if !found {
		if before, _, found = strings.Cut(hint, field); !found {
			return hint
		}
	}
	if h.maxPages && strings.HasPrefix(limit, "pages") {
		return before + "raise the limit with --max-pages"
	}
	if before = strings.TrimSuffix(before, ", or "); before == "" {
		return "make it smaller"
	}
	return before
}
