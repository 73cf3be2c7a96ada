package quota_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// openQuotas opens quotas on a new database in a temporary folder, and says how to remove both.
func openQuotas(ctx context.Context, c quota.Config) (quotas *quota.SQL, db *sqldb.DB, remove func()) {
	dir, err := os.MkdirTemp("", "quota")
	if err != nil {
		log.Fatal(err)
	}
	db, err = sqldb.OpenSQLite(ctx, filepath.Join(dir, "app.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		log.Fatal(err)
	}
	if err := db.Migrate(ctx, quota.Schema()); err != nil {
		log.Fatal(err)
	}
	if quotas, err = quota.NewSQL(db, c); err != nil {
		log.Fatal(err)
	}
	return quotas, db, func() {
		_ = db.Close()
		_ = os.RemoveAll(dir)
	}
}

// small is a tier of a server that has not much room.
func small() quota.Tier {
	return quota.Tier{Name: "small", Title: "Small", Limits: quota.Limits{
		quota.Projects: 2, quota.Assets: 5, quota.Storage: 10 << 20, quota.JobsPerDay: 3, quota.JobsAtOnce: 1, quota.PagesPerJob: 100,
	}}
}

// What is made in one transaction is counted in it: if it is too much, neither happens.
func ExampleSQL_Add() {
	ctx := context.Background()
	quotas, db, remove := openQuotas(ctx, quota.Config{Tiers: []quota.Tier{small()}, More: "Write to us if you need more."})
	defer remove()

	create := func(owner, id string) error {
		return db.Write(ctx, func(tx *sqldb.Tx) error {
			if err := quotas.Add(ctx, tx, owner, id, quota.Item{Resource: quota.Projects, Amount: 1}); err != nil {
				return err
			}
			return tx.Publish(ctx, "project-made", id) // or whatever else it takes to make it
		})
	}
	for _, id := range []string{"first", "second", "third"} {
		err := create("ann", id)
		var refused *quota.Error
		if errors.As(err, &refused) {
			fmt.Println(refused.Code, refused.Used, "of", refused.Limit)
		}
		fmt.Println(err)
	}
	// Output:
	// <nil>
	// <nil>
	// quota-exceeded 2 of 2
	// You have 2 projects, and your plan (Small) allows 2. Delete one that you no longer need, and empty the trash. Write to us if you need more.
}

// What takes longer than a transaction is reserved first. Until it is committed or released it counts as if it were there.
func ExampleSQL_Reserve() {
	ctx := context.Background()
	quotas, _, remove := openQuotas(ctx, quota.Config{Tiers: []quota.Tier{small()}})
	defer remove()

	upload := func(bytes int64) []quota.Item {
		return []quota.Item{{Resource: quota.Assets, Amount: 1}, {Resource: quota.Storage, Amount: bytes}}
	}
	fmt.Println(quotas.Reserve(ctx, nil, "ann", "photo", upload(8<<20)...))
	fmt.Println(quotas.Reserve(ctx, nil, "ann", "font", upload(3<<20)...))

	// The photo was stored in less than it was sent in, and the font fits.
	fmt.Println(quotas.Commit(ctx, nil, "ann", "photo", upload(2<<20)...))
	fmt.Println(quotas.Reserve(ctx, nil, "ann", "font", upload(3<<20)...))

	// It turned out to be no font.
	fmt.Println(quotas.Release(ctx, nil, "ann", "font", quota.Assets, quota.Storage))
	// Output:
	// <nil>
	// This needs 3 MiB, and you have 2 MiB left of the 10 MiB that your plan (Small) allows for images and fonts, 8 MiB of it being kept for uploads that are not done yet. Delete some that you no longer use. Ask an administrator of this server for more.
	// <nil>
	// <nil>
	// <nil>
}

// Before something expensive one can ask, and what is not counted has a limit, too.
func ExampleSQL_Room() {
	ctx := context.Background()
	quotas, _, remove := openQuotas(ctx, quota.Config{Tiers: []quota.Tier{small()}})
	defer remove()

	fmt.Println(quotas.Room(ctx, "ann", quota.Item{Resource: quota.Storage, Amount: 5 << 20}))
	fmt.Println(quotas.Room(ctx, "ann", quota.Item{Resource: quota.PagesPerJob, Amount: 365}))
	fmt.Println(quotas.Limit(ctx, "ann", quota.PagesPerJob))
	// Output:
	// <nil>
	// This planner has 365 pages, and your plan (Small) allows 100. Make it shorter, or split it into several. Ask an administrator of this server for more.
	// 100 <nil>
}

// A refusal over HTTP says what is full and how full it is, to people and to programs.
func ExampleError_Problem() {
	ctx := context.Background()
	quotas, _, remove := openQuotas(ctx, quota.Config{Tiers: []quota.Tier{small()}})
	defer remove()

	create := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := quotas.Room(r.Context(), "ann", quota.Item{Resource: quota.JobsAtOnce, Amount: 1})
		if refused, ok := errors.AsType[*quota.Error](err); ok {
			problem.Write(w, r, refused.Problem())
		}
	})
	fmt.Println(quotas.Add(ctx, nil, "ann", "job", quota.Item{Resource: quota.JobsAtOnce, Amount: 1}))
	w := httptest.NewRecorder()
	create.ServeHTTP(w, httptest.NewRequest("POST", "/projects/1/pdf", nil))
	fmt.Println(w.Code, w.Header().Get("Retry-After"))
	fmt.Print(w.Body)
	// Output:
	// <nil>
	// 429 30
	// {"type":"about:blank","title":"Too Many Requests","status":429,"detail":"You have 1 planner being made already, and your plan (Small) allows 1 at once. Try again when it is done, or cancel it. Ask an administrator of this server for more.","code":"too-many-at-once","resource":"jobs-at-once","tier":"small","limit":1,"used":1,"reserved":0,"asked":1}
}

// What somebody had goes when they are deleted: accounts tell of it by the outbox.
func ExampleSQL_Subscribe() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	quotas, db, remove := openQuotas(ctx, quota.Config{})
	defer remove()
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	quotas.Subscribe(outbox, "user-deleted") // with package auth: auth.TopicUserDeleted

	fmt.Println(quotas.Add(ctx, nil, "ann", "first", quota.Item{Resource: quota.Projects, Amount: 1}))
	err := db.Write(ctx, func(tx *sqldb.Tx) error { return tx.Publish(ctx, "user-deleted", map[string]string{"id": "ann"}) })
	fmt.Println(err)
	_, err = outbox.Drain(ctx) // a server has outbox.Run
	fmt.Println(err)
	users, _, err := quotas.Users(ctx, quota.Operator(), quota.Filter{}, "", 0)
	fmt.Println(len(users), err)
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// 0 <nil>
}
