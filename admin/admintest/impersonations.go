package admintest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
)

// testImpersonation: the secret, beside the admin, says who is acted for; it is in no table.
func testImpersonation(t *testing.T, s *Setup) {
	ctx := t.Context()
	i, secret, err := s.Admin.Impersonate(ctx, s.Root, s.Ann.ID, " "+reason, true, 0)
	require.NoError(t, err)
	now := s.Accounts.Clock.Now()
	require.Equal(t, admin.Impersonation{
		ID: i.ID, Admin: s.Root.User.ID, User: s.Ann.ID, Write: true, Reason: reason, Begun: now, Expires: now.Add(time.Hour),
	}, i)
	require.Regexp(t, `^epi_[A-Z2-7]{26}$`, secret)
	got, u, err := s.Admin.Impersonated(ctx, s.Root, secret)
	require.NoError(t, err)
	require.Equal(t, i, got)
	require.Equal(t, s.Ann.ID, u.ID)

	e := s.last(t, admin.ActionImpersonate)
	require.Equal(t, "user:"+s.Ann.ID, e.Object)
	require.Equal(t, map[string]string{
		"impersonation": i.ID, "reason": reason, "write": "true", "until": i.Expires.Format(time.RFC3339),
	}, e.Detail)
	var hash string
	require.NoError(t, s.DB.Get(ctx, &hash, `select secret_hash from ep_admin_impersonation`))
	require.Regexp(t, `^[0-9a-f]{64}$`, hash)
	_, _, err = s.Admin.Impersonated(ctx, s.Root, hash)
	require.Equal(t, admin.CodeNoImpersonation, admin.CodeOf(err))
}

// testImpersonationRefused: the secret is of use to nobody else, and nothing else is a secret.
func testImpersonationRefused(t *testing.T, s *Setup) {
	ctx := t.Context()
	other := s.second(t)
	require.NoError(t, s.Accounts.Service.SetActive(ctx, auth.Operator("test"), s.Bob.ID, false, "r"))
	for user, code := range map[string]admin.Code{
		"": admin.CodeNoUser, "nobody": admin.CodeNoUser, "a\x00b": admin.CodeNoUser, strings.Repeat("a", 1<<16): admin.CodeNoUser, s.Bob.ID: admin.CodeNoUser,
		other.User.ID: admin.CodeAdmin, s.Root.User.ID: admin.CodeAdmin,
	} {
		_, _, err := s.Admin.Impersonate(ctx, s.Root, user, reason, false, 0)
		require.Equal(t, code, admin.CodeOf(err), "%.20q", user)
	}
	require.Empty(t, s.events(t, admin.ActionImpersonate))
	_, secret, err := s.Admin.Impersonate(ctx, s.Root, s.Ann.ID, reason, false, 0)
	require.NoError(t, err)
	for _, wrong := range []string{
		"", "epi_", secret[:len(secret)-1], secret + "A", strings.ToLower(secret), secret[:len(secret)-1] + "1", "epi_ABCDEFGHIJKLMNOPQRSTUVWXYZ", strings.Repeat("a", 1<<20), "'; --",
	} {
		_, _, err := s.Admin.Impersonated(ctx, s.Root, wrong)
		require.Equal(t, admin.CodeNoImpersonation, admin.CodeOf(err), "%.40q", wrong)
	}
	_, _, err = s.Admin.Impersonated(ctx, other, secret)
	require.Equal(t, admin.CodeNoImpersonation, admin.CodeOf(err), "another admin's")
	_, _, err = s.Admin.Impersonated(ctx, auth.Operator("maria"), secret)
	require.Equal(t, admin.CodeNoImpersonation, admin.CodeOf(err))
	_, _, err = s.Admin.Impersonated(ctx, s.Accounts.As(t, "ann"), secret)
	require.Equal(t, admin.CodeForbidden, admin.CodeOf(err), "the user's own")
}

