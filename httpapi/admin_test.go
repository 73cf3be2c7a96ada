package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/ratelimit"
)

// why is the body of what wants nothing but a reason.
var why = object{"reason": "ticket 7"} //nolint:gochecknoglobals // never changed

// trailEvent is one of the trail.
type trailEvent struct {
	Actor    string
	OnBehalf string `json:"on_behalf"`
	Action   string
	Object   string
	Detail   map[string]string
}

// trail reads the events that a query chooses.
func (c *client) trail(query string) []trailEvent {
	c.t.Helper()
	var page struct{ Events []trailEvent }
	c.do("GET", "/admin/audit?"+query, nil).want(200).json(&page)
	return page.Events
}

// adminPaths are all operations below /admin, with something in the place of each name.
func adminPaths(h *house) [][2]string {
	var all [][2]string
	for _, o := range h.api.Operations() {
		if strings.HasPrefix(o.Path, "/admin/") {
			path := o.Path
			for _, name := range []string{"user", "project", "job", "collection", "impersonation"} {
				path = strings.ReplaceAll(path, "{"+name+"}", "nothing")
			}
			all = append(all, [2]string{o.Method, strings.ReplaceAll(path, "{resource}", "projects")})
		}
	}
	return all
}

// Nobody but admins gets anywhere, and learns nothing of what there is.
func TestAdminIsForAdmins(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	paths := adminPaths(h)
	require.Len(t, paths, 27)
	for _, p := range paths {
		h.nobody().do(p[0], p[1], nil).problem(401, "unauthenticated")
		h.user("ada").do(p[0], p[1], nil).problem(403, "forbidden")
	}
	root := h.admin()
	h.client("eve", auth.RoleAdmin)
	root.do("POST", "/admin/users/"+h.user("eve").id+"/role", object{"role": "user", "reason": "left"}).want(204)
	for _, p := range paths {
		h.user("eve").do(p[0], p[1], nil).problem(403, "forbidden")
	}
}

// What a host does not have to look after has no operations.
func TestAdminOfAHost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.config
	var err error
	c.Admin, err = admin.New(admin.Config{DB: h.db, Now: c.Now})
	require.NoError(t, err)
	h.api, err = httpapi.New(c)
	require.NoError(t, err)
	require.Equal(t, [][2]string{{"GET", "/admin/audit"}, {"GET", "/admin/alerts"}}, adminPaths(h))
}

func TestAdminUsers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root, ada := h.admin(), h.user("ada")
	h.user("bob")
	var page struct {
		Users []auth.User
		Next  string
	}
	root.do("GET", "/admin/users?query=AD&active=true&role=user", nil).want(200).json(&page)
	require.Len(t, page.Users, 1)
	require.Equal(t, ada.id, page.Users[0].ID)
	root.do("GET", "/admin/users?limit=2", nil).want(200).json(&page)
	require.Len(t, page.Users, 2)
	root.do("GET", "/admin/users?limit=2&after="+page.Next, nil).want(200).json(&page)
	require.Len(t, page.Users, 1)
	root.do("GET", "/admin/users?after=x", nil).problem(400, "invalid-cursor")
	root.do("GET", "/admin/users?limit=1000", nil).problem(400, "invalid-parameter")
	root.do("GET", "/admin/users?active=perhaps", nil).problem(400, "invalid-parameter")
	root.do("GET", "/admin/users?role=king", nil).problem(400, "invalid-filter")

	var o struct {
		User     auth.User
		Sessions int
		Quota    struct{ Tier string }
	}
	root.do("GET", "/admin/users/"+ada.id, nil).want(200).json(&o)
	require.Equal(t, "ada", o.User.Name)
	require.Equal(t, 1, o.Sessions)
	require.Equal(t, "free", o.Quota.Tier)
	root.do("GET", "/admin/users/nobody", nil).problem(404, "no-such-user")

	path := "/admin/users/" + ada.id
	root.do("POST", path+"/active", object{"active": false}).problem(422, "reason-missing")
	root.do("POST", path+"/active", why).problem(422, "invalid-field")
	root.do("POST", path+"/active", object{"active": false, "reason": "spam"}).want(204)
	ada.stay().do("GET", "/me", nil).problem(401, "unauthenticated")
	root.do("GET", path, nil).want(200)
	root.do("POST", path+"/reset", why).problem(404, "no-such-user")
	root.do("POST", path+"/active", object{"active": true, "reason": "a mistake"}).want(204)
	root.do("POST", path+"/reset", why).want(202)
	require.Contains(t, h.accounts.Mail(t).Text, "https://planner.example/reset#token=")
	root.do("POST", path+"/role", object{"role": "king", "reason": "r"}).problem(422, "invalid-role")
	root.do("POST", "/admin/users/"+root.id+"/role", object{"role": "user", "reason": "r"}).problem(409, "last-admin")

	events := root.trail("object=user:" + ada.id + "&action=auth.deactivate")
	require.Equal(t, []trailEvent{{Actor: root.id, Action: auth.ActionDeactivate, Object: "user:" + ada.id, Detail: map[string]string{"reason": "spam"}}}, events)
}

