package projects

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// patched applies a unified diff, strictly: each line must be where the diff says.
func patched(t *testing.T, old, diff string) string {
	t.Helper()
	lines := strings.SplitAfter(diff, "\n")
	require.Equal(t, []string{"--- version 1\n", "+++ version 2\n"}, lines[:2])
	var out strings.Builder
	rest, number := old, 1
	next := func() string {
		line, after, found := strings.Cut(rest, "\n")
		if found {
			line += "\n"
		}
		rest, number = after, number+1
		return line
	}
	for i := 2; i < len(lines)-1; {
		var from, removed, to, added int
		_, err := fmt.Sscanf(lines[i], "@@ -%d,%d +%d,%d @@\n", &from, &removed, &to, &added)
		require.NoError(t, err)
		if removed > 0 {
			for number < from {
				out.WriteString(next())
			}
		}
		for i++; i < len(lines)-1 && lines[i][0] != '@'; i++ {
			line := lines[i]
			if i+1 < len(lines) && strings.HasPrefix(lines[i+1], "\\") {
				line = line[:len(line)-1] // at the end of a file
			}
			switch line[0] {
			case '-', ' ':
				require.Equal(t, line[1:], next())
				removed--
			}
			switch line[0] {
			case '+', ' ':
				out.WriteString(line[1:])
				added--
			}
		}
		require.Equal(t, []int{0, 0}, []int{removed, added}, lines)
	}
	return out.String() + rest
}

func FuzzDiff(f *testing.F) {
	for _, s := range []string{
		"a\nb\nc\nd\ne\nf\ng\nh\ni\n|a\nB\nc\nd\ne\nf\ng\nh\nI\n", "|a\n", "a\n|", "a|a\n", "a\r\n|a\n", "\n\n|\n", "\x00\xff\n|\x00\xfe",
		"\\ No newline at end of file\na|a\n\\ No newline at end of file\n", "-a\n+b\n@@ -1,1 +1,1 @@\n|--- a\n+++ b\n", "a\na\na\nb\n|b\na\na\na\n",
	} {
		old, new, _ := strings.Cut(s, "|")
		f.Add(old, new)
	}
	f.Fuzz(func(t *testing.T, old, new string) {
		d := unified(1, []byte(old), 2, []byte(new))
		if old == new {
			require.Empty(t, d)
			return
		}
		require.Equal(t, new, patched(t, old, d))
	})
}

// nothingFound finds nothing in files.
type nothingFound struct{}

func (nothingFound) Inspect(context.Context, []byte) (Facts, error) { return Facts{Read: true}, nil }

func (nothingFound) Refit(context.Context, []byte, string) (Refit, error) { return Refit{}, ErrDevice }

// While as many files are compared as may be, whoever is refused does not wait, nor
// is anything compared for them afterwards.
func TestDiffWaits(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Store: NewSQL(sqldbtest.SQLite(t, Schema())), Files: nothingFound{}})
	require.NoError(t, err)
	ann, ben := Actor{User: "ann"}, Actor{User: "ben"}
	p, err := s.Create(t.Context(), ann, NewProject{Source: []byte("a\n")})
	require.NoError(t, err)
	_, err = s.Replace(t.Context(), ann, p.ID, 1, []byte("b\n"))
	require.NoError(t, err)
	_, err = s.Share(t.Context(), ann, p.ID, "ben", Editor)
	require.NoError(t, err)
	_, err = s.Share(t.Context(), ann, p.ID, "cem", Viewer)
	require.NoError(t, err)

	for range maxDiffs {
		s.diffs <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, c := range []struct {
		by   Actor
		to   int
		code Code
	}{
		{Actor{}, 2, CodeNotFound}, {Actor{User: "eve"}, 2, CodeNotFound}, {Actor{User: "cem"}, 2, CodeForbidden}, {ann, 3, CodeNoVersion}, {ann, 1, ""},
	} {
		d, err := s.Diff(ctx, c.by, p.ID, 1, c.to)
		require.Equal(t, c.code, CodeOf(err), "%v: %v", c, err)
		require.Empty(t, d)
		require.NoError(t, ctx.Err())
	}
	gone, leave := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() {
		_, err := s.Diff(gone, ann, p.ID, 1, 2)
		waiting <- err
	}()
	leave()
	require.ErrorIs(t, <-waiting, context.Canceled)
	go func() {
		_, err := s.Diff(t.Context(), ben, p.ID, 1, 2)
		waiting <- err
	}()
	require.NoError(t, s.Unshare(t.Context(), ann, p.ID, "ben"))
	<-s.diffs
	require.Equal(t, CodeNotFound, CodeOf(<-waiting))
}

// Files that make comparing them as dear as it can be: what comes out is bounded
// by what goes in.
func TestDiffHostile(t *testing.T) {
	t.Parallel()
	const size = MaxSource / 8 // what grows with it shows at that, too
	var once, turned strings.Builder
	for i := 0; once.Len() < size-20; i++ {
		fmt.Fprintf(&once, "%x\n", i)
		fmt.Fprintf(&turned, "%x\n", 30000-i)
	}
	files := []string{
		strings.Repeat("\n", size),
		strings.Repeat("a\nb\n", size/4),
		strings.Repeat("b\na\n", size/4),
		once.String(),
		turned.String(),
		strings.Repeat("x", size),
	}
	for i := range len(files) - 1 {
		d := unified(1, []byte(files[i]), 2, []byte(files[i+1]))
		require.NotEmpty(t, d)
		require.Less(t, len(d), 3*(len(files[i])+len(files[i+1])))
	}
}
