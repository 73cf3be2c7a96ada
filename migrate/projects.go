package migrate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// ErrOwner is a ProjectsOptions.Owners of a project that is not in the source, or
// with what can be nobody's id. Whether the owner is here is in the report.
var ErrOwner = errors.New("migrate: cannot be the owner")

// ActionProjects is the audit event of an import of projects; its detail has the
// counts. Each project has an event of its own, projects.ActionImport.
const ActionProjects = "migrate.projects"

// ImageKeeper keeps the images that the predecessor had inside its project files, in
// two steps, after a look at them: what takes long is done outside of any transaction, so that nobody waits
// for it who wants to write. Their errors refuse the project, and are in the report.
type ImageKeeper interface {
	// Check tells whether Prepare would take an image, for a dry run: it changes nothing.
	Check(ctx context.Context, owner, name string, data []byte) error
	// Prepare makes an image ready to be an asset of the owner's, and returns the id
	// by which the project file will name it: at most projects.MaxAsset bytes. Until
	// Keep it belongs to nobody, and goes if that does not follow. The same image of an
	// owner has the same id each time. name is what the file calls it, as
	// image-1.png; data must not be changed.
	Prepare(ctx context.Context, owner, name string, data []byte) (id string, err error)
	// Keep makes what was prepared an asset of the owner's, which a project uses. It
	// takes part in the transaction of the project, and may be called more than once,
	// also when nothing is committed in the end.
	Keep(ctx context.Context, tx *sqldb.Tx, owner, id string) error
}

// ProjectsOptions are what Projects does. The zero value says what would be done.
type ProjectsOptions struct {
	Apply        bool // commits, if there are no problems
	SkipProblems bool // commits although there are, without the projects that have them
	// BackupTo is a file that is not there, for a backup of the database before
	// the first project is written, if any is. SQLite alone has this: for
	// PostgreSQL it stays "", and pg_dump does it.
	BackupTo string
	// Owners has other owners for projects, by id of the project: ids of users.
	// It is for those of which the predecessor has lost the owner.
	Owners map[string]string
	// Images keeps the images inside the projects. nil: a project with images is
	// a problem.
	Images ImageKeeper
	// Quota is told of each project, as imported. nil: nobody counts.
	Quota projects.Quota
	// Files says what is in the project files that are made. nil is
	// projectfile.New with a minute for each file, for nobody waits for it.
	Files projects.Files
	Now   func() time.Time // nil is time.Now
}

// Projects imports the projects of from, and what is published of them, that are
// not in the database to, which has the tables of packages audit, auth and
// projects and the users already. Ids are kept. Those that are there stay as they are
// there. Those that were there and were purged, or whose owner was deleted, as the
// audit trail says for as long as it is kept, are not imported again.
//
// Each project is read and converted by itself, its images are prepared, and then it is
// written in a transaction with these, its audit event and its place in the gallery,
// and read back before the commit. What was interrupted is finished by another go. Without Apply,
// Projects does all that, but only looks at the images, and rolls back. With Apply and without
// SkipProblems it does that first, for all projects, and if there are problems it writes nothing and
// returns ErrProblems with the report. A problem that only the writing brings to
// light, such as a disk that is full of images, is in the report, and the
// other projects are imported all the same.
//
// Beside ErrProblems the report comes with the errors of the database, of
// sqldb.DB.Backup, of Files and of ctx, and says how far it came; with ErrOwner
// and when the source cannot be read it is nil.
func Projects(ctx context.Context, from *ProjectSource, to *sqldb.DB, o ProjectsOptions) (report *ProjectsReport, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Files == nil {
		o.Files = projectfile.New(projectfile.Config{Timeout: time.Minute})
	}
	if err := from.checkOwners(o.Owners); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(from.Path)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer func() { _ = root.Close() }() // only read
	if !o.Apply || !o.SkipProblems {
		i := newProjectsImport(from, root, to, o)
		if err := i.all(ctx); err != nil || !o.Apply {
			return i.report, wrap(err)
		}
		if i.report.Problems() > 0 {
			return i.report, ErrProblems
		}
		if i.report.Counts.New == 0 {
			return i.report, nil
		}
	}
	i := newProjectsImport(from, root, to, o)
	i.write = true
	err = i.all(ctx)
	if i.report.Applied {
		err = errors.Join(err, i.record(context.WithoutCancel(ctx)))
	}
	return i.report, wrap(err)
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("migrate: %w", err)
}