func TestAdminQuotas(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root, ada := h.admin(), h.user("ada")
	path := "/admin/users/" + ada.id
	root.do("PUT", path+"/tier", object{"tier": "gold", "reason": "r"}).problem(422, "unknown-tier")
	root.do("PUT", path+"/tier", object{"tier": "plus"}).problem(422, "reason-missing")
	root.do("PUT", path+"/tier", object{"tier": "plus", "reason": "a friend"}).want(200)
	root.do("PUT", path+"/overrides/projects", object{"reason": "r"}).problem(422, "invalid-limit")
	root.do("PUT", path+"/overrides/hats", object{"limit": 1, "reason": "r"}).problem(422, "unknown-resource")
	root.do("PUT", path+"/overrides/projects", object{"limit": 1, "reason": "r", "expires_at": "2020-01-01T00:00:00Z"}).problem(422, "invalid-expiry")
	for _, when := range []any{"tomorrow", "2030-01-01", "2030-13-01T00:00:00Z", "9999999-01-01T00:00:00Z"} {
		root.do("PUT", path+"/overrides/projects", object{"limit": 1, "reason": "r", "expires_at": when}).problem(422, "invalid-field")
	}
	root.do("PUT", path+"/overrides/projects", object{"limit": 1, "reason": "r", "expires_at": 7}).problem(422, "invalid-field")
	var u struct {
		Tier      string
		Resources []struct {
			Resource string
			Limit    int64
			Override *struct{ Reason string }
		}
	}
	root.do("PUT", path+"/overrides/projects", object{"limit": 1, "reason": "too many"}).want(200).json(&u)
	require.Equal(t, "plus", u.Tier)
	require.Equal(t, int64(1), u.Resources[0].Limit)
	require.Equal(t, "too many", u.Resources[0].Override.Reason)
	ada.project("one")
	ada.do("POST", "/projects", object{"source": planner("two", 1)}).problem(403, "quota-exceeded")

	var page struct{ Users []struct{ User string } }
	root.do("GET", "/admin/quotas?overrides=true&tier=plus&resource=projects&percent=90", nil).want(200).json(&page)
	require.Len(t, page.Users, 1)
	root.do("GET", "/admin/quotas?percent=101", nil).problem(400, "invalid-parameter")
	root.do("GET", "/admin/quotas?percent=50", nil).problem(400, "invalid-filter")

	root.do("POST", path+"/overrides/projects/end", object{}).problem(422, "reason-missing")
	root.do("POST", path+"/overrides/projects/end", why).want(200)
	root.do("POST", path+"/overrides/projects/end", why).problem(404, "no-such-override")
	ada.do("POST", "/projects", object{"source": planner("two", 1)}).want(201)
}

