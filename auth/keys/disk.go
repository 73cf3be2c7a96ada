package keys

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// ErrExposed says that others than its owner may read a key file.
var ErrExposed = errors.New("keys: key file is not private")

// readFile returns the keys of a file that must be private. A missing file is
// fs.ErrNotExist. Every error has the path.
func readFile(path string) ([]key, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is no file", ErrMalformed, path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s has mode %04o: run chmod 600 on it, and replace the keys if somebody may have read them",
			ErrExposed, path, mode)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	keys, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("%w (%s: restore it from a backup, or move it away and create new keys)", err, path)
	}
	return keys, nil
}

// writeFile replaces the file in one step: whoever reads it, and whoever comes
// after a crash, finds the old keys or the new ones. The caller holds the lock, so
// that the temporary file is its own; one that a crash left is overwritten.
func writeFile(path string, keys []key) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keys: %w", err)
		}
	}()
	data, err := encode(keys)
	if err != nil {
		return err
	}
	if _, err := decode(data); err != nil { // never replace keys by what cannot be read
		return err
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is a link or no file: name the file itself", path)
	}
	temp := path + ".tmp"
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temp)
		}
	}()
	err = errors.Join(f.Chmod(0o600), // the umask may have taken bits away
		giveTo(f, path), write(f, data), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func write(f *os.File, data []byte) error {
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// openLock opens the lock file or makes it. One that is there is never given to
// anybody, and never followed as a link: it might not be ours.
func openLock(path string) (*os.File, error) {
	l, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return os.OpenFile(path+".lock", os.O_RDWR|nonblock|nofollow, 0o600)
	}
	if err != nil {
		return nil, err
	}
	if err := errors.Join(l.Chmod(0o600), giveTo(l, path)); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// lockWait is how long a lock is waited for: far longer than a replacement takes.
const lockWait = 10 * time.Second

// locked runs f while this process holds the file's lock, which ends with the
// process. The lock is on a file beside it, since the file itself is replaced.
func locked(path string, f func() error) (err error) {
	const pause = 5 * time.Millisecond
	l, err := openLock(path)
	if err != nil {
		return fmt.Errorf("keys: the folder must exist, and this user must be able to write to it: %w", err)
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	for waited := time.Duration(0); ; waited += pause {
		got, err := tryLock(l)
		if err != nil {
			return fmt.Errorf("keys: locking %s: %w", l.Name(), err)
		}
		if got {
			return errors.Join(f(), unlock(l))
		}
		if waited >= lockWait {
			return fmt.Errorf("keys: another process holds the lock %s for more than %v", l.Name(), lockWait)
		}
		time.Sleep(pause)
	}
}
