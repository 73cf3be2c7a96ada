package authtest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// adminDeeds is everything that takes a role.
func (s *Setup) adminDeeds(userID string) map[string]func(ctx context.Context, by auth.Identity, reason string) error {
	return map[string]func(ctx context.Context, by auth.Identity, reason string) error{
		"active": func(ctx context.Context, by auth.Identity, reason string) error {
			return s.Service.SetActive(ctx, by, userID, false, reason)
		},
		"role": func(ctx context.Context, by auth.Identity, reason string) error {
			return s.Service.SetRole(ctx, by, userID, auth.RoleAdmin, reason)
		},
		"reset": func(ctx context.Context, by auth.Identity, reason string) error {
			return s.Service.RequestResetFor(ctx, by, userID, reason)
		},
		"delete": func(ctx context.Context, by auth.Identity, reason string) error {
			return s.Service.DeleteUser(ctx, by, userID, reason)
		},
	}
}

func flowAdminOnly(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "admin", auth.RoleAdmin)
	u := s.User(t, "user", "")
	s.User(t, "other", "")
	admin, other := s.As(t, "admin"), s.As(t, "other")
	gone := s.As(t, "admin")
	require.NoError(t, s.Service.Logout(t.Context(), gone))
	forged := other
	forged.User.Role = auth.RoleAdmin
	for name, deed := range s.adminDeeds(u.ID) {
		rows := s.growth(t, func() {
			requireCode(t, auth.CodeForbidden, deed(t.Context(), other, "test"))
			requireCode(t, auth.CodeForbidden, deed(t.Context(), forged, "test"))
			requireCode(t, auth.CodeUnauthenticated, deed(t.Context(), gone, "test"))
			requireCode(t, auth.CodeUnauthenticated, deed(t.Context(), auth.Identity{}, "test"))
			requireCode(t, auth.CodeReason, deed(t.Context(), admin, " \n"))
			requireCode(t, auth.CodeReason, deed(t.Context(), auth.Operator("op"), ""))
		})
		require.Empty(t, rows, name)
	}
	for name, deed := range s.adminDeeds("unknown") {
		requireCode(t, auth.CodeNoUser, deed(t.Context(), admin, "test"))
		_ = name
	}
	requireCode(t, auth.CodeRole, s.Service.SetRole(t.Context(), admin, u.ID, "root", "test"))
	_, _, err := s.Service.Users(t.Context(), other, auth.UserFilter{}, "", 0)
	requireCode(t, auth.CodeForbidden, err)

	// The trail has who, why, and no mail address in the why.
	before := len(s.trail(t, 0))
	require.NoError(t, s.Service.SetActive(t.Context(), admin, u.ID, false, "spam,\nsays victim@example.org, twice"))
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("Root Person"), u.ID, true, strings.Repeat("é", 300)))
	events := s.trail(t, before)
	require.Equal(t, admin.User.ID, events[0].Actor)
	require.Equal(t, map[string]string{"reason": "spam, says [address] twice"}, events[0].Detail)
	require.Equal(t, "operator", events[1].Actor)
	require.Equal(t, map[string]string{"reason": strings.Repeat("é", 100), "operator": "Root Person"}, events[1].Detail)
}

func flowAdminActive(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "user", "")
	op := auth.Operator("op")
	g := s.Login(t, "user", auth.TokenSession)
	require.NoError(t, s.Service.RequestEmailChange(t.Context(), s.Identity(t, g), Password("user"), "new@example.org"))
	email := Token(s.Mail(t))
	require.NoError(t, s.Service.RequestReset(t.Context(), Email("user")))
	reset := Token(s.Mail(t))
	deeds := s.deeds(t, func() {
		require.NoError(t, s.Service.SetActive(t.Context(), op, u.ID, true, "nothing to do"))
		require.NoError(t, s.Service.SetActive(t.Context(), op, u.ID, false, "left"))
		require.NoError(t, s.Service.SetActive(t.Context(), op, u.ID, false, "nothing to do"))
	})
	require.Equal(t, []string{"auth.deactivate ok operator user:" + u.ID}, deeds)
	_, err := s.Identify(g)
	requireCode(t, auth.CodeUnauthenticated, err)
	_, err = s.loginAs(t.Context(), "user", Password("user"))
	requireCode(t, auth.CodeLogin, err)

	require.NoError(t, s.Service.SetActive(t.Context(), op, u.ID, true, "came back"))
	_, err = s.Identify(g)
	requireCode(t, auth.CodeUnauthenticated, err)
	_, err = s.Service.ConfirmEmailChange(t.Context(), email)
	requireCode(t, auth.CodeLink, err)
	requireCode(t, auth.CodeLink, s.Service.ConfirmReset(t.Context(), reset, Password("new")))
	s.Login(t, "user", auth.TokenSession)
}

