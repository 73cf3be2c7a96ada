package audit_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// open makes a database for an example.
func open() (db *sqldb.DB, closeAndRemove func()) {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "audit")
	if err != nil {
		log.Fatal(err)
	}
	db, err = sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		log.Fatal(err)
	}
	if err := db.Migrate(ctx, audit.Schema()); err != nil {
		log.Fatal(err)
	}
	return db, func() { _ = db.Close(); _ = os.RemoveAll(folder) }
}

// An event is written with what it speaks of, or not at all.
func ExampleRecord() {
	db, done := open()
	defer done()

	// A middleware does this once for each request.
	ctx := audit.WithOrigin(context.Background(), audit.Origin{Actor: "u7", Address: "192.0.2.1:50123", RequestID: "r1"})

	err := db.Write(ctx, func(tx *sqldb.Tx) error {
		// … rename the project by statements of tx …
		return audit.Record(ctx, tx, audit.Event{
			Action: "project.rename", Object: "project:42", Detail: map[string]string{"to": "Planner 2026", "owner": "ann@example.com"},
		})
	})
	if err != nil {
		log.Fatal(err)
	}
	events, _, err := audit.List(ctx, db, audit.Filter{}, audit.Page{})
	if err != nil {
		log.Fatal(err)
	}
	e := events[0]
	fmt.Println(e.Actor, e.Action, e.Object, e.Outcome, e.Address, e.RequestID)
	fmt.Println(e.Detail)
	// Output:
	// u7 project.rename project:42 ok 192.0.2.1 r1
	// map[owner:[removed] to:Planner 2026]
}

// What was refused has no transaction.
func ExampleLog_Record() {
	db, done := open()
	defer done()
	ctx := context.Background()
	trail := audit.NewSQL(db, audit.Config{})
	err := trail.Record(ctx, audit.Event{Action: "auth.login", Object: "user:u7", Outcome: audit.Refused, Address: "192.0.2.1"})
	fmt.Println(err)
	// Output: <nil>
}

// The trail is read newest first, a page at a time.
func ExampleLog_List() {
	db, done := open()
	defer done()
	ctx := context.Background()
	trail := audit.NewSQL(db, audit.Config{})
	for i, action := range []string{"auth.login", "project.save", "auth.logout", "auth.login"} {
		at := time.Date(2026, 3, 1, 12, i, 0, 0, time.UTC)
		if err := trail.Record(ctx, audit.Event{At: at, Actor: "u7", Action: action}); err != nil {
			log.Fatal(err)
		}
	}
	page := audit.Page{Limit: 2}
	for {
		events, next, err := trail.List(ctx, audit.Filter{Actor: "u7", Action: "auth."}, page)
		if err != nil {
			log.Fatal(err)
		}
		for _, e := range events {
			fmt.Println(e.At.Format("15:04"), e.Action)
		}
		if next == "" {
			break
		}
		fmt.Println("next page")
		page.After = next
	}
	// Output:
	// 12:03 auth.login
	// 12:02 auth.logout
	// next page
	// 12:00 auth.login
}

// A server prunes once a day.
func ExampleLog_Prune() {
	db, done := open()
	defer done()
	ctx := context.Background()
	trail := audit.NewSQL(db, audit.Config{Keep: 365 * 24 * time.Hour})
	old := time.Now().AddDate(-2, 0, 0)
	if err := trail.Record(ctx, audit.Event{At: old, Action: "auth.login"}); err != nil {
		log.Fatal(err)
	}
	n, err := trail.Prune(ctx, time.Time{})
	fmt.Println(n, err)
	events, _, err := trail.List(ctx, audit.Filter{}, audit.Page{})
	fmt.Println(events[0].Action, events[0].Detail["events"], err)
	_, err = trail.Prune(ctx, time.Now())
	fmt.Println(err != nil)
	// Output:
	// 1 <nil>
	// audit.prune 1 <nil>
	// true
}

// A service takes a Recorder where it needs no more.
func ExampleRecorder() {
	db, done := open()
	defer done()
	var trail audit.Recorder = audit.NewSQL(db, audit.Config{})
	fmt.Println(trail.Record(context.Background(), audit.Event{Actor: audit.System, Action: "jobs.purge"}))
	// Output: <nil>
}
