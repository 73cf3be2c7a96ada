package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// openQueue opens a queue on a new database in a temporary folder, and says how to remove both.
func openQueue(ctx context.Context, c jobs.Config) (queue *jobs.SQL, db *sqldb.DB, remove func()) {
	dir, err := os.MkdirTemp("", "jobs")
	if err != nil {
		log.Fatal(err)
	}
	db, err = sqldb.OpenSQLite(ctx, filepath.Join(dir, "app.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		log.Fatal(err)
	}
	if err := db.Migrate(ctx, jobs.Schema()); err != nil {
		log.Fatal(err)
	}
	if queue, err = jobs.NewSQL(db, c); err != nil {
		log.Fatal(err)
	}
	return queue, db, func() {
		_ = db.Close()
		_ = os.RemoveAll(dir)
	}
}

// A request that may be repeated says a key: it is one job.
func ExampleSQL_Enqueue() {
	ctx := context.Background()
	queue, _, remove := openQueue(ctx, jobs.Config{MaxPendingOwner: 2})
	defer remove()

	spec := jobs.Spec{Kind: "render", Owner: "ann", Input: []byte("planner"), Key: "8f14e45f"}
	for range 2 {
		j, existed, err := queue.Enqueue(ctx, spec)
		fmt.Println(j.State, existed, err)
	}
	_, _, _ = queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: "ann"})
	_, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: "ann"})
	var refused *jobs.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Code, refused.RetryAfter)
		fmt.Println(refused.Message)
	}
	// Output:
	// pending false <nil>
	// pending true <nil>
	// too-many-jobs 30s
	// You have 2 jobs waiting already. Wait until some of them are done, or cancel them.
}

// What belongs to rows of the caller's is enqueued together with them, or not at all.
func ExampleSQL_EnqueueTx() {
	ctx := context.Background()
	queue, db, remove := openQueue(ctx, jobs.Config{})
	defer remove()

	err := db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, _, err := queue.EnqueueTx(ctx, tx, jobs.Spec{Kind: "welcome", Owner: "ann"}); err != nil {
			return err
		}
		return errors.New("the account could not be made")
	})
	stats, _ := queue.Stats(ctx)
	fmt.Println(err, len(stats.Kinds))
	// Output: the account could not be made 0
}

// Owners take turns: who asks for one waits behind the first few of somebody who asked for many.
func ExampleSQL_Ahead() {
	ctx := context.Background()
	queue, _, remove := openQueue(ctx, jobs.Config{})
	defer remove()

	for range 50 {
		if _, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: "ann"}); err != nil {
			log.Fatal(err)
		}
	}
	j, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: "ben"})
	if err != nil {
		log.Fatal(err)
	}
	ahead, err := queue.Ahead(ctx, jobs.Actor{User: "ben"}, j.ID)
	fmt.Println(ahead, err)

	j, err = queue.Cancel(ctx, jobs.Actor{User: "ben"}, j.ID)
	fmt.Println(j.State, err)
	// Output:
	// 1 <nil>
	// cancelled <nil>
}