// testImpersonationEnds: by time, when it is asked, when another begins, and with the admin's role, the user's account or a role of the user's.
func testImpersonationEnds(t *testing.T, s *Setup) {
	ctx := t.Context()
	other, op := s.second(t), auth.Operator("test")
	accounts := s.Accounts.Service
	for name, c := range map[string]struct {
		end  func(i admin.Impersonation) error
		code admin.Code
		back func() error // to how it was
	}{
		"time": {func(admin.Impersonation) error { s.advance(time.Hour); return nil }, admin.CodeNoImpersonation, nil},
		"asked": {func(i admin.Impersonation) error {
			ended, err := s.Admin.EndImpersonation(ctx, s.Root, i.ID)
			require.Equal(t, i, ended)
			return err
		}, admin.CodeNoImpersonation, nil},
		"by another admin": {func(i admin.Impersonation) error {
			_, err := s.Admin.EndImpersonation(ctx, other, i.ID)
			return err
		}, admin.CodeNoImpersonation, nil},
		"another one": {func(admin.Impersonation) error {
			_, _, err := s.Admin.Impersonate(ctx, s.Root, s.Bob.ID, reason, false, 0)
			return err
		}, admin.CodeNoImpersonation, nil},
		"the admin's role": {func(admin.Impersonation) error { return accounts.SetRole(ctx, op, s.Root.User.ID, auth.RoleUser, "r") }, admin.CodeForbidden,
			func() error { return accounts.SetRole(ctx, op, s.Root.User.ID, auth.RoleAdmin, "r") }},
		"the user's role": {func(admin.Impersonation) error { return accounts.SetRole(ctx, op, s.Ann.ID, auth.RoleAdmin, "r") }, admin.CodeAdmin,
			func() error { return accounts.SetRole(ctx, op, s.Ann.ID, auth.RoleUser, "r") }},
		"the user's account": {func(admin.Impersonation) error { return accounts.SetActive(ctx, op, s.Ann.ID, false, "r") }, admin.CodeNoUser,
			func() error { return accounts.SetActive(ctx, op, s.Ann.ID, true, "r") }},
	} {
		i, secret, err := s.Admin.Impersonate(ctx, s.Root, s.Ann.ID, reason, false, 0)
		require.NoError(t, err, name)
		_, _, err = s.Admin.Impersonated(ctx, s.Root, secret)
		require.NoError(t, err, name)
		before := len(s.events(t, admin.ActionEndImpersonate))
		require.NoError(t, c.end(i), name)
		_, _, err = s.Admin.Impersonated(ctx, s.Root, secret)
		require.Equal(t, c.code, admin.CodeOf(err), name)
		if c.back != nil {
			require.NoError(t, c.back(), name)
			_, err = s.Admin.EndImpersonation(ctx, s.Root, i.ID)
			require.NoError(t, err, name)
			continue
		}
		_, err = s.Admin.EndImpersonation(ctx, s.Root, i.ID)
		require.Equal(t, admin.CodeNoImpersonation, admin.CodeOf(err), name)
		ends := s.events(t, admin.ActionEndImpersonate)
		if name == "time" {
			require.Len(t, ends, before)
			continue
		}
		require.Len(t, ends, before+1, name)
		why, by := "asked", s.Root
		switch name {
		case "another one":
			why = "another"
		case "by another admin":
			by = other
		}
		require.Equal(t, map[string]string{"impersonation": i.ID, "admin": s.Root.User.ID, "why": why}, ends[0].Detail, name)
		require.Equal(t, [2]string{by.User.ID, "user:" + s.Ann.ID}, [2]string{ends[0].Actor, ends[0].Object}, name)
	}
	for _, id := range []string{"", "nobody", "00000000-0000-4000-8000-000000000000", "a\x00b"} {
		_, err := s.Admin.EndImpersonation(ctx, s.Root, id)
		require.Equal(t, admin.CodeNoImpersonation, admin.CodeOf(err), id)
	}
}

