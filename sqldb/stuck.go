package sqldb

import (
	"context"
	"time"
)

// StuckEvent is an event that keeps failing.
type StuckEvent struct {
	Event        // Attempt is how many there have been
	Error string // of the last one, up to 500 bytes; empty if the process died each time
	DueAt time.Time
}

// Stuck lists events that have been attempted that often, oldest first, for
// operators: they are never dropped, but tried again each hour.
func (db *DB) Stuck(ctx context.Context, attempts, limit int) ([]StuckEvent, error) {
	var rows []eventRow
	err := db.Select(ctx, &rows, `select id, topic, payload, created_at, due_at, attempts, error
		from ep_outbox where attempts >= $1 order by id limit $2`, attempts, limit)
	if err != nil {
		return nil, err
	}
	stuck := make([]StuckEvent, len(rows))
	for i, r := range rows {
		stuck[i] = StuckEvent{Event: r.event(), DueAt: r.DueAt.Time}
		if r.Error != nil {
			stuck[i].Error = *r.Error
		}
	}
	return stuck, nil
}
