package metrics

import (
	"context"
	"database/sql"

	"github.com/einkpdf/platform/sqldb"
)

// databaseStats is how a database stands.
type databaseStats struct {
	load  sqldb.Load
	pool  sql.DBStats
	stuck int
}

// Events that were tried so often are stuck; so many are counted.
const (
	stuckAttempts = 5
	mostStuck     = 1000
)

func readDatabase(db *sqldb.DB) func(ctx context.Context) (databaseStats, error) {
	return func(ctx context.Context) (databaseStats, error) {
		stuck, err := db.Stuck(ctx, stuckAttempts, mostStuck)
		return databaseStats{db.Load(), db.SQL().Stats(), len(stuck)}, err
	}
}

func (m *maker) databaseFamily() family[databaseStats] {
	writes := m.reading("einkpdf_database_writes_total", "counter", "Transactions that write, and statements that do by themselves.")
	held := m.reading("einkpdf_database_writer_busy_seconds_total", "counter", "Time that writers had their turn: 1 s in a second is all that SQLite has.")
	waited := m.reading("einkpdf_database_writer_wait_seconds_total", "counter", "Time that writers waited for their turn, together; SQLite alone.")
	waiting := m.reading("einkpdf_database_writers_waiting", "gauge", "Writers that wait for their turn now.")
	refused := m.reading("einkpdf_database_writers_refused_total", "counter", "Writers that gave up waiting.")
	inUse := m.reading("einkpdf_database_connections_in_use", "gauge", "Connections that somebody has.")
	most := m.reading("einkpdf_database_connections_limit", "gauge", "Connections that there may be; 0 = any number.")
	conns := m.reading("einkpdf_database_connection_wait_seconds_total", "counter", "Time that was waited for a connection, together.")
	stuck := m.reading("einkpdf_outbox_stuck", "gauge", "Events that failed five times or more, and are tried again; at most 1,000 are counted.")
	return family[databaseStats]{descsOf(writes, held, waited, waiting, refused, inUse, most, conns, stuck), func(s databaseStats, w writer) {
		w.counter(writes, float64(s.load.Writes))
		w.counter(held, s.load.Held.Seconds())
		w.counter(waited, s.load.Waited.Seconds())
		w.gauge(waiting, float64(s.load.Waiting))
		w.counter(refused, float64(s.load.Refused))
		w.gauge(inUse, float64(s.pool.InUse))
		w.gauge(most, float64(s.pool.MaxOpenConnections))
		w.counter(conns, s.pool.WaitDuration.Seconds())
		w.gauge(stuck, float64(s.stuck))
	}}
}
