package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/projects"
)

type gcCmd struct {
	DryRun bool `help:"Say what would be removed."`
	Verify bool `help:"Also read all images and fonts, and find those that are damaged."`
	JSON   bool `name:"json" help:"Print the report as JSON."`
}

// Images or fonts of which the bytes are gone, or are others.
var (
	errMissing = errors.New("images or fonts are missing, see above; their owners can upload them again")
	errDamaged = errors.New("images or fonts are damaged, see above; their owners can upload them again")
	errBoth    = errors.New("images or fonts are damaged or missing, see above; their owners can upload them again")
)

// Run removes what nobody needs any more, or says what would be removed: that it tries
// on a copy of the database, since what goes first leaves more behind.
func (c *gcCmd) Run(ctx context.Context, d *dataFolder, s streams) (err error) {
	used, err := d.used(ctx)
	if err != nil {
		return err
	}
	if !used {
		return d.missing()
	}
	begin := d.real
	if c.DryRun {
		begin = d.rehearsal
	}
	all, _, done, err := begin(ctx)
	if err != nil {
		return err
	}
	var r collected
	swept, err := all.projects.Sweep(ctx)
	r.Projects = swept
	if err == nil {
		r.Assets, err = all.assets.Collect(ctx, assets.CollectOptions{DryRun: c.DryRun, Verify: c.Verify})
	}
	if err := errors.Join(err, done()); err != nil {
		if !c.DryRun {
			err = &partlyError{"some of it may have been removed; run it again for the rest", err}
		}
		return err
	}
	if err := c.print(s.out, r); err != nil {
		return err
	}
	switch missing, damaged := len(r.Assets.Missing) > 0, len(r.Assets.Damaged) > 0; {
	case missing && damaged:
		return errBoth
	case damaged:
		return errDamaged
	case missing:
		return errMissing
	}
	return nil
}

// collected is what went.
type collected struct {
	Projects projects.Swept   `json:"projects"`
	Assets   assets.Collected `json:"assets"`
}

func (c *gcCmd) print(w io.Writer, r collected) error {
	if c.JSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	a := r.Assets
	fmt.Fprintf(w, "projects: %d purged from the trash, %d old versions\n", r.Projects.Purged, r.Projects.Versions)
	fmt.Fprintf(w, "assets:   %d that no project uses any more, %d bytes; %d wait for that\n", a.Assets, a.Bytes, a.Waiting)
	fmt.Fprintf(w, "blobs:    %d that belong to no asset, %d bytes; %d too young to say\n", a.Orphans, a.OrphanBytes, a.Young)
	if !c.DryRun {
		fmt.Fprintf(w, "uploads:  %d left by processes that were killed; %d too young to say\n", a.Leftovers, a.LeftoversYoung)
	}
	if c.Verify {
		fmt.Fprintf(w, "verified: %d images and fonts\n", a.Verified)
	}
	printIDs(w, "missing", a.Missing, a.MissingMore)
	printIDs(w, "damaged", a.Damaged, a.DamagedMore)
	say := "All that was removed."
	switch {
	case r.Projects == projects.Swept{} && a.Assets+a.Orphans+a.Leftovers == 0:
		say = "There is nothing to remove."
	case c.DryRun:
		say = "Nothing was removed. To do it, leave out --dry-run."
	}
	_, err := fmt.Fprintln(w, say)
	return err
}

// printIDs prints which assets are not as they should be.
func printIDs(w io.Writer, what string, ids []string, more int) {
	for _, id := range ids {
		fmt.Fprintf(w, "%s:  asset %s\n", what, id)
	}
	if more > 0 {
		fmt.Fprintf(w, "%s:  %d more\n", what, more)
	}
}
