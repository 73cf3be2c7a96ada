package quota_test

import (
	"context"
	"fmt"
	"time"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// An admin gives somebody a limit of their own, for a while. They see it, with the reason.
func ExampleSQL_Override() {
	ctx := context.Background()
	now := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	quotas, _, remove := openQuotas(ctx, quota.Config{Tiers: []quota.Tier{small()}, Now: func() time.Time { return now }})
	defer remove()

	admin, ann := quota.Actor{User: "root", Admin: true}, quota.Actor{User: "ann"}
	_, err := quotas.Override(ctx, admin, "ann", quota.NewOverride{Resource: quota.Projects, Limit: 50, Reason: "teaches a class", Expires: now.AddDate(0, 3, 0)})
	fmt.Println(err)

	usage, err := quotas.Usage(ctx, ann, "ann")
	for _, r := range usage.Resources[:2] {
		fmt.Println(r.Resource, r.Used, "of", r.Limit)
		if r.Override != nil {
			fmt.Println("because:", r.Override.Reason, "until", r.Override.Expires.Format(time.DateOnly))
		}
	}
	fmt.Println(err)
	_, err = quotas.Usage(ctx, ann, "ben")
	fmt.Println(err)
	// Output:
	// <nil>
	// projects 0 of 50
	// because: teaches a class until 2026-06-02
	// assets 0 of 5
	// <nil>
	// Only admins see what others have.
}

// page is the truth of a program that has projects in a table of its own.
type page struct{}

// Things implements quota.Truth.
func (page) Things(ctx context.Context, r sqldb.Reader, after quota.Thing, limit int) (things []quota.Thing, err error) {
	return things, r.Select(ctx, &things, `select owner, id as key, 1 as amount from page where (owner, id) > ($1, $2) order by owner, id limit $3`, after.Owner, after.Key, limit)
}

// Quotas begin where there are users already: the first Sweep counts what they have.
func ExampleSQL_Sweep() {
	ctx := context.Background()
	quotas, db, remove := openQuotas(ctx, quota.Config{Tiers: []quota.Tier{small()}, Truths: map[quota.Resource]quota.Truth{quota.Projects: page{}}})
	defer remove()
	for _, statement := range []string{
		`create table page (owner text not null, id text not null, primary key (owner, id)) strict`,
		`insert into page (owner, id) values ('ann', 'first'), ('ann', 'second'), ('ann', 'third')`,
	} {
		if _, err := db.Exec(ctx, statement); err != nil {
			fmt.Println(err)
		}
	}

	for range 2 {
		swept, err := quotas.Sweep(ctx)
		fmt.Println("not counted before:", swept.Missing, err)
	}
	fmt.Println(quotas.Room(ctx, "ann", quota.Item{Resource: quota.Projects, Amount: 1}))
	// Output:
	// not counted before: 3 <nil>
	// not counted before: 0 <nil>
	// You have 3 projects, and your plan (Small) allows 2. Delete 2 that you no longer need, and empty the trash. Ask an administrator of this server for more.
}
