package ratelimit

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// SQLHits is the Hits in a database, SQLite or PostgreSQL.
type SQLHits struct{ db *sqldb.DB }

var _ Hits = (*SQLHits)(nil)

// NewHits returns the Hits in db, which has the tables of Schema and stays the caller's to close.
func NewHits(db *sqldb.DB) *SQLHits { return &SQLHits{db} }

const (
	addHit = `insert into ep_ratelimit_hit (hour_at, policy, who, count, last_at) values ($1, $2, $3, $4, $5)
		on conflict (hour_at, policy, who) do update set count = ep_ratelimit_hit.count + excluded.count,
			last_at = case when excluded.last_at > ep_ratelimit_hit.last_at then excluded.last_at else ep_ratelimit_hit.last_at end`

	turnHits = "ratelimit.hits"
	batch    = 500 // rows that are removed together
)

// Add implements Hits. Processes that add at the same time take turns: they have the same rows.
func (h *SQLHits) Add(ctx context.Context, hits []Hit) error {
	if len(hits) > MaxAdd {
		return fmt.Errorf("%w: %d hits at once, where %d may be", ErrInvalid, len(hits), MaxAdd)
	}
	for _, hit := range hits {
		if err := hit.check(); err != nil {
			return err
		}
	}
	if len(hits) == 0 {
		return nil
	}
	// In the order of the index, as Sweep goes about them: nobody waits for each other.
	hits = slices.SortedFunc(slices.Values(hits), func(a, b Hit) int {
		return cmp.Or(a.Hour.Compare(b.Hour), cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Who, b.Who))
	})
	return h.broken("add", h.db.WriteInTurn(ctx, turnHits, func(tx *sqldb.Tx) error {
		for _, hit := range hits {
			if _, err := tx.Exec(ctx, addHit, sqldb.At(hit.Hour.Truncate(time.Hour)), hit.Policy, hit.Who, hit.Count, sqldb.At(hit.Last)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// remove is a statement that removes at most $2 rows, in the order of an index.
func remove(d sqldb.Dialect, where, order string) string {
	row := d.Pick("rowid", "ctid")
	rows := `select ` + row + ` from ep_ratelimit_hit where ` + where + ` order by ` + order + ` limit $2`
	return `delete from ep_ratelimit_hit where ` + row + d.Pick(` in (`+rows+`)`, ` = any (array(`+rows+` for update skip locked))`)
}

func removeHours(d sqldb.Dialect) string { return remove(d, `hour_at <= $1`, `hour_at, policy, who`) }
func removeWho(d sqldb.Dialect) string   { return remove(d, `who = $1`, `hour_at, policy`) }

// Sweep implements Hits. What somebody else is adding to stays, for the next time.
func (h *SQLHits) Sweep(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for {
		n, err := h.db.Exec(ctx, removeHours(h.db.Dialect()), before.Add(-time.Hour).UnixMilli(), batch)
		total += int(n)
		if err != nil || n < batch {
			return total, h.broken("sweep", err)
		}
	}
}

// Subscribe handles the deletion of users: what is kept of them goes. users is where accounts tell of it (auth.TopicUserDeleted), with a
// payload that has the user's "id". Call it before o.Run.
//
// What a Guard of some process has not handed on by then still comes, and what comes later goes with its hour: Sweep.
func (h *SQLHits) Subscribe(o *sqldb.Outbox, users string) { o.Handle(users, h.forget) }

func (h *SQLHits) forget(ctx context.Context, e sqldb.Event) error {
	var who struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(e.Payload, &who); err != nil {
		return fmt.Errorf("ratelimit: event %s: %w", e.Topic, err)
	}
	if who.ID == "" {
		return fmt.Errorf("ratelimit: event %s has no id", e.Topic)
	}
	for {
		var n int64
		// In turn with Add: rows that it is adding to are not passed over.
		err := h.db.WriteInTurn(ctx, turnHits, func(tx *sqldb.Tx) (err error) {
			n, err = tx.Exec(ctx, removeWho(tx.Dialect()), User(who.ID).hit(), batch)
			return err
		})
		if err != nil || n < batch {
			return h.broken("deleted user", err)
		}
	}
}

func (h *SQLHits) broken(what string, err error) error {
	if err != nil {
		return fmt.Errorf("ratelimit: hits: %s: %w", what, err)
	}
	return nil
}
