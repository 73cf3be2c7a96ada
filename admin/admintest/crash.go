package admintest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Scenarios are what operators were told, and must survive being killed anywhere, for sqldbtest.Crash.
func Scenarios() []sqldbtest.Scenario {
	schemas := []sqldb.Schema{admin.Schema(), auth.Schema(), jobs.Schema(), projects.Schema()}
	return []sqldbtest.Scenario{
		{Name: "admin impersonates", Schemas: schemas, Prepare: prepare, Do: doImpersonate, Check: checkImpersonate},
		{Name: "admin collects", Schemas: schemas, Prepare: prepare, Do: doCollect, Check: checkCollect},
		{Name: "admin cancels a job", Schemas: schemas, Prepare: prepare, Do: doCancel, Check: checkCancel},
		{Name: "alerts are raised and cleared", Schemas: schemas, Do: doAlerts, Check: checkAlerts},
	}
}

func prepare(t testing.TB, p sqldbtest.Place) {
	s := authtest.New(t, p.DB)
	s.User(t, "root", auth.RoleAdmin)
	s.User(t, "ann", auth.RoleUser)
	s.User(t, "bob", auth.RoleUser)
}

// operators are what a process has that was killed, or is the next.
type operators struct {
	*admin.Service
	queue    *jobs.SQL
	root     auth.Identity
	ann, bob string
}

func openCrashed(ctx context.Context, db *sqldb.DB) (o operators, err error) {
	users, err := auth.New(auth.Config{Store: auth.NewSQL(db), Throttle: auth.NewSQLThrottle(db, auth.ThrottleConfig{}), Now: sqldbtest.ClockStart})
	if err != nil {
		return o, err
	}
	files, err := projects.New(projects.Config{Store: projects.NewSQL(db), Files: &projectstest.Files{}, Now: sqldbtest.ClockStart})
	if err != nil {
		return o, err
	}
	if o.queue, err = jobs.NewSQL(db, jobs.Config{Now: sqldbtest.ClockStart}); err != nil {
		return o, err
	}
	o.Service, err = admin.New(admin.Config{DB: db, Users: users, Projects: files, Jobs: o.queue, Now: sqldbtest.ClockStart})
	if err != nil {
		return o, err
	}
	all, _, err := users.Users(ctx, auth.Operator("test"), auth.UserFilter{}, "", 0)
	if err != nil {
		return o, err
	}
	for _, u := range all {
		switch u.Name {
		case "root":
			o.root = auth.Identity{User: u}
		case "ann":
			o.ann = u.ID
		case "bob":
			o.bob = u.ID
		}
	}
	return o, nil
}

