package assetstest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
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

// verify verifies, after a collection that finds nothing.
func (s *Setup) verify(t testing.TB) (found assets.Collected) {
	t.Helper()
	require.Equal(t, assets.Collected{}, s.collect(t), "sizes say nothing")
	for _, dryRun := range []bool{true, false} {
		var err error
		found, err = s.Service.Collect(t.Context(), assets.CollectOptions{DryRun: dryRun, Verify: true})
		require.NoError(t, err)
		require.Equal(t, dryRun, found.DryRun)
	}
	return found
}

// testDamaged: bytes that are others than those that were put are found when they are read.
func testDamaged(t *testing.T, s *Setup) {
	ctx := t.Context()
	id, font := s.Upload(t, ann, wide(1)).ID, s.Upload(t, ann, plain(1)).ID
	require.Equal(t, assets.Collected{Verified: 2}, s.verify(t))
	for _, key := range []string{"assets/u-ann/" + id, "assets/u-ann/" + id + ".thumb"} {
		s.harm(t, key)
		require.Equal(t, assets.Collected{Verified: 2, Damaged: []string{id}}, s.verify(t), key)
		require.Equal(t, 2, s.usage(t, ann).Count, "it stays")
		require.Equal(t, id, s.Upload(t, ann, wide(1)).ID, "and is mended by who has it")
		require.Equal(t, assets.Collected{Verified: 2}, s.verify(t), key)
	}
	require.NoError(t, s.Blobs.Delete(ctx, "assets/u-ann/"+id))
	found, err := s.Service.Collect(ctx, assets.CollectOptions{Verify: true})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{Verified: 1, Missing: []string{id}}, found, "which is another finding")
	s.Upload(t, ann, wide(1))

	// What the disk cannot read is damaged, and does not end it.
	s.Config.Blobs = &unreadable{Store: s.Blobs, key: "assets/u-ann/" + font}
	service, err := assets.New(s.Config)
	require.NoError(t, err)
	found, err = service.Collect(ctx, assets.CollectOptions{Verify: true})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{Verified: 2, Damaged: []string{font}}, found)
}

func testDamagedMore(t *testing.T, s *Setup) {
	s.seed(t, ann, 103, false) // whose bytes are none that have the hashes
	found := s.verify(t)
	require.Len(t, found.Damaged, 100)
	require.Equal(t, 3, found.DamagedMore)
	require.Equal(t, 103, found.Verified)
}

// testVerifyEnded: it ends in the middle of a blob.
func testVerifyEnded(t *testing.T, s *Setup) {
	s.Upload(t, ann, FontFile("Sans", 1<<20))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s.Config.Blobs = &endingBlobs{s.Blobs, cancel}
	service, err := assets.New(s.Config)
	require.NoError(t, err)
	found, err := service.Collect(ctx, assets.CollectOptions{Verify: true})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, found)
}

// endingBlobs end something when a blob is read for the second time.
type endingBlobs struct {
	blob.Store
	end func()
}

func (e *endingBlobs) Open(ctx context.Context, key string) (io.ReadSeekCloser, blob.Info, error) {
	r, info, err := e.Store.Open(ctx, key)
	return &endingFile{ReadSeekCloser: r, end: e.end}, info, err
}

type endingFile struct {
	io.ReadSeekCloser
	reads int
	end   func()
}

func (f *endingFile) Read(p []byte) (int, error) {
	switch f.reads++; f.reads {
	case 2:
		f.end()
	case 3:
		return 0, errors.New("assetstest: read to its end")
	}
	return f.ReadSeekCloser.Read(p)
}

// testLeftovers: what killed uploads left goes when it is old, and is told of before.
func testLeftovers(t *testing.T, s *Setup) {
	s.Config.Blobs = sweeping{s.Blobs}
	service, err := assets.New(s.Config)
	require.NoError(t, err)
	found, err := service.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{Leftovers: 2, LeftoversYoung: 3}, found)
	found, err = service.Collect(t.Context(), assets.CollectOptions{DryRun: true})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{DryRun: true}, found, "not known")
}

// sweeping sweeps something.
type sweeping struct{ blob.Store }

func (sweeping) Sweep(context.Context, time.Time) (blob.Swept, error) {
	return blob.Swept{Files: 2, Bytes: 10, Young: 3}, nil
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
