package password

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"

	"golang.org/x/crypto/bcrypt"
)

// Config says how a [Hasher] works. The zero value is what servers want.
type Config struct {
	// Params are the costs of new hashes.
	Params Params

	// Weak lets Params be weaker than OWASP's settings, down to what the standard
	// allows. It is for tests, which hash often: Params{MemoryKiB: 8, Time: 1}.
	Weak bool

	// Concurrent is how many hashes are computed at a time: 0 = as many as Go runs
	// threads ([runtime.GOMAXPROCS], which knows a container's limit); 1..1024.
	// Each holds Params.MemoryKiB while it works, 19 MiB by default. One that
	// verifies a stored hash holds that one's memory, 128 MiB at the most. So
	// Concurrent × 128 MiB is never exceeded, and Concurrent × 19 MiB only where
	// somebody wrote such hashes into the database. Memory that was used waits for
	// the garbage collector as all memory does.
	Concurrent int

	// Queue is how many more callers may wait for their turn: 0 = 64, -1 = none;
	// at most 65536.
	Queue int

	// BcryptCost is that of the bcrypt hashes there are, which [Hasher.Evenly]
	// needs to know: 0 = 12, as the predecessor wrote them; 4..14.
	BcryptCost int
}

// Hasher hashes and verifies passwords. Make one for a process and share it,
// since its bounds are its own. Safe for concurrent use.
type Hasher struct {
	params  Params
	gate    gate
	nothing argon                  // what no password matches
	older   legacy                 // the same in bcrypt
	even    bool                   // see Evenly
	observe func(s Scheme, by int) // of tests: +1 when a hash begins, -1 when it ends
}

// New makes a Hasher. It fails for settings out of range, and says which.
func New(c Config) (*Hasher, error) {
	p := c.Params.withDefaults()
	err := p.check()
	if err == nil && !c.Weak {
		err = p.checkFloor()
	}
	if err != nil {
		return nil, fmt.Errorf("password: Params: %w", err)
	}
	if c.Concurrent == 0 {
		c.Concurrent = min(runtime.GOMAXPROCS(0), 1024)
	}
	if c.Concurrent < 1 || c.Concurrent > 1024 {
		return nil, fmt.Errorf("password: Concurrent is %d: 1 to 1024, or 0 for the default", c.Concurrent)
	}
	switch {
	case c.Queue == 0:
		c.Queue = 64
	case c.Queue == -1:
		c.Queue = 0
	case c.Queue < 0 || c.Queue > 65536:
		return nil, fmt.Errorf("password: Queue is %d: 1 to 65536, -1 for none, or 0 for the default", c.Queue)
	}
	if c.BcryptCost == 0 {
		c.BcryptCost = legacyCost
	}
	if c.BcryptCost < bcrypt.MinCost || c.BcryptCost > bcryptMaxCost {
		return nil, fmt.Errorf("password: BcryptCost is %d: %d to %d, or 0 for %d", c.BcryptCost, bcrypt.MinCost, bcryptMaxCost, legacyCost)
	}
	return &Hasher{
		params:  p,
		gate:    newGate(c.Concurrent, c.Queue),
		nothing: argon{p, random(saltBytes), random(sumBytes)},
		older:   legacyNothing(c.BcryptCost),
		observe: func(Scheme, int) {},
	}, nil
}

// Evenly returns h as logins should use it while any account has a bcrypt hash:
// its Verify and its VerifyNothing do the work of argon2id and that of bcrypt,
// whichever the stored hash is, or if there is none. It has h's bounds and shares
// its turns.
//
// Letting answers take a fixed time does not do: whoever sends many at once makes
// them take longer than that, by as much as there is to compute. Then equal
// work alone takes equal time.
func (h *Hasher) Evenly() *Hasher {
	e := *h
	e.even = true
	return &e
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: it ends the process instead
	return b
}

// Hash returns an argon2id hash of the password with a new random salt, to be
// stored as it is. The error is [ErrUnusable], [ErrBusy], or ctx's when it ended
// before the work began: a hash that was begun is finished.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if err := check(password); err != nil {
		return "", err
	}
	var a argon
	err := h.work(ctx, func() {
		h.observe(Argon2id, 1)
		defer h.observe(Argon2id, -1)
		a = newArgon(h.params, random(saltBytes), password)
	})
	if err != nil {
		return "", err
	}
	return a.String(), nil
}

// Verify says whether password is the one that encoded was made of, and, if so,
// whether encoded should be replaced by a new hash of it: it is bcrypt, or weaker
// than what [Hasher.Hash] makes now. A password that could not be hashed matches
// nothing, and is no error.
//
// The error is [ErrBusy], ctx's when it ended before the work began, or
// [ErrMalformed] for an encoded that [Check] refuses; that one comes after the
// work of a VerifyNothing. ok and rehash are false with every error.
func (h *Hasher) Verify(ctx context.Context, password, encoded string) (ok, rehash bool, err error) {
	stored, malformed := parse(encoded)
	if malformed != nil {
		stored = h.nothing
	}
	if err := h.work(ctx, func() { ok = h.matches(password, stored) }); err != nil {
		return false, false, err
	}
	if malformed != nil {
		return false, false, malformed
	}
	return ok, ok && stored.outdated(h.params), nil
}

// VerifyNothing does the work of a Verify that does not match, for accounts that
// do not exist. The error is [ErrBusy], or ctx's when it ended before the work
// began.
func (h *Hasher) VerifyNothing(ctx context.Context, password string) error {
	return h.work(ctx, func() { h.matches(password, h.nothing) })
}

// matches does the work of one Verify: evenly, argon2id comes first.
func (h *Hasher) matches(password string, stored hash) (ok bool) {
	if h.even && stored.scheme() == Bcrypt {
		h.compare(password, h.nothing)
	}
	ok = h.compare(password, stored)
	if h.even && stored.scheme() == Argon2id {
		h.compare(password, h.older)
	}
	return ok
}

func (h *Hasher) compare(password string, stored hash) bool {
	h.observe(stored.scheme(), 1)
	defer h.observe(stored.scheme(), -1)
	return stored.matches(password)
}

// work runs f when its turn comes.
func (h *Hasher) work(ctx context.Context, f func()) error {
	if err := h.gate.enter(ctx); err != nil {
		return err
	}
	defer h.gate.leave()
	f()
	return nil
}
