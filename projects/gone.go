package projects

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// grantRows is how many grants of a deleted user go in one transaction.
const grantRows = 50

// Subscribe handles the deletion of users: their projects, their grants and
// what they published go, in short transactions, and TopicPurged tells of each
// project. topic is where accounts tell of it (auth.TopicUserDeleted), with a
// payload that has the user's "id". What a request that was on its way makes for
// the user afterwards is refused. Call it before o.Run.
func (s *Service) Subscribe(o *sqldb.Outbox, topic string) { o.Handle(topic, s.forget) }

// forget removes what a deleted user had. It goes on where it was when it is called
// again.
func (s *Service) forget(ctx context.Context, e sqldb.Event) error {
	var who struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(e.Payload, &who); err != nil {
		return fmt.Errorf("projects: event %s: %w", e.Topic, err)
	}
	if who.ID == "" {
		return fmt.Errorf("projects: event %s has no id", e.Topic)
	}
	// First, so that nothing comes after what is found below: whatever makes
	// something for a user looks in its own transaction whether they are gone.
	err := s.c.Store.Write(ctx, func(w Writer) error { return w.PutGone(ctx, who.ID, s.now()) })
	if err != nil {
		return err
	}
	purged, err := s.forgetProjects(ctx, who.ID)
	if err != nil {
		return err
	}
	grants, err := s.forgetGrants(ctx, who.ID)
	if err != nil {
		return err
	}
	s.c.Logger.InfoContext(ctx, "projects: a user is gone", slog.Int("projects", purged), slog.Int("grants", grants))
	return nil
}

// forgetProjects looks for projects in the transactions that remove them, the last
// of which finds none: a plain Read could miss one that is just being made in
// PostgreSQL, which orders only what is SERIALIZABLE.
func (s *Service) forgetProjects(ctx context.Context, user string) (total int, err error) {
	for {
		var ids []string
		err := s.c.Store.Write(ctx, func(w Writer) (err error) {
			if err := s.stillGone(ctx, w, user); err != nil {
				return err
			}
			if ids, err = w.OwnedBy(ctx, user, sweepProjects); err != nil {
				return err
			}
			return s.purgeAll(ctx, w, ids, "user")
		})
		if err != nil || len(ids) == 0 {
			return total, err
		}
		total += len(ids)
	}
}

func (s *Service) forgetGrants(ctx context.Context, user string) (total int, err error) {
	for {
		var ids []string
		err := s.c.Store.Write(ctx, func(w Writer) (err error) {
			if err := s.stillGone(ctx, w, user); err != nil {
				return err
			}
			if ids, err = w.DeleteGrantsOf(ctx, user, grantRows); err != nil {
				return err
			}
			for _, id := range ids {
				if err := s.unshared(ctx, w, audit.System, id, user); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(ids) == 0 {
			return total, err
		}
		total += len(ids)
	}
}

// stillGone reads what PutGone wrote, so that the database sees in which order this
// and what is made for the user belong.
func (s *Service) stillGone(ctx context.Context, w Writer, user string) error {
	gone, err := w.Gone(ctx, user)
	if err == nil && !gone {
		err = errors.New("projects: a deleted user is back")
	}
	return err
}
