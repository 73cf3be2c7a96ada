package projects_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// few lets everybody have two projects. It has a table of its own; package quota has tiers, exceptions, and a message that says more.
type few struct{}

var errFew = errors.New("you have two planners already")

// AddProject implements projects.Quota: the row of the counter is what those who ask at once meet at.
func (few) AddProject(ctx context.Context, tx *sqldb.Tx, owner, _ string, imported bool) error {
	var n int
	err := tx.Get(ctx, &n, `insert into host_planners (owner, n) values ($1, 1) on conflict (owner) do update set n = host_planners.n + 1 returning n`, owner)
	if err == nil && n > 2 && !imported {
		err = errFew
	}
	return err
}

// RemoveProject implements projects.Quota.
func (few) RemoveProject(ctx context.Context, tx *sqldb.Tx, owner, _ string) error {
	_, err := tx.Exec(ctx, `update host_planners set n = n - 1 where owner = $1`, owner)
	return err
}

// A limit blocks what is made, in the transaction that would have made it, and nothing else.
func ExampleQuota() {
	ctx := context.Background()
	s := newPlanners(func(c *projects.Config) { c.Quota = few{} })
	defer s.close()
	_, err := s.db.Exec(ctx, `create table host_planners (owner text primary key, n integer not null)`)
	check(err)

	first := s.make("title: One\n")
	s.make("title: Two\n")
	_, err = s.Create(ctx, s.ada, projects.NewProject{Source: []byte("title: Three\n")})
	fmt.Println(errors.Is(err, errFew), err)

	first, err = s.Trash(ctx, s.ada, first.ID, first.Version)
	check(err)
	check(s.Purge(ctx, s.ada, first.ID, first.Version)) // what is in the trash counts
	fmt.Println(s.make("title: Three\n").Name)
	// Output:
	// true you have two planners already
	// Three
}

// Whoever counts projects compares it now and then with what there is, in short steps.
func ExampleOwned() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	for _, by := range []projects.Actor{s.grace, s.ada, s.grace} {
		_, err := s.Create(ctx, by, projects.NewProject{Source: []byte("title: Mine\n")})
		check(err)
	}

	have := map[string]int{}
	const limit = 2
	for after, more := (projects.OwnedProject{}), true; more; {
		check(s.db.Read(ctx, func(r sqldb.Reader) error {
			page, err := projects.Owned(ctx, r, after, limit)
			for _, p := range page {
				have[p.Owner]++
				after = p
			}
			more = len(page) == limit
			return err
		}))
	}
	fmt.Println(have)
	// Output:
	// map[ada:1 grace:2]
}