func flowAdminRole(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "admin", auth.RoleAdmin)
	u := s.User(t, "user", "")
	admin, id := s.As(t, "admin"), s.As(t, "user")
	before := len(s.trail(t, 0))
	require.NoError(t, s.Service.SetRole(t.Context(), admin, u.ID, auth.RoleAdmin, "helps out"))
	require.NoError(t, s.Service.SetRole(t.Context(), admin, u.ID, auth.RoleAdmin, "nothing to do"))
	events := s.trail(t, before)
	require.Len(t, events, 1)
	require.Equal(t, map[string]string{"reason": "helps out", "from": "user", "to": "admin"}, events[0].Detail)
	_, _, err := s.Service.Users(t.Context(), id, auth.UserFilter{}, "", 0)
	require.NoError(t, err, "from the next request on")
}

func flowAdminUsers(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "admin", auth.RoleAdmin)
	for _, name := range []string{"first", "second", "third"} {
		s.Clock.Advance(time.Second)
		s.User(t, name, "")
	}
	admin, user := s.As(t, "admin"), s.As(t, "first")
	names := func(f auth.UserFilter, limit int) (names []string) {
		for after := ""; ; {
			users, next, err := s.Service.Users(t.Context(), admin, f, after, limit)
			require.NoError(t, err)
			for _, u := range users {
				names = append(names, u.Name)
			}
			if after = next; after == "" {
				return names
			}
		}
	}
	require.Equal(t, []string{"third", "second", "first", "admin"}, names(auth.UserFilter{}, 0))
	require.Equal(t, []string{"third", "second", "first", "admin"}, names(auth.UserFilter{}, 1))
	require.Equal(t, []string{"admin"}, names(auth.UserFilter{Role: auth.RoleAdmin}, 1000))
	require.Equal(t, []string{"second"}, names(auth.UserFilter{Query: "ＥＣＯＮ"}, 10))
	require.Empty(t, names(auth.UserFilter{Query: "\x00"}, 10))
	require.Empty(t, names(auth.UserFilter{Query: strings.Repeat("a", 1<<20)}, 10))
	_, _, err := s.Service.Users(t.Context(), admin, auth.UserFilter{}, "nonsense", 10)
	require.ErrorIs(t, err, auth.ErrCursor)

	u, err := s.Service.User(t.Context(), admin, user.User.ID)
	require.NoError(t, err)
	require.Equal(t, "first", u.Name)
	_, err = s.Service.User(t.Context(), admin, "unknown")
	requireCode(t, auth.CodeNoUser, err)
	u, err = s.Service.User(t.Context(), user, user.User.ID)
	require.NoError(t, err)
	require.Equal(t, "first", u.Name)
	_, err = s.Service.User(t.Context(), user, admin.User.ID)
	requireCode(t, auth.CodeForbidden, err)
	_, err = s.Service.User(t.Context(), user, "unknown")
	requireCode(t, auth.CodeForbidden, err)
}

func flowAdminReset(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	u := s.User(t, "user", "")
	deeds := s.deeds(t, func() {
		require.NoError(t, s.Service.RequestResetFor(t.Context(), auth.Operator("op"), u.ID, "asked by phone"))
	})
	require.Equal(t, []string{"auth.reset-request ok operator user:" + u.ID}, deeds)
	require.NoError(t, s.Service.ConfirmReset(t.Context(), Token(s.Mail(t)), Password("new")))
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), u.ID, false, "test"))
	requireCode(t, auth.CodeNoUser, s.Service.RequestResetFor(t.Context(), auth.Operator("op"), u.ID, "asked by phone"))
}

