package blob

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"
	"time"
)

// Delete unlinks the file, and removes folders that became empty.
func (d *Dir) Delete(ctx context.Context, key string) error {
	if err := start(ctx, "delete", key); err != nil {
		return err
	}
	_, err := d.look(key)
	if err == nil {
		if err = d.onStep(StepUnlink); err == nil {
			err = bare(d.root.Remove(key))
		}
	}
	if err := passMissing(err); err != nil {
		return failed("delete", key, err)
	}
	// Also when it was gone: whoever unlinked it may not have come to this.
	folder, err := d.syncGone(folderOf(key))
	if err != nil {
		return failed("delete", key, err)
	}
	d.prune(folder)
	return nil
}

// syncGone makes it last that something is gone from a folder. That may be gone itself, with others who synced it
// too early to know of this: then so that it is gone from the nearest one above, which is returned.
func (d *Dir) syncGone(folder string) (string, error) {
	for {
		there, err := d.nearest(folder)
		if err == nil {
			err = d.sync(there)
		}
		if there == "." || !errors.Is(err, fs.ErrNotExist) {
			return there, err
		}
		folder = folderOf(there) // it went just now
	}
}

// passMissing passes over that something is not there.
func passMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// prune removes a folder and those above it as far as they are empty. It does not
// matter if it cannot: an empty folder is nothing that anybody sees.
func (d *Dir) prune(folder string) {
	for ; folder != "."; folder = folderOf(folder) {
		// os.Root would remove a file as well; that nobody puts one there right now, CheckKey asks for.
		if info, err := d.root.Lstat(folder); err != nil || !info.IsDir() {
			return
		}
		if d.onStep(StepRemoveFolder) != nil || d.root.Remove(folder) != nil {
			return
		}
	}
}

// Sweep removes temporary files that were last written to before a time.
func (d *Dir) Sweep(ctx context.Context, before time.Time) (Swept, error) {
	var s Swept
	var names []string
	err := d.checkFolder(tempFolder)
	if err == nil {
		names, err = d.names(ctx, tempFolder)
	}
	if err := errors.Join(ctx.Err(), passMissing(err)); err != nil {
		return s, failed("sweep", tempFolder, err)
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return s, failed("sweep", tempFolder, err)
		}
		if !strings.HasPrefix(name, tempPrefix) {
			continue
		}
		if err := passMissing(d.sweepFile(path.Join(tempFolder, name), before, &s)); err != nil {
			return s, failed("sweep", tempFolder, err)
		}
	}
	return s, nil
}

// sweepFile removes one, if it is a file and old, and counts it. fs.ErrNotExist: it is gone.
func (d *Dir) sweepFile(name string, before time.Time, s *Swept) error {
	info, err := d.root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return bare(err)
	}
	if !info.ModTime().Before(before) {
		s.Young++
		return nil
	}
	if err := d.onStep(StepSweep); err != nil {
		return err
	}
	if err := d.root.Remove(name); err != nil {
		return bare(err)
	}
	s.Files++
	s.Bytes += info.Size()
	return nil
}
