package admintest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered/meteredtest"
	"github.com/einkpdf/platform/ratelimit"
)

// deed is a method of admin.Service, asked by somebody with a reason.
type deed struct {
	do func(ctx context.Context, a *admin.Service, by auth.Identity, why string) error
	// action is the event that it leaves, with the reason; "" = it changes nothing, and wants none.
	action, object string
}

// deeds are all methods that somebody may ask for, by name. What they speak of is there, once for each.
func (s *Setup) deeds(t testing.TB) map[string]deed {
	t.Helper()
	ctx := t.Context()
	p, err := s.Projects.Create(ctx, projects.Actor{User: s.Ann.ID}, projects.NewProject{Name: "Plan", Source: []byte("title: Plan\npages: 1\n")})
	require.NoError(t, err)
	job, _, err := s.Queue.Enqueue(ctx, jobs.Spec{Kind: "test", Owner: s.Ann.ID})
	require.NoError(t, err)
	_, err = s.Quotas.Override(ctx, quota.Operator(), s.Bob.ID, quota.NewOverride{Resource: quota.Projects, Limit: 7, Reason: "a"})
	require.NoError(t, err)
	i, _, err := s.Admin.Impersonate(ctx, s.Root, s.Bob.ID, reason, false, 0)
	require.NoError(t, err)
	ann, bob := "user:"+s.Ann.ID, "user:"+s.Bob.ID
	type ctxt = context.Context
	return map[string]deed{
		"users": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, _, err := a.Users(ctx, by, auth.UserFilter{}, "", 0)
			return err
		}},
		"overview": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, err := a.Overview(ctx, by, s.Ann.ID)
			return err
		}},
		"deactivate": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			return a.SetActive(ctx, by, s.Bob.ID, false, why)
		}, auth.ActionDeactivate, bob},
		"role": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			return a.SetRole(ctx, by, s.Ann.ID, auth.RoleAdmin, why)
		}, auth.ActionRole, ann},
		"reset": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			return a.ResetPassword(ctx, by, s.Ann.ID, why)
		}, auth.ActionResetRequest, ann},
		"quotas": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, _, err := a.Quotas(ctx, by, quota.Filter{}, "", 0)
			return err
		}},
		"tier": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			_, err := a.SetTier(ctx, by, s.Ann.ID, "large", why)
			return err
		}, quota.ActionTier, ann},
		"override": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			_, err := a.Override(ctx, by, s.Ann.ID, quota.NewOverride{Resource: quota.Assets, Limit: 9, Reason: why})
			return err
		}, quota.ActionOverride, ann},
		"end override": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			_, err := a.EndOverride(ctx, by, s.Bob.ID, quota.Projects, why)
			return err
		}, quota.ActionOverrideEnd, bob},
		"projects": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, _, err := a.Projects(ctx, by, s.Ann.ID, projects.Filter{}, "", 0)
			return err
		}},
		"assets": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, _, err := a.Assets(ctx, by, s.Ann.ID, assets.Filter{}, "", 0)
			return err
		}},
		"unpublish": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			return a.Unpublish(ctx, by, p.ID, why)
		}, projects.ActionUnpublish, "project:" + p.ID},
		"zreadmit": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			return a.Readmit(ctx, by, p.ID, why)
		}, projects.ActionReadmit, "project:" + p.ID},
		"jobs": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, _, err := a.Jobs(ctx, by, jobs.Filter{}, "", 0)
			return err
		}},
		"job": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, err := a.Job(ctx, by, job.ID)
			return err
		}},
		"cancel": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			_, err := a.CancelJob(ctx, by, job.ID, why)
			return err
		}, admin.ActionCancelJob, "job:" + job.ID},
		"queue": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, err := a.Queue(ctx, by)
			return err
		}},
		"collect": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			_, err := a.Collect(ctx, by, admin.CollectOptions{}, why)
			return err
		}, admin.ActionCollect, ""},
		"collections": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, err := a.Collections(ctx, by)
			return err
		}},
		"trail": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, _, err := a.Trail(ctx, by, audit.Filter{}, audit.Page{})
			return err
		}},
		"hits": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, _, err := a.Hits(ctx, by, ratelimit.HitFilter{}, "", 0)
			return err
		}},
		"top hits": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, err := a.TopHits(ctx, by, ratelimit.HitFilter{}, 0)
			return err
		}},
		"alerts": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, _, err := a.Alerts(ctx, by, false, "", 0)
			return err
		}},
		"rules": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, err := a.Rules(ctx, by)
			return err
		}},
		"impersonations": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, err := a.Impersonations(ctx, by)
			return err
		}},
		"end impersonation": {do: func(ctx ctxt, a *admin.Service, by auth.Identity, _ string) error {
			_, err := a.EndImpersonation(ctx, by, i.ID)
			return err
		}},
		"impersonate": {func(ctx ctxt, a *admin.Service, by auth.Identity, why string) error {
			_, _, err := a.Impersonate(ctx, by, s.Ann.ID, why, false, 0)
			return err
		}, admin.ActionImpersonate, ann},
	}
}

