package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// slots is a Quota on a table of the program's own: each user has so many, and each job takes one until it has ended. Package quota/metered has one of this module's.
type slots struct{}

// noSlot is its refusal.
type noSlot struct{}

func (noSlot) Error() string { return "no slot is free" }

// Refused tells whoever counts refusals that it is one.
func (noSlot) Refused() bool { return true }

func (slots) AddJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	n, err := tx.Exec(ctx, `update slots set free = free - 1 where owner = $1 and free > 0`, j.Owner)
	if err == nil && n == 0 {
		err = noSlot{}
	}
	return err
}

func (slots) EndJob(ctx context.Context, tx *sqldb.Tx, j jobs.Job) error {
	_, err := tx.Exec(ctx, `update slots set free = free + 1 where owner = $1`, j.Owner)
	return err
}

// A Quota counts jobs in the transactions in which they come and end, so it knows of each, whatever dies.
func ExampleQuota() {
	ctx := context.Background()
	queue, db, remove := openQueue(ctx, jobs.Config{Quota: slots{}})
	defer remove()
	if _, err := db.Exec(ctx, `create table slots (owner text primary key, free integer not null)`); err != nil {
		log.Fatal(err)
	}
	if _, err := db.Exec(ctx, `insert into slots (owner, free) values ('ann', 1)`); err != nil {
		log.Fatal(err)
	}

	first, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: "ann"})
	fmt.Println(first.State, err)
	_, _, err = queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: "ann"})
	fmt.Println(err, errors.Is(err, noSlot{}))

	live, err := jobs.Live(ctx, db, "render", jobs.LiveJob{}, 100) // to compare
	fmt.Println(len(live), live[0].ID == first.ID, err)

	if _, err := queue.Cancel(ctx, jobs.Actor{User: "ann"}, first.ID); err != nil {
		log.Fatal(err)
	}
	second, _, err := queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: "ann"})
	fmt.Println(second.State, err)
	// Output:
	// pending <nil>
	// no slot is free true
	// 1 true <nil>
	// pending <nil>
}
