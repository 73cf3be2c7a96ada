package sqldbtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// Scenarios are the crash tests of the database itself, for the Main of those
// who call RunCrash.
func Scenarios() []Scenario { return []Scenario{drainScenario(), crowdScenario(), migrateScenario()} }

// RunCrash kills processes that migrate, and that drain an outbox: at every point,
// and at random where two drain it together. Each event must be handled, what
// handlers write to the database must be there once, and nothing may remain.
// TestMain begins with Main(e, Scenarios()...).
func RunCrash(t *testing.T, e Engine) {
	t.Run("migrate", func(t *testing.T) {
		t.Parallel()
		Crash(t, e, migrateScenario())
	})
	t.Run("at every point", func(t *testing.T) {
		t.Parallel()
		Crash(t, e, drainScenario())
	})
	t.Run("at random", func(t *testing.T) {
		t.Parallel()
		crowd(t, e)
	})
}

// effects is where handlers write. Nothing there is unique: what happens twice is
// there twice.
func effects() sqldb.Schema {
	const table = "-- +goose Up\ncreate table ep_effect (event bigint not null, what text not null)"
	return schemaOf("effects", map[string]string{
		"sqlite/0001_effects.sql":   strings.Replace(table, "bigint", "integer", 1) + " strict;\n",
		"postgres/0001_effects.sql": table + ";\n",
	})
}

// handle registers a handler outside of the database, which leaves a note in the
// folder, and one within, which publishes an event that has one, too.
func handle(o *sqldb.Outbox, dir string) {
	effect := func(ctx context.Context, tx *sqldb.Tx, e sqldb.Event) error {
		_, err := tx.Exec(ctx, `insert into ep_effect (event, what) values ($1, $2)`, e.ID, e.Topic)
		return err
	}
	o.Handle("work", func(_ context.Context, e sqldb.Event) error {
		return os.WriteFile(filepath.Join(dir, "note-"+fmt.Sprint(e.ID)), nil, 0o600)
	})
	o.HandleTx("work", effect)
	o.HandleTx("work", func(ctx context.Context, tx *sqldb.Tx, e sqldb.Event) error {
		return tx.Publish(ctx, "follow", e.ID)
	})
	o.HandleTx("follow", effect)
}

// checkEffects looks for each effect of so many events.
func checkEffects(t testing.TB, p Place, events int) {
	t.Helper()
	require.Zero(t, left(t, p.DB))
	type row struct {
		Event int64
		What  string
		N     int
	}
	var rows []row
	require.NoError(t, p.DB.Select(t.Context(), &rows, `select event, what, count(*) as n from ep_effect group by event, what order by event`))
	of := map[string]int{}
	for _, r := range rows {
		require.Equal(t, 1, r.N, "an effect that took place twice: %+v", r)
		of[r.What]++
		_, err := os.Stat(filepath.Join(p.Dir, "note-"+fmt.Sprint(r.Event)))
		require.Equal(t, r.What == "work", err == nil, "%+v", r)
	}
	require.Equal(t, map[string]int{"work": events, "follow": events}, of)
}

// drainScenario drains an event and the one that follows from it.
func drainScenario() Scenario {
	const events = 1
	return Scenario{
		Name:    "sqldb drain",
		Schemas: []sqldb.Schema{effects()},
		Prepare: func(t testing.TB, p Place) { publish(t, p.DB, "work", events) },
		Do: func(ctx context.Context, p Place) error {
			o := sqldb.NewOutbox(p.DB, sqldb.OutboxConfig{Concurrency: 1})
			handle(o, p.Dir)
			_, err := o.Drain(ctx)
			return err
		},
		Check: func(t testing.TB, p Place, finished bool) {
			if !finished {
				// What the dead process had is due when its lease is over.
				tomorrow := func() time.Time { return time.Now().Add(24 * time.Hour) }
				o := sqldb.NewOutbox(p.DB, sqldb.OutboxConfig{Now: tomorrow})
				handle(o, p.Dir)
				_, err := o.Drain(t.Context())
				require.NoError(t, err)
			}
			checkEffects(t, p, events)
		},
	}
}

const crowdEvents = 200

// crowdScenario drains until nothing is left, with a clock so fast that slow
// handlers lose their leases.
func crowdScenario() Scenario {
	return Scenario{
		Name:    "sqldb crowd",
		Schemas: []sqldb.Schema{effects()},
		Prepare: func(t testing.TB, p Place) { publish(t, p.DB, "work", crowdEvents) },
		Do: func(ctx context.Context, p Place) error {
			const speed = 200 // a lease of a minute is over in 0.3 s
			fast := func() time.Time { return time.UnixMilli(speed * time.Now().UnixMilli()) }
			o := sqldb.NewOutbox(p.DB, sqldb.OutboxConfig{Now: fast})
			o.Handle("work", func(_ context.Context, e sqldb.Event) error {
				if e.ID%40 == 0 && e.Attempt < 3 {
					time.Sleep(500 * time.Millisecond)
				}
				if e.ID%7 == 0 && e.Attempt == 1 {
					return errors.New("not the first time")
				}
				return nil
			})
			handle(o, p.Dir)
			for {
				_, _ = o.Drain(ctx) // what fails is tried again
				var n int
				if err := p.DB.Get(ctx, &n, `select count(*) from ep_outbox`); err != nil || n == 0 {
					return err
				}
				time.Sleep(5 * time.Millisecond)
			}
		},
	}
}

// crowd lets two processes at a time drain the outbox, most of which are killed.
func crowd(t *testing.T, e Engine) {
	s := crowdScenario()
	p := NewPlace(t, e, s)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 6 {
				child := Start(t, e, s, p, 0, Before)
				time.Sleep(30*time.Millisecond + rand.N(100*time.Millisecond)) // #nosec G404 -- when to kill
				child.Kill()
				if child.Wait() {
					return
				}
			}
			if !Start(t, e, s, p, 0, Before).Wait() {
				t.Error("the last process was killed")
			}
		})
	}
	wg.Wait()
	checkEffects(t, p, crowdEvents)
}
