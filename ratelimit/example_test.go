package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb"
)

// The policies of a server, with a rate from its configuration.
func ExampleNew() {
	policies, err := ratelimit.Defaults().With(ratelimit.PDF, "2/min")
	if err != nil {
		fmt.Println(err)
		return
	}
	guard, err := ratelimit.New(ratelimit.Config{
		Limiter:  ratelimit.NewMemory(ratelimit.MemoryConfig{}),
		Policies: policies,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 3 {
		d, err := guard.Allow(context.Background(), ratelimit.Request{Policy: ratelimit.PDF, Who: ratelimit.User("ann")})
		if e, ok := errors.AsType[*ratelimit.Error](err); ok {
			fmt.Println(e.Code, "-", e.Message)
			continue
		}
		fmt.Println(d.Remaining, "left")
	}
	// Output:
	// 1 left
	// 0 left
	// rate-limited - Too many requests: 2 planners a minute are allowed. Please try again in 30 seconds.
}

// What is left, to show it to somebody: nothing is counted.
func ExampleGuard_Look() {
	guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{})})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = guard.Allow(context.Background(), ratelimit.Request{Policy: ratelimit.PDF, Who: ratelimit.User("ann"), Cost: 4})
	fmt.Println(err)
	for range 2 {
		d, err := guard.Look(context.Background(), ratelimit.PDF, ratelimit.User("ann"))
		fmt.Println(d.Remaining, "of", d.Limit, err)
	}
	// Output:
	// <nil>
	// 6 of 10 <nil>
	// 6 of 10 <nil>
}

// Who is counted, as tables and logs name it. Of an account they have a hash; who wants to know of one that is known filters a listing by it.
func ExampleAccount() {
	fmt.Println(ratelimit.User("0a00"))
	fmt.Println(ratelimit.Address("192.0.2.1:4711"))
	fmt.Println(ratelimit.Address("2001:db8:1:2:3:4:5:6"))
	fmt.Println(ratelimit.Account("Ann@Example.com"))
	fmt.Println(ratelimit.Account("Ann@Example.com") == ratelimit.Account(" ann@example.com"))
	fmt.Println(ratelimit.Account(" "))
	// Output:
	// user:0a00
	// address:192.0.2.1
	// address:2001:db8:1:2::/64
	// account:71d4f55f72fa128dfb468a1a3901507c
	// true
	// nobody
}

// broken is a Limiter whose database is away.
type broken struct{}

// Allow implements ratelimit.Limiter.
func (broken) Allow(context.Context, string, ratelimit.Policy, int) (ratelimit.Decision, error) {
	return ratelimit.Decision{}, errors.New("the database is away")
}

