package audit

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// ErrKept is a Prune that would delete what Config.Keep says is kept.
var ErrKept = errors.New("these events are to be kept")

// ActionPrune is what Prune records: the detail says before when, in RFC 3339,
// and how many events.
const ActionPrune = "audit.prune"

// pruneBatch bounds how long others wait for a Prune.
const pruneBatch = 1000

// Prune deletes events from before a time, the zero time being Config.Keep ago,
// and returns how many. It moves the retention horizon, up to which the
// database lets go of events, and records that it did, in one transaction with
// the first thousand; the others follow in transactions of a thousand. When
// there is nothing to delete, nothing is recorded. Interrupted, it has deleted
// the oldest, and the next Prune goes on.
//
// Errors are ErrKept and sqldb's; the number is right beside an error, too.
func (l *Log) Prune(ctx context.Context, before time.Time) (int, error) {
	now := l.now()
	limit := now.Add(-l.keep)
	if before.IsZero() {
		before = limit
	}
	if before.After(limit) {
		return 0, fmt.Errorf("audit: %w: those since %s", ErrKept, limit.UTC().Format(time.RFC3339))
	}
	ms := before.UnixMilli()
	deleted, n := 0, 0
	err := l.db.Write(ctx, func(tx *sqldb.Tx) error {
		var err error
		if n, err = beginPrune(ctx, tx, ms, now); n == 0 || err != nil {
			return err
		}
		n, err = pruneOnce(ctx, tx, ms)
		return err
	})
	for err == nil {
		deleted += n
		if n < pruneBatch {
			return deleted, nil
		}
		err = l.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
			n, err = pruneOnce(ctx, tx, ms)
			return err
		})
	}
	return deleted, fmt.Errorf("audit: %w", err)
}

// beginPrune moves the horizon and records it. It returns how many events there
// are to delete.
func beginPrune(ctx context.Context, tx *sqldb.Tx, before int64, now time.Time) (int, error) {
	var n int
	if err := tx.Get(ctx, &n, `select count(*) from ep_audit where at < $1`, before); err != nil || n == 0 {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `update ep_audit_horizon set before = $1 where before < $1`, before); err != nil {
		return 0, err
	}
	return n, Record(ctx, tx, Event{
		At: now, Action: ActionPrune,
		Detail: map[string]string{"before": time.UnixMilli(before).UTC().Format(time.RFC3339), "events": strconv.Itoa(n)},
	})
}

func pruneOnce(ctx context.Context, tx *sqldb.Tx, before int64) (int, error) {
	n, err := tx.Exec(ctx, `delete from ep_audit where id in (select id from ep_audit where at < $1 order by at, id limit `+strconv.Itoa(pruneBatch)+`)`, before)
	return int(n), err
}
