package keys

import (
	"slices"
	"time"
)

// again is how long a ring believes what it read.
const again = time.Second

// Reload reads the file now. After an error the ring has the keys that it had. A
// ring of [New] has nothing to read.
func (r *Ring) Reload() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reload()
}

func (r *Ring) reload() error {
	if r.path == "" {
		return nil
	}
	r.read = r.now()
	keys, err := readFile(r.path)
	if err == nil {
		r.keys = keys
	}
	return err
}

// signing returns the key that signs.
func (r *Ring) signing() key {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refresh()
	return r.keys[0]
}

// find returns the key that verifies a token. An id that it does not know makes
// it read the file once more, at most once a second: another process may just
// have rotated.
func (r *Ring) find(kid string, now time.Time) (key, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refresh()
	k, ok := r.lookup(kid, now)
	if !ok && past(r.missed, now) {
		r.missed = now
		_ = r.reload()
		k, ok = r.lookup(kid, now)
	}
	return k, ok
}

func (r *Ring) lookup(kid string, now time.Time) (key, bool) {
	i := slices.IndexFunc(r.keys, func(k key) bool { return k.id == kid && k.verifies(now, r.lifetime) })
	if i < 0 {
		return key{}, false
	}
	return r.keys[i], true
}

// refresh reads the file if it was not read for a second. A file that cannot be
// read changes nothing: refusing every token would not mend it.
func (r *Ring) refresh() {
	if past(r.read, r.now()) {
		_ = r.reload()
	}
}

// past says whether it is time to read again; also when the clock was set back.
func past(last, now time.Time) bool {
	d := now.Sub(last)
	return d >= again || d < 0
}
