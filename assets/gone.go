package assets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/einkpdf/platform/sqldb"
)

// goneRows is how many assets of a deleted user go in one transaction.
const goneRows = 50

// Subscribe handles the deletion of users and of projects. What a deleted user held goes, and what nobody else holds with its
// bytes; what a request on its way makes for the user afterwards is refused. When a
// project is gone for good, what only it used is marked as unused: see Config.UnusedFor.
//
// users is where accounts tell of it (auth.TopicUserDeleted), with a payload that has the user's "id";
// projects is where projects do (projects.TopicPurged), with the "id" of the project and its "owner". Call it before
// o.Run.
func (s *Service) Subscribe(o *sqldb.Outbox, users, projects string) {
	o.Handle(users, s.forget)
	o.Handle(projects, s.purged)
}

// purged reviews what the owner of a project that is gone has used.
func (s *Service) purged(ctx context.Context, e sqldb.Event) error {
	var project struct {
		Owner string `json:"owner"`
	}
	if err := read(e, &project, &project.Owner); err != nil {
		return err
	}
	c := &collection{Service: s, now: s.now()}
	return c.review(ctx, project.Owner)
}

// forget removes what a deleted user had. It goes on where it was when it is called
// again.
func (s *Service) forget(ctx context.Context, e sqldb.Event) error {
	var who struct {
		ID string `json:"id"`
	}
	if err := read(e, &who, &who.ID); err != nil {
		return err
	}
	// First, so that nothing comes after what is found below: whatever makes
	// something for a user looks in its own transaction whether they are gone.
	err := s.c.Store.Write(ctx, func(w Writer) error { return w.PutGone(ctx, who.ID, s.now()) })
	if err != nil {
		return err
	}
	total := 0
	for more := true; more; {
		n, err := s.forgetSome(ctx, who.ID)
		if err != nil {
			return err
		}
		total += n
		more = n > 0
	}
	// Nothing comes to the folder any more but what is removed again: so what is in it, and
	// belongs to nobody else, was left by whoever was killed or could not remove it, and need not grow old.
	c := &collection{Service: s}
	if err := c.findOrphans(ctx, blobFolder+"/"+homeOf(who.ID), s.now().AddDate(1000, 0, 0)); err != nil {
		return err
	}
	s.c.Logger.InfoContext(ctx, "assets: a user is gone", slog.Int("assets", total), slog.Int("orphans", c.Orphans))
	return nil
}

// forgetSome removes some of what a deleted user had, and says how many.
func (s *Service) forgetSome(ctx context.Context, user string) (int, error) {
	var ids []string
	var gone []Asset
	err := s.c.Store.Write(ctx, func(w Writer) (err error) {
		gone = nil
		// What PutGone wrote is read, so that the database sees in which order this
		// and what is made for the user belong.
		is, err := w.Gone(ctx, user)
		if err == nil && !is {
			err = errors.New("assets: a deleted user is back")
		}
		if err != nil {
			return err
		}
		if ids, err = w.HeldBy(ctx, user, goneRows); err != nil {
			return err
		}
		for _, id := range ids {
			a, err := w.Asset(ctx, id)
			if err != nil {
				return err
			}
			last, err := s.take(ctx, w, user, id, "user")
			if err != nil {
				return err
			}
			if last {
				gone = append(gone, a)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, a := range gone {
		s.removeBlobs(ctx, a)
	}
	return len(ids), nil
}

// read reads the payload of an event, which must say whom it is about.
func read(e sqldb.Event, payload any, id *string) error {
	if err := json.Unmarshal(e.Payload, payload); err != nil {
		return fmt.Errorf("assets: event %s: %w", e.Topic, err)
	}
	if *id == "" {
		return fmt.Errorf("assets: event %s has no id", e.Topic)
	}
	return nil
}
