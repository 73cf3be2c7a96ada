package projects_test

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// The owner of a project lets somebody look at it, then edit it, and ends that.
func ExampleService_Share() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Family\n")
	_, err := s.Share(ctx, s.ada, p.ID, s.grace.User, projects.Viewer)
	fmt.Println(err)
	shared, _, err := s.List(ctx, s.grace, projects.Filter{Shelf: projects.Shared}, "", 0)
	fmt.Println(shared[0].Name, shared[0].Role, err)
	_, err = s.Replace(ctx, s.grace, p.ID, p.Version, []byte("title: Our family\n"))
	fmt.Println(err)

	_, err = s.Share(ctx, s.ada, p.ID, s.grace.User, projects.Editor)
	fmt.Println(err)
	p, err = s.Replace(ctx, s.grace, p.ID, p.Version, []byte("title: Our family\n"))
	fmt.Println(p.Name, p.UpdatedBy, err)

	grants, err := s.Grants(ctx, s.ada, p.ID)
	fmt.Println(grants[0].User, grants[0].Role, err)
	fmt.Println(s.Unshare(ctx, s.ada, p.ID, s.grace.User))
	_, err = s.Get(ctx, s.grace, p.ID)
	fmt.Println(err)
	// Output:
	// <nil>
	// Family viewer <nil>
	// projects: You may look at this project as it is now. To change it, or to see how it was before, please ask its owner to make you an editor.
	// <nil>
	// Our family grace <nil>
	// grace editor <nil>
	// <nil>
	// projects: There is no such project. Please look among yours, or ask its owner to share it.
}

// A project is shown to everybody: as it is now, until it is published again.
func ExampleService_Publish() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Müller's Week\npages: 52\n")
	e, err := s.Publish(ctx, s.ada, p.ID, projects.Publication{Description: "A page for each week.", Author: "Ada"})
	fmt.Println(e.Slug, e.Version, err)
	_, err = s.Replace(ctx, s.ada, p.ID, p.Version, []byte("title: Not ready yet\n"))
	check(err)

	found, _, err := s.Gallery(ctx, projects.GalleryFilter{Query: "each WEEK", Order: projects.Popular}, "", 0)
	check(err)
	for _, e := range found {
		fmt.Printf("%s by %s, %d pages: %s\n", e.Name, e.Author, e.Pages, e.Description)
	}
	_, _, source, err := s.Published(ctx, "mullers-week")
	fmt.Printf("%q %v\n", source, err)

	admin := projects.Actor{User: "boss", Admin: true}
	fmt.Println(s.Unpublish(ctx, admin, p.ID, ""))
	fmt.Println(s.Unpublish(ctx, admin, p.ID, "Müller asked for it"))
	_, _, _, err = s.Published(ctx, "mullers-week")
	fmt.Println(err)
	// Output:
	// mullers-week 1 <nil>
	// Müller's Week by Ada, 52 pages: A page for each week.
	// "title: Müller's Week\npages: 52\n" <nil>
	// projects: Please say why: it is kept with what you do.
	// <nil>
	// projects: There is no such entry in the gallery.
}

// Somebody takes a copy from the gallery. It is a project of their own.
func ExampleService_Clone() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Week\n")
	_, err := s.Clone(ctx, s.grace, p.ID, "")
	fmt.Println(err)
	_, err = s.Publish(ctx, s.ada, p.ID, projects.Publication{})
	check(err)

	c, err := s.Clone(ctx, s.grace, p.ID, "My week")
	fmt.Println(c.Name, c.Owner, c.Version, err)
	fmt.Println(c.Origin.Name, c.Origin.Version, c.Origin.Project == p.ID)
	e, _, _, err := s.Published(ctx, "week")
	fmt.Println(e.Clones, err)
	// Output:
	// projects: There is no such project. Please look among yours, or ask its owner to share it.
	// My week grace 1 <nil>
	// Week 1 true
	// 1 <nil>
}

// Whoever keeps images asks who may read one because a project uses it.
func ExampleService_MayReadAsset() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Family\nasset: photo\n")
	fmt.Println(s.MayReadAsset(ctx, s.grace, "photo"))
	_, err := s.Share(ctx, s.ada, p.ID, s.grace.User, projects.Viewer)
	check(err)
	fmt.Println(s.MayReadAsset(ctx, s.grace, "photo"))
	_, err = s.Replace(ctx, s.ada, p.ID, p.Version, []byte("title: Family\n"))
	check(err)
	fmt.Println(s.MayReadAsset(ctx, s.grace, "photo")) // a viewer sees the current version alone
	fmt.Println(s.MayReadAsset(ctx, s.ada, "photo"))
	// Output:
	// false <nil>
	// true <nil>
	// false <nil>
	// true <nil>
}

// Whoever keeps images finds which projects use one, and takes it away from them.
func ExampleAssetUses() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Family\nasset: photo\n")
	_, err := s.Replace(ctx, s.ada, p.ID, p.Version, []byte("title: Family\n"))
	check(err)
	uses := projects.NewAssetUses(s.db)
	check(s.db.Write(ctx, func(tx *sqldb.Tx) error {
		found, err := uses.ProjectsUsing(ctx, tx, s.ada.User, "photo", 10)
		fmt.Println(found[p.ID], err) // its first version does
		if err := uses.DetachAsset(ctx, tx, s.ada.User, "photo"); err != nil {
			return err
		}
		found, err = uses.ProjectsUsing(ctx, tx, s.ada.User, "photo", 10)
		fmt.Println(len(found), err)
		return nil
	}))
	fmt.Println(uses.MayReadAsset(ctx, s.ada.User, "photo"))
	// Output:
	// Family <nil>
	// 0 <nil>
	// false <nil>
}

// Places in the gallery are made of names.
func ExampleSlugOf() {
	fmt.Println(projects.SlugOf("Émilie's Straße, 2026!"))
	fmt.Println(projects.SlugOf("日記"))
	fmt.Println(projects.CheckSlug("Not a slug"))
	// Output:
	// emilies-strasse-2026
	// planner
	// projects: This has 3 to 80 characters: words of small letters a to z and digits, with single hyphens between them.
}

// An admin sees which projects a user has, but not what is in them.
func ExampleService_ListOf() {
	ctx := context.Background()
	s := newPlanners()
	defer s.close()
	p := s.make("title: Diary\n")
	admin := projects.Actor{User: "boss", Admin: true}
	all, _, err := s.ListOf(ctx, admin, "ada", projects.Filter{}, "", 0)
	fmt.Println(all[0].Name, all[0].Bytes, err)
	_, _, err = s.Read(ctx, admin, p.ID)
	fmt.Println(err)
	_, _, err = s.ListOf(ctx, s.grace, "ada", projects.Filter{}, "", 0)
	fmt.Println(err)
	// Output:
	// Diary 13 <nil>
	// projects: There is no such project. Please look among yours, or ask its owner to share it.
	// projects: This is for admins. Please ask one.
}
