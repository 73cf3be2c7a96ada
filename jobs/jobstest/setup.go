package jobstest

import (
	"io"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/audit/audittest"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// TopicUserDeleted is where Setups hear of deleted users: the topic of package auth.
const TopicUserDeleted = "auth.user-deleted"

// Setup is a queue with everything around it.
type Setup struct {
	Queue  *jobs.SQL
	Config jobs.Config // of Queue
	DB     *sqldb.DB
	Blobs  blob.Store // that of Config
	Trail  *audit.Log
	Outbox *sqldb.Outbox    // with Queue's handlers
	Clock  *sqldbtest.Clock // that of Config, unless change gave another
	Logs   *sqldbtest.Logs
	Counts *Counts
	Quota  *Quota // that of Config, unless change gave another: then nobody looks whether it was told the truth
}

// New makes a Setup on db, which it migrates: with a clock that stands still, and blobs in memory. change may alter the Config.
func New(t testing.TB, db *sqldb.DB, change ...func(c *jobs.Config)) *Setup {
	t.Helper()
	require.NoError(t, db.Migrate(t.Context(), Schemas()...))
	return Open(t, db, change...)
}

// Open is New on a db that has the tables of Schemas: another queue on the same rows, with a clock of its own
// and, unless change says otherwise, blobs of its own. When the test ends, what Quota was told is what there is.
func Open(t testing.TB, db *sqldb.DB, change ...func(c *jobs.Config)) *Setup {
	t.Helper()
	s := open(t, db, change...)
	t.Cleanup(func() {
		if !t.Failed() && s.Config.Quota == s.Quota {
			s.requireTold(t)
		}
	})
	return s
}

// open is Open for who looks by themselves.
func open(t testing.TB, db *sqldb.DB, change ...func(c *jobs.Config)) *Setup {
	t.Helper()
	s := &Setup{DB: db, Trail: audit.NewSQL(db, audit.Config{}), Clock: sqldbtest.NewClock(), Logs: &sqldbtest.Logs{}, Counts: &Counts{}, Quota: &Quota{}}
	s.Config = jobs.Config{
		Blobs: &blob.Memory{Now: s.Clock.Now}, Quota: s.Quota, Now: s.Clock.Now, Logger: s.Logs.Logger(), Observer: s.Counts.observer(),
	}
	for _, fn := range change {
		fn(&s.Config)
	}
	s.Blobs = s.Config.Blobs
	var err error
	s.Queue, err = jobs.NewSQL(db, s.Config)
	require.NoError(t, err)
	s.Outbox = sqldb.NewOutbox(db, sqldb.OutboxConfig{Logger: s.Config.Logger, Now: s.Clock.OutboxNow})
	s.Queue.Subscribe(s.Outbox, TopicUserDeleted)
	return s
}

// User is an Actor with this id.
func User(id string) jobs.Actor { return jobs.Actor{User: id} }

// Admin is an Actor with this id who is an admin.
func Admin(id string) jobs.Actor { return jobs.Actor{User: id, Admin: true} }

// The users of the suite.
var (
	ann      = User("ann")
	ben      = User("ben")
	admin    = Admin("root")
	operator = jobs.Actor{Admin: true}
	nobody   = jobs.Actor{}
)

// Add enqueues a job that is new.
func (s *Setup) Add(t testing.TB, spec jobs.Spec) jobs.Job {
	t.Helper()
	j, existed, err := s.Queue.Enqueue(t.Context(), spec)
	require.NoError(t, err)
	require.False(t, existed)
	return j
}

// Get is a job as admins see it.
func (s *Setup) Get(t testing.TB, id string) jobs.Job {
	t.Helper()
	j, err := s.Queue.Get(t.Context(), admin, id)
	require.NoError(t, err)
	return j
}

// Ahead is how many jobs are before one.
func (s *Setup) Ahead(t testing.TB, id string) int {
	t.Helper()
	n, err := s.Queue.Ahead(t.Context(), admin, id)
	require.NoError(t, err)
	return n
}

// IDs are the ids of a listing, all of its pages.
func (s *Setup) IDs(t testing.TB, by jobs.Actor, f jobs.Filter, limit int) (ids []string) {
	t.Helper()
	for cursor := ""; ; {
		page, next, err := s.Queue.List(t.Context(), by, f, cursor, limit)
		require.NoError(t, err)
		for _, j := range page {
			ids = append(ids, j.ID)
		}
		if next == "" {
			return ids
		}
		cursor = next
	}
}

// Keys lists the keys of all blobs, sorted.
func (s *Setup) Keys(t testing.TB) []string {
	t.Helper()
	keys := []string{}
	for info, err := range s.Blobs.List(t.Context(), "") {
		require.NoError(t, err)
		keys = append(keys, info.Key)
	}
	slices.Sort(keys)
	return keys
}

// Read is the contents of a job's file for its owner.
func (s *Setup) Read(t testing.TB, by jobs.Actor, id, name string) []byte {
	t.Helper()
	c, err := s.Queue.Open(t.Context(), by, id, name)
	require.NoError(t, err)
	data, err := io.ReadAll(c)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	require.Len(t, data, int(c.File.Bytes))
	return data
}

// DeleteUser deletes a user as accounts do it, and lets everything that follows happen.
func (s *Setup) DeleteUser(t testing.TB, id string) {
	t.Helper()
	s.publish(t, map[string]string{"id": id})
	_, err := s.Outbox.Drain(t.Context())
	require.NoError(t, err)
}

func (s *Setup) publish(t testing.TB, payload any) {
	t.Helper()
	require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Publish(t.Context(), TopicUserDeleted, payload)
	}))
}