func TestAdminContents(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root, ada := h.admin(), h.user("ada")
	id := ada.project("Plan")
	var page struct {
		Projects []struct{ ID, Name, Withheld string }
		Assets   []struct{ ID string }
	}
	root.do("GET", "/admin/users/"+ada.id+"/projects?shelf=mine&order=name&limit=1", nil).want(200).json(&page)
	require.Len(t, page.Projects, 1)
	root.do("GET", "/admin/users/"+ada.id+"/projects?shelf=x", nil).problem(400, "invalid-filter")
	root.do("GET", "/admin/users/"+ada.id+"/assets?kind=image&order=name", nil).want(200).json(&page)
	require.Equal(t, []struct{ ID string }{}, page.Assets)
	root.do("GET", "/projects/"+id, nil).problem(404, "no-such-project")

	root.do("POST", "/admin/projects/"+id+"/unpublish", object{"reason": " "}).problem(422, "reason-missing")
	root.do("POST", "/admin/projects/"+id+"/unpublish", object{"reason": "not ours"}).want(204)
	root.do("GET", "/admin/users/"+ada.id+"/projects", nil).want(200).json(&page)
	require.Equal(t, "not ours", page.Projects[0].Withheld)
	root.do("POST", "/admin/projects/"+id+"/readmit", why).want(204)
	root.do("POST", "/admin/projects/nothing/readmit", why).problem(404, "no-such-project")
}

func TestAdminJobs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root, ada := h.admin(), h.user("ada")
	var job struct{ ID string }
	plan := ada.project("Plan")
	ada.do("POST", "/projects/"+plan+"/jobs", nil).want(202).json(&job)
	var page struct {
		Jobs []struct{ ID, Owner, State, Project, Title string }
	}
	root.do("GET", "/admin/jobs?owner="+ada.id+"&state=pending&kind=render", nil).want(200).json(&page)
	require.Len(t, page.Jobs, 1)
	require.Equal(t, []string{plan, "Plan"}, []string{page.Jobs[0].Project, page.Jobs[0].Title})
	root.do("GET", "/admin/jobs?owner=system", nil).want(200).json(&page)
	require.Empty(t, page.Jobs)
	root.do("GET", "/admin/jobs?state=x", nil).problem(400, "invalid-filter")
	var queue struct {
		Kinds  map[string]jobs.Depth
		Owners []jobs.OwnerDepth
		Oldest int64 `json:"oldest_wait_ms"`
	}
	h.clock.Advance(time.Second)
	root.do("GET", "/admin/queue", nil).want(200).json(&queue)
	require.Equal(t, 1, queue.Kinds["render"].Ready)
	require.Equal(t, int64(1000), queue.Oldest)

	root.do("POST", "/admin/jobs/"+job.ID+"/cancel", object{}).problem(422, "reason-missing")
	root.do("POST", "/admin/jobs/"+job.ID+"/cancel", why).want(200)
	root.do("GET", "/admin/jobs/"+job.ID, nil).want(200)
	root.do("GET", "/admin/jobs/nothing", nil).problem(404, "no-such-job")
	require.Equal(t, "ticket 7", root.trail("action=" + admin.ActionCancelJob)[0].Detail["reason"])

	ada.do("POST", "/projects/"+ada.project("Other")+"/jobs", nil).want(202).json(&job)
	h.work()
	require.Eventually(t, func() bool {
		j, err := h.queue.Get(t.Context(), jobs.Actor{User: ada.id}, job.ID)
		return err == nil && j.State.Final()
	}, time.Minute, 5*time.Millisecond)
	root.do("GET", "/admin/jobs/"+job.ID, nil).want(200)
	root.do("POST", "/admin/jobs/"+job.ID+"/cancel", why).problem(409, "job-finished")
	ada.do("GET", "/admin/jobs/"+job.ID, nil).problem(403, "forbidden")
}

func TestAdminCollections(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root := h.admin()
	root.do("POST", "/admin/collections", object{}).problem(422, "reason-missing")
	a := root.do("POST", "/admin/collections", object{"reason": "full", "verify": true}).want(202)
	path := strings.TrimPrefix(a.Header.Get("Location"), h.prefix)
	root.do("POST", "/admin/collections", object{"reason": "full"}).problem(409, "collection-running")
	root.do("GET", path, nil).want(200)
	h.work()
	var c struct {
		State, Reason string
		By            string
		Verify        bool
		Assets        *struct{ Orphans int }
		Projects      *struct{ Purged int }
	}
	require.Eventually(t, func() bool {
		root.do("GET", path, nil).want(200).json(&c)
		return c.State == "succeeded"
	}, time.Minute, 5*time.Millisecond)
	require.Equal(t, [2]string{root.id, "full"}, [2]string{c.By, c.Reason})
	require.True(t, c.Verify)
	require.NotNil(t, c.Assets)
	require.NotNil(t, c.Projects)
	var all struct{ Collections []struct{ ID string } }
	root.do("GET", "/admin/collections", nil).want(200).json(&all)
	require.Len(t, all.Collections, 1)
	root.do("GET", "/admin/collections/nothing", nil).problem(404, "no-such-collection")
}

