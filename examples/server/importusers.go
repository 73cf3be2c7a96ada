package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/einkpdf/platform/migrate"
)

type importUsersCmd struct {
	From          string            `arg:"" help:"The predecessor's data folder, its einkpdf.sqlite, or its users.json. It is only read."`
	Apply         bool              `help:"Import them. Without it: say what would be done."`
	SkipProblems  bool              `help:"Import the others although there are users that cannot be imported."`
	Rename        map[string]string `placeholder:"ID=NAME" mapsep:"none" help:"Give the user with this id another name. May be repeated."`
	JSON          bool              `name:"json" help:"Print the report as JSON."`
	ShowAddresses bool              `help:"Show the mail addresses, too."`
}

// errProblems are users that are not imported.
var errProblems = errors.New("some users cannot be imported")

// Run imports users, or says what would be imported.
func (c *importUsersCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	if c.SkipProblems && !c.Apply {
		return &usageError{"--skip-problems goes with --apply"}
	}
	from, err := migrate.ReadUsers(ctx, c.From)
	if err != nil {
		return err
	}
	report, err := c.importFrom(ctx, from, *d)
	if err != nil {
		return err
	}
	if err := c.print(s.out, report); err != nil {
		return err
	}
	switch {
	case report.Problems() == 0:
		return nil
	case report.Applied:
		return fmt.Errorf("%w: the others were", errProblems)
	}
	return fmt.Errorf("%w, see above; nothing was written", errProblems)
}

// importFrom does it, and removes the copies before anything is printed: a pipe
// that nobody reads any more ends the process.
func (c *importUsersCmd) importFrom(ctx context.Context, from *migrate.UserSource, d dataFolder) (report *migrate.UsersReport, err error) {
	o := migrate.UsersOptions{SkipProblems: c.SkipProblems, Rename: c.Rename}
	used, err := d.used(ctx)
	if err != nil {
		return nil, err
	}
	if !c.Apply || !used {
		// Where there is no database yet, also to apply: an import that is
		// refused, or has nothing to do, is to leave no empty one behind.
		report, err := tryImport(ctx, from, d, o)
		if err != nil || !c.Apply || report.Counts.New == 0 || report.Problems() > 0 && !c.SkipProblems {
			return report, err
		}
	}
	db, err := d.create(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	o.Apply = true
	if used {
		o.BackupTo = d.beside("before-import")
	}
	report, err = migrate.Users(ctx, from, db, o)
	if errors.Is(err, migrate.ErrProblems) { // the report says so
		err = nil
	}
	return report, err
}

// tryImport says what would be done, and does it on a copy.
func tryImport(ctx context.Context, from *migrate.UserSource, d dataFolder, o migrate.UsersOptions) (report *migrate.UsersReport, err error) {
	db, done, err := d.copied(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	return migrate.Users(ctx, from, db, o)
}

func (c *importUsersCmd) print(w io.Writer, r *migrate.UsersReport) error {
	if c.JSON {
		if !c.ShowAddresses {
			r.HideAddresses()
		}
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	if err := r.WriteText(w, c.ShowAddresses); err != nil {
		return err
	}
	return printDone(w, r.Applied, r.Counts.New, r.Problems())
}

// printDone says what an import did, and what to do next.
func printDone(w io.Writer, applied bool, fresh, problems int) error {
	say := "Nothing was written. To import them, add --apply."
	switch {
	case applied:
		say = fmt.Sprintf("Imported and verified: %d.", fresh)
	case problems > 0 && fresh > 0:
		say = "Nothing was written. Mend what is said above, or import the others with --apply --skip-problems."
	case problems > 0:
		say = "Nothing was written. Mend what is said above."
	case fresh == 0:
		say = "There is nothing to import."
	}
	_, err := fmt.Fprintln(w, say)
	return err
}
