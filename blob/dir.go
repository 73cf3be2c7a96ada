package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Dir is the Store in a folder of the file system: the blob "a/b" is the file a/b, to be
// read and backed up with any tool. Files are for their owner alone (0600, folders 0700).
//
// A blob is written to the folder .tmp, which no key can name, synced, renamed to
// its place, and the folders above it are synced: after a crash it is there as a
// whole or not at all, and what Put acknowledged is there. What is in .tmp after a
// crash is removed by Sweep. A crash may also leave an empty folder, which nobody
// sees; it is in the way of a blob of its own name alone, until Delete is called for any key in it.
//
// All of it must be one file system of a kind that syncs what it is told to; Windows
// syncs no folders, so there the promise holds for a crash of the process alone. Nothing is followed that
// leads elsewhere: symbolic links, pipes, devices, and files whose names are no keys are not seen.
type Dir struct {
	root   *os.Root
	onStep func(s Step) error
	noSync bool
}

var _ Store = (*Dir)(nil)

// DirOptions are for OpenDir. The zero value is right for a server.
type DirOptions struct {
	// OnStep is called before each change of the file system, for tests that end the
	// process there; its error becomes that of the method. nil: nothing is called. It is called from
	// any goroutine that calls a method.
	OnStep func(s Step) error
	// NoSync leaves out all syncs: faster by far, and what was put may be gone or empty after a crash of the
	// machine, though not of the process. For tests, and for what can be made again.
	NoSync bool
}

// Step is a change of the file system that a Dir is about to make, for DirOptions.OnStep.
type Step string

// The steps. Those of a Put come in this order down to StepSyncFolder; those of a
// Delete are StepUnlink, StepSyncFolder and StepRemoveFolder.
const (
	StepCreate       Step = "create"        // a temporary file
	StepWrite        Step = "write"         // some of the bytes, at most 64 KiB, to it
	StepSync         Step = "sync"          // them to the disk
	StepMakeFolder   Step = "make folder"   // one that is missing above the blob; from the top
	StepRename       Step = "rename"        // the temporary file to its place: now it is seen
	StepSyncFolder   Step = "sync folder"   // the names in one; Put: from the blob's to the root
	StepDiscard      Step = "discard"       // the temporary file of a Put that failed
	StepUnlink       Step = "unlink"        // the blob: now it is not seen
	StepRemoveFolder Step = "remove folder" // one above the blob, if it is empty; from below
	StepSweep        Step = "sweep"         // a temporary file
)

// OpenDir opens the folder at path, which it makes for nobody else to look into if it
// is not there. Close it.
func OpenDir(path string, o DirOptions) (*Dir, error) {
	if err := makeRoot(path); err != nil {
		return nil, failed("open", path, bare(err))
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, failed("open", path, bare(err))
	}
	d := &Dir{root: root, onStep: o.OnStep, noSync: o.NoSync}
	if d.onStep == nil {
		d.onStep = func(Step) error { return nil }
	}
	if err := d.makeTempFolder(); err != nil {
		return nil, errors.Join(failed("open", path, err), root.Close())
	}
	return d, nil
}

// makeRoot makes a folder and those above it, each so that it is there after a crash.
func makeRoot(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	above := filepath.Dir(path)
	if above != path {
		if err := makeRoot(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.Open(above)
	if err != nil {
		return err
	}
	return errors.Join(syncFolder(f), f.Close())
}

// Close closes the folder. What was opened stays open.
func (d *Dir) Close() error { return failed("close", "the folder", bare(d.root.Close())) }

// Open opens the file, which the system keeps as long as somebody has it open.
func (d *Dir) Open(ctx context.Context, key string) (io.ReadSeekCloser, Info, error) {
	if err := start(ctx, "open", key); err != nil {
		return nil, Info{}, err
	}
	if _, err := d.look(key); err != nil { // also, to open a pipe would wait
		return nil, Info{}, missing("open", key, err)
	}
	f, err := d.root.Open(key)
	if err != nil {
		return nil, Info{}, missing("open", key, bare(err))
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		_ = f.Close()
		return nil, Info{}, missing("open", key, bare(err))
	}
	return &file{f, key}, infoOf(key, info), nil
}

// Stat looks at the file.
func (d *Dir) Stat(ctx context.Context, key string) (Info, error) {
	if err := start(ctx, "stat", key); err != nil {
		return Info{}, err
	}
	info, err := d.look(key)
	if err != nil {
		return Info{}, missing("stat", key, err)
	}
	return infoOf(key, info), nil
}

func infoOf(key string, f fs.FileInfo) Info { return Info{key, f.Size(), f.ModTime().UTC()} }

// look finds the file of a key; anything else that is there is fs.ErrNotExist.
func (d *Dir) look(key string) (fs.FileInfo, error) {
	if err := d.checkFolder(folderOf(key)); err != nil {
		return nil, err
	}
	info, err := d.root.Lstat(key)
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	return info, bare(err)
}

// checkFolder returns fs.ErrNotExist if there is no folder; see nearest.
func (d *Dir) checkFolder(folder string) error {
	there, err := d.nearest(folder)
	if err == nil && there != folder {
		err = fs.ErrNotExist
	}
	return err
}

// nearest returns a folder, or the nearest above it that is there. A link to one is none, nor
// is what is in a link: os.Root follows those that stay within it.
func (d *Dir) nearest(folder string) (string, error) {
	if folder == "." {
		return folder, nil
	}
	above, err := d.nearest(folderOf(folder))
	if err != nil || above != folderOf(folder) {
		return above, err
	}
	info, err := d.root.Lstat(folder)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return above, nil
	}
	return folder, bare(err)
}

// missing is failed, with ErrNotFound for what is not there.
func missing(doing, key string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return notFound(key)
	}
	return failed(doing, key, err)
}

// file is a blob that somebody reads. An os.File would tell its path when it fails.
type file struct {
	f   *os.File
	key string
}

func (f *file) Read(p []byte) (int, error) {
	n, err := f.f.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // io.Reader: EOF itself
		err = failed("read", f.key, bare(err))
	}
	return n, err
}

func (f *file) Seek(offset int64, whence int) (int64, error) {
	n, err := f.f.Seek(offset, whence)
	return n, failed("seek", f.key, bare(err))
}

func (f *file) Close() error { return failed("close", f.key, bare(f.f.Close())) }
