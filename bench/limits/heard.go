package main

import (
	"errors"
	"fmt"
	"slices"
)

// heard is what the users heard in one part of a round, or in several.
type heard struct {
	took    [kinds]times
	refused int   // 429
	failed  int   // anything else that is no answer
	err     error // the first of these
}

func (h *heard) add(other *heard) {
	for k, t := range other.took {
		h.took[k] = append(h.took[k], t...)
	}
	h.refused, h.failed = h.refused+other.refused, h.failed+other.failed
	if h.err == nil {
		h.err = other.err
	}
}

// of is how long those of a kind took, or everything.
func (h *heard) of(k kind) times {
	if k == everything {
		return slices.Concat(h.took[:]...)
	}
	return h.took[k]
}

// broken says whether anybody heard what no user should.
func (h *heard) broken(when string) error {
	if h.refused+h.failed == 0 {
		return nil
	}
	return errors.Join(fmt.Errorf("%s: %d of the users' requests were refused and %d failed", when, h.refused, h.failed), h.err)
}
