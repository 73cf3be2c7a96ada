package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWorkloadIsWhatTheTableSays(t *testing.T) {
	for _, pages := range []int{minPages, 400} {
		w := newWorkload(pages)
		require.Len(t, w.static(), 20)
		for _, l := range w.static() {
			require.Empty(t, l.to)
		}
		keys := map[string]bool{}
		for _, p := range w.pages {
			keys[p.key()] = true
		}
		require.Len(t, keys, pages)
		missing := 0
		for i, p := range w.pages {
			labels := w.dynamic(p.day)
			require.Len(t, labels, 62)
			for j, l := range labels {
				switch {
				case l.text == "":
					t.Fatalf("page %d, label %d has no text", i, j)
				case l.to == "" && j < 42:
					t.Fatalf("page %d, number %d is no link", i, j)
				case l.to == "":
					missing++
				case !keys[l.to]:
					t.Fatalf("page %d: %s is no page", i, l.to)
				}
			}
		}
		require.Less(t, missing, 70, "links that would leave the planner")
	}
}

func TestGopdfDrawsTheWorkload(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.pdf")
	c, err := drawGopdf(t.Context(), newWorkload(minPages), out)
	require.NoError(t, err)
	require.Equal(t, minPages, c.Pages)
	require.Equal(t, 82*minPages, c.Texts)
	pdf, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, c.Links, bytes.Count(pdf, []byte("/Subtype /Link")))
}

func TestEinkpdfDrawsTheSame(t *testing.T) {
	w := newWorkload(minPages)
	ours, err := drawEinkpdf(t.Context(), w, filepath.Join(t.TempDir(), "einkpdf.pdf"))
	require.NoError(t, err)
	theirs, err := drawGopdf(t.Context(), w, filepath.Join(t.TempDir(), "gopdf.pdf"))
	require.NoError(t, err)
	require.Equal(t, theirs.Pages, ours.Pages)
	require.Equal(t, theirs.Links, ours.Links)
}

func TestMedian(t *testing.T) {
	seconds := func(r result) float64 { return r.Seconds }
	require.Equal(t, 2.0, median([]result{{Seconds: 3}, {Seconds: 1}, {Seconds: 2}}, seconds))
	require.Equal(t, 1.5, median([]result{{Seconds: 2}, {Seconds: 1}}, seconds))
}

func TestFlags(t *testing.T) {
	for _, args := range [][]string{{"-pages", "0"}, {"-pages", "x"}, {"-pages", "400,"}, {"-runs", "0"}, {"-only", "word"}} {
		require.Error(t, run(t.Context(), args), "%v", args)
	}
}
