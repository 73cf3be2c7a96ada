package assets_test

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/sqldb"
)

// What a project used, and none uses any more, goes when nobody has wanted it back for some time. A dry run tells
// what would go, and what is not as it should be.
func ExampleService_Collect() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()
	id := l.upload(l.ada, "logo.png", assetstest.PNG(20, 20, 1)).ID
	l.use("ada", "My year", id)
	check(l.db.Write(ctx, func(tx *sqldb.Tx) error { return l.projects.DetachAsset(ctx, tx, "ada", id) })) // it is taken out of the project

	for _, dryRun := range []bool{true, false} {
		found, err := l.Collect(ctx, assets.CollectOptions{DryRun: dryRun, Verify: true})
		check(err)
		fmt.Printf("dry run %t: %d gone, %d waiting, %d orphans, %d missing, %d damaged\n",
			dryRun, found.Assets, found.Waiting, found.Orphans, len(found.Missing), len(found.Damaged))
	}
	h, err := l.Get(ctx, l.ada, id)
	check(err)
	fmt.Println("goes after", h.GoesAt.Sub(h.UnusedSince))
	// Output:
	// dry run true: 0 gone, 1 waiting, 0 orphans, 0 missing, 0 damaged
	// dry run false: 0 gone, 1 waiting, 0 orphans, 0 missing, 0 damaged
	// goes after 720h0m0s
}

// When accounts tell that a user is deleted, what the user had goes, but for what others have as well.
func ExampleService_Subscribe() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()
	outbox := sqldb.NewOutbox(l.db, sqldb.OutboxConfig{})
	l.Subscribe(outbox, "auth.user-deleted", "projects.purged")
	mine, ours := l.upload(l.ada, "mine.png", assetstest.PNG(20, 20, 1)).ID, l.upload(l.ada, "ours.png", assetstest.PNG(20, 20, 2)).ID
	l.use("grace", "a clone of ada's planner", ours)

	check(l.db.Write(ctx, func(tx *sqldb.Tx) error { return tx.Publish(ctx, "auth.user-deleted", map[string]string{"id": "ada"}) }))
	_, err := outbox.Drain(ctx) // a server has outbox.Run
	check(err)
	for _, id := range []string{mine, ours} {
		_, adas := l.Get(ctx, l.ada, id)
		_, graces := l.Get(ctx, l.grace, id)
		fmt.Println("ada:", assets.CodeOf(adas), "grace:", graces == nil)
	}
	// Output:
	// ada: no-such-asset grace: false
	// ada: no-such-asset grace: true
}
