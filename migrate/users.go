package migrate

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

var (
	// ErrProblems is an Apply that wrote nothing, because of the problems in
	// the report that comes with it.
	ErrProblems = errors.New("migrate: there are problems, nothing was written")
	// ErrRename is a UsersOptions.Rename of a user who is not in the source, or
	// to a name that is none.
	ErrRename = errors.New("migrate: cannot rename")
)

// ActionUsers is the audit event of an import; its detail has the counts.
const ActionUsers = "migrate.users"

// UsersOptions are what Users does. The zero value says what would be done.
type UsersOptions struct {
	Apply        bool // commits, if there are no problems
	SkipProblems bool // commits although there are, without the users that have them
	// BackupTo is a file that is not there, for a backup of the database before
	// anything is written, if anything will be. SQLite alone has this: for
	// PostgreSQL it stays "", and pg_dump does it.
	BackupTo string
	// Rename has other names for users, by id: as auth.CheckName allows them.
	Rename map[string]string
	// Terms is the version of the terms that the predecessor's users accepted.
	// "" is "predecessor".
	Terms string
	Now   func() time.Time // nil is time.Now
}

// errDryRun rolls back.
var errDryRun = errors.New("nothing is committed")

// Users imports the users of from that are not in the database to, which has the
// tables of packages audit and auth. Those that are there, by id, stay as they
// are there, and their names in the source do not matter any more: a Rename
// need not be said again. Those that were there and were deleted, as the audit trail says for
// as long as it is kept, are not imported again.
//
// Everything happens in one transaction: the users, their reset tokens, and an
// audit event with the counts. Before the commit each user is read back and
// compared. Without Apply, Users does all that and rolls back. With Apply it
// writes nothing, not even an event, when no user is new; and when there are
// problems it writes nothing either, and returns ErrProblems with the report,
// unless SkipProblems.
//
// The report is nil beside any other error: ErrRename, those of the database,
// and those of sqldb.DB.Backup. Then nothing was written but the backup.
func Users(ctx context.Context, from *UserSource, to *sqldb.DB, o UsersOptions) (*UsersReport, error) {
	if o.Terms == "" {
		o.Terms = "predecessor"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	rename, err := checkRename(from, o.Rename)
	if err != nil {
		return nil, err
	}
	o.Rename = rename
	backup := ""
	if o.Apply && o.BackupTo != "" {
		// Looked at first, since a backup cannot be made within a transaction.
		var ahead *usersImport
		err := to.Write(ctx, func(tx *sqldb.Tx) error {
			ahead = &usersImport{from: from, o: o}
			if err := ahead.look(ctx, tx); err != nil {
				return err
			}
			return errDryRun
		})
		if !errors.Is(err, errDryRun) {
			return nil, fmt.Errorf("migrate: %w", err)
		}
		if ahead.commits() == nil {
			if _, err := to.Backup(ctx, o.BackupTo); err != nil {
				return nil, fmt.Errorf("migrate: backup: %w", err)
			}
			backup = o.BackupTo
		}
	}
	var i *usersImport
	err = to.Write(ctx, func(tx *sqldb.Tx) error {
		i = &usersImport{from: from, o: o}
		if err := i.look(ctx, tx); err != nil {
			return err
		}
		if err := i.write(ctx, auth.JoinSQL(tx)); err != nil {
			return err
		}
		return i.commits()
	})
	if err != nil && !errors.Is(err, errDryRun) && !errors.Is(err, ErrProblems) {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	i.report.Applied, i.report.Backup = err == nil, backup
	if errors.Is(err, ErrProblems) {
		return i.report, ErrProblems
	}
	return i.report, nil
}

// checkRename returns the names as they are kept.
func checkRename(from *UserSource, rename map[string]string) (map[string]string, error) {
	names := make(map[string]string, len(rename))
	for id, name := range rename {
		if !slices.ContainsFunc(from.users, func(u sourceUser) bool { return u.id == id }) {
			return nil, fmt.Errorf("%w: there is no user %q", ErrRename, short(id))
		}
		name, err := auth.CheckName(name)
		if err != nil {
			return nil, fmt.Errorf("%w: user %s: %w", ErrRename, id, err)
		}
		names[id] = name
	}
	return names, nil
}

// usersImport is one go at an import.
type usersImport struct {
	from   *UserSource
	o      UsersOptions
	all    []*candidate
	resets []auth.Pending
	report *UsersReport
}

// look decides what to do, with what is here in view.
func (i *usersImport) look(ctx context.Context, tx *sqldb.Tx) error {
	i.all = judge(i.from, i.o)
	i.report = &UsersReport{Source: i.from.Path, Users: make([]UserResult, 0, len(i.all))}
	r := auth.JoinSQL(tx)
	deleted, err := deletedHere(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range i.all {
		if err := c.find(ctx, r, deleted); err != nil {
			return err
		}
	}
	collide(i.all)
	for _, c := range i.all {
		if !c.here {
			if err := c.compare(ctx, r); err != nil {
				return err
			}
		}
		i.report.Counts.add(c.result.Status)
		i.report.Users = append(i.report.Users, c.result)
	}
	return i.lookAtResets(ctx, r)
}

// commits returns nil when the import is to be committed, or why not.
func (i *usersImport) commits() error {
	switch {
	case !i.o.Apply:
		return errDryRun
	case i.report.Problems() > 0 && !i.o.SkipProblems:
		return ErrProblems
	case i.report.Counts.New == 0:
		return errDryRun
	}
	return nil
}

// write writes what is new, reads it back, and says so in the trail.
func (i *usersImport) write(ctx context.Context, w auth.Writer) error {
	if i.report.Counts.New == 0 {
		return nil
	}
	for _, c := range i.all {
		if c.result.Status != New {
			continue
		}
		if err := w.AddAccount(ctx, c.account); err != nil {
			return fmt.Errorf("user %s: %w", c.account.ID, err)
		}
	}
	for _, p := range i.resets {
		if err := w.PutPending(ctx, p); err != nil {
			return fmt.Errorf("reset of user %s: %w", p.UserID, err)
		}
	}
	if err := i.verify(ctx, w); err != nil {
		return err
	}
	n := i.report.Counts
	e := audit.Event{
		At: i.o.Now(), Actor: audit.OriginOf(ctx).Actor, Action: ActionUsers, Object: "source:" + filepath.Base(i.from.Path),
		Detail: map[string]string{
			"new": strconv.Itoa(n.New), "unchanged": strconv.Itoa(n.Unchanged), "changed": strconv.Itoa(n.Changed),
			"collision": strconv.Itoa(n.Collision), "invalid": strconv.Itoa(n.Invalid), "deleted": strconv.Itoa(n.Deleted), "resets": strconv.Itoa(i.report.Resets.Kept),
		},
	}
	if e.Actor == "" {
		e.Actor = audit.Operator
	}
	return w.Record(ctx, e)
}

// verify reads back each user and reset and compares it with what was meant.
func (i *usersImport) verify(ctx context.Context, r auth.Reader) error {
	for _, c := range i.all {
		if c.result.Status != New {
			continue
		}
		id := c.account.ID
		have, err := r.Account(ctx, id)
		if err != nil {
			return fmt.Errorf("reading back user %s: %w", id, err)
		}
		if differs := differences(c.account, have); len(differs) > 0 || !have.UpdatedAt.Equal(c.account.UpdatedAt) {
			return fmt.Errorf("user %s was written, and reads otherwise: %v", id, differs)
		}
	}
	for _, p := range i.resets {
		have, err := r.PendingByToken(ctx, auth.PendingReset, p.TokenHash)
		if err != nil {
			return fmt.Errorf("reading back a reset of user %s: %w", p.UserID, err)
		}
		if have.UserID != p.UserID || !have.ExpiresAt.Equal(p.ExpiresAt) {
			return fmt.Errorf("a reset of user %s was written, and reads otherwise", p.UserID)
		}
	}
	return nil
}
