package admin_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// office is what the examples have: an admin, and a user.
type office struct {
	*admin.Service
	db    *sqldb.DB
	queue *jobs.SQL
	root  auth.Identity // of a request of the admin's, who is logged in
	ann   auth.User
}

func openOffice(ctx context.Context) (o *office, done func()) {
	folder, err := os.MkdirTemp("", "admin")
	check(err)
	o = &office{}
	o.db, err = sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	check(err)
	check(o.db.Migrate(ctx, admin.Schema(), auth.Schema(), jobs.Schema(), projects.Schema(), quota.Schema()))
	hasher, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true}) // an example has no time for others
	check(err)
	accounts, err := auth.New(auth.Config{Store: auth.NewSQL(o.db), Throttle: auth.NewSQLThrottle(o.db, auth.ThrottleConfig{}), Hasher: hasher, LoginFloor: -1})
	check(err)
	files, err := projects.New(projects.Config{Store: projects.NewSQL(o.db), Files: projectfile.New(projectfile.Config{})})
	check(err)
	o.queue, err = jobs.NewSQL(o.db, jobs.Config{Poll: 10 * time.Millisecond})
	check(err)
	quotas, err := quota.NewSQL(o.db, quota.Config{Users: accounts})
	check(err)
	o.Service, err = admin.New(admin.Config{DB: o.db, Users: accounts, Projects: files, Jobs: o.queue, Quotas: quotas})
	check(err)
	root, err := accounts.CreateUser(ctx, auth.Operator("start"), auth.NewUser{Name: "root", Email: "root@example.org", Password: "correct horse battery staple", Role: auth.RoleAdmin})
	check(err)
	o.root = auth.Identity{User: root}
	o.ann, err = accounts.CreateUser(ctx, auth.Operator("start"), auth.NewUser{Name: "ann", Email: "ann@example.org", Password: "correct horse battery staple"})
	check(err)
	return o, func() { _ = o.db.Close(); _ = os.RemoveAll(folder) }
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// What changes something says why, and the trail keeps that.
func ExampleService_SetActive() {
	ctx := context.Background()
	o, done := openOffice(ctx)
	defer done()
	err := o.SetActive(ctx, o.root, o.ann.ID, false, "")
	fmt.Println(admin.CodeOf(err))
	err = o.SetActive(ctx, o.root, o.ann.ID, false, "sends spam")
	fmt.Println(err)
	seen, err := o.Overview(ctx, o.root, o.ann.ID)
	fmt.Println(seen.User.Name, seen.User.Active, err)
	events, _, err := o.Trail(ctx, o.root, audit.Filter{Object: "user:" + o.ann.ID}, audit.Page{Limit: 1})
	fmt.Println(events[0].Actor == o.root.User.ID, events[0].Action, events[0].Detail["reason"], err)
	// Output:
	// reason-missing
	// <nil>
	// ann false <nil>
	// true auth.deactivate sends spam <nil>
}

// An admin acts as a user for a while; whoever handles a request asks for whom.
func ExampleService_Impersonate() {
	ctx := context.Background()
	o, done := openOffice(ctx)
	defer done()
	i, secret, err := o.Impersonate(ctx, o.root, o.ann.ID, "ticket 7: cannot print", false, 10*time.Minute)
	fmt.Println(i.Write, i.Expires.Sub(i.Begun), err)

	// A request of the admin's comes with the secret.
	i, user, err := o.Impersonated(ctx, o.root, secret)
	fmt.Println(user.Name, err)
	ctx = audit.WithOrigin(ctx, audit.Origin{Actor: i.Admin, OnBehalf: i.User})
	// … the request is handled with ctx, for user …
	err = o.db.Write(ctx, func(tx *sqldb.Tx) error {
		return audit.Record(ctx, tx, audit.Event{Actor: user.ID, Action: "test.done"}) // as a service does
	})
	check(err)
	events, _, err := o.Trail(ctx, o.root, audit.Filter{Action: "test.done"}, audit.Page{})
	fmt.Println(events[0].Actor == o.root.User.ID, events[0].OnBehalf == o.ann.ID, err)

	_, err = o.EndImpersonation(ctx, o.root, i.ID)
	fmt.Println(err)
	_, _, err = o.Impersonated(ctx, o.root, secret)
	fmt.Println(admin.CodeOf(err))
	// Output:
	// false 10m0s <nil>
	// ann <nil>
	// true true <nil>
	// <nil>
	// no-impersonation
}

// A collection is done in the background, by a process that works.
func ExampleService_Collect() {
	ctx, stop := context.WithCancel(context.Background())
	o, done := openOffice(ctx)
	defer done()
	working := make(chan error)
	go func() { working <- o.queue.Run(ctx, jobs.Handlers{admin.KindCollect: o.Collector()}) }()

	c, err := o.Collect(ctx, o.root, admin.CollectOptions{}, "the disk is full")
	check(err)
	for !c.State.Final() {
		time.Sleep(10 * time.Millisecond)
		c, err = o.Collection(ctx, o.root, c.ID)
		check(err)
	}
	fmt.Println(c.State, c.Reason, c.Projects.Purged)
	stop()
	fmt.Println(<-working)
	// Output:
	// succeeded the disk is full 0
	// <nil>
}

// A monitor is told what happens by the observers of the services, and raises alerts.
func ExampleMonitor() {
	ctx := context.Background()
	o, done := openOffice(ctx)
	defer done()
	m, err := admin.NewMonitor(admin.MonitorConfig{
		DB:       o.db,
		Measures: map[string]func(context.Context) (int64, error){admin.RuleDiskLow: func(context.Context) (int64, error) { return 95, nil }},
		Observer: admin.AlertObserver{OnRaise: func(a admin.Alert) { fmt.Println("raised:", a.Rule, a.Value) }},
	})
	check(err)
	m.OnUncounted("GET /projects", "all", true) // ratelimit.Observer.OnFail
	check(m.Check(ctx))                         // m.Run does so every 30 seconds
	alerts, _, err := o.Alerts(ctx, o.root, true, "", 0)
	fmt.Println(len(alerts), err)
	// Output:
	// raised: limiter-open 1
	// raised: disk-low 95
	// 2 <nil>
}
