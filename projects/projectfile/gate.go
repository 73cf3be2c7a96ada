package projectfile

import (
	"context"

	"github.com/einkpdf/platform/projects"
)

// gate bounds how many work at a time and how many wait; those who wait are let
// in by turns. Safe for concurrent use.
type gate struct {
	inside  chan struct{} // has one for each caller, at work or waiting
	working chan struct{} // has one for each at work
}

func newGate(working, waiting int) gate {
	return gate{make(chan struct{}, working+waiting), make(chan struct{}, working)}
}

// enter waits for its turn. After nil somebody must leave. It is
// projects.ErrBusy at once when the queue is full, and ctx's error when ctx ends
// before the turn.
func (g gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case g.inside <- struct{}{}:
	default:
		return projects.ErrBusy
	}
	select {
	case g.working <- struct{}{}:
		return nil
	case <-ctx.Done():
		<-g.inside
		return ctx.Err()
	}
}

func (g gate) leave() {
	<-g.working
	<-g.inside
}
