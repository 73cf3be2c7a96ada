package main

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestProgress(t *testing.T) {
	var screen bytes.Buffer
	clock := time.Unix(0, 0)
	p := newProgress(&screen, func() time.Time { return clock })
	p.w = &screen // as if it were a terminal
	after := func(d time.Duration, page int, want string) {
		t.Helper()
		clock = clock.Add(d)
		screen.Reset()
		p.page(page, 400)
		require.Equal(t, want, screen.String())
	}
	after(0, 1, "")
	after(999*time.Millisecond, 80, "")
	p.done()
	require.Empty(t, screen.String(), "quick work shows nothing")
	after(time.Millisecond, 81, "\rpage 81 of 400")
	after(99*time.Millisecond, 90, "")
	after(time.Millisecond, 91, "\rpage 91 of 400")
	screen.Reset()
	p.done()
	require.Equal(t, "\r\x1b[K", screen.String(), "the count is removed")
}

func TestProgressOnTerminalsOnly(t *testing.T) {
	later := func() func() time.Time {
		clock := time.Unix(0, 0)
		return func() time.Time { clock = clock.Add(time.Hour); return clock }
	}
	var pipe bytes.Buffer
	p := newProgress(&pipe, later())
	p.page(1, 2)
	p.done()
	require.Empty(t, pipe.String())

	file, err := os.Create(t.TempDir() + "/log")
	require.NoError(t, err)
	defer file.Close() //nolint:errcheck // a test
	require.False(t, isTerminal(file))
	require.False(t, isTerminal(nil))
}
