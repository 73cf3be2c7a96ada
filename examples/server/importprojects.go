package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/einkpdf/platform/migrate"
)

type importProjectsCmd struct {
	From         string            `arg:"" help:"The predecessor's data folder. It is only read."`
	Apply        bool              `help:"Import them. Without it: say what would be done."`
	SkipProblems bool              `help:"Import the others although there are projects that cannot be imported."`
	Owner        map[string]string `placeholder:"ID=USER" mapsep:"none" help:"Give the project with this id to the user with that id. May be repeated."`
	Notes        bool              `help:"Say of each project what is not as it was."`
	JSON         bool              `name:"json" help:"Print the report as JSON."`
}

// errProjectProblems are projects that are not imported.
var errProjectProblems = errors.New("some projects cannot be imported")

// importedPartly is an import that came to an end in the middle.
const importedPartly = "some projects were imported; run it again for the others"

// Run imports projects, or says what would be imported.
func (c *importProjectsCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	if c.SkipProblems && !c.Apply {
		return &usageError{"--skip-problems goes with --apply"}
	}
	from, err := migrate.ReadProjects(ctx, c.From)
	if err != nil {
		return err
	}
	report, err := c.importFrom(ctx, from, *d)
	if err != nil {
		if report != nil && report.Applied {
			err = &partlyError{importedPartly, err}
		}
		return err
	}
	if err := c.print(s.out, report); err != nil {
		return err
	}
	switch {
	case report.Problems() == 0:
		return nil
	case report.Applied:
		return fmt.Errorf("%w: the others were", errProjectProblems)
	}
	return fmt.Errorf("%w, see above; nothing was written", errProjectProblems)
}

// importFrom does it, on a copy if nothing is to be applied.
func (c *importProjectsCmd) importFrom(ctx context.Context, from *migrate.ProjectSource, d dataFolder) (report *migrate.ProjectsReport, err error) {
	o := migrate.ProjectsOptions{SkipProblems: c.SkipProblems, Owners: c.Owner}
	used, err := d.used(ctx)
	if err != nil {
		return nil, err
	}
	if !c.Apply || !used { // without a database there are no users, and nothing to write
		all, db, done, err := d.rehearsal(ctx)
		if err != nil {
			return nil, err
		}
		o.Images = all.assets.Keeper()
		report, err := migrate.Projects(ctx, from, db, o)
		return report, errors.Join(err, done())
	}
	all, db, done, err := d.real(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	o.Images = all.assets.Keeper()
	o.Apply, o.BackupTo = true, d.beside("before-import")
	report, err = migrate.Projects(ctx, from, db, o)
	if errors.Is(err, migrate.ErrProblems) { // the report says so
		err = nil
	}
	if err == nil {
		_, err = all.quotas.Sweep(ctx) // what was brought in counts from now on, and is never refused
	}
	return report, err
}

func (c *importProjectsCmd) print(w io.Writer, r *migrate.ProjectsReport) error {
	if c.JSON {
		r.HideAddresses()
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	if err := r.WriteText(w, c.Notes); err != nil {
		return err
	}
	return printDone(w, r.Applied, r.Counts.New, r.Problems())
}