// acknowledge runs steps, and keeps what each was told.
func acknowledge(p sqldbtest.Place, steps ...func() (string, error)) error {
	for i, step := range steps {
		told, err := step()
		if err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		p.Point()
		if err := os.WriteFile(filepath.Join(p.Dir, strconv.Itoa(i+1)), []byte(told), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// acknowledged is what was told, of so many steps as ended.
func acknowledged(t testing.TB, p sqldbtest.Place) (told []string) {
	t.Helper()
	for {
		text, err := fs.ReadFile(os.DirFS(p.Dir), strconv.Itoa(len(told)+1))
		if errors.Is(err, fs.ErrNotExist) {
			return told
		}
		require.NoError(t, err)
		told = append(told, string(text))
	}
}

func count(t testing.TB, db *sqldb.DB, action string) int {
	t.Helper()
	events, _, err := audit.List(t.Context(), db, audit.Filter{Action: action}, audit.Page{Limit: 500})
	require.NoError(t, err)
	return len(events)
}

// doImpersonate begins one, another one in its place, and ends that.
func doImpersonate(ctx context.Context, p sqldbtest.Place) error {
	o, err := openCrashed(ctx, p.DB)
	if err != nil {
		return err
	}
	var i admin.Impersonation
	begin := func(user string) func() (string, error) {
		return func() (secret string, err error) {
			i, secret, err = o.Impersonate(ctx, o.root, user, reason, true, 0)
			return secret, err
		}
	}
	return acknowledge(p, begin(o.ann), begin(o.bob), func() (string, error) {
		_, err := o.EndImpersonation(ctx, o.root, i.ID)
		return "", err
	})
}

// checkImpersonate: what was begun lasts, what was ended does not, and each beginning and each end is in the trail, once, or did not happen.
func checkImpersonate(t testing.TB, p sqldbtest.Place, finished bool) {
	ctx := t.Context()
	o, err := openCrashed(ctx, p.DB)
	require.NoError(t, err)
	told := acknowledged(t, p)
	require.Equal(t, finished, len(told) == 3)
	all, err := o.Impersonations(ctx, o.root)
	require.NoError(t, err)
	began, ended := count(t, p.DB, admin.ActionImpersonate), count(t, p.DB, admin.ActionEndImpersonate)
	require.GreaterOrEqual(t, began+ended, []int{0, 1, 3, 4}[len(told)])
	require.Contains(t, [][3]int{{0, 0, 0}, {1, 0, 1}, {2, 1, 1}, {2, 2, 0}}, [3]int{began, ended, len(all)})
	for n, user := range []string{o.ann, o.bob} {
		if len(told) > n && began == n+1 && len(all) == 1 {
			_, u, err := o.Impersonated(ctx, o.root, told[n])
			require.NoError(t, err)
			require.Equal(t, user, u.ID)
		}
	}
	if len(told) > 1 {
		_, _, err := o.Impersonated(ctx, o.root, told[0])
		require.Equal(t, admin.CodeNoImpersonation, admin.CodeOf(err))
	}
}

func doCollect(ctx context.Context, p sqldbtest.Place) error {
	o, err := openCrashed(ctx, p.DB)
	if err != nil {
		return err
	}
	return acknowledge(p, func() (string, error) {
		c, err := o.Collect(ctx, o.root, admin.CollectOptions{}, reason)
		return c.ID, err
	})
}

// checkCollect: what was asked for waits to be done, and who asked and why is in the trail; or neither.
func checkCollect(t testing.TB, p sqldbtest.Place, finished bool) {
	ctx := t.Context()
	o, err := openCrashed(ctx, p.DB)
	require.NoError(t, err)
	told := acknowledged(t, p)
	require.Equal(t, finished, len(told) == 1)
	all, err := o.Collections(ctx, o.root)
	require.NoError(t, err)
	require.Len(t, all, count(t, p.DB, admin.ActionCollect))
	require.GreaterOrEqual(t, len(all), len(told))
	for _, c := range all {
		require.Equal(t, [2]string{o.root.User.ID, reason}, [2]string{c.By, c.Reason})
		require.Equal(t, jobs.Pending, c.State)
	}
	if len(told) == 1 {
		require.Equal(t, told[0], all[0].ID)
	}
}

func doCancel(ctx context.Context, p sqldbtest.Place) error {
	o, err := openCrashed(ctx, p.DB)
	if err != nil {
		return err
	}
	j, _, err := o.queue.Enqueue(ctx, jobs.Spec{Kind: "test", Owner: o.ann})
	if err != nil {
		return err
	}
	return acknowledge(p, func() (string, error) {
		j, err := o.CancelJob(ctx, o.root, j.ID, reason)
		return string(j.State), err
	})
}

// checkCancel: what was acknowledged is cancelled; and what is cancelled has its reason in the trail.
func checkCancel(t testing.TB, p sqldbtest.Place, finished bool) {
	told := acknowledged(t, p)
	require.Equal(t, finished, len(told) == 1)
	done, said := count(t, p.DB, jobs.ActionCancel), count(t, p.DB, admin.ActionCancelJob)
	require.Equal(t, done, said)
	if len(told) == 1 {
		require.Equal(t, [3]any{string(jobs.Cancelled), 1, 1}, [3]any{told[0], done, said})
	}
}

func crashedMonitor(db *sqldb.DB, now func() time.Time) (*admin.Monitor, error) {
	return admin.NewMonitor(admin.MonitorConfig{
		DB: db, Source: "one", Now: now, Rules: []admin.Rule{{Name: "shots", What: "shots", Window: time.Minute}, {Name: "cuts", What: "cuts", Window: time.Minute}},
	})
}

func doAlerts(ctx context.Context, p sqldbtest.Place) error {
	clock := sqldbtest.NewClock()
	m, err := crashedMonitor(p.DB, clock.Now)
	if err != nil {
		return err
	}
	m.Count("shots", 1)
	m.Count("cuts", 1)
	check := func() (string, error) { return "", m.Check(ctx) }
	return acknowledge(p, check, func() (string, error) { clock.Advance(2 * time.Minute); return check() })
}

// checkAlerts: both are raised, or neither, and cleared; and the next process clears what stands.
func checkAlerts(t testing.TB, p sqldbtest.Place, finished bool) {
	ctx := t.Context()
	told := len(acknowledged(t, p))
	require.Equal(t, finished, told == 2)
	rows := func() (all [2]int) {
		require.NoError(t, p.DB.Get(ctx, &all[0], `select count(*) from ep_admin_alert`))
		require.NoError(t, p.DB.Get(ctx, &all[1], `select count(*) from ep_admin_alert where cleared_at is null`))
		return all
	}
	states := [][2]int{{0, 0}, {2, 2}, {2, 0}}
	require.Contains(t, states[told:min(told+2, 3)], rows())
	m, err := crashedMonitor(p.DB, func() time.Time { return sqldbtest.ClockStart().Add(time.Hour) })
	require.NoError(t, err)
	require.NoError(t, m.Check(ctx))
	require.Zero(t, rows()[1])
}
