package assetstest

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/audit/audittest"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Where Setups hear of deleted users and projects: the topics of packages auth and projects.
const (
	TopicUserDeleted = "auth.user-deleted"
	TopicPurged      = "projects.purged"
)

// Setup is a Service with everything around it.
type Setup struct {
	Service  *assets.Service
	Config   assets.Config // of Service
	DB       *sqldb.DB
	Store    assets.Store
	Blobs    blob.Store // that of Config
	Projects *Projects
	Quota    *Quota // knows at the end of the test what there is, or it fails
	Trail    *audit.Log
	Outbox   *sqldb.Outbox // with Service's handlers
	Clock    *sqldbtest.Clock
	Logs     *sqldbtest.Logs
	Counts   *Counts
}

// New makes a Setup on db, which it migrates: with a clock that stands still, blobs in memory, made-up fonts
// (FontFile), and projects that a test decides on. change may alter the Config.
func New(t testing.TB, db *sqldb.DB, change ...func(c *assets.Config)) *Setup {
	t.Helper()
	require.NoError(t, db.Migrate(t.Context(), assets.Schema(), ProjectsSchema(), QuotaSchema()))
	s := Open(t, db, change...)
	s.checkQuota(t)
	return s
}

// Open is New on a db that has been migrated: another Service on the same rows, with a clock of its own
// and, unless change says otherwise, blobs of its own.
func Open(t testing.TB, db *sqldb.DB, change ...func(c *assets.Config)) *Setup {
	t.Helper()
	s := &Setup{
		DB: db, Store: assets.NewSQL(db), Projects: NewProjects(db), Quota: NewQuota(db), Trail: audit.NewSQL(db, audit.Config{}),
		Clock: sqldbtest.NewClock(), Logs: &sqldbtest.Logs{}, Counts: &Counts{},
	}
	s.Config = assets.Config{
		Store: rerun{s.Store}, Blobs: &blob.Memory{Now: s.Clock.Now}, Fonts: Fonts{}, Projects: s.Projects, Quota: s.Quota,
		TempDir: t.TempDir(), Now: s.Clock.Now, Logger: s.Logs.Logger(), Observer: s.Counts.observer(),
	}
	for _, fn := range change {
		fn(&s.Config)
	}
	s.Blobs = s.Config.Blobs
	var err error
	s.Service, err = assets.New(s.Config)
	require.NoError(t, err)
	s.Outbox = sqldb.NewOutbox(db, sqldb.OutboxConfig{Logger: s.Config.Logger, Now: s.Clock.OutboxNow})
	s.Service.Subscribe(s.Outbox, TopicUserDeleted, TopicPurged)
	return s
}

// Dir are blobs in a folder that is removed when the test ends. Nothing is synced: package blobtest shows what
// that is for.
func Dir(t testing.TB) blob.Store {
	t.Helper()
	d, err := blob.OpenDir(t.TempDir(), blob.DirOptions{NoSync: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d
}

// User is an Actor with this id.
func User(id string) assets.Actor { return assets.Actor{User: id} }

// Admin is an Actor with this id who is an admin.
func Admin(id string) assets.Actor { return assets.Actor{User: id, Admin: true} }

// Upload uploads a file of which nothing is said.
func (s *Setup) Upload(t testing.TB, by assets.Actor, data []byte) assets.Uploaded {
	t.Helper()
	up, err := s.TryUpload(t, by, assets.NewUpload{Size: -1}, data)
	require.NoError(t, err)
	return up
}

// TryUpload uploads a file.
func (s *Setup) TryUpload(t testing.TB, by assets.Actor, u assets.NewUpload, data []byte) (assets.Uploaded, error) {
	t.Helper()
	return s.Service.Upload(t.Context(), by, u, bytes.NewReader(data))
}

// Read is the contents of an asset for by.
func (s *Setup) Read(t testing.TB, by assets.Actor, id string) []byte {
	t.Helper()
	c, err := s.Service.Open(t.Context(), by, id)
	require.NoError(t, err)
	return readAll(t, c)
}

// readAll reads and closes.
func readAll(t testing.TB, c *assets.Content) []byte {
	t.Helper()
	data, err := io.ReadAll(c)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	require.Len(t, data, int(c.Size))
	return data
}

// Get is an asset as by, who holds it, sees it.
func (s *Setup) Get(t testing.TB, by assets.Actor, id string) assets.Held {
	t.Helper()
	h, err := s.Service.Get(t.Context(), by, id)
	require.NoError(t, err)
	return h
}

// Keys lists the keys of all blobs, sorted.
func (s *Setup) Keys(t testing.TB) []string {
	t.Helper()
	var keys []string
	for info, err := range s.Blobs.List(t.Context(), "") {
		require.NoError(t, err)
		keys = append(keys, info.Key)
	}
	slices.Sort(keys)
	return keys
}

// DeleteUser deletes a user as accounts do it, and lets everything that follows happen.
func (s *Setup) DeleteUser(t testing.TB, id string) {
	t.Helper()
	s.publish(t, TopicUserDeleted, map[string]string{"id": id})
	s.Drain(t)
}

// Drain lets everything happen that follows from events.
func (s *Setup) Drain(t testing.TB) {
	t.Helper()
	_, err := s.Outbox.Drain(t.Context())
	require.NoError(t, err)
}

func (s *Setup) publish(t testing.TB, topic string, payload any) {
	t.Helper()
	require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Publish(t.Context(), topic, payload)
	}))
}

// Events is the audit trail from the event with this index on, oldest first.
func (s *Setup) Events(t testing.TB, from int) []audit.Event {
	t.Helper()
	return audittest.Events(t, s.Trail, from)
}