// Events is the audit trail from the event with this index on, oldest first.
func (s *Setup) Events(t testing.TB, from int) []audit.Event {
	t.Helper()
	return audittest.Events(t, s.Trail, from)
}

// Counts counts what an Observer is told. It is safe for concurrent use.
type Counts struct {
	mu       sync.Mutex
	numbers  map[string]int
	outcomes []jobs.Outcome
	stats    []jobs.Stats
}

// Of is how often something was told: "enqueue render", "existed render", "refuse too-many-jobs", "start render", "finish render", "lost", "rescue", "sweep",
// "stats", "error claim".
func (c *Counts) Of(what string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.numbers[what]
}

// All is a copy of all numbers.
func (c *Counts) All() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.numbers)
}

// Outcomes are those of OnFinish, in their order.
func (c *Counts) Outcomes() []jobs.Outcome {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.outcomes)
}

// Stats are those of OnStats, in their order.
func (c *Counts) Stats() []jobs.Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.stats)
}

func (c *Counts) add(what string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.numbers == nil {
		c.numbers = map[string]int{}
	}
	c.numbers[what] += n
}

func (c *Counts) observer() jobs.Observer {
	return jobs.Observer{
		OnEnqueue: func(kind string, existed bool) {
			if existed {
				c.add("existed "+kind, 1)
				return
			}
			c.add("enqueue "+kind, 1)
		},
		OnRefuse: func(_ string, code jobs.Code) { c.add("refuse "+string(code), 1) },
		OnStart:  func(j jobs.Job, _ time.Duration) { c.add("start "+j.Kind, 1) },
		OnFinish: func(o jobs.Outcome) {
			c.add("finish "+o.Job.Kind, 1)
			c.mu.Lock()
			defer c.mu.Unlock()
			c.outcomes = append(c.outcomes, o)
		},
		OnLeaseLost: func(jobs.Job) { c.add("lost", 1) },
		OnRescue:    func(n int) { c.add("rescue", n) },
		OnSweep:     func(jobs.Swept) { c.add("sweep", 1) },
		OnStats: func(s jobs.Stats) {
			c.add("stats", 1)
			c.mu.Lock()
			defer c.mu.Unlock()
			c.stats = append(c.stats, s)
		},
		OnError: func(what string) { c.add("error "+what, 1) },
	}
}
