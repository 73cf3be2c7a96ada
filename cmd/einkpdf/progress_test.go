package main

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
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

// A device counts once both of its hands are done.
func TestProgressOfDevices(t *testing.T) {
	var screen bytes.Buffer
	clock := time.Unix(0, 0)
	p := newProgress(&screen, func() time.Time { clock = clock.Add(time.Hour); return clock })
	p.w, p.what = &screen, "device"
	done := p.ofDevices([]einkpdf.Options{{Device: "a"}, {Device: "a", Hand: device.Left}, {Device: "b"}, {Device: "b", Hand: device.Left}})
	for _, step := range []struct{ device, want string }{{"b", ""}, {"a", ""}, {"b", "\rdevice 1 of 2"}, {"a", "\rdevice 2 of 2"}} {
		screen.Reset()
		done(step.device)
		require.Equal(t, step.want, screen.String())
	}
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
