package projects_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// A program sets up projects; somebody makes one, and changes it.
func Example() {
	if err := start(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// My year: version 1, 1 pages
	// My year: version 2, 365 pages
}

func start(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "projects") // the data folder of the server
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()

	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, projects.Schema()); err != nil {
		return err
	}
	service, err := projects.New(projects.Config{
		Store: projects.NewSQL(db),
		Files: &projectstest.Files{}, // a server has projectfile.New(projectfile.Config{})
	})
	if err != nil {
		return err
	}
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	service.Subscribe(outbox, "auth.user-deleted") // and outbox.Run somewhere

	by := projects.Actor{User: "ada"} // the id of whoever is logged in
	p, err := service.Create(ctx, by, projects.NewProject{Source: []byte("title: My year\n")})
	if err != nil {
		return err
	}
	fmt.Printf("%s: version %d, %d pages\n", p.Name, p.Version, p.Pages)

	p, err = service.Replace(ctx, by, p.ID, p.Version, []byte("title: My year\npages: 365\n"))
	if err != nil {
		return err
	}
	fmt.Printf("%s: version %d, %d pages\n", p.Name, p.Version, p.Pages)
	return nil
}

// planners is a Service as the example above sets it up, with a clock that stands
// still, and two users.
type planners struct {
	*projects.Service
	db         *sqldb.DB
	outbox     *sqldb.Outbox
	clock      *sqldbtest.Clock
	close      func()
	ada, grace projects.Actor
}

func newPlanners(change ...func(c *projects.Config)) *planners {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "projects")
	check(err)
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{Normal: true})
	check(err)
	check(db.Migrate(ctx, projects.Schema()))
	p := &planners{
		db: db, outbox: sqldb.NewOutbox(db, sqldb.OutboxConfig{}), clock: sqldbtest.NewClock(),
		ada: projects.Actor{User: "ada"}, grace: projects.Actor{User: "grace"},
		close: func() {
			check(db.Close())
			check(os.RemoveAll(folder))
		},
	}
	c := projects.Config{Store: projects.NewSQL(db), Files: &projectstest.Files{}, Now: p.clock.Now}
	for _, fn := range change {
		fn(&c)
	}
	p.Service, err = projects.New(c)
	check(err)
	p.Subscribe(p.outbox, "auth.user-deleted")
	return p
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// make makes a project of ada's.
func (p *planners) make(source string) projects.Project {
	made, err := p.Create(context.Background(), p.ada, projects.NewProject{Source: []byte(source)})
	check(err)
	return made
}

// A draft that nothing can be made of is kept as it is, and says what is wrong.
func ExampleService_Create() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()

	p, err := s.Create(ctx, s.ada, projects.NewProject{Name: "Travel", Source: []byte("title: On the road\nfaulty\n")})
	fmt.Println(p.Name, p.Draft, err)
	v, source, err := s.Read(ctx, s.ada, p.ID)
	fmt.Printf("%q %v\n", source, err)
	for _, e := range v.Facts.Errors {
		fmt.Printf("line %d: %s %s\n", e.Line, e.Message, e.Hint)
	}
	// Output:
	// Travel true <nil>
	// "title: On the road\nfaulty\n" <nil>
	// line 2: This is a fault. Take it away.
}

// Two people edit the same version: the second is told what has happened meanwhile,
// and writes again when that is taken into account.
func ExampleService_Replace() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Ours\n")
	_, err := s.Share(ctx, s.ada, p.ID, s.grace.User, projects.Editor)
	check(err)

	s.clock.Advance(time.Minute)
	_, err = s.Replace(ctx, s.grace, p.ID, 1, []byte("title: Ours, by Grace\n"))
	fmt.Println(err)

	_, err = s.Replace(ctx, s.ada, p.ID, 1, []byte("title: Ours, by Ada\n"))
	fmt.Println(errors.Is(err, projects.ErrConflict))
	if e, ok := errors.AsType[*projects.Error](err); ok {
		fmt.Println(e.Code, "version", e.Current.Version, "by", e.Current.By, "at", e.Current.At.Format(time.TimeOnly))
	}

	v, source, err := s.Read(ctx, s.ada, p.ID)
	fmt.Printf("%d %q %v\n", v.Number, source, err)
	p, err = s.Replace(ctx, s.ada, p.ID, v.Number, []byte("title: Ours, by Ada and Grace\n"))
	fmt.Println(p.Version, p.Name, err)
	// Output:
	// <nil>
	// true
	// version-conflict version 2 by grace at 09:31:00
	// 2 "title: Ours, by Grace\n" <nil>
	// 3 Ours, by Ada and Grace <nil>
}

// A page of projects after the other, sorted by name.
func ExampleService_List() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	for _, title := range []string{"Éclair", "day", "Zoo", "apple"} {
		s.make("title: " + title + "\n")
	}
	for after, page := "", 1; ; page++ {
		all, next, err := s.List(ctx, s.ada, projects.Filter{Order: projects.ByName}, after, 3)
		check(err)
		for _, p := range all {
			fmt.Println(page, p.Name)
		}
		if next == "" {
			break
		}
		after = next
	}
	found, _, err := s.List(ctx, s.ada, projects.Filter{Query: "PPL"}, "", 0)
	fmt.Println(found[0].Name, err)
	// Output:
	// 1 apple
	// 1 day
	// 1 Zoo
	// 2 Éclair
	// apple <nil>
}
