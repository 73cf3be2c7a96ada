package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// RestoreInfo says what Restore did.
type RestoreInfo struct {
	Kept    string          // where the old database is now; empty if there was none
	Bytes   int64           // of the new one
	SHA256  string          // of the new one, in hex: that of the backup
	Schemas []SchemaVersion // in the new one, by name
}

// Restore puts the backup from in the place of the database to. The backup is
// copied and checked from end to end before the old database is touched, which
// is kept beside it under the name NAME.before-restore-TIME. Whatever happens
// meanwhile, there is one of the two at to, complete: to change them is one
// rename. ctx ends it at any time before. A process that is killed may leave a
// copy, NAME.restoring-…, which can be removed.
//
// It is ErrBusy while any process has the database open, even if it does
// nothing; so stop the server first. (A program that left SQLite's write-ahead
// log switched off is noticed only while it reads or writes.) One that comes
// while this is at work waits, and then fails to open the old database. The new
// file has the old one's mode and, if this is root, its owner; mode 0600 if there
// was none. The folder's disk has hard links.
func Restore(ctx context.Context, from, to string) (RestoreInfo, error) {
	return restore(ctx, from, to, func(string) {})
}

// restore calls step after each thing that it has done, for crash tests.
func restore(ctx context.Context, from, to string, step func(string)) (info RestoreInfo, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("sqldb: restore: %w", err)
		}
	}()
	if from, err = backupPath(from); err != nil {
		return info, err
	}
	if to, err = databasePath(to); err != nil {
		return info, err
	}
	if same(from, to) {
		return info, errors.New("the backup is the database itself")
	}
	if err := forgetLinks(to); err != nil {
		return info, err
	}
	// Now and again at the end: it is better to know before a long copy.
	if err := tryLock(ctx, to); err != nil {
		return info, err
	}
	copied, err := makeFile(to + ".restoring-")
	if err != nil {
		return info, err
	}
	defer quietly(func() error { return os.Remove(copied) }) // is not there any more when all went well
	step("made")
	if info.Bytes, info.SHA256, err = copySynced(ctx, copied, from); err != nil {
		return info, err
	}
	step("copied")
	if info.Schemas, err = inspect(ctx, copied); err != nil {
		return info, fmt.Errorf("%s: %w", from, err)
	}
	info.Kept, err = replace(ctx, copied, to, step)
	return info, err
}

// replace keeps the old database under another name and gives its own to the new
// one.
func replace(ctx context.Context, copied, to string, step func(string)) (kept string, err error) {
	old, err := lockOld(ctx, to, step)
	if err != nil {
		return "", err
	}
	defer old.unlock()
	step("locked")
	if old.info != nil {
		if err := giveTo(copied, old.info); err != nil {
			return "", err
		}
	}
	kept, err = old.keep(step)
	if err != nil {
		return "", err
	}
	step("kept")
	if err := ctx.Err(); err != nil {
		return "", errors.Join(err, old.forget(kept))
	}
	if err := os.Rename(copied, to); err != nil {
		return "", errors.Join(err, old.forget(kept))
	}
	step("renamed")
	return kept, syncDir(filepath.Dir(to))
}

// backupPath checks that a file is what Backup writes, as far as its name tells.
func backupPath(path string) (string, error) {
	path, err := sqlitePath(path)
	if err != nil {
		return "", err
	}
	if err := isFile(path); err != nil {
		return "", err
	}
	// A database that is in use, or was left by a killed process: its last
	// commits are in these. To open it beside SQLite would drop SQLite's locks.
	for _, suffix := range []string{"-wal", "-journal", "-shm"} {
		if _, err := os.Lstat(path + suffix); err == nil {
			return "", fmt.Errorf("%s is no backup but a database in use, or one that was not closed: %s%s is beside it", path, filepath.Base(path), suffix)
		}
	}
	return path, nil
}

// databasePath follows links, so that what is renamed is the file itself.
func databasePath(path string) (string, error) {
	path, err := sqlitePath(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(path)
	switch {
	case err == nil:
		return real, isFile(real)
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	if _, err := os.Lstat(path); err == nil {
		return "", fmt.Errorf("%s is a link to nothing", path)
	}
	return path, nil
}

func same(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

func copySynced(ctx context.Context, to, from string) (n int64, sum string, err error) {
	out, err := os.OpenFile(to, os.O_WRONLY, 0)
	if err != nil {
		return 0, "", err
	}
	if n, sum, err = copyFile(ctx, out, from); err == nil {
		err = out.Sync()
	}
	return n, sum, errors.Join(err, out.Close())
}

const keptMark = ".before-restore-"

// forgetLinks removes the second names of the database that a Restore left which
// was killed before it changed anything: a database of two names would have two
// logs.
func forgetLinks(path string) error {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := filepath.Join(filepath.Dir(path), e.Name())
		if strings.HasPrefix(e.Name(), filepath.Base(path)+keptMark) && same(name, path) {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// keptName is a name for the old database that is not taken.
func keptName(path string) string {
	name := path + keptMark + time.Now().UTC().Format("20060102T150405.000Z")
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s-%d", name, n)
		}
		if _, err := os.Lstat(try); errors.Is(err, fs.ErrNotExist) || n == 100 {
			return try
		}
	}
}
