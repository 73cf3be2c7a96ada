package blobtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

func lists() []test {
	return []test{
		{"folders", listFolders},
		{"what it says is what Stat says", listInfo},
		{"more than a page of any store", listMany},
		{"stopped, and begun again", listStopped},
		{"an ended context", listEnded},
		{"deleted while it runs", listDeleted},
		{"changes while it runs", listChanges},
	}
}

func listFolders(t *testing.T, s *store) {
	require.Empty(t, s.listed(t, ""))
	require.Empty(t, s.listed(t, "a"))
	all := []string{"a/b", "a/c/d", "a/c/e/f", "a.b/c", "a-b", "ab/c", "b", "a/c.d", "c/a/b"}
	for _, key := range all {
		s.put(t, key, key)
	}
	for folder, want := range map[string][]string{
		"":      all,
		"a":     {"a/b", "a/c/d", "a/c/e/f", "a/c.d"},
		"a/c":   {"a/c/d", "a/c/e/f"},
		"a/c/e": {"a/c/e/f"},
		"a/b":   {}, // which is a blob itself
		"b":     {},
		"a/c/x": {},
		"b/c":   {},
		"x":     {},
		"c":     {"c/a/b"},
		"a.b":   {"a.b/c"},
	} {
		got := s.listed(t, folder)
		require.Len(t, got, len(want), folder)
		for _, key := range want {
			require.EqualValues(t, len(key), got[key], folder)
		}
	}
}

func listInfo(t *testing.T, s *store) {
	s.put(t, "a/b", "text")
	for info, err := range s.List(t.Context(), "") {
		require.NoError(t, err)
		stat, err := s.Stat(t.Context(), "a/b")
		require.NoError(t, err)
		require.Equal(t, stat.Key, info.Key)
		require.Equal(t, stat.Size, info.Size)
		require.WithinDuration(t, stat.At, info.At, time.Second)
	}
}

func listMany(t *testing.T, s *store) {
	const n = 1200 // pages of S3 have 1000
	require.NoError(t, each(8, func(i int) error {
		for j := i; j < n; j += 8 {
			if err := s.Put(t.Context(), fmt.Sprintf("many/%04d", j), Pattern(1), 1); err != nil {
				return err
			}
		}
		return nil
	}))
	s.put(t, "other", "x")
	require.Len(t, s.listed(t, "many"), n)
	require.Len(t, s.listed(t, ""), n+1)
}

func listStopped(t *testing.T, s *store) {
	for i := range 10 {
		s.put(t, fmt.Sprintf("%d/a", i), "x")
	}
	seq := s.List(t.Context(), "")
	for range 2 {
		n := 0
		for _, err := range seq {
			require.NoError(t, err)
			if n++; n == 3 {
				break
			}
		}
		require.Equal(t, 3, n)
	}
	require.Len(t, s.listed(t, ""), 10)
}

func listEnded(t *testing.T, s *store) {
	for i := range 10 {
		s.put(t, fmt.Sprintf("a/%d", i), "x")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var errs []error
	n := 0
	for info, err := range s.List(ctx, "a") {
		if err != nil {
			require.Zero(t, info)
			errs = append(errs, err)
			continue
		}
		if n++; n == 2 {
			cancel()
		}
	}
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], context.Canceled)
	for _, folder := range []string{"", "a", "none"} {
		errs = nil
		for _, err := range s.List(ctx, folder) {
			errs = append(errs, err)
		}
		require.Len(t, errs, 1)
		require.ErrorIs(t, errs[0], context.Canceled, folder)
	}
}

// listDeleted: whoever lists may delete what is in the list, and more.
func listDeleted(t *testing.T, s *store) {
	all := []string{"a/1", "a/2", "a/3", "b/c/1", "d/1"}
	for _, key := range all {
		s.put(t, key, "x")
	}
	n := 0
	for _, err := range s.List(t.Context(), "") {
		require.NoError(t, err)
		n++
		for _, key := range all {
			require.NoError(t, s.Delete(t.Context(), key))
		}
	}
	require.NotZero(t, n)
	require.LessOrEqual(t, n, len(all))
	require.Empty(t, s.listed(t, ""))
}

// listChanges: what stays is in it once, whatever comes and goes beside it.
func listChanges(t *testing.T, s *store) {
	const stay = 60
	for i := range stay {
		s.put(t, fmt.Sprintf("a/%d/stays", i), "x")
		s.put(t, fmt.Sprintf("a/%d/goes", i), "x")
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error)
	go func() { done <- s.comeAndGo(ctx, stay) }()
	for range 10 {
		seen := map[string]int{}
		for info, err := range s.List(t.Context(), "a") {
			require.NoError(t, err)
			seen[info.Key]++
		}
		for i := range stay {
			require.Equal(t, 1, seen[fmt.Sprintf("a/%d/stays", i)], "%d", i)
		}
		for key, n := range seen {
			require.Equal(t, 1, n, key)
		}
	}
	stop()
	require.NoError(t, <-done)
}

// comeAndGo deletes, puts and replaces until ctx ends.
func (s *store) comeAndGo(ctx context.Context, n int) error {
	ctx, inTime := context.WithoutCancel(ctx), ctx
	for i := 0; inTime.Err() == nil; i++ {
		at := i % n
		if err := s.Delete(ctx, fmt.Sprintf("a/%d/goes", at)); err != nil {
			return err
		}
		for _, key := range []string{"a/%d/stays", "a/%d/comes", "a/new/%d"} {
			if err := s.Put(ctx, fmt.Sprintf(key, at), Pattern(1), 1); err != nil {
				return err
			}
		}
		if err := s.Delete(ctx, fmt.Sprintf("a/new/%d", (at+n/2)%n)); err != nil {
			return err
		}
	}
	return nil
}

var _ blob.Store = (*store)(nil)