func TestAdminImpersonates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root, ada := h.admin(), h.user("ada")
	root.do("POST", "/admin/impersonations", object{"user": ada.id}).problem(422, "reason-missing")
	root.do("POST", "/admin/impersonations", object{"user": "nobody", "reason": "r"}).problem(404, "no-such-user")
	root.do("POST", "/admin/impersonations", object{"user": root.id, "reason": "r"}).problem(409, "user-is-admin")
	for _, seconds := range []int{-1, 59, 3601, 1 << 30} {
		root.do("POST", "/admin/impersonations", object{"user": ada.id, "reason": "r", "seconds": seconds}).problem(422, "invalid-duration")
	}
	var begun struct{ ID, Secret string }
	root.do("POST", "/admin/impersonations", object{"user": ada.id, "reason": "ticket 7", "write": true, "seconds": 60}).want(201).json(&begun)
	a := root.do("POST", "/projects", object{"source": planner("Plan", 1)}, header("Impersonate", begun.Secret)).want(201)
	require.Contains(t, a.Header.Get("Impersonating"), ada.id)
	var p struct{ Owner string }
	require.Equal(t, ada.id, func() string { a.json(&p); return p.Owner }())
	e := root.trail("action=projects.create")[0]
	require.Equal(t, [2]string{root.id, ada.id}, [2]string{e.Actor, e.OnBehalf})

	var all struct{ Impersonations []struct{ ID, User string } }
	root.do("GET", "/admin/impersonations", nil).want(200).json(&all)
	require.Len(t, all.Impersonations, 1)
	root.do("DELETE", "/admin/impersonations/"+begun.ID, nil).want(204)
	root.do("DELETE", "/admin/impersonations/"+begun.ID, nil).problem(404, "no-impersonation")
	root.do("GET", "/projects", nil, header("Impersonate", begun.Secret)).problem(403, "no-impersonation")
	require.Len(t, root.trail("action="+admin.ActionEndImpersonate), 1)
}

// A page gets the secret as a cookie that no script reads, which goes with the impersonation.
func TestAdminImpersonatesInABrowser(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root, ada := h.admin().pages(), h.user("ada")
	var begun struct{ ID, Secret string }
	a := root.do("POST", "/admin/impersonations", object{"user": ada.id, "reason": "r"}).want(201).json(&begun)
	require.Empty(t, begun.Secret)
	set, err := http.ParseSetCookie(a.Header.Get("Set-Cookie"))
	require.NoError(t, err)
	require.True(t, set.HttpOnly && set.Secure)
	require.Equal(t, 3600, set.MaxAge)
	with := func(r *http.Request) { r.AddCookie(&http.Cookie{Name: set.Name, Value: set.Value}) }
	var me struct{ User struct{ ID string } }
	root.do("GET", "/me", nil, with).want(200).json(&me)
	require.Equal(t, ada.id, me.User.ID)
	require.Empty(t, h.clients["root"].do("DELETE", "/admin/impersonations/nothing", nil).Header.Get("Set-Cookie"))

	other := h.client("eve", auth.RoleAdmin).pages()
	var eves struct{ ID string }
	other.do("POST", "/admin/impersonations", object{"user": ada.id, "reason": "r"}).want(201).json(&eves)
	require.Empty(t, root.do("DELETE", "/admin/impersonations/"+eves.ID, nil, with).want(204).Header.Get("Set-Cookie"), "another admin's")
	a = root.do("DELETE", "/admin/impersonations/"+begun.ID, nil, with).want(204)
	gone, err := http.ParseSetCookie(a.Header.Get("Set-Cookie"))
	require.NoError(t, err)
	require.Equal(t, set.Name, gone.Name)
	require.Negative(t, gone.MaxAge)
}