// names are those of the deeds in an order in which all of them succeed: who is no active user any more comes last.
func names(deeds map[string]deed) []string {
	last := []string{"deactivate", "role"}
	all := slices.DeleteFunc(slices.Sorted(maps.Keys(deeds)), func(name string) bool { return slices.Contains(last, name) })
	return append(all, last...)
}

// rows is how much there is of what deeds write.
func (s *Setup) rows(t testing.TB) (n int) {
	t.Helper()
	require.NoError(t, s.DB.Get(t.Context(), &n, `select (select count(*) from ep_audit) + (select count(*) from ep_job) + (select count(*) from ep_admin_impersonation)
		+ (select count(*) from ep_quota_override) + (select count(*) from ep_pending)`))
	return n
}

// testRoles: nobody does anything but admins, as they are now, and who may not leaves nothing.
func testRoles(t *testing.T, s *Setup) {
	ctx := t.Context()
	deeds := s.deeds(t)
	demoted, ended, inactive := s.second(t), s.Accounts.As(t, "root"), s.Accounts.User(t, "third", auth.RoleAdmin)
	was := s.Accounts.As(t, "third")
	require.NoError(t, s.Accounts.Service.SetRole(ctx, auth.Operator("test"), demoted.User.ID, auth.RoleUser, "r"))
	require.NoError(t, s.Accounts.Service.SetActive(ctx, auth.Operator("test"), inactive.ID, false, "r"))
	require.NoError(t, s.Accounts.Service.Logout(ctx, ended))
	before := s.rows(t)
	for who, c := range map[string]struct {
		by   auth.Identity
		code admin.Code
	}{
		"nobody":                  {auth.Identity{}, admin.CodeUnauthenticated},
		"user":                    {s.Accounts.As(t, "ann"), admin.CodeForbidden},
		"user who says so":        {auth.Identity{User: auth.User{ID: s.Ann.ID, Role: auth.RoleAdmin}}, admin.CodeForbidden},
		"demoted":                 {demoted, admin.CodeForbidden},
		"deactivated":             {was, admin.CodeUnauthenticated},
		"logged out":              {ended, admin.CodeUnauthenticated},
		"an admin who is no user": {auth.Identity{User: auth.User{ID: "nobody", Role: auth.RoleAdmin}}, admin.CodeUnauthenticated},
	} {
		for name, d := range deeds {
			require.Equal(t, c.code, admin.CodeOf(d.do(ctx, s.Admin, c.by, reason)), "%s: %s", who, name)
		}
		_, _, err := s.Admin.Impersonated(ctx, c.by, "epi_ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		require.Equal(t, c.code, admin.CodeOf(err), who)
	}
	require.Equal(t, before+1, s.rows(t), "one login of ann's, and nothing else")
}

// testReasons: what changes something wants a reason that can be read, and nothing happens without.
func testReasons(t *testing.T, s *Setup) {
	deeds := s.deeds(t)
	before := s.rows(t)
	for _, why := range []string{"", " \n\t", "\x00\x1b", "\u202e\u200b", "\xff"} {
		for name, d := range deeds {
			if d.action == "" {
				continue
			}
			err := d.do(t.Context(), s.Admin, s.Root, why)
			require.ErrorContains(t, err, "say why", "%s: %q", name, why)
			require.Contains(t, []string{string(admin.CodeOf(err)), string(quota.CodeOf(err))}, "reason-missing", name)
		}
	}
	require.Equal(t, before, s.rows(t))
}

// testDeeds: each does what it says for an admin, and the trail says who, on what, and why: without a mail address, for which it would drop all of it.
func testDeeds(t *testing.T, s *Setup) {
	deeds := s.deeds(t)
	for _, name := range names(deeds) {
		d := deeds[name]
		before := s.rows(t)
		require.NoError(t, d.do(t.Context(), s.Admin, s.Root, "  "+reason+", for ann@example.org\n"), name)
		if d.action == "" {
			if name != "end impersonation" {
				require.Equal(t, before, s.rows(t), name)
			}
			continue
		}
		e := s.last(t, d.action)
		require.Equal(t, [2]string{s.Root.User.ID, reason + ", for [address]"}, [2]string{e.Actor, e.Detail["reason"]}, name)
		require.Empty(t, e.OnBehalf, name)
		if d.object != "" {
			require.Equal(t, d.object, e.Object, name)
		} else {
			require.True(t, strings.HasPrefix(e.Object, "job:"), name)
		}
	}
	long := strings.Repeat("ä", 500)
	require.NoError(t, s.Admin.SetActive(t.Context(), s.Root, s.Bob.ID, true, long))
	require.LessOrEqual(t, len(s.last(t, auth.ActionActivate).Detail["reason"]), admin.MaxReason)
}

// testUsers: whoever is at the command line may what an admin may, but be somebody else.
func testUsers(t *testing.T, s *Setup) {
	ctx := t.Context()
	op := auth.Operator("maria")
	s.Accounts.Login(t, "ann", auth.TokenSession)
	page, next, err := s.Admin.Users(ctx, op, auth.UserFilter{Query: "an"}, "", 0)
	require.NoError(t, err)
	require.Empty(t, next)
	require.Len(t, page, 1)
	o, err := s.Admin.Overview(ctx, op, s.Ann.ID)
	require.NoError(t, err)
	require.Equal(t, page[0], o.User)
	require.Equal(t, 1, o.Sessions)
	require.Equal(t, s.Ann.ID, o.Quota.User)
	require.NoError(t, s.Admin.SetActive(ctx, op, s.Ann.ID, false, reason))
	o, err = s.Admin.Overview(ctx, op, s.Ann.ID)
	require.NoError(t, err)
	require.Zero(t, o.Sessions)
	require.False(t, o.User.Active)
	require.Nil(t, o.Quota, "for quotas this is nobody")
	e := s.last(t, auth.ActionDeactivate)
	require.Equal(t, audit.Operator, e.Actor)
	require.Equal(t, "maria", e.Detail["operator"])

	none, _, err := s.Admin.Users(ctx, op, auth.UserFilter{Query: "nobody at all"}, "", 0)
	require.NoError(t, err)
	require.Equal(t, []auth.User{}, none, "[] in JSON")
	_, _, err = s.Admin.Users(ctx, op, auth.UserFilter{Role: "king"}, "", 0)
	require.Equal(t, admin.CodeFilter, admin.CodeOf(err))
	_, err = s.Admin.Overview(ctx, op, "nobody")
	require.Equal(t, auth.CodeNoUser, auth.CodeOf(err))
	_, _, err = s.Admin.Impersonate(ctx, op, s.Bob.ID, reason, false, 0)
	require.Equal(t, admin.CodeForbidden, admin.CodeOf(err))
}

// testUnsupported: without a service there is nothing to look after, and nothing breaks.
func testUnsupported(t *testing.T, s *Setup) {
	deeds := s.deeds(t)
	bare, err := admin.New(admin.Config{DB: s.DB, Now: s.Config.Now})
	require.NoError(t, err)
	require.Equal(t, admin.Offers{}, bare.Offers())
	for name, d := range deeds {
		err := d.do(t.Context(), bare, s.Root, reason)
		switch name {
		case "trail", "alerts", "rules", "end impersonation":
			require.NoError(t, err, name)
		default:
			require.Equal(t, admin.CodeUnsupported, admin.CodeOf(err), name)
		}
	}
	require.Equal(t, admin.Offers{Users: true, Projects: true, Assets: true, Jobs: true, Quotas: true, Hits: true}, s.Admin.Offers())
}

// testOwnUsers: a host that has users of its own says who is an admin.
func testOwnUsers(t *testing.T, s *Setup) {
	c := s.Config
	c.Users = nil
	var err error
	host := auth.Identity{User: auth.User{ID: "host-7", Role: auth.RoleAdmin}}
	c.Quotas, err = quota.NewSQL(s.DB, quota.Config{Tiers: meteredtest.Tiers()})
	require.NoError(t, err)
	a, err := admin.New(c)
	require.NoError(t, err)
	_, err = a.SetTier(t.Context(), host, "host-8", "large", reason)
	require.NoError(t, err)
	require.Equal(t, "host-7", s.last(t, quota.ActionTier).Actor)
	host.User.Role = auth.RoleUser
	_, err = a.SetTier(t.Context(), host, "host-8", "small", reason)
	require.Equal(t, admin.CodeForbidden, admin.CodeOf(err))
}
