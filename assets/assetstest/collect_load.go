package assetstest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// seeded is the id of the n-th asset that seed stores for an owner.
func seeded(owner assets.Actor, n int) string {
	sum := sha256.Sum256([]byte(owner.User))
	return fmt.Sprintf("%08x-0000-4000-8000-%x", n, sum[:6])
}

// seed stores many small assets of an owner's at once, as Upload does.
func (s *Setup) seed(t testing.TB, owner assets.Actor, n int, used bool) {
	t.Helper()
	ctx := t.Context()
	for from := 0; from < n; from += 1000 {
		require.NoError(t, s.DB.Write(ctx, func(tx *sqldb.Tx) error {
			w := assets.JoinSQL(tx)
			for i := from; i < min(n, from+1000); i++ {
				id := seeded(owner, i)
				sum := sha256.Sum256([]byte(id))
				h := assets.Held{Owner: owner.User, Name: "seed", At: s.Clock.Now(), Used: used, Asset: assets.Asset{
					ID: id, Home: "u-" + owner.User, Kind: assets.KindFont, Type: assets.TTF, Bytes: 4, SHA256: hex.EncodeToString(sum[:]),
					Font: &assets.Font{Family: "Seed", Faces: 1, Glyphs: 1, Outlines: "truetype", Embedding: assets.Installable},
				}}
				if err := s.Quota.AddAsset(ctx, tx, h.Owner, h.ID, h.Bytes, false); err != nil {
					return err
				}
				if err := w.Add(ctx, h); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	for i := range n {
		s.blob(t, path.Join("assets", "u-"+owner.User, seeded(owner, i)), "seed")
	}
}

// testTwoAtOnce: nothing is taken twice, and nothing in the way.
func testTwoAtOnce(t *testing.T, s *Setup) {
	const n = 60 // several transactions of each
	s.seed(t, ann, n, true)
	s.collect(t)
	s.Clock.Advance(31 * day)
	other, err := assets.New(s.Config)
	require.NoError(t, err)
	from := len(s.Events(t, 0))
	var wg sync.WaitGroup
	found, errs := make([]assets.Collected, 4), make([]error, 4)
	for i := range found {
		service := s.Service
		if i%2 == 1 {
			service = other
		}
		wg.Go(func() { found[i], errs[i] = service.Collect(t.Context(), assets.CollectOptions{}) })
	}
	wg.Wait()
	var sum assets.Collected
	for i := range found {
		require.NoError(t, errs[i])
		sum.Assets += found[i].Assets
		sum.Bytes += found[i].Bytes
	}
	require.Equal(t, assets.Collected{Assets: n, Bytes: 4 * n}, sum)
	require.Len(t, s.Events(t, from), n)
	require.Empty(t, s.Keys(t))
}

// testMany: no transaction grows with what there is, and nothing is kept of one for the next but a page.
func testMany(t *testing.T, s *Setup) {
	const idle, used = 250, 250 // more than a page of each, so that what is kept of one would show
	s.seed(t, ann, idle, false)
	s.seed(t, ben, used, true)
	short := &shortStore{Store: s.Store}
	c := s.Config
	c.Store = short
	service, err := assets.New(c)
	require.NoError(t, err)
	for _, want := range []assets.Collected{{Waiting: used}, {Assets: used, Bytes: 4 * used}, {}} {
		found, err := service.Collect(t.Context(), assets.CollectOptions{})
		require.NoError(t, err)
		require.Equal(t, want, found)
		s.Clock.Advance(31 * day)
	}
	require.Len(t, s.Keys(t), idle)
	require.LessOrEqual(t, short.writes, 40, "changes in a transaction")
	require.LessOrEqual(t, short.reads, 200, "rows in a picture")
}

// shortStore counts the most that is read or changed in one transaction.
type shortStore struct {
	assets.Store
	reads, writes int
}

func (s *shortStore) Read(ctx context.Context, fn func(r assets.Reader) error) error {
	return s.Store.Read(ctx, func(r assets.Reader) error {
		counted := &countedReader{Reader: r}
		err := fn(counted)
		s.reads = max(s.reads, counted.n)
		return err
	})
}

func (s *shortStore) Write(ctx context.Context, fn func(w assets.Writer) error) error {
	return s.Store.Write(ctx, func(w assets.Writer) error {
		counted := &countedWriter{Writer: w}
		err := fn(counted)
		s.writes = max(s.writes, counted.n)
		return err
	})
}

// countedReader counts rows.
type countedReader struct {
	assets.Reader
	n int
}

func (r *countedReader) Asset(ctx context.Context, id string) (assets.Asset, error) {
	r.n++
	return r.Reader.Asset(ctx, id)
}

func (r *countedReader) Assets(ctx context.Context, after string, limit int) ([]assets.Asset, string, error) {
	page, next, err := r.Reader.Assets(ctx, after, limit)
	r.n += len(page)
	return page, next, err
}

func (r *countedReader) UsedOnes(ctx context.Context, owner, after string, limit int) ([]assets.Held, string, error) {
	page, next, err := r.Reader.UsedOnes(ctx, owner, after, limit)
	r.n += len(page)
	return page, next, err
}

// countedWriter counts changes.
type countedWriter struct {
	assets.Writer
	n int
}

func (w *countedWriter) SetUnused(ctx context.Context, owner, id string, since time.Time) error {
	w.n++
	return w.Writer.SetUnused(ctx, owner, id, since)
}

func (w *countedWriter) Drop(ctx context.Context, owner, id string) (bool, error) {
	w.n++
	return w.Writer.Drop(ctx, owner, id)
}

func (w *countedWriter) Record(ctx context.Context, e audit.Event) error {
	w.n++
	return w.Writer.Record(ctx, e)
}
