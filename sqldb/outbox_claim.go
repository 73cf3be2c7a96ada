package sqldb

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ready returns which of the topics have events that were due by then. It only
// reads, so that looking costs other writers nothing.
func (o *Outbox) ready(ctx context.Context, topics []string, due time.Time) ([]string, error) {
	if len(topics) == 0 {
		return nil, nil
	}
	args := []any{At(due)}
	var values strings.Builder
	for i, topic := range topics {
		if i > 0 {
			values.WriteString(", ")
		}
		values.WriteString("($" + strconv.Itoa(i+2) + ")")
		args = append(args, topic)
	}
	var ready []string
	err := o.db.Select(ctx, &ready, `select v.column1 from (values `+values.String()+`) v
		where exists (select 1 from ep_outbox where topic = v.column1 and due_at <= $1)`, args...)
	return ready, err
}

type eventRow struct {
	ID        int64   `db:"id"`
	Topic     string  `db:"topic"`
	Payload   string  `db:"payload"`
	CreatedAt Time    `db:"created_at"`
	Attempts  int     `db:"attempts"`
	DueAt     Time    `db:"due_at"`
	Error     *string `db:"error"`
}

func (r eventRow) event() Event {
	return Event{ID: r.ID, Topic: r.Topic, Payload: []byte(r.Payload), CreatedAt: r.CreatedAt.Time, Attempt: r.Attempts}
}

// claim takes up to limit events that were due by then, oldest first, and makes
// them due again when the lease is over, for the case that this process dies,
// and later with each attempt, for the case that it is the event which kills it.
// The number of the attempt is the fence: who finds another one has lost the
// event.
func (o *Outbox) claim(ctx context.Context, topic string, limit int, due, now time.Time) ([]Event, error) {
	var rows []eventRow
	err := o.db.selectExec(ctx, &rows, o.db.dialect.Pick(
		`update ep_outbox set
			attempts = attempts + 1,
			due_at = $1 + min(3600000, 1000 * (1 << min(attempts, 12)))
		where id in (select id from ep_outbox where topic = $2 and due_at <= $3 order by due_at, id limit $4)
		returning id, topic, payload, created_at, attempts`,
		// A CTE, since a subquery in IN may run once for each row.
		`with due as materialized (
			select id from ep_outbox where topic = $2 and due_at <= $3 order by due_at, id limit $4
			for update skip locked
		)
		update ep_outbox o set
			attempts = attempts + 1,
			due_at = $1::bigint + least(3600000, 1000 * (1 << least(attempts, 12)))
		from due where o.id = due.id
		returning o.id, topic, payload, created_at, attempts`),
		now.Add(o.c.Lease).UnixMilli(), topic, At(due), limit)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b eventRow) int { return cmp.Compare(a.ID, b.ID) })
	events := make([]Event, len(rows))
	for i, r := range rows {
		events[i] = r.event()
	}
	return events, nil
}
