package ratelimit

import (
	"context"
	"time"
)

// MemoryConfig is how NewMemory makes a Limiter.
type MemoryConfig struct {
	// MaxKeys is how many keys are counted that are not as new, some 100 bytes each; 0 = 1,000,000. When more come, those are forgotten that
	// have used least.
	MaxKeys int
	Now     func() time.Time // nil = time.Now, by the monotonic clock
}

// Memory is the Limiter in the memory of the process.
type Memory struct{}

var _ Limiter = (*Memory)(nil)

// NewMemory makes a Memory.
func NewMemory(c MemoryConfig) *Memory { return nil }

// Allow implements Limiter. It fails only with ErrInvalid.
func (m *Memory) Allow(ctx context.Context, key string, p Policy, cost int) (Decision, error) {
	return Decision{}, errTodo
}
