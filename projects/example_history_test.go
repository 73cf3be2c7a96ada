package projects_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// What was written can be listed, compared and written again.
func ExampleService_Diff() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Week\n# one page\npages: 1\n")
	p, err := s.Replace(ctx, s.ada, p.ID, p.Version, []byte("title: Week\n# one page\npages: 2\n"))
	check(err)

	diff, err := s.Diff(ctx, s.ada, p.ID, 1, 2)
	fmt.Print(diff, err, "\n")
	p, err = s.Revert(ctx, s.ada, p.ID, p.Version, 1)
	fmt.Println(p.Version, p.Pages, err)

	page, _, err := s.Versions(ctx, s.ada, p.ID, "", 0)
	check(err)
	for _, v := range page {
		fmt.Println(v.Number, v.Change, v.By, v.Pages)
	}
	// Output:
	// --- version 1
	// +++ version 2
	// @@ -1,3 +1,3 @@
	//  title: Week
	//  # one page
	// -pages: 1
	// +pages: 2
	// <nil>
	// 3 1 <nil>
	// 3 reverted ada 1
	// 2 edited ada 2
	// 1 created ada 1
}

// A name of its own stays when the title of the file changes; without one, a project
// is called as its file.
func ExampleService_Rename() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Week\n")
	p, err := s.Rename(ctx, s.ada, p.ID, p.Version, "Grandmother's")
	fmt.Println(p.Name, p.Title, err)
	p, err = s.Rename(ctx, s.ada, p.ID, p.Version, "")
	fmt.Println(p.Name, err)
	// Output:
	// Grandmother's Week <nil>
	// Week <nil>
}

// A file that says places in one page size is scaled for another device, in a copy.
func ExampleService_ChangeDevice() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Week\nabsolute\n")
	change, err := s.ChangeDevice(ctx, s.ada, p.ID, p.Version, "kobo-libra")
	fmt.Println(change.Copied, change.Project.Device, change.Project.Origin.Name, err)
	fmt.Println(string(change.Report))
	p, err = s.Get(ctx, s.ada, p.ID)
	fmt.Println(p.Device, p.Version, err)
	// Output:
	// true kobo-libra Week <nil>
	// {"device":"kobo-libra"}
	// remarkable-2 1 <nil>
}

// The trash keeps a project for its owner until it is emptied.
func ExampleService_Trash() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Week\n")
	p, err := s.Trash(ctx, s.ada, p.ID, p.Version)
	fmt.Println(p.TrashedAt.Format(time.DateTime), err)
	_, err = s.Replace(ctx, s.ada, p.ID, p.Version, []byte("title: Day\n"))
	fmt.Println(err)

	p, err = s.Restore(ctx, s.ada, p.ID, p.Version)
	fmt.Println(p.TrashedAt.IsZero(), err)

	p, err = s.Trash(ctx, s.ada, p.ID, p.Version)
	check(err)
	fmt.Println(s.Purge(ctx, s.ada, p.ID, p.Version))
	_, err = s.Get(ctx, s.ada, p.ID)
	fmt.Println(err)
	// Output:
	// 2026-03-02 09:30:00 <nil>
	// projects: This project is in the trash. Please restore it first.
	// true <nil>
	// <nil>
	// projects: There is no such project. Please look among yours, or ask its owner to share it.
}

// A host calls Sweep once an hour or so.
func ExampleService_Sweep() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Week\n")
	_, err := s.Replace(ctx, s.ada, p.ID, p.Version, []byte("title: Week\n# again\n"))
	check(err)
	old := s.make("title: Last year\n")
	_, err = s.Trash(ctx, s.ada, old.ID, old.Version)
	check(err)

	s.clock.Advance(31 * 24 * time.Hour)
	swept, err := s.Sweep(ctx)
	fmt.Println(swept.Purged, swept.Versions, err) // what was in the trash
	s.clock.Advance(365 * 24 * time.Hour)
	swept, err = s.Sweep(ctx)
	fmt.Println(swept.Purged, swept.Versions, err) // a version that was replaced a year ago
	// Output:
	// 1 0 <nil>
	// 0 1 <nil>
}

// When a user is deleted, everything of theirs goes. Services that keep something for
// a project hear of it in the transaction that removes it.
func ExampleService_Subscribe() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Week\n")
	_, err := s.Share(ctx, s.ada, p.ID, s.grace.User, projects.Viewer)
	check(err)
	s.outbox.HandleTx(projects.TopicPurged, func(_ context.Context, _ *sqldb.Tx, e sqldb.Event) error {
		var purged projects.PurgedEvent
		err := json.Unmarshal(e.Payload, &purged)
		fmt.Println("jobs of", purged.Owner, "for it are removed:", purged.ID == p.ID)
		return err
	})

	check(s.db.Write(ctx, func(tx *sqldb.Tx) error { // as package auth does it
		return tx.Publish(ctx, "auth.user-deleted", map[string]string{"id": "ada"})
	}))
	_, err = s.outbox.Drain(ctx)
	check(err)
	_, err = s.Get(ctx, s.grace, p.ID)
	fmt.Println(err)
	_, err = s.Create(ctx, s.ada, projects.NewProject{Source: []byte("title: Too late\n")})
	fmt.Println(err)
	// Output:
	// jobs of ada for it are removed: true
	// projects: There is no such project. Please look among yours, or ask its owner to share it.
	// projects: Please log in.
}