// When nobody can count, policies are open, and those that are Closed refuse. The alarm is told of both.
func ExampleGuard_Allow() {
	guard, err := ratelimit.New(ratelimit.Config{Limiter: broken{}, Observer: ratelimit.Observer{
		OnFail: func(route, policy string, open bool) { fmt.Println("not counted:", route, policy, open) },
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	who := ratelimit.Address("192.0.2.1")
	d, err := guard.Allow(context.Background(), ratelimit.Request{Policy: ratelimit.All, Who: who, Route: "POST /login"})
	fmt.Println(d.OK, err)
	d, err = guard.Allow(context.Background(), ratelimit.Request{Policy: ratelimit.Login, Who: who, Route: "POST /login"})
	fmt.Println(d.OK, ratelimit.CodeOf(err), err)
	_, trouble := guard.Trouble()
	fmt.Println(trouble)
	// Output:
	// not counted: POST /login all true
	// true <nil>
	// not counted: POST /login login false
	// false rate-unknown This does not work at the moment. Please try again in 1 second.
	// ratelimit: the limiter fails: the database is away
}

// A Limiter alone, with a request that counts as four.
func ExampleMemory_Allow() {
	clock := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	limiter := ratelimit.NewMemory(ratelimit.MemoryConfig{Now: func() time.Time { return clock }})
	exports := ratelimit.Policy{Name: "exports", Rate: 6, Per: time.Minute}
	for range 2 {
		d, err := limiter.Allow(context.Background(), "ann", exports, 4)
		fmt.Println(d.OK, d.Remaining, d.RetryAfter, d.ResetAfter, err)
	}
	clock = clock.Add(20 * time.Second)
	d, err := limiter.Allow(context.Background(), "ann", exports, 4)
	fmt.Println(d.OK, d.Remaining, d.RetryAfter, d.ResetAfter, err)
	// Output:
	// true 2 0s 40s <nil>
	// false 2 20s 40s <nil>
	// true 0 0s 1m0s <nil>
}

func ExamplePolicies_With() {
	policies := ratelimit.Defaults()
	for _, c := range []struct{ name, rate string }{{ratelimit.Preview, "100/min burst 200"}, {ratelimit.Upload, "off"}, {ratelimit.PDF, "10/month"}} {
		changed, err := policies.With(c.name, c.rate)
		if err != nil {
			fmt.Println(err)
			continue
		}
		policies = changed
	}
	for _, p := range policies {
		fmt.Println(p.Name, p)
	}
	// Output:
	// ratelimit: invalid: policy "pdf": "10/month": after the slash: a time is s, min, h or day, with a whole number before it or none, and no spaces
	// all 300/min
	// pdf 10/min
	// preview 100/min burst 200
	// upload off
	// create 30/min
	// login 10/min
}

// exampleDB is a database with the tables of this package.
func exampleDB(ctx context.Context) (*sqldb.DB, func(), error) {
	dir, err := os.MkdirTemp("", "ratelimit")
	if err != nil {
		return nil, nil, err
	}
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "server.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, nil, err
	}
	return db, func() { _, _ = db.Close(), os.RemoveAll(dir) }, db.Migrate(ctx, ratelimit.Schema())
}

// Several processes that share a database count together.
func ExampleNewSQL() {
	ctx := context.Background()
	db, done, err := exampleDB(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	one, other := ratelimit.NewSQL(db, ratelimit.SQLConfig{}), ratelimit.NewSQL(db, ratelimit.SQLConfig{})
	twice := ratelimit.Policy{Name: "twice", Rate: 2, Per: time.Hour}
	for _, limiter := range []*ratelimit.SQL{one, other, one} {
		d, err := limiter.Allow(ctx, "ann", twice, 1)
		fmt.Println(d.OK, d.Remaining, err)
	}
	// Output:
	// true 1 <nil>
	// true 0 <nil>
	// false 0 <nil>
}

// Who is refused, for admins.
func ExampleNewHits() {
	ctx := context.Background()
	db, done, err := exampleDB(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	hits := ratelimit.NewHits(db)
	policies, err := ratelimit.Defaults().With(ratelimit.PDF, "1/h")
	if err != nil {
		fmt.Println(err)
		return
	}
	guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewSQL(db, ratelimit.SQLConfig{}), Policies: policies, Hits: hits})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, user := range []string{"ann", "bob", "ann", "ann", "bob"} {
		_, _ = guard.Allow(ctx, ratelimit.Request{Policy: ratelimit.PDF, Who: ratelimit.User(user)})
	}
	if err := guard.Flush(ctx); err != nil { // a server has guard.Run
		fmt.Println(err)
		return
	}
	top, err := hits.Top(ctx, ratelimit.Actor{User: "root", Admin: true}, ratelimit.HitFilter{}, 0)
	for _, one := range top {
		fmt.Println(one.Who, one.Count, err)
	}
	_, err = hits.Top(ctx, ratelimit.Actor{User: "ann"}, ratelimit.HitFilter{}, 0)
	fmt.Println(err)
	// Output:
	// user:ann 2 <nil>
	// user:bob 1 <nil>
	// Only admins see who was refused. Please ask one.
}

// What is kept of an hour, until it is swept.
func ExampleSQLHits_List() {
	ctx := context.Background()
	db, done, err := exampleDB(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	hits := ratelimit.NewHits(db)
	hour := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	err = hits.Add(ctx, []ratelimit.Hit{ // a Guard does so: here some that are old
		{Hour: hour, Policy: ratelimit.PDF, Who: "user:ann", Count: 12, Last: hour.Add(40 * time.Minute)},
		{Hour: hour.Add(time.Hour), Policy: ratelimit.PDF, Who: "user:ann", Count: 3, Last: hour.Add(61 * time.Minute)},
		{Hour: hour, Policy: ratelimit.Login, Who: "address:192.0.2.1", Count: 500, Last: hour.Add(time.Minute)},
	})
	fmt.Println(err)
	admin := ratelimit.Actor{User: "root", Admin: true}
	for after, more := "", true; more; {
		page, next, err := hits.List(ctx, admin, ratelimit.HitFilter{Who: "user:ann"}, after, 1)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, h := range page {
			fmt.Println(h.Hour.Format(time.DateTime), h.Policy, h.Count)
		}
		after, more = next, next != ""
	}
	n, err := hits.Sweep(ctx, hour.Add(time.Hour))
	fmt.Println(n, "rows of hours that had ended", err)
	// Output:
	// <nil>
	// 2026-03-02 10:00:00 pdf 3
	// 2026-03-02 09:00:00 pdf 12
	// 2 rows of hours that had ended <nil>
}
