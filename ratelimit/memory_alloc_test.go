//go:build !race

package ratelimit

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A key that is known costs no memory, passing or refused.
func TestMemoryAllocatesNothing(t *testing.T) {
	m := NewMemory(MemoryConfig{})
	ctx := t.Context()
	for _, key := range []string{"all user:0b4c8a5e", "all address:2001:db8:1:2::/64", strings.Repeat("k", 250)} {
		p := Policy{Name: "p", Rate: 500, Per: time.Hour}
		allowed(t, m, key, p, 1)
		require.Zero(t, testing.AllocsPerRun(1000, func() { _, _ = m.Allow(ctx, key, p, 1) }), "%.20q", key)
		require.False(t, allowed(t, m, key, p, 1).OK)
		require.Zero(t, testing.AllocsPerRun(1000, func() { _, _ = m.Allow(ctx, key, p, 0) }), "%.20q", key)
	}
}
