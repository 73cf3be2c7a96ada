package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// goneRows is how many jobs of a deleted user go in one transaction.
const goneRows = 50

const (
	userIsGone    = `select exists (select 1 from ep_job_gone where user_id = $1)`
	putGone       = `insert into ep_job_gone (user_id, gone_at) values ($1, $2) on conflict do nothing`
	ownersEnded   = `select id, owner, state from ep_job where owner = $1 and state <> 'running' order by created_at desc, id desc limit $2`
	ownersRunning = `select id, owner, cancel from ep_job where owner = $1 and state = 'running' and state in ('pending', 'running')`
	cancelOfOwner = `update ep_job set cancel = true, unique_key = null where owner = $1 and state = 'running' and state in ('pending', 'running')`
)

// Subscribe handles the deletion of users: their jobs go with their files, those that run as soon as they have ended, and what a request on its
// way asks for afterwards is refused.
//
// users is where accounts tell of it (auth.TopicUserDeleted), with a payload that has the user's "id". Call it before o.Run.
func (q *SQL) Subscribe(o *sqldb.Outbox, users string) { o.Handle(users, q.forget) }

// isGone tells whether a user was deleted. The system never is. Whoever ends a job looks after the row is locked: then it is seen, or forget sees
// the job when it has ended.
func isGone(ctx context.Context, r sqldb.Reader, user string) (gone bool, err error) {
	if user == "" {
		return false, nil
	}
	return gone, r.Get(ctx, &gone, userIsGone, user)
}

// forget removes what a deleted user had. It goes on where it was when it is called again.
func (q *SQL) forget(ctx context.Context, e sqldb.Event) error {
	var who struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(e.Payload, &who); err != nil {
		return fmt.Errorf("jobs: event %s: %w", e.Topic, err)
	}
	if who.ID == "" || !isText(who.ID, maxOwner) {
		return fmt.Errorf("jobs: event %s has no id", e.Topic)
	}
	total, err := q.forgetAll(ctx, who.ID, q.now(ctx))
	if err != nil {
		return broken("deleted user", err)
	}
	q.c.Logger.InfoContext(ctx, "jobs: a user is gone", slog.Int("jobs", total))
	return nil
}

func (q *SQL) forgetAll(ctx context.Context, user string, now time.Time) (total int, err error) {
	if err := q.closeAccount(ctx, user, now); err != nil {
		return 0, err
	}
	if err := q.stopAll(ctx, user, now); err != nil {
		return 0, err
	}
	for more := true; more; {
		ids, err := q.forgetSome(ctx, user, now)
		if err != nil {
			return total, err
		}
		for _, id := range ids {
			q.removeFolder(ctx, id)
		}
		total += len(ids)
		more = len(ids) > 0
	}
	// Once more, for what was claimed meanwhile: now nothing of theirs waits any more.
	return total, q.stopAll(ctx, user, now)
}

// closeAccount sees to it that nothing comes after what is found later.
func (q *SQL) closeAccount(ctx context.Context, user string, now time.Time) error {
	err := q.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, putGone, user, sqldb.At(now))
		return err
	})
	if err != nil {
		return err
	}
	// Whoever enqueues looks for that in the same turn: those who did not find it have committed when
	// it is ours. EnqueueTx is serializable with what follows here, and has no turn.
	return q.db.WriteInTurn(ctx, turnEnqueue, func(*sqldb.Tx) error { return nil })
}

// stopAll cancels what runs, which ends within Config.Watch. All of it is touched, cancelled or not, so that a job which ends at this moment has ended before or
// after, and finds that its owner is gone, or is found.
func (q *SQL) stopAll(ctx context.Context, user string, now time.Time) error {
	return q.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := stillGone(ctx, tx, user); err != nil {
			return err
		}
		var running []row
		if err := tx.Select(ctx, &running, ownersRunning, user); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, cancelOfOwner, user); err != nil {
			return err
		}
		for _, r := range running {
			if r.Cancel { // it was asked for before
				continue
			}
			if err := record(ctx, tx, now, ActionCancel, audit.System, r, map[string]string{"owner": r.Owner}); err != nil {
				return err
			}
		}
		return nil
	})
}

// forgetSome removes some of what a deleted user had, and says which. What runs is removed when it has ended.
func (q *SQL) forgetSome(ctx context.Context, user string, now time.Time) (ids []string, err error) {
	err = q.db.Write(ctx, func(tx *sqldb.Tx) error {
		ids = nil
		if err := stillGone(ctx, tx, user); err != nil {
			return err
		}
		var rows []row
		if err := tx.Select(ctx, &rows, ownersEnded, user, goneRows); err != nil {
			return err
		}
		for _, r := range rows {
			if err := q.goneJob(ctx, tx, r); err != nil {
				return err
			}
			if err := deleteIn(ctx, tx, r, audit.System, now); err != nil {
				return err
			}
			ids = append(ids, r.ID)
		}
		return nil
	})
	return ids, err
}

// goneJob tells Config.Quota of one that goes before it is final. r has no more than ownersEnded selects.
func (q *SQL) goneJob(ctx context.Context, tx *sqldb.Tx, r row) error {
	if q.c.Quota == nil || r.State.Final() {
		return nil
	}
	whole, ok, err := seen(ctx, tx, jobByID, r.ID)
	if err != nil || !ok {
		return err
	}
	return q.endJob(ctx, tx, whole)
}

// stillGone reads what closeAccount wrote, so that the database sees in which order this and EnqueueTx for the user belong.
func stillGone(ctx context.Context, tx *sqldb.Tx, user string) error {
	gone, err := isGone(ctx, tx, user)
	if err == nil && !gone {
		err = errors.New("a deleted user is back")
	}
	return err
}
