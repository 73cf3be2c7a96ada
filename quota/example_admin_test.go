package quota_test

import (
	"context"
	"encoding/json"
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

// A tier counts at once. What somebody has and may have goes out as JSON as it is.
func ExampleSQL_SetTier() {
	ctx := context.Background()
	now := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	quotas, _, remove := openQuotas(ctx, quota.Config{Now: func() time.Time { return now }})
	defer remove()

	usage, err := quotas.SetTier(ctx, quota.Actor{User: "root", Admin: true}, "ann", quota.Plus, "paid until May")
	if err != nil {
		fmt.Println(err)
		return
	}
	usage.Resources = usage.Resources[:1] // for the example
	text, err := json.MarshalIndent(usage, "", "  ")
	fmt.Println(string(text), err)
	// Output:
	// {
	//   "user": "ann",
	//   "tier": "plus",
	//   "tier_title": "Plus",
	//   "given": {
	//     "by": "root",
	//     "at": "2026-03-02T09:30:00Z",
	//     "reason": "paid until May"
	//   },
	//   "resources": [
	//     {
	//       "resource": "projects",
	//       "limit": 1000,
	//       "used": 0,
	//       "reserved": 0
	//     }
	//   ]
	// } <nil>
}

// Who is near a limit, page by page, and how many there are.
func ExampleSQL_Users() {
	ctx := context.Background()
	quotas, _, remove := openQuotas(ctx, quota.Config{})
	defer remove()
	for user, projects := range map[string]int64{"ann": 100, "ben": 12, "carl": 85, "dora": 80} {
		if err := quotas.Put(ctx, nil, user, "imported", quota.Item{Resource: quota.Projects, Amount: projects}); err != nil {
			fmt.Println(err)
			return
		}
	}

	near := quota.Filter{Resource: quota.Projects, Percent: 80}
	for after, more := "", true; more; {
		page, next, err := quotas.Users(ctx, quota.Actor{User: "root", Admin: true}, near, after, 2)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, u := range page {
			fmt.Println(u.User, u.Tier, u.Resources[0].Used, "of", u.Resources[0].Limit)
		}
		after, more = next, next != ""
	}

	stats, err := quotas.Stats(ctx)
	free := stats.Tiers[quota.Free]
	fmt.Println(free.Users, "users,", free.Resources[quota.Projects].High, "near their limit,", free.Resources[quota.Projects].Full, "at it", err)
	// Output:
	// ann free 100 of 100
	// carl free 85 of 100
	// dora free 80 of 100
	// 4 users, 3 near their limit, 1 at it <nil>
}

// A tier that the configuration has no longer counts as the default. Those who have it are found by its name, to give them another one.
func ExampleSQL_Users_removedTier() {
	ctx := context.Background()
	before, db, remove := openQuotas(ctx, quota.Config{Tiers: append(quota.Tiers(), quota.Tier{Name: "gold", Title: "Gold", Limits: quota.Tiers()[2].Limits})})
	defer remove()
	admin := quota.Actor{User: "root", Admin: true}
	if _, err := before.SetTier(ctx, admin, "ann", "gold", "won it"); err != nil {
		fmt.Println(err)
		return
	}

	quotas, err := quota.NewSQL(db, quota.Config{}) // after the next start
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		page, _, err := quotas.Users(ctx, admin, quota.Filter{Tier: "gold"}, "", 0)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, u := range page {
			fmt.Println(u.User, "has", u.Tier, "and had", u.RemovedTier)
			if _, err := quotas.SetTier(ctx, admin, u.User, quota.Plus, "there is no Gold any more"); err != nil {
				fmt.Println(err)
			}
		}
	}
	// Output:
	// ann has free and had gold
	// There is no such tier. There are: free, plus, unlimited.
}

// An exception ends when an admin says so, and the trail has it.
func ExampleSQL_EndOverride() {
	ctx := context.Background()
	quotas, _, remove := openQuotas(ctx, quota.Config{})
	defer remove()
	admin := quota.Actor{User: "root", Admin: true}
	if _, err := quotas.Override(ctx, admin, "ann", quota.NewOverride{Resource: quota.PagesPerJob, Limit: 2000, Reason: "a diary of five years"}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(quotas.Limit(ctx, "ann", quota.PagesPerJob))
	_, err := quotas.EndOverride(ctx, admin, "ann", quota.PagesPerJob, "it is made")
	fmt.Println(err)
	fmt.Println(quotas.Limit(ctx, "ann", quota.PagesPerJob))
	// Output:
	// 2000 <nil>
	// <nil>
	// 500 <nil>
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