// checkOwners finds mistakes in Owners.
func (s *ProjectSource) checkOwners(owners map[string]string) error {
	for _, id := range sortedKeys(owners) {
		if !slices.ContainsFunc(s.projects, func(p sourceProject) bool { return p.id == id }) {
			return fmt.Errorf("%w: there is no project %q", ErrOwner, short(visible(id)))
		}
		if !idForm.MatchString(owners[id]) {
			return fmt.Errorf("%w: %q is no id of a user", ErrOwner, short(visible(owners[id])))
		}
	}
	return nil
}

// projectsImport is one go at an import.
type projectsImport struct {
	from   *ProjectSource
	root   *os.Root
	to     *sqldb.DB
	o      ProjectsOptions
	write  bool
	report *ProjectsReport

	slugs  map[string]int    // by what was wanted: the number of the last one given away in this go
	taken  map[string]bool   // slugs of this go that are not committed
	titles map[string]string // names of projects in the source, as far as they were asked for
}

func newProjectsImport(from *ProjectSource, root *os.Root, to *sqldb.DB, o ProjectsOptions) *projectsImport {
	return &projectsImport{
		from: from, root: root, to: to, o: o, slugs: map[string]int{}, taken: map[string]bool{}, titles: map[string]string{},
		report: &ProjectsReport{Source: from.Path, Strays: append([]Stray{}, from.Strays...), MoreStrays: from.MoreStrays, Projects: make([]ProjectResult, 0, len(from.projects))},
	}
}

// all goes through all projects.
func (i *projectsImport) all(ctx context.Context) error {
	for _, p := range i.from.projects {
		if err := ctx.Err(); err != nil {
			return err
		}
		result, err := i.one(ctx, p)
		if err != nil {
			return fmt.Errorf("project %s: %w", p.id, err)
		}
		i.report.add(result)
	}
	return nil
}

// one does what is to be done with a project. The error is of what ends the import.
func (i *projectsImport) one(ctx context.Context, p sourceProject) (ProjectResult, error) {
	c := i.candidate(p)
	c.checkIDs()
	if c.result.Status != "" {
		return c.result, nil
	}
	err := i.to.Write(ctx, func(tx *sqldb.Tx) error { // looks alone; auth wants a Tx for its rows
		if err := c.find(ctx, tx); err != nil {
			return err
		}
		return errDryRun
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return c.result, err
	}
	if c.result.Status != "" && c.result.Status != Unchanged { // which compare is to say
		if data, _, err := readWithin(i.root, p.main(), maxProject); err == nil { // else it has no name
			c.result.Name = cutRunes(readMetadata(data).name, projects.MaxName)
		}
		return c.result, nil
	}
	if err := i.load(ctx, c); err != nil {
		return c.result, err
	}
	if c.result.Status != "" {
		return c.result, nil
	}
	err = i.put(ctx, c)
	return c.result, err
}

// backup makes the backup before the first project.
func (i *projectsImport) backup(ctx context.Context) error {
	if !i.write || i.o.BackupTo == "" || i.report.Backup != "" {
		return nil
	}
	if _, err := i.to.Backup(ctx, i.o.BackupTo); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	i.report.Backup = i.o.BackupTo
	return nil
}

// record says in the trail what was done.
func (i *projectsImport) record(ctx context.Context) error {
	n := i.report.Counts
	return i.to.Write(ctx, func(tx *sqldb.Tx) error {
		return audit.Record(ctx, tx, audit.Event{
			At: i.o.Now(), Actor: importer(ctx), Action: ActionProjects, Object: "source:" + filepath.Base(i.from.Path),
			Detail: map[string]string{
				"new": strconv.Itoa(n.New), "unchanged": strconv.Itoa(n.Unchanged), "changed": strconv.Itoa(n.Changed), "deleted": strconv.Itoa(n.Deleted),
				"no-owner": strconv.Itoa(n.NoOwner), "images": strconv.Itoa(n.Images), "invalid": strconv.Itoa(n.Invalid),
			},
		})
	})
}

// importer is who imports.
func importer(ctx context.Context) string {
	if actor := audit.OriginOf(ctx).Actor; actor != "" {
		return actor
	}
	return audit.Operator
}