func TestAdminTrail(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root, ada := h.admin(), h.user("ada")
	ada.project("Plan")
	require.Len(t, root.trail("action=projects.&actor="+ada.id), 1)
	now := h.clock.Now()
	at := func(d time.Duration) string { return url.QueryEscape(now.Add(d).Format(time.RFC3339)) }
	require.NotEmpty(t, root.trail("from="+at(-time.Hour)+"&to="+at(time.Hour)+"&outcome=ok"))
	require.Empty(t, root.trail("from="+at(time.Hour)))
	var page struct {
		Events []trailEvent
		Next   string
	}
	root.do("GET", "/admin/audit?limit=1", nil).want(200).json(&page)
	require.Len(t, page.Events, 1)
	root.do("GET", "/admin/audit?limit=1&after="+page.Next, nil).want(200)
	root.do("GET", "/admin/audit?after=x", nil).problem(400, "invalid-cursor")
	root.do("GET", "/admin/audit?outcome=x", nil).problem(400, "invalid-filter")
	root.do("GET", "/admin/audit?address=x", nil).problem(400, "invalid-filter")
	for _, wrong := range []string{"yesterday", "2026-03-01", "0001-01-01T00:00:00Z"} {
		root.do("GET", "/admin/audit?from="+wrong, nil).problem(400, "invalid-parameter")
	}
}

func TestAdminHits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root, ada := h.admin(), h.user("ada")
	h.limited(ratelimit.Create, "1/min")
	ada.do("POST", "/projects", object{"source": planner("one", 1)}).want(201)
	ada.do("POST", "/projects", object{"source": planner("two", 1)}).problem(429, "rate-limited")
	require.NoError(t, h.guard.Flush(t.Context()))
	var page struct {
		Hits []struct{ Policy, Who string }
		Top  []struct{ Who string }
	}
	since := "&since=" + url.QueryEscape(h.clock.Now().Add(-time.Hour).Format(time.RFC3339))
	root.do("GET", "/admin/hits?policy=create&who=user:"+ada.id+since, nil).want(200).json(&page)
	require.Len(t, page.Hits, 1)
	root.do("GET", "/admin/hits/top?limit=5"+since, nil).want(200).json(&page)
	require.Equal(t, "user:"+ada.id, page.Top[0].Who)
	root.do("GET", "/admin/hits?policy=A+B", nil).problem(400, "invalid-filter")
	root.do("GET", "/admin/hits?after=x", nil).problem(400, "invalid-cursor")
	root.do("GET", "/admin/hits/top?limit=101", nil).problem(400, "invalid-parameter")
	root.do("GET", "/admin/hits/top?since=x", nil).problem(400, "invalid-parameter")
}

func TestAdminAlerts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	root := h.admin()
	m, err := admin.NewMonitor(admin.MonitorConfig{DB: h.db, Now: h.clock.Now})
	require.NoError(t, err)
	m.Count(admin.RuleLoginFailures, 1000)
	require.NoError(t, m.Check(t.Context()))
	var page struct {
		Alerts []struct {
			Rule  string
			Value int64
		}
		Rules []struct {
			Name   string
			Window int `json:"window_seconds"`
		}
	}
	root.do("GET", "/admin/alerts?standing=true&limit=5", nil).want(200).json(&page)
	require.Len(t, page.Alerts, 1)
	require.Equal(t, int64(1000), page.Alerts[0].Value)
	require.Len(t, page.Rules, len(admin.Rules()))
	require.Equal(t, 300, page.Rules[0].Window)
	h.clock.Advance(time.Hour)
	require.NoError(t, m.Check(t.Context()))
	root.do("GET", "/admin/alerts?standing=true", nil).want(200).json(&page)
	require.Empty(t, page.Alerts)
	root.do("GET", "/admin/alerts", nil).want(200).json(&page)
	require.Len(t, page.Alerts, 1)
	root.do("GET", "/admin/alerts?after=x", nil).problem(400, "invalid-cursor")
	root.do("GET", "/admin/alerts?standing=1", nil).problem(400, "invalid-parameter")
}
