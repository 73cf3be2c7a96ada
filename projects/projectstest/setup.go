package projectstest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/audit/audittest"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// TopicUserDeleted is where Setups hear of deleted users: that of package auth.
const TopicUserDeleted = "auth.user-deleted"

// Setup is a Service with everything around it.
type Setup struct {
	Service *projects.Service
	Config  projects.Config // of Service
	DB      *sqldb.DB
	Store   projects.Store
	Files   *Files
	Assets  *Assets
	Quota   *Quota // knows at the end of the test what there is, or it fails
	Users   *Users
	Trail   *audit.Log
	Outbox  *sqldb.Outbox // with Service's handler of TopicUserDeleted
	Clock   *sqldbtest.Clock
	Logs    *sqldbtest.Logs
	Counts  *Counts
}

// New makes a Setup on db, which it migrates: with a clock that stands still, Files
// of a made-up format, and assets and users that a test decides on. change may
// alter the Config.
func New(t testing.TB, db *sqldb.DB, change ...func(c *projects.Config)) *Setup {
	t.Helper()
	require.NoError(t, db.Migrate(t.Context(), projects.Schema(), assetSchema(), QuotaSchema()))
	s := Open(t, db, change...)
	s.checkQuota(t)
	return s
}

// Open is New on a db that has been migrated: a second Service on the same
// projects, with a clock and Files of its own.
func Open(t testing.TB, db *sqldb.DB, change ...func(c *projects.Config)) *Setup {
	t.Helper()
	s := &Setup{
		DB: db, Store: projects.NewSQL(db), Files: &Files{}, Assets: &Assets{db: db}, Quota: NewQuota(db), Users: &Users{}, Trail: audit.NewSQL(db, audit.Config{}),
		Clock: sqldbtest.NewClock(), Logs: &sqldbtest.Logs{}, Counts: &Counts{},
	}
	logger := s.Logs.Logger()
	s.Config = projects.Config{
		Store: rerun{s.Store}, Files: s.Files, Assets: s.Assets, Quota: s.Quota, Users: s.Users, Now: s.Clock.Now, Logger: logger, Observer: s.Counts.observer(),
	}
	for _, fn := range change {
		fn(&s.Config)
	}
	var err error
	s.Service, err = projects.New(s.Config)
	require.NoError(t, err)
	s.Outbox = sqldb.NewOutbox(db, sqldb.OutboxConfig{Logger: logger, Now: s.Clock.OutboxNow})
	s.Service.Subscribe(s.Outbox, TopicUserDeleted)
	return s
}

// User is an Actor with this id. Every id is a user until DeleteUser.
func User(id string) projects.Actor { return projects.Actor{User: id} }

// Admin is an Actor with this id who is an admin.
func Admin(id string) projects.Actor { return projects.Actor{User: id, Admin: true} }

// Create makes a project of by's own with this file.
func (s *Setup) Create(t testing.TB, by projects.Actor, source string) projects.Project {
	t.Helper()
	p, err := s.Service.Create(t.Context(), by, projects.NewProject{Source: []byte(source)})
	require.NoError(t, err)
	return p
}

// Replace writes another file of a project, as of its current version.
func (s *Setup) Replace(t testing.TB, by projects.Actor, id, source string) projects.Project {
	t.Helper()
	p, err := s.Service.Replace(t.Context(), by, id, s.Get(t, by, id).Version, []byte(source))
	require.NoError(t, err)
	return p
}

// Get is a project as by sees it.
func (s *Setup) Get(t testing.TB, by projects.Actor, id string) projects.Project {
	t.Helper()
	p, err := s.Service.Get(t.Context(), by, id)
	require.NoError(t, err)
	return p
}

// Source is the file of a project's current version.
func (s *Setup) Source(t testing.TB, by projects.Actor, id string) string {
	t.Helper()
	_, source, err := s.Service.Read(t.Context(), by, id)
	require.NoError(t, err)
	return string(source)
}

// Share lets a user work with a project, for its owner.
func (s *Setup) Share(t testing.TB, owner projects.Actor, id, user string, role projects.Role) {
	t.Helper()
	_, err := s.Service.Share(t.Context(), owner, id, user, role)
	require.NoError(t, err)
}

// Publish publishes the current version of a project, for its owner.
func (s *Setup) Publish(t testing.TB, owner projects.Actor, id, slug string) projects.Entry {
	t.Helper()
	e, err := s.Service.Publish(t.Context(), owner, id, projects.Publication{Slug: slug, Description: "A planner.", Author: "Somebody"})
	require.NoError(t, err)
	return e
}

// DeleteUser deletes a user as accounts do it, and lets everything that follows
// happen.
func (s *Setup) DeleteUser(t testing.TB, id string) {
	t.Helper()
	s.Users.Remove(id)
	require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Publish(t.Context(), TopicUserDeleted, map[string]string{"id": id})
	}))
	_, err := s.Outbox.Drain(t.Context())
	require.NoError(t, err)
}

// Purged are the events of projects.TopicPurged that wait in the outbox, oldest
// first.
func (s *Setup) Purged(t testing.TB) []projects.PurgedEvent {
	t.Helper()
	var payloads []string
	require.NoError(t, s.DB.Select(t.Context(), &payloads, `select payload from ep_outbox where topic = $1 order by id`, projects.TopicPurged))
	all := make([]projects.PurgedEvent, len(payloads))
	for i, p := range payloads {
		require.NoError(t, json.Unmarshal([]byte(p), &all[i]))
	}
	return all
}

// Events is the audit trail from the event with this index on, oldest first.
func (s *Setup) Events(t testing.TB, from int) []audit.Event {
	t.Helper()
	return audittest.Events(t, s.Trail, from)
}
