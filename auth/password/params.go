package password

import "fmt"

// Params are the costs of argon2id (RFC 9106 section 3.1). A field that is zero
// has its default. The defaults are the first choice of OWASP's Password Storage
// Cheat Sheet for servers with little memory: 19 MiB, two passes, one lane.
type Params struct {
	MemoryKiB uint32 // 0 = 19456; 7168..131072, and at least 8 a lane
	Time      uint32 // passes over the memory; 0 = 2; 1..16
	Threads   uint8  // lanes; 0 = 1; 1..16
}

// Bounds of what is computed, for new hashes and for those that are read: a
// hostile one must not be able to ask for gigabytes or minutes.
const (
	maxMemoryKiB = 128 << 10
	maxTime      = 16
	maxThreads   = 16
	maxWork      = 512 << 10 // KiB × passes: about two seconds
)

// The floor below new hashes: the weakest of the five settings that OWASP counts
// as equal (46 MiB × 1, 19 × 2, 12 × 3, 9 × 4, 7 × 5).
const (
	minMemoryKiB = 7 << 10
	minWork      = 35 << 10 // KiB × passes
)

func (p Params) withDefaults() Params {
	if p.MemoryKiB == 0 {
		p.MemoryKiB = 19 << 10
	}
	if p.Time == 0 {
		p.Time = 2
	}
	if p.Threads == 0 {
		p.Threads = 1
	}
	return p
}

func (p Params) work() uint64 { return uint64(p.MemoryKiB) * uint64(p.Time) }

// check says what is not computed, because the standard forbids it or because it
// costs too much.
func (p Params) check() error {
	switch {
	case p.Threads < 1 || p.Threads > maxThreads:
		return fmt.Errorf("%d lanes: 1 to %d can be used", p.Threads, maxThreads)
	case p.Time < 1 || p.Time > maxTime:
		return fmt.Errorf("%d passes: 1 to %d can be used", p.Time, maxTime)
	case p.MemoryKiB < 8*uint32(p.Threads):
		return fmt.Errorf("%d KiB of memory: each lane needs 8", p.MemoryKiB)
	case p.MemoryKiB > maxMemoryKiB:
		return fmt.Errorf("%d KiB of memory: at most %d can be used", p.MemoryKiB, maxMemoryKiB)
	case p.work() > maxWork:
		return fmt.Errorf("%d passes over %d KiB: memory × passes may be %d KiB", p.Time, p.MemoryKiB, maxWork)
	}
	return nil
}

// checkFloor says what is too weak for new hashes.
func (p Params) checkFloor() error {
	if p.MemoryKiB < minMemoryKiB || p.work() < minWork {
		return fmt.Errorf("%d passes over %d KiB are too weak: OWASP asks for 2 over 19456, or for 5 over 7168 at the least",
			p.Time, p.MemoryKiB)
	}
	return nil
}

// weakerThan says whether a hash with p should be replaced by one with q. Lanes
// make no hash weaker or stronger: they share the same memory and passes.
func (p Params) weakerThan(q Params) bool {
	return p.MemoryKiB < q.MemoryKiB || p.work() < q.work()
}
