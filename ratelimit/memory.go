package ratelimit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"time"
)

// MemoryConfig is how NewMemory makes a Limiter.
type MemoryConfig struct {
	// MaxKeys is how many keys are counted that are not as new, some 100 bytes each; 0 = 1,000,000. When more come, those are forgotten that
	// have used least of their policy.
	MaxKeys int
	Now     func() time.Time // nil = time.Now, by the monotonic clock
}

// Memory is the Limiter in the memory of the process.
type Memory struct {
	now    func() time.Time
	start  time.Time // clocks are read from here on: a wall clock that is set does not matter
	shards []shard
}

var _ Limiter = (*Memory)(nil)

const (
	defaultKeys = 1_000_000
	maxShards   = 64
	shardKeys   = 1024 // a shard has room for so many at least, or is the only one
)

// NewMemory makes a Memory. It needs no closing.
func NewMemory(c MemoryConfig) *Memory {
	if c.MaxKeys <= 0 {
		c.MaxKeys = defaultKeys
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	m := &Memory{now: c.Now, start: c.Now(), shards: make([]shard, clamp(int64(c.MaxKeys/shardKeys), 1, maxShards))}
	for i := range m.shards {
		m.shards[i] = shard{room: c.MaxKeys / len(m.shards), index: map[memoryKey]int32{}}
	}
	return m
}

// Allow implements Limiter. It fails only with ErrInvalid.
func (m *Memory) Allow(_ context.Context, key string, p Policy, cost int) (Decision, error) {
	g, n, err := p.asked(cost)
	if err != nil {
		return Decision{}, err
	}
	if p.Off {
		return Decision{OK: true}, nil
	}
	var room [256]byte // so that a key of usual length costs no memory
	hash := sha256.Sum256(append(room[:0], key...))
	s := &m.shards[binary.LittleEndian.Uint64(hash[len(memoryKey{}):])%uint64(len(m.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	// Read inside, so that of two that wait for each other the later one does not have the earlier time.
	return s.ask(memoryKey(hash[:]), g, int64(m.now().Sub(m.start)), n), nil
}

// memoryKey is the half of a key's SHA-256: keys of any length take the same room, and nobody finds two with the same.
type memoryKey [16]byte

// shard is some of the keys. Its entries are a list beside the index, so that a hand can go around in it and look at a few at a time.
type shard struct {
	mu      sync.Mutex
	room    int
	index   map[memoryKey]int32
	entries []entry
	hand    int
}

type entry struct {
	key  memoryKey
	tat  int64 // nanoseconds since Memory.start
	full int64 // of the policy: how far ahead a TAT can be
}

// used is which part of its policy an entry has used: 0 to 1, if its clock did not go back.
func (e entry) used(now int64) float64 { return float64(e.tat-now) / float64(e.full) }

func (s *shard) ask(key memoryKey, g gcra, now, cost int64) Decision {
	if i, found := s.index[key]; found {
		next, d := g.ask(s.entries[i].tat, now, cost, 0) // by one clock, that is read in turn
		s.entries[i].tat, s.entries[i].full = next, g.full
		return d
	}
	next, d := g.ask(now, now, cost, 0)
	if cost > 0 { // whoever is only looked at is not kept
		s.add(entry{key, next, g.full}, now)
	}
	return d
}

// Each key that is added looks at so many entries for those that are as new: more than come, so no more than a third of what is in use lies about
// besides.
const (
	lookSweep  = 4
	lookForget = 8 // entries of which the least is forgotten when there is no room
)

func (s *shard) add(e entry, now int64) {
	for range min(lookSweep, len(s.entries)) {
		if i := s.turn(); s.entries[i].tat <= now {
			s.remove(i)
		}
	}
	if len(s.entries) >= s.room {
		s.remove(s.least(now))
	}
	s.index[e.key] = int32(len(s.entries))
	s.entries = append(s.entries, e)
}

// least is an entry that has used less of its policy than most: the least of some, drawn by lot, since those who come together stand together.
func (s *shard) least(now int64) int {
	draw := func() int { return rand.IntN(len(s.entries)) } // #nosec G404 -- whoever guesses it forgets only what has used little
	least := draw()
	for range lookForget - 1 {
		if i := draw(); s.entries[i].used(now) < s.entries[least].used(now) {
			least = i
		}
	}
	return least
}

// turn moves the hand on to the next entry. There is one.
func (s *shard) turn() int {
	if s.hand--; s.hand < 0 || s.hand >= len(s.entries) {
		s.hand = len(s.entries) - 1
	}
	return s.hand
}

// remove puts the last entry in the place of one. The hand goes from the last to the first, so it has seen what comes there.
func (s *shard) remove(i int) {
	last := len(s.entries) - 1
	delete(s.index, s.entries[i].key)
	if i != last {
		s.entries[i] = s.entries[last]
		s.index[s.entries[i].key] = int32(i)
	}
	s.entries = s.entries[:last]
}
