package ratelimit

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func (m *Memory) keys() (n int) {
	for i := range m.shards {
		s := &m.shards[i]
		if len(s.index) != len(s.entries) {
			return -1
		}
		for j, e := range s.entries {
			if s.index[e.key] != int32(j) {
				return -1
			}
		}
		n += len(s.entries)
	}
	return n
}

func allowed(t *testing.T, m *Memory, key string, p Policy, cost int) Decision {
	t.Helper()
	d, err := m.Allow(t.Context(), key, p, cost)
	require.NoError(t, err)
	return d
}

// There are never more keys than may be, and those that used most stay, however many others come.
func TestMemoryForgetsLeast(t *testing.T) {
	t.Parallel()
	hour := Policy{Name: "hour", Rate: 10, Per: time.Hour}
	for _, most := range []int{1, 7, 500, 5000} {
		clock := sqldbtest.NewClock()
		m := NewMemory(MemoryConfig{MaxKeys: most, Now: clock.Now})
		greedy := most / 100 // so few that it does not happen, in a thousand years, that eight of them are drawn together
		for i := range greedy {
			require.True(t, allowed(t, m, fmt.Sprint("greedy ", i), hour, 10).OK)
		}
		for i := range 4 * most {
			require.True(t, allowed(t, m, fmt.Sprint("other ", i), hour, 1).OK)
			if i%100 == 0 {
				require.LessOrEqual(t, m.keys(), most)
			}
		}
		require.LessOrEqual(t, m.keys(), most)
		require.Greater(t, m.keys(), most*9/10)
		for i := range greedy {
			require.False(t, allowed(t, m, fmt.Sprint("greedy ", i), hour, 1).OK, "%d of %d", i, most)
		}
	}
}

// Of several policies those go that have used the least part, however long it takes until they are as new.
func TestMemoryForgetsLeastPart(t *testing.T) {
	t.Parallel()
	clock := sqldbtest.NewClock()
	m := NewMemory(MemoryConfig{MaxKeys: 1000, Now: clock.Now})
	second := Policy{Name: "second", Rate: 10, Per: time.Second}
	day := Policy{Name: "day", Rate: 100, Per: 24 * time.Hour}
	for i := range 10 {
		require.True(t, allowed(t, m, fmt.Sprint("greedy ", i), second, 10).OK)
	}
	for i := range 4000 {
		require.True(t, allowed(t, m, fmt.Sprint("other ", i), day, 1).OK)
	}
	for i := range 10 {
		require.False(t, allowed(t, m, fmt.Sprint("greedy ", i), second, 1).OK)
	}
}

// Whoever is only looked at is not kept.
func TestMemoryLook(t *testing.T) {
	t.Parallel()
	m := NewMemory(MemoryConfig{MaxKeys: 1, Now: sqldbtest.NewClock().Now})
	p := Policy{Name: "p", Rate: 5, Per: 5 * time.Second}
	for i := range 20 {
		allowed(t, m, fmt.Sprint(i), p, 0)
	}
	require.Zero(t, m.keys())
	allowed(t, m, "used", p, 3)
	for i := range 20 {
		allowed(t, m, fmt.Sprint(i), p, 0)
	}
	require.Equal(t, 1, m.keys())
	require.Equal(t, 2, allowed(t, m, "used", p, 0).Remaining)
}

// What is as new goes while others come: of what lies about there is never much more than what is in use.
func TestMemorySweeps(t *testing.T) {
	t.Parallel()
	clock := sqldbtest.NewClock()
	m := NewMemory(MemoryConfig{Now: clock.Now})
	minute := Policy{Name: "minute", Rate: 1, Per: time.Minute}
	const inUse = 600 // ten a second, for a minute each
	for i := range 20 * inUse {
		allowed(t, m, fmt.Sprint(i), minute, 1)
		clock.Advance(100 * time.Millisecond)
		if i%500 == 0 {
			require.Less(t, m.keys(), 2*inUse)
		}
	}
	require.GreaterOrEqual(t, m.keys(), inUse)
	// After a crowd, those who come clear up.
	for i := range 10_000 {
		allowed(t, m, fmt.Sprint("crowd ", i), minute, 1)
	}
	clock.Advance(time.Hour)
	for i := range 5000 {
		allowed(t, m, fmt.Sprint("late ", i), minute, 1)
	}
	require.Less(t, m.keys(), 6000)
}

// Entries and index agree, whatever comes and goes.
func TestMemoryIndex(t *testing.T) {
	t.Parallel()
	clock := sqldbtest.NewClock()
	m := NewMemory(MemoryConfig{MaxKeys: 50, Now: clock.Now})
	random := rand.New(rand.NewPCG(1, 2))
	p := Policy{Name: "p", Rate: 5, Per: 5 * time.Second}
	for range 5000 {
		allowed(t, m, fmt.Sprint(random.IntN(200)), p, 1+random.IntN(5))
		clock.Advance(time.Duration(random.IntN(int(time.Second))))
		n := m.keys()
		require.NotEqual(t, -1, n)
		require.LessOrEqual(t, n, 50)
	}
}

// The clock is the monotonic one: a wall clock that is set does not matter. A time without it is as good.
func TestMemoryClock(t *testing.T) {
	t.Parallel()
	m := NewMemory(MemoryConfig{})
	require.Zero(t, m.now().Round(0).Sub(m.now()).Truncate(time.Minute))
	require.NotEqual(t, m.start, m.start.Round(0), "it has a monotonic reading")
}
