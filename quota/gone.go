package quota

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/einkpdf/platform/sqldb"
)

// goneRows is how much of what is counted of a deleted user goes in one transaction.
const goneRows = 500

const (
	deleteEntriesOf = `delete from ep_quota_entry where (resource, owner, key) in
		(select resource, owner, key from ep_quota_entry where owner = $1 limit $2) returning resource, day, amount, state`
	deleteCountersOf  = `delete from ep_quota_counter where owner = $1`
	deleteOverridesOf = `delete from ep_quota_override where owner = $1`
)

// Subscribe handles the deletion of users: their tier, their overrides and what is counted of them goes. users is where accounts tell of it
// (auth.TopicUserDeleted), with a payload that has the user's "id". Call it before o.Run.
func (q *SQL) Subscribe(o *sqldb.Outbox, users string) { o.Handle(users, q.forget) }

// forget removes what there is of a deleted user. It goes on where it was when it is called again. What they had, and goes later than this, may be counted by a Sweep
// until it goes.
func (q *SQL) forget(ctx context.Context, e sqldb.Event) error {
	var who struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(e.Payload, &who); err != nil {
		return fmt.Errorf("quota: event %s: %w", e.Topic, err)
	}
	if !isName(who.ID) {
		return fmt.Errorf("quota: event %s has no id", e.Topic)
	}
	total, err := q.forgetAll(ctx, who.ID)
	if err != nil {
		return broken("deleted user", err)
	}
	q.c.Logger.InfoContext(ctx, "quota: a user is gone", slog.Int("entries", total))
	return nil
}

// forgetAll removes everything, and says how many entries that were.
func (q *SQL) forgetAll(ctx context.Context, user string) (total int, err error) {
	for n := goneRows; n == goneRows; total += n {
		if n, err = q.forgetSome(ctx, user); err != nil {
			return total, err
		}
	}
	return total, nil
}

// forgetSome removes some entries of a deleted user, and with the last ones everything else.
func (q *SQL) forgetSome(ctx context.Context, user string) (n int, err error) {
	err = q.db.Write(ctx, func(tx *sqldb.Tx) error {
		n = 0
		var gone []entry
		if err := tx.Select(ctx, &gone, deleteEntriesOf, user, goneRows); err != nil {
			return err
		}
		n = len(gone)
		if n == goneRows {
			var less growths
			for _, e := range gone {
				e.Owner = user
				less.add(e, entry{})
			}
			return less.count(ctx, tx)
		}
		for _, statement := range []string{deleteCountersOf, deleteOverridesOf, deleteTier} {
			if _, err := tx.Exec(ctx, statement, user); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
