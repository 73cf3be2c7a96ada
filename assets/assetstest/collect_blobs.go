package assetstest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

func testOrphans(t *testing.T, s *Setup) {
	id := s.Upload(t, ann, wide(1)).ID
	tiny := s.Upload(t, ann, tiny(1)).ID
	have := s.Keys(t)
	require.Len(t, have, 3, "one is its own small picture")
	foreign := []string{
		"assets/nobodys", "assets/u-ann/nobodys", "assets/u-ann/nobodys.thumb", "assets/u-ann/" + id + ".thumb.thumb", "assets/u-ann/" + tiny + ".thumb",
		"assets/u-ann/" + id + ".bak", "assets/u-ben/" + id, "assets/u-ann/deeper/" + id, "assets/u-ann/deeper/and/deeper",
	}
	for _, key := range foreign {
		s.blob(t, key, "12345")
	}
	others := []string{"exports/u-ann/nobodys", "assets-of-another-service/nobodys", "nobodys"}
	for _, key := range others {
		s.blob(t, key, "12345")
	}
	require.Equal(t, assets.Collected{Young: len(foreign)}, s.collect(t))
	s.Clock.Advance(day)
	require.Equal(t, assets.Collected{Young: len(foreign)}, s.collect(t), "as old as grace is not older")
	s.Clock.Advance(time.Second)
	s.blob(t, "assets/u-ann/young", "12345")
	require.Equal(t, assets.Collected{Orphans: len(foreign), OrphanBytes: int64(5 * len(foreign)), Young: 1}, s.collect(t))
	want := append(append(have, others...), "assets/u-ann/young")
	slices.Sort(want)
	require.Equal(t, want, s.Keys(t))
	require.True(t, s.holds(t, ann, id) && s.holds(t, ann, tiny))
}

func testMissing(t *testing.T, s *Setup) {
	ctx := t.Context()
	for name, lose := range map[string]func(key string) error{
		"bytes":               func(key string) error { return s.Blobs.Delete(ctx, key) },
		"small picture":       func(key string) error { return s.Blobs.Delete(ctx, key+".thumb") },
		"some bytes":          func(key string) error { return s.Blobs.Put(ctx, key, strings.NewReader("x"), 1) },
		"some of the picture": func(key string) error { return s.Blobs.Put(ctx, key+".thumb", strings.NewReader("x"), 1) },
	} {
		id := s.Upload(t, ann, wide(1)).ID
		require.Empty(t, s.collect(t).Missing, name)
		require.NoError(t, lose("assets/u-ann/"+id))
		require.Equal(t, assets.Collected{Missing: []string{id}}, s.collect(t), name)
		require.Equal(t, 1, s.usage(t, ann).Count, "it stays")
		require.Equal(t, id, s.Upload(t, ann, wide(1)).ID, "and is mended by who has it")
		require.Equal(t, assets.Collected{}, s.collect(t), name)
		require.True(t, s.holds(t, ann, id))
	}
	// What goes is found missing all the same, and goes.
	id := s.Upload(t, ann, wide(1)).ID
	s.Use(t, ann.User, "planner", id)
	s.unuse(t, ann, "planner")
	s.collect(t)
	s.Clock.Advance(30 * day)
	require.NoError(t, s.Blobs.Delete(ctx, "assets/u-ann/"+id))
	found := s.collect(t)
	require.Equal(t, []string{id}, found.Missing)
	require.Equal(t, 1, found.Assets)
	require.Empty(t, s.Keys(t))
}

func testMissingMore(t *testing.T, s *Setup) {
	s.seed(t, ann, 110, false)
	for _, b := range s.blobs(t, "assets")[:103] {
		require.NoError(t, s.Blobs.Delete(t.Context(), b.Key))
	}
	found := s.collect(t)
	require.Len(t, found.Missing, 100)
	require.Equal(t, 3, found.MissingMore)
}

// testAccessNotes: those of yesterday and today are kept.
func testAccessNotes(t *testing.T, s *Setup) {
	ctx := t.Context()
	id := s.Upload(t, ann, wide(1)).ID
	today := s.Clock.Now().Truncate(day)
	require.NoError(t, s.Store.Write(ctx, func(w assets.Writer) error {
		for i := range 5 {
			if _, err := w.NoteAccess(ctx, id, ben.User, today.AddDate(0, 0, -i)); err != nil {
				return err
			}
		}
		return nil
	}))
	s.collect(t)
	require.NoError(t, s.Store.Read(ctx, func(r assets.Reader) error {
		for i := range 5 {
			noted, err := r.Accessed(ctx, id, ben.User, today.AddDate(0, 0, -i))
			require.NoError(t, err)
			require.Equal(t, i < 2, noted, "%d days ago", i)
		}
		return nil
	}))
}
