package keys

import (
	"crypto/rand"
	"fmt"
	"slices"
	"time"
)

// Rotate makes a new key that signs from now on and returns its id. The old ones
// verify until Lifetime has passed; those whose has are dropped. [ErrTooMany] says
// that 32 keys still verify. After any error the file has the old keys, or the new
// ones if only the folder could not be synced.
func (r *Ring) Rotate() (kid string, err error) {
	err = r.update(func(keys []key) ([]key, error) {
		now := r.now()
		// Seconds are what the file has; rounded up, so that no token ends early.
		keys[0].retired = now.UTC().Add(time.Second - 1).Truncate(time.Second)
		keys = slices.DeleteFunc(keys, func(k key) bool { return !k.verifies(now, r.lifetime) })
		if len(keys) >= maxKeys {
			return nil, fmt.Errorf("%w: %d still verify; rotate less often, revoke some, or shorten Lifetime", ErrTooMany, len(keys))
		}
		k := r.fresh()
		kid = k.id
		return append([]key{k}, keys...), nil
	})
	if err != nil {
		return "", err
	}
	return kid, nil
}

// Revoke drops a retired key before its time, because it leaked: tokens that it
// signed are refused at once here, and within a second by other processes. The
// error is [ErrSigning] for the key that signs, or [ErrNotFound].
func (r *Ring) Revoke(kid string) error {
	return r.update(func(keys []key) ([]key, error) {
		i := slices.IndexFunc(keys, func(k key) bool { return k.id == kid })
		switch i {
		case -1:
			return nil, ErrNotFound
		case 0:
			return nil, ErrSigning
		}
		return slices.Delete(keys, i, i+1), nil
	})
}

// update changes the file, of which change gets its own copy.
func (r *Ring) update(change func([]key) ([]key, error)) error {
	if r.path == "" {
		return ErrFixed
	}
	return locked(r.path, func() error {
		keys, err := readFile(r.path)
		if err != nil {
			return err
		}
		if keys, err = change(keys); err != nil {
			return err
		}
		return r.replace(keys)
	})
}

// replace writes the file and takes the keys. The caller holds the file's lock.
func (r *Ring) replace(keys []key) error {
	if err := writeFile(r.path, keys); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys, r.read = keys, r.now()
	return nil
}

func (r *Ring) fresh() key {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: it ends the process instead
	return newKey(Secret{rand.Text(), secret}, r.now().UTC().Truncate(time.Second), time.Time{})
}