// An admin who was demoted may nothing more, whatever the request's Identity says.
func flowAdminDemoted(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.User(t, "boss", auth.RoleAdmin)
	s.User(t, "admin", auth.RoleAdmin)
	boss, admin := s.As(t, "boss"), s.As(t, "admin")
	require.NoError(t, s.Service.SetRole(t.Context(), boss, admin.User.ID, auth.RoleUser, "test"))
	require.Equal(t, auth.RoleAdmin, admin.User.Role)
	for _, deed := range s.adminDeeds(boss.User.ID) {
		requireCode(t, auth.CodeForbidden, deed(t.Context(), admin, "revenge"))
	}
	_, err := s.Service.CreateUser(t.Context(), admin, auth.NewUser{Name: "friend", Email: Email("friend"), Password: Password("friend"), Role: auth.RoleAdmin})
	requireCode(t, auth.CodeForbidden, err)
}

func flowLastAdmin(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	last := s.User(t, "last", auth.RoleAdmin)
	inactive := s.User(t, "inactive", auth.RoleAdmin)
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), inactive.ID, false, "test"))
	s.User(t, "user", "")
	id := s.As(t, "last")
	for _, by := range []auth.Identity{id, auth.Operator("op")} {
		requireCode(t, auth.CodeLastAdmin, s.Service.SetRole(t.Context(), by, last.ID, auth.RoleUser, "test"))
		requireCode(t, auth.CodeLastAdmin, s.Service.SetActive(t.Context(), by, last.ID, false, "test"))
		requireCode(t, auth.CodeLastAdmin, s.Service.DeleteUser(t.Context(), by, last.ID, "test"))
	}
	requireCode(t, auth.CodeLastAdmin, s.Service.DeleteAccount(t.Context(), id, Password("last")))
	s.Identity(t, s.Login(t, "last", auth.CookieSession))

	// An inactive one can go, and with a second active one the first can.
	require.NoError(t, s.Service.SetRole(t.Context(), id, inactive.ID, auth.RoleUser, "test"))
	s.User(t, "second", auth.RoleAdmin)
	require.NoError(t, s.Service.DeleteAccount(t.Context(), id, Password("last")))
}

// Two admins who take each other's role away at once: one remains.
func flowTwoAdmins(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ids := make([]auth.Identity, 2)
	for i, name := range []string{"one", "two"} {
		s.User(t, name, auth.RoleAdmin)
		ids[i] = s.As(t, name)
	}
	for name, deed := range map[string]func(by auth.Identity, userID string) error{
		"role": func(by auth.Identity, userID string) error {
			return s.Service.SetRole(t.Context(), by, userID, auth.RoleUser, "test")
		},
		"active": func(by auth.Identity, userID string) error {
			return s.Service.SetActive(t.Context(), by, userID, false, "test")
		},
		"delete": func(by auth.Identity, userID string) error {
			return s.Service.DeleteUser(t.Context(), by, userID, "test")
		},
	} {
		errs := make([]error, 2)
		together(2, func(i int) { errs[i] = deed(ids[i], ids[1-i].User.ID) })
		loser := 0
		if errs[0] == nil {
			loser = 1
		}
		require.NoError(t, errs[1-loser], name)
		require.Contains(t, []auth.Code{auth.CodeForbidden, auth.CodeUnauthenticated}, auth.CodeOf(errs[loser]), name)
		var admins int
		require.NoError(t, db.Get(t.Context(), &admins, `select count(*) from ep_user where role = 'admin' and active = $1`, true))
		require.Equal(t, 1, admins, name)

		// As before, for the next round.
		require.NoError(t, s.Service.DeleteUser(t.Context(), auth.Operator("op"), s.User(t, name+"x", auth.RoleUser).ID, "test"))
		for i, id := range ids {
			user := []string{"one", "two"}[i]
			if _, err := s.Service.User(t.Context(), auth.Operator("op"), id.User.ID); err != nil {
				s.User(t, user, auth.RoleAdmin)
			} else {
				require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), id.User.ID, true, "test"))
				require.NoError(t, s.Service.SetRole(t.Context(), auth.Operator("op"), id.User.ID, auth.RoleAdmin, "test"))
			}
			ids[i] = s.As(t, user)
		}
	}
}
