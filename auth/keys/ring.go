package keys

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Config says where the keys are and how long they verify.
type Config struct {
	// Path is the key file; for [Open] alone. Its folder must exist, and the user of
	// the service should be the only one who writes to it. Beside it there is a lock
	// file, Path + ".lock", which stays, and for moments Path + ".tmp".
	Path string

	// Production makes a missing file an error, for [Open] alone.
	Production bool

	// Lifetime is how long a retired key still verifies, and the longest that a
	// token may be valid; 0 = 24 hours, else a second to a year. Processes that
	// share a file should agree on it: the one that rotates drops what is older.
	Lifetime time.Duration

	Now func() time.Time // nil = time.Now
}

// Why a ring cannot be opened or changed.
var (
	ErrNoKeys   = errors.New("keys: no signing keys")
	ErrTooMany  = errors.New("keys: too many keys")
	ErrFixed    = errors.New("keys: the keys are the host's: rotate them where they are kept, and call New with the new one first")
	ErrSigning  = errors.New("keys: this key signs: rotate first")
	ErrNotFound = errors.New("keys: no such key")
)

// Ring is a set of keys, one of which signs. Safe for concurrent use.
type Ring struct {
	path     string // "" = the host's keys
	lifetime time.Duration
	now      func() time.Time

	mu     sync.Mutex
	keys   []key // the first signs; never changed in place
	read   time.Time
	missed time.Time // when an unknown id last made it read
}

// Open reads the key file. Where there is none, it makes one with a random key
// and mode 0600, whatever the umask; processes that do so at once end with the
// same key. In production mode that is [ErrNoKeys] instead. A file that others
// may read is [ErrExposed]; one that cannot be read as keys is [ErrMalformed], and
// [ErrWeak] too if that is why. Each error has the path and says what to do.
func Open(c Config) (*Ring, error) {
	r, err := newRing(c)
	if err != nil {
		return nil, err
	}
	if c.Path == "" {
		return nil, errors.New("keys: Path is missing")
	}
	if r.path, err = filepath.Abs(c.Path); err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	err = r.Reload()
	if errors.Is(err, fs.ErrNotExist) {
		if c.Production {
			return nil, fmt.Errorf("%w: %s does not exist, and in production mode nobody makes it: "+
				"mount or restore it, or create it once by opening it without production mode", ErrNoKeys, r.path)
		}
		err = r.create()
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Ring) create() error {
	return locked(r.path, func() error {
		if err := r.Reload(); !errors.Is(err, fs.ErrNotExist) {
			return err // another process was faster
		}
		return r.replace([]key{r.fresh()})
	})
}

// New makes a ring of keys that the host brings. The first signs; the others
// verify as long as the host brings them. It copies the keys. The error is
// [ErrNoKeys] without any, [ErrTooMany] above 32, and [ErrWeak] or that of an id,
// which must be unique.
func New(c Config, secrets ...Secret) (*Ring, error) {
	r, err := newRing(c)
	if err != nil {
		return nil, err
	}
	if len(secrets) == 0 {
		return nil, ErrNoKeys
	}
	if len(secrets) > maxKeys {
		return nil, ErrTooMany
	}
	for i, s := range secrets {
		if err := s.check(); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(secrets[:i], func(other Secret) bool { return other.ID == s.ID }) {
			return nil, fmt.Errorf("keys: the id %s is there twice", s.ID)
		}
		r.keys = append(r.keys, newKey(Secret{s.ID, slices.Clone(s.Key)}, time.Time{}, time.Time{}))
	}
	return r, nil
}

func newRing(c Config) (*Ring, error) {
	if c.Lifetime == 0 {
		c.Lifetime = 24 * time.Hour
	}
	if c.Lifetime < time.Second || c.Lifetime > 366*24*time.Hour {
		return nil, fmt.Errorf("keys: Lifetime is %v: a second to a year, or 0 for the default", c.Lifetime)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Ring{lifetime: c.Lifetime, now: c.Now}, nil
}
