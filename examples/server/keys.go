package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth/keys"
)

type keysCmd struct {
	Init   keysInitCmd   `cmd:"" help:"Make the keys that sign access tokens, unless they are there."`
	List   keysListCmd   `cmd:"" help:"Say which keys there are."`
	Rotate keysRotateCmd `cmd:"" help:"Make another key sign. The one before still verifies what it signed."`
	Revoke keysRevokeCmd `cmd:"" help:"Remove a key that leaked. It must not be the one that signs."`
}

// keyLifetime is how long a key verifies after it was replaced.
const keyLifetime = 24 * time.Hour

// recordTime is how long recording what was done may take.
const recordTime = 30 * time.Second

// keys is the file of the keys that sign access tokens.
func (d dataFolder) keys() string { return filepath.Join(string(d), "keys.json") }

// ring opens the keys, which are there.
func (d dataFolder) ring() (*keys.Ring, error) {
	if _, err := os.Lstat(d.keys()); errors.Is(err, fs.ErrNotExist) {
		return nil, &usageError{fmt.Sprintf("there are no keys %s; make them: server keys init", d.keys())}
	}
	return keys.Open(keys.Config{Path: d.keys(), Production: true, Lifetime: keyLifetime})
}

// errUnrecorded is a change of the keys that is made and not in the audit trail. To make
// it once more would be another change.
var errUnrecorded = errors.New("the keys were changed, but that could not be recorded")

type keysInitCmd struct{}

// Run makes the keys.
func (keysInitCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	if _, err := os.Lstat(d.keys()); err == nil {
		r, err := d.ring()
		if err != nil {
			return err
		}
		fmt.Fprintln(s.out, "The keys are there. Nothing was changed.")
		return printKeys(s.out, r)
	}
	if err := d.make(); err != nil {
		return err
	}
	r, err := keys.Open(keys.Config{Path: d.keys(), Lifetime: keyLifetime})
	if err != nil {
		return err
	}
	return d.changed(ctx, s.out, r, "keys.init", r.Keys()[0].ID)
}

type keysListCmd struct{}

// Run lists the keys, without their secrets.
func (keysListCmd) Run(d *dataFolder, s streams) error {
	r, err := d.ring()
	if err != nil {
		return err
	}
	return printKeys(s.out, r)
}

type keysRotateCmd struct{}

// Run makes another key sign.
func (keysRotateCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	r, err := d.ring()
	if err != nil {
		return err
	}
	id, err := r.Rotate()
	if err != nil {
		return err
	}
	return d.changed(ctx, s.out, r, "keys.rotate", id)
}

type keysRevokeCmd struct {
	ID string `arg:"" name:"id" help:"Of the key: see list."`
}

// Run removes a key.
func (c *keysRevokeCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	r, err := d.ring()
	if err != nil {
		return err
	}
	switch err := r.Revoke(c.ID); {
	case errors.Is(err, keys.ErrNotFound):
		return &usageError{fmt.Sprintf("there is no key %q; see: server keys list", c.ID)}
	case errors.Is(err, keys.ErrSigning):
		return &usageError{"this key signs; first: server keys rotate"}
	case err != nil:
		return err
	}
	return d.changed(ctx, s.out, r, "keys.revoke", c.ID)
}

// changed records a change of the keys, and lists them. What is done is recorded
// and said also to who interrupts it now, or reads no more of what is printed.
func (d dataFolder) changed(ctx context.Context, out io.Writer, r *keys.Ring, action, id string) error {
	err := d.record(ctx, action, id)
	if err != nil {
		err = fmt.Errorf("%w: %w", errUnrecorded, err)
	}
	return errors.Join(err, printKeys(out, r))
}

// record writes an audit event of a change of the keys, if there is a database
// yet. It does not heed that ctx ends.
func (d dataFolder) record(ctx context.Context, action, id string) error {
	if there, err := d.exists(); err == nil && !there {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	db, err := d.open(ctx)
	if err != nil {
		return err
	}
	err = audit.NewSQL(db, audit.Config{}).Record(ctx, audit.Event{Actor: audit.Operator, Action: action, Object: "key:" + id})
	return errors.Join(err, db.Close())
}

func printKeys(out io.Writer, r *keys.Ring) error {
	const minutes = "2006-01-02 15:04 UTC"
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY\tMADE\tSTATUS")
	for i, k := range r.Keys() {
		status := "signs"
		if end := k.Retired.Add(keyLifetime); i > 0 && time.Now().Before(end) {
			status = "verifies until " + end.Format(minutes)
		} else if i > 0 {
			status = "over; the next rotation removes it"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", k.ID, k.Created.Format(minutes), status)
	}
	return table.Flush()
}
