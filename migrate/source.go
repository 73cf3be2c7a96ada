package migrate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// What may be wrong with a source. The error says which file, and what to do.
var (
	// ErrSource is a source that is not what the predecessor wrote, that is
	// damaged, or larger than the bounds.
	ErrSource = errors.New("cannot be imported")
	// ErrChanging is a source that somebody wrote to while it was read.
	ErrChanging = errors.New("is being written to; stop the predecessor, then try again")
)

// Bounds of a source.
const (
	maxDatabase = 4 << 30   // bytes of each of its files: it has the jobs, too
	maxFile     = 256 << 20 // bytes of a file of JSON, which is read into memory
	maxEntry    = 1 << 20   // bytes of an entry in it
	maxUsers    = 1_000_000
	maxText     = 4096 // bytes of one value
)

// UserSource is the predecessor's users and reset tokens, as they were when they
// were read. It may be used by several goroutines.
type UserSource struct {
	// Path is the file that they were read from.
	Path   string
	users  []sourceUser
	resets []sourceReset
}

// Len returns the number of users.
func (s *UserSource) Len() int { return len(s.users) }

// sourceUser is a user as the predecessor has it, and what is wrong with it.
type sourceUser struct {
	id, name, email, hash string
	nameWrong             string // what is wrong with the name; then name is ""
	created, updated      time.Time
	active, admin         bool
	terms                 time.Time // zero: not accepted
	wrong                 []string
}

// sourceReset is a token to reset a password with, as the predecessor has it.
type sourceReset struct {
	hash, userID, email string
	created, expires    time.Time
	wrong               bool
}

// ReadUsers reads the users at path: the predecessor's database, einkpdf.sqlite;
// its users.json, with password_resets.json beside it if that is there; or a
// folder with one of them, such as its data folder. If both are there, the
// database counts. Nothing is written there, not even to a database that was
// left with a journal: it is copied first, into the temporary folder, where a
// process that is killed leaves the copy as einkpdf-import-…. The database
// may have 4 GB, other files 256 MB, and there may be a million users.
//
// Users that are damaged are read all the same: Users reports them. Errors are
// ErrSource, ErrChanging, and those of the file system.
func ReadUsers(ctx context.Context, path string) (*UserSource, error) {
	path, err := findUsers(path)
	if err != nil {
		return nil, err
	}
	head, err := readHead(path)
	if err != nil {
		return nil, err
	}
	s := &UserSource{Path: path}
	switch {
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		err = s.readSQLite(ctx)
	case filepath.Ext(path) == ".json" || bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		err = s.readJSON(ctx)
	case len(head) == 0:
		err = fmt.Errorf("migrate: %s: %w: the file is empty", path, ErrSource)
	default:
		err = fmt.Errorf("migrate: %s: %w: it is neither a SQLite database nor users.json", path, ErrSource)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// findUsers returns the file that path means.
func findUsers(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("migrate: %w", err)
	}
	if !info.IsDir() {
		return path, nil
	}
	for _, name := range []string{"einkpdf.sqlite", "users/users.json", "users.json"} {
		file := filepath.Join(path, filepath.FromSlash(name))
		if _, err := os.Stat(file); err == nil {
			return file, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("migrate: %w", err)
		}
	}
	return "", fmt.Errorf("migrate: %s: %w: the folder has neither einkpdf.sqlite nor users/users.json", path, ErrSource)
}

// open opens a file that is one, and not too large.
func open(path string, most int64) (*os.File, fs.FileInfo, error) {
	// Looked at first: opening a pipe would wait for whoever writes to it.
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("migrate: %s: %w: it is no file", path, ErrSource)
	}
	if info.Size() > most {
		return nil, nil, fmt.Errorf("migrate: %s: %w: it has %d MB, more than %d", path, ErrSource, info.Size()>>20, most>>20)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	return f, info, nil
}

func readHead(path string) ([]byte, error) {
	f, _, err := open(path, maxDatabase)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	head, err := io.ReadAll(io.LimitReader(f, 100))
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return head, nil
}

// unchanged tells whether a file is as it was, by its size and time.
func unchanged(path string, was fs.FileInfo) bool {
	is, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return was == nil
	}
	return err == nil && was != nil && is.Size() == was.Size() && is.ModTime().Equal(was.ModTime()) && os.SameFile(is, was)
}
