package migrate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// Bounds of a source of projects.
const (
	maxProject  = 32 << 20 // bytes of a project file: what package legacy reads
	maxIndex    = 64 << 20 // bytes of an index, which is read into memory
	maxListed   = 1_000_000
	maxSeen     = 10_000_000 // files and folders that are looked at
	maxInFolder = 1_100_000  // in one folder: its names are in memory at a time
	maxStrays   = 1000       // that are named
)

// ProjectSource is where the predecessor's projects and those of its gallery are.
// It has the names of the files; Projects reads one after the other. It may be
// used by several goroutines.
type ProjectSource struct {
	// Path is the predecessor's data folder.
	Path string
	// Strays are files that are not imported, at most 1,000; MoreStrays is how
	// many others there are.
	Strays     []Stray
	MoreStrays int

	projects []sourceProject // by id
}

// Stray is a file in the folders of projects that is none of them.
type Stray struct {
	File string `json:"file"` // from the data folder on, with slashes
	Why  string `json:"why"`
}

// sourceProject is where the parts of a project are. Files are named from the
// data folder on, with slashes.
type sourceProject struct {
	id      string
	owner   string        // whose folder it is in; of what only the gallery has, whose it says that it is, or ""
	file    string        // "": there is only the gallery's copy
	copied  string        // the gallery's copy, or ""
	listed  *galleryEntry // what the gallery's index says of it, or nil
	doubled bool          // another one has this id, too
}

// Len returns the number of projects.
func (s *ProjectSource) Len() int { return len(s.projects) }

// ReadProjects finds the projects and the public gallery in the predecessor's data
// folder, which has the folders users and public-projects, or one of them. Nothing is
// written there, and no link below it is followed. There may be a million
// projects, and files and folders ten times as many.
//
// Whatever else is in the folders of projects is in Strays, and damaged projects are
// found all the same: Projects reports them. Errors are ErrSource, and those of
// the file system.
func ReadProjects(ctx context.Context, path string) (*ProjectSource, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer func() { _ = root.Close() }() // only read
	t := &tree{root: root, source: &ProjectSource{Path: path}, at: map[string]int{}}
	if err := t.walk(ctx); err != nil {
		return nil, fmt.Errorf("migrate: %s: %w", path, err)
	}
	return t.source, nil
}

// errTooLarge is a file that is too large to be read. It says how large.
var errTooLarge = errors.New("is too large")

// readWithin reads a file below root of at most so many bytes, and returns when it
// was changed last. Links and what is no file are errors.
func readWithin(root *os.Root, name string, most int64) ([]byte, time.Time, error) {
	// Looked at first: opening a pipe would wait for whoever writes to it.
	info, err := root.Lstat(name)
	if err != nil {
		return nil, time.Time{}, err
	}
	if !info.Mode().IsRegular() {
		return nil, time.Time{}, fmt.Errorf("%s %w: it is no file", name, ErrSource)
	}
	if info.Size() > most {
		return nil, time.Time{}, fmt.Errorf("%s %w: it has %d MB, more than %d", name, errTooLarge, info.Size()>>20, most>>20)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer func() { _ = f.Close() }() // only read
	opened, err := f.Stat()
	if err != nil {
		return nil, time.Time{}, err
	}
	data, err := io.ReadAll(io.LimitReader(f, info.Size()+1))
	if err != nil {
		return nil, time.Time{}, err
	}
	after, err := root.Lstat(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, time.Time{}, err
	}
	if err != nil || int64(len(data)) != info.Size() || after.Size() != info.Size() || !after.ModTime().Equal(info.ModTime()) || !os.SameFile(opened, info) || !os.SameFile(after, info) {
		return nil, time.Time{}, fmt.Errorf("%s %w", name, ErrChanging)
	}
	return data, info.ModTime(), nil
}
