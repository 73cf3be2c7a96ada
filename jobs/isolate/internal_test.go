package isolate

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRegistry(t *testing.T) {
	t.Parallel()
	do := func(context.Context, *Child) ([]byte, error) { return nil, nil }
	require.ErrorIs(t, new(registry).check(), ErrNoMain)
	for name, works := range map[string][]Work{
		"two": {{"a", do}, {"a", do}}, "no name": {{"", do}}, "odd name": {{"A b", do}}, "long name": {{strings.Repeat("a", 65), do}}, "nothing": {{"a", nil}},
	} {
		var r registry
		r.note(works, false)
		require.Error(t, r.check(), name)
	}
	var r registry
	r.note([]Work{{"a", do}, {"b.c-9", do}}, false)
	require.NoError(t, r.check())
	_, known := r.work("b.c-9")
	require.True(t, known)
	r.note(nil, false)
	require.ErrorContains(t, r.check(), "twice")
	var child registry
	child.note(nil, true)
	require.ErrorIs(t, child.check(), ErrInChild)
}

func TestCapture(t *testing.T) {
	t.Parallel()
	for _, step := range []int{1, 7, 1000, logTail, logTail + 1, 200_000} {
		for _, total := range []int{0, 5, logHead, logHead + 3, logHead + logTail, logHead + logTail + 1, 300_000} {
			all := make([]byte, total)
			for i := range all {
				all[i] = byte('a' + i%26)
			}
			c := &capture{}
			for rest := all; len(rest) > 0; {
				n, err := c.Write(rest[:min(step, len(rest))])
				require.NoError(t, err)
				rest = rest[n:]
			}
			got := c.String()
			if total <= logHead+logTail {
				require.Equal(t, string(all), got, "%d by %d", total, step)
				continue
			}
			require.Equal(t, string(all[:logHead])+"\n[…]\n"+string(all[total-logTail:]), got, "%d by %d", total, step)
		}
	}
}

// Who writes a byte at a time, without end, is not read as often as it writes.
func TestBrake(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start, c := time.Now(), &capture{}
		r, w := &brakedReader{Reader: strings.NewReader(strings.Repeat("x", 3000))}, &brakedWriter{Writer: c}
		_, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, 1))
		require.NoError(t, err)
		require.Len(t, c.String(), 3000)
		require.Equal(t, (2001+2000)*time.Millisecond, time.Since(start)) // the first thousand of each are free, and the end is read, too
	})
}

func TestAskAfterTheEnd(t *testing.T) {
	t.Parallel()
	_, err := new(Child).Ask(t.Context(), nil)
	require.ErrorIs(t, err, errNoParent)
	new(Child).Progress(1, 2, "")
	c := newChild(&direct{ctx: t.Context(), job: Job{OnProgress: func(int, int, string) { t.Error("progress after the end") }}}, Limits{})
	c.end()
	_, err = c.Ask(t.Context(), nil)
	require.ErrorIs(t, err, errNoParent)
	c.Progress(1, 2, "")
}

func TestSentences(t *testing.T) {
	t.Parallel()
	l, err := Limits{Time: 600 * time.Second, CPU: 90 * time.Second}.filled()
	require.NoError(t, err)
	require.Contains(t, sentence(CodeTime, l), "longer than 10 minutes,")
	require.Contains(t, sentence(CodeCPU, l), "90 seconds")
	require.Contains(t, sentence(CodeMemory, l), "256 MiB")
	require.Contains(t, sentence(CodeOutput, l), "50,000,000 bytes")
	require.Contains(t, sentence(CodeTime, Limits{Time: time.Second}), "1 second,")
	require.Contains(t, sentence(CodeTime, Limits{Time: 1500 * time.Millisecond}), "1.5 seconds")
	for _, c := range []Code{CodeTime, CodeCPU, CodeMemory, CodeOutput, CodeFiles, CodeForbidden, CodeFailed, CodeCrashed, CodeKilled, CodeStart, CodeBroken} {
		require.True(t, strings.HasSuffix(sentence(c, l), "."), c)
	}
	require.Equal(t, "999", grouped(999))
	require.Equal(t, "1,000", grouped(1000))
	require.Equal(t, "1,234,567", grouped(1234567))
}

func TestClip(t *testing.T) {
	t.Parallel()
	require.Equal(t, "aé", clip("aéé", 4))
	require.Equal(t, "aéé", clip("aéé", 5))
	require.Equal(t, "", clip("é", 1))
	require.Equal(t, "\uFFFD", clip("\xff", 3))
}

// A length that is claimed costs nothing until the bytes come.
func TestFrameClaims(t *testing.T) { // not parallel: it counts what the whole process allocates
	claim := append([]byte{0x04, 0, 0, 0, byte(frameAnswer)}, make([]byte, 1000)...) // 64 MiB
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		_, _, err := readFrame(bytes.NewReader(claim), fromParent)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
}

func FuzzReadFrame(f *testing.F) {
	var ok bytes.Buffer
	_ = writeFrame(&ok, frameDone, []byte("12345678"), []byte("result"))
	_ = writeJSON(&ok, frameProgress, progress{Done: 1, Total: 2})
	for _, seed := range []string{ok.String(), "", "\x00\x00\x00\x00h", "\x00\x00\x00\x05q12", "\xff\xff\xff\xffd", "\x00\x00\x00\x02f{}", "hello, parent"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, types := range []map[frameType]int{fromParent, fromChild} {
			r := bytes.NewReader(b)
			for {
				before := r.Len()
				kind, payload, err := readFrame(r, types)
				if err != nil {
					require.True(t, errors.Is(err, errFrame) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF), err)
					require.Equal(t, before == 0, errors.Is(err, io.EOF))
					break
				}
				require.LessOrEqual(t, len(payload), types[kind])
				var again bytes.Buffer
				require.NoError(t, writeFrame(&again, kind, payload))
				require.Equal(t, b[len(b)-before:len(b)-r.Len()], again.Bytes())
				var p progress
				var g fault
				_ = readJSON(payload, &p)
				if readJSON(payload, &g) == nil {
					_ = g.errorOf(Limits{}, "")
				}
			}
		}
	})
}
