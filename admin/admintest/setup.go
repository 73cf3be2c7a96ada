package admintest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered/meteredtest"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb"
)

// Setup is what operators do, with all services around it, an admin and two users.
type Setup struct {
	*meteredtest.Setup
	Admin    *admin.Service
	Config   admin.Config // of Admin
	Accounts *authtest.Setup
	Hits     *ratelimit.SQLHits

	Root     auth.Identity // an admin who is logged in
	Ann, Bob auth.User
}

// New makes a Setup on db, which it migrates, with clocks that stand still.
func New(t testing.TB, db *sqldb.DB) *Setup {
	t.Helper()
	s := &Setup{Accounts: authtest.New(t, db), Setup: meteredtest.New(t, db)}
	require.NoError(t, db.Migrate(t.Context(), admin.Schema(), ratelimit.Schema()))
	s.Hits = ratelimit.NewHits(db)
	var err error
	s.Quotas, err = quota.NewSQL(db, quota.Config{Tiers: meteredtest.Tiers(), Users: s.Accounts.Service, Now: s.Clock.Now})
	require.NoError(t, err)
	s.Config = admin.Config{
		DB: db, Users: s.Accounts.Service, Projects: s.Projects, Assets: s.Assets, Jobs: s.Queue, Quotas: s.Quotas, Hits: s.Hits,
		Trail: s.Accounts.Trail, Now: s.Accounts.Clock.Now,
	}
	s.Admin, err = admin.New(s.Config)
	require.NoError(t, err)
	s.Admin.Subscribe(s.Accounts.Outbox, auth.TopicUserDeleted)
	s.Accounts.User(t, "root", auth.RoleAdmin)
	s.Root = s.Accounts.As(t, "root")
	s.Ann, s.Bob = s.Accounts.User(t, "ann", auth.RoleUser), s.Accounts.User(t, "bob", auth.RoleUser)
	return s
}

// second is another admin, who is logged in.
func (s *Setup) second(t testing.TB) auth.Identity {
	t.Helper()
	s.Accounts.User(t, "second", auth.RoleAdmin)
	return s.Accounts.As(t, "second")
}

// advance lets time go by for all services.
func (s *Setup) advance(d time.Duration) {
	s.Accounts.Clock.Advance(d)
	s.Clock.Advance(d)
}

// events are those of an action, the last first.
func (s *Setup) events(t testing.TB, action string) []audit.Event {
	t.Helper()
	page, _, err := s.Accounts.Trail.List(t.Context(), audit.Filter{Action: action}, audit.Page{Limit: 500})
	require.NoError(t, err)
	return page
}

// last is the latest event of an action.
func (s *Setup) last(t testing.TB, action string) audit.Event {
	t.Helper()
	all := s.events(t, action)
	require.NotEmpty(t, all, action)
	return all[0]
}

const reason = "ticket 7"
