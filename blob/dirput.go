package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

const (
	tempFolder = ".tmp" // no key begins with "."
	tempPrefix = "put-"
	maxTries   = 100 // of a Put whose folder is removed each time
)

var (
	errInTheWay = errors.New("something that is no folder is where its folder would be")
	errSwept    = errors.New("its temporary file was swept away before it was complete")
)

// Put writes a temporary file and renames it.
func (d *Dir) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := start(ctx, "put", key); err != nil {
		return err
	}
	temp, err := d.stage(ctx, r, size)
	if err != nil {
		return failed("put", key, err)
	}
	if err := d.place(ctx, temp, key); err != nil {
		d.discard(temp)
		d.prune(folderOf(key))
		return failed("put", key, err)
	}
	return failed("put", key, d.syncUp(folderOf(key)))
}

// stage makes a temporary file of what r gives, complete and synced, or leaves none.
func (d *Dir) stage(ctx context.Context, r io.Reader, size int64) (temp string, err error) {
	if err := d.onStep(StepCreate); err != nil {
		return "", err
	}
	temp = path.Join(tempFolder, tempPrefix+rand.Text())
	f, err := d.createTemp(temp)
	if err != nil {
		return "", err
	}
	err = transfer(ctx, writer{d, f}, r, size)
	if err == nil {
		err = d.onStep(StepSync)
	}
	if err == nil && !d.noSync {
		err = bare(f.Sync())
	}
	if closing := f.Close(); err == nil {
		err = bare(closing)
	}
	if err != nil {
		d.discard(temp)
		return "", err
	}
	return temp, nil
}

// createTemp opens a new file in the temporary folder, which it makes if somebody tidied up.
func (d *Dir) createTemp(name string) (*os.File, error) {
	for again := false; ; again = true {
		f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if again || !errors.Is(err, fs.ErrNotExist) {
			return f, bare(err)
		}
		if err := d.makeTempFolder(); err != nil {
			return nil, err
		}
	}
}

func (d *Dir) makeTempFolder() error {
	if err := d.root.Mkdir(tempFolder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return bare(err)
	}
	if err := d.checkFolder(tempFolder); err != nil {
		return fmt.Errorf("%s: %w", tempFolder, errInTheWay)
	}
	return nil
}

// place renames a temporary file to a key, in a folder that a Delete may take away
// meanwhile.
func (d *Dir) place(ctx context.Context, temp, key string) error {
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := d.makeFolders(folderOf(key))
		if err == nil {
			if err = d.onStep(StepRename); err != nil {
				return err
			}
			err = bare(d.root.Rename(temp, key))
		}
		if try == maxTries || !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if _, gone := d.root.Lstat(temp); gone != nil {
			return fmt.Errorf("%w: %w", errSwept, bare(gone))
		}
	}
}

// makeFolders makes those of a folder and those above it that are missing.
func (d *Dir) makeFolders(folder string) error {
	if folder == "." {
		return nil
	}
	if err := d.makeFolders(folderOf(folder)); err != nil {
		return err
	}
	info, err := d.root.Lstat(folder)
	if err == nil && !info.IsDir() {
		return errInTheWay
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return bare(err)
	}
	if err := d.onStep(StepMakeFolder); err != nil {
		return err
	}
	if err := d.root.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return bare(err)
	}
	return nil
}

// syncUp makes the names in a folder and all above it last. All, because whoever
// made one of them may not have come to it yet, or died before.
func (d *Dir) syncUp(folder string) error {
	for ; ; folder = folderOf(folder) {
		err := passMissing(d.sync(folder)) // whoever deleted the blob already makes that last
		if err != nil || folder == "." {
			return err
		}
	}
}

// sync makes the names in a folder last. If it is not there: fs.ErrNotExist.
func (d *Dir) sync(folder string) error {
	if err := d.onStep(StepSyncFolder); err != nil || d.noSync {
		return err
	}
	f, err := d.root.Open(folder)
	if err != nil {
		return bare(err)
	}
	return bare(errors.Join(syncFolder(f), f.Close()))
}

// discard removes a temporary file if it can; Sweep does it otherwise.
func (d *Dir) discard(temp string) {
	if d.onStep(StepDiscard) == nil {
		_ = d.root.Remove(temp)
	}
}

// folderOf returns the folder of a key or of a folder, "." for that of the root.
func folderOf(key string) string { return path.Dir(key) }

// writer writes to a temporary file.
type writer struct {
	d *Dir
	f *os.File
}

func (w writer) Write(p []byte) (int, error) {
	if err := w.d.onStep(StepWrite); err != nil {
		return 0, err
	}
	n, err := w.f.Write(p)
	return n, bare(err)
}
