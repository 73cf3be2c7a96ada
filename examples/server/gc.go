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
	JSON   bool `name:"json" help:"Print the report as JSON."`
}

// errMissing are images or fonts of which the bytes are gone.
var errMissing = errors.New("images or fonts are missing, see above; their owners can upload them again")

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
		r.Assets, err = all.assets.Collect(ctx, c.DryRun)
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
	if len(r.Assets.Missing) > 0 {
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
		fmt.Fprintf(w, "uploads:  %d left by processes that were killed\n", a.Leftovers)
	}
	printMissing(w, a)
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

func printMissing(w io.Writer, a assets.Collected) {
	for _, id := range a.Missing {
		fmt.Fprintf(w, "missing:  asset %s\n", id)
	}
	if a.MissingMore > 0 {
		fmt.Fprintf(w, "missing:  %d more\n", a.MissingMore)
	}
}
