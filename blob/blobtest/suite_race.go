package blobtest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

func races() []test {
	return []test{
		{"puts of one key", raceOneKey},
		{"readers of one that is replaced", raceReplace},
		{"puts and deletes in one folder", raceFolder},
	}
}

// each runs f in so many goroutines and returns their errors joined.
func each(goroutines int, f func(i int) error) error {
	errs := make([]error, goroutines)
	var wg sync.WaitGroup
	for i := range goroutines {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// version is a text that is the same all over, so that a mixture is seen, and has a length of its own.
func version(i int) string { return strings.Repeat(string(rune('A'+i%26)), 70_000+i) }

func isVersion(text string) bool {
	i := len(text) - 70_000
	return i >= 0 && text == version(i)
}

func raceOneKey(t *testing.T, s *store) {
	const n = 64
	require.NoError(t, each(n, func(i int) error {
		text := version(i)
		return s.Put(t.Context(), "a/b", strings.NewReader(text), int64(len(text)))
	}))
	text, err := s.read(t.Context(), "a/b")
	require.NoError(t, err)
	require.True(t, isVersion(text))
	require.Equal(t, map[string]int64{"a/b": int64(len(text))}, s.listed(t, ""))
	swept, err := s.Sweep(t.Context(), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Zero(t, swept)
}

// raceReplace: a reader sees one version or the other, whole; and never that there is none.
func raceReplace(t *testing.T, s *store) {
	s.put(t, "a", version(0))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() {
			for errs[i] == nil {
				select {
				case <-stop:
					return
				default:
				}
				text, err := s.read(t.Context(), "a")
				if err == nil && !isVersion(text) {
					err = fmt.Errorf("a mixture of %d bytes", len(text))
				}
				errs[i] = err
			}
		})
	}
	for i := range 60 {
		s.put(t, "a", version(i))
	}
	close(stop)
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
}

// raceFolder has folders become empty while others put into them.
func raceFolder(t *testing.T, s *store) {
	require.NoError(t, each(8, func(i int) error {
		key, text := fmt.Sprintf("a/b/c/%d", i), fmt.Sprint("text of ", i)
		for range 30 {
			if err := s.Put(t.Context(), key, strings.NewReader(text), int64(len(text))); err != nil {
				return err
			}
			got, err := s.read(t.Context(), key)
			if err != nil {
				return err
			}
			if got != text {
				return fmt.Errorf("%s has %q", key, got)
			}
			if err := s.Delete(t.Context(), key); err != nil {
				return err
			}
			if _, err := s.Stat(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
				return fmt.Errorf("%s after Delete: %w", key, err)
			}
		}
		return nil
	}))
	require.Empty(t, s.listed(t, ""))
}