func testImpersonationDuration(t *testing.T, s *Setup) {
	for d, code := range map[time.Duration]admin.Code{
		-time.Hour: admin.CodeDuration, time.Minute - 1: admin.CodeDuration, time.Hour + 1: admin.CodeDuration, time.Minute: "", 30 * time.Minute: "",
	} {
		i, secret, err := s.Admin.Impersonate(t.Context(), s.Root, s.Ann.ID, reason, false, d)
		require.Equal(t, code, admin.CodeOf(err), d)
		if code != "" {
			continue
		}
		require.Equal(t, d, i.Expires.Sub(i.Begun))
		s.advance(d - time.Millisecond)
		_, _, err = s.Admin.Impersonated(t.Context(), s.Root, secret)
		require.NoError(t, err)
		s.advance(time.Millisecond)
		_, _, err = s.Admin.Impersonated(t.Context(), s.Root, secret)
		require.Equal(t, admin.CodeNoImpersonation, admin.CodeOf(err))
	}
}

// testImpersonationTrail: what a service does for the user meanwhile is the admin's, on behalf of the user.
func testImpersonationTrail(t *testing.T, s *Setup) {
	ctx := audit.WithOrigin(t.Context(), audit.Origin{Actor: s.Root.User.ID, OnBehalf: s.Ann.ID, RequestID: "r1"})
	_, err := s.Projects.Create(ctx, projects.Actor{User: s.Ann.ID}, projects.NewProject{Name: "Plan", Source: []byte("title: Plan\npages: 1\n")})
	require.NoError(t, err)
	e := s.last(t, projects.ActionCreate)
	require.Equal(t, [3]string{s.Root.User.ID, s.Ann.ID, "r1"}, [3]string{e.Actor, e.OnBehalf, e.RequestID})
	_, err = s.Accounts.Service.LogoutEverywhere(ctx, auth.Identity{User: s.Ann})
	require.NoError(t, err)
	e = s.last(t, auth.ActionLogoutAll)
	require.Equal(t, [2]string{s.Root.User.ID, s.Ann.ID}, [2]string{e.Actor, e.OnBehalf})
}

// testImpersonationGone: nothing stays of users who are deleted, nor of admins.
func testImpersonationGone(t *testing.T, s *Setup) {
	ctx, op := t.Context(), auth.Operator("test")
	rows := func() (n int) {
		require.NoError(t, s.DB.Get(ctx, &n, `select count(*) from ep_admin_impersonation`))
		return n
	}
	other := s.second(t)
	_, secret, err := s.Admin.Impersonate(ctx, s.Root, s.Ann.ID, reason, false, 0)
	require.NoError(t, err)
	_, _, err = s.Admin.Impersonate(ctx, other, s.Bob.ID, reason, false, 0)
	require.NoError(t, err)
	require.NoError(t, s.Accounts.Service.DeleteUser(ctx, op, s.Ann.ID, "r"))
	_, _, err = s.Admin.Impersonated(ctx, s.Root, secret)
	require.Equal(t, admin.CodeNoUser, admin.CodeOf(err), "before the outbox says it")
	s.Accounts.Mails(t)
	require.Equal(t, 1, rows())
	require.NoError(t, s.Accounts.Service.DeleteUser(ctx, op, other.User.ID, "r"))
	s.Accounts.Mails(t)
	require.Zero(t, rows())
}

func testImpersonations(t *testing.T, s *Setup) {
	ctx := t.Context()
	all, err := s.Admin.Impersonations(ctx, s.Root)
	require.NoError(t, err)
	require.Equal(t, []admin.Impersonation{}, all, "[] in JSON")
	first, _, err := s.Admin.Impersonate(ctx, s.Root, s.Ann.ID, reason, false, 10*time.Minute)
	require.NoError(t, err)
	second, _, err := s.Admin.Impersonate(ctx, s.second(t), s.Ann.ID, reason, true, 20*time.Minute)
	require.NoError(t, err)
	list := func() []admin.Impersonation {
		all, err := s.Admin.Impersonations(ctx, s.Root)
		require.NoError(t, err)
		return all
	}
	require.Equal(t, []admin.Impersonation{second, first}, list())
	s.advance(10 * time.Minute)
	require.Equal(t, []admin.Impersonation{second}, list())
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = s.Admin.Impersonations(ended, s.Root)
	require.ErrorIs(t, err, context.Canceled)
}
