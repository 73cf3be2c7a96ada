package quotatest

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/audit/audittest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// TopicUserDeleted is where Setups hear of deleted users: the topic of package auth.
const TopicUserDeleted = "auth.user-deleted"

// Setup is quotas with everything around them.
type Setup struct {
	Quotas *quota.SQL
	Config quota.Config // of Quotas
	DB     *sqldb.DB
	Trail  *audit.Log
	Outbox *sqldb.Outbox    // with the handlers of Quotas
	Clock  *sqldbtest.Clock // that of Config, unless change gave another
	Logs   *sqldbtest.Logs
	Counts *Counts
}

// New makes a Setup on db, which it migrates, with a clock that stands still. change may alter the Config.
func New(t testing.TB, db *sqldb.DB, change ...func(c *quota.Config)) *Setup {
	t.Helper()
	require.NoError(t, db.Migrate(t.Context(), quota.Schema()))
	return Open(t, db, change...)
}

// Open is New on a db that has been migrated: other quotas on the same rows, with a clock of their own.
func Open(t testing.TB, db *sqldb.DB, change ...func(c *quota.Config)) *Setup {
	t.Helper()
	s := &Setup{DB: db, Trail: audit.NewSQL(db, audit.Config{}), Clock: sqldbtest.NewClock(), Logs: &sqldbtest.Logs{}, Counts: &Counts{}}
	s.Config = quota.Config{Now: s.Clock.Now, Logger: s.Logs.Logger(), Observer: s.Counts.observer()}
	for _, fn := range change {
		fn(&s.Config)
	}
	var err error
	s.Quotas, err = quota.NewSQL(db, s.Config)
	require.NoError(t, err)
	s.Outbox = sqldb.NewOutbox(db, sqldb.OutboxConfig{Logger: s.Config.Logger, Now: s.Clock.OutboxNow})
	s.Quotas.Subscribe(s.Outbox, TopicUserDeleted)
	return s
}

// Limits is a change of the Config: one tier, "Free", that has these limits, and none of what is not among them.
func Limits(limits quota.Limits) func(c *quota.Config) {
	return func(c *quota.Config) {
		all := quota.Limits{}
		for _, r := range quota.Resources() {
			all[r] = quota.Unlimited
		}
		maps.Copy(all, limits)
		c.Tiers = []quota.Tier{{Name: quota.Free, Title: "Free", Limits: all}}
	}
}

// User is an Actor with this id.
func User(id string) quota.Actor { return quota.Actor{User: id} }

// Admin is an Actor with this id who is an admin.
func Admin(id string) quota.Actor { return quota.Actor{User: id, Admin: true} }

// The users of the suite.
var (
	ann      = User("ann")
	ben      = User("ben")
	admin    = Admin("root")
	operator = quota.Operator()
	nobody   = quota.Actor{}
)

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

// Entry is a row of what is counted.
type Entry struct {
	Owner    string         `db:"owner"`
	Resource quota.Resource `db:"resource"`
	Key      string         `db:"key"`
	Amount   int64          `db:"amount"`
	State    string         `db:"state"` // "reserved" or "used"
	Day      int64          `db:"day"`
	Created  sqldb.Time     `db:"created_at"`
}

// Counter is a row of its sums.
type Counter struct {
	Owner    string         `db:"owner"`
	Resource quota.Resource `db:"resource"`
	Day      int64          `db:"day"`
	Used     int64          `db:"used"`
	Reserved int64          `db:"reserved"`
}

// Entries are all rows of what is counted, by owner, resource and key.
func (s *Setup) Entries(t testing.TB) (all []Entry) {
	t.Helper()
	require.NoError(t, s.DB.Select(t.Context(), &all,
		`select owner, resource, key, amount, state, day, created_at from ep_quota_entry order by owner, resource, key`))
	return all
}

// Counters are all sums that are not 0, by owner, resource and day.
func (s *Setup) Counters(t testing.TB) (all []Counter) {
	t.Helper()
	require.NoError(t, s.DB.Select(t.Context(), &all,
		`select owner, resource, day, used, reserved from ep_quota_counter where used > 0 or reserved > 0 order by owner, resource, day`))
	return all
}

// Sound says that the counters are the sums of the entries.
func (s *Setup) Sound(t testing.TB) {
	t.Helper()
	sums := map[Counter]Counter{} // by what names them
	for _, e := range s.Entries(t) {
		name := Counter{Owner: e.Owner, Resource: e.Resource, Day: e.Day}
		c, ok := sums[name]
		if !ok {
			c = name
		}
		if e.State == "used" {
			c.Used += e.Amount
		} else {
			c.Reserved += e.Amount
		}
		sums[name] = c
	}
	maps.DeleteFunc(sums, func(_, c Counter) bool { return c.Used == 0 && c.Reserved == 0 })
	require.ElementsMatch(t, slices.Collect(maps.Values(sums)), s.Counters(t))
}

// Counts counts what an Observer is told. It is safe for concurrent use.
type Counts struct {
	mu      sync.Mutex
	refused []quota.Error
	swept   []quota.Swept
}

// Refused is what OnRefuse was told, in its order.
func (c *Counts) Refused() []quota.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.refused)
}

// Swept is what OnSweep was told, in its order.
func (c *Counts) Swept() []quota.Swept {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.swept)
}

func (c *Counts) observer() quota.Observer {
	return quota.Observer{
		OnRefuse: func(e quota.Error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.refused = append(c.refused, e)
		},
		OnSweep: func(s quota.Swept) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.swept = append(c.swept, s)
		},
	}
}

// Scenarios are all that the Ledger and the Admin acknowledge and must survive being killed anywhere, for sqldbtest.Crash.
func Scenarios() []sqldbtest.Scenario { return slices.Concat(LedgerScenarios(), AdminScenarios()) }
