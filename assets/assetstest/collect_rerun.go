package assetstest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// meanwhile is a Store that takes back the first Write that fits, and does it again after
// something else was done: as one on PostgreSQL may when transactions meet.
type meanwhile struct {
	assets.Store
	fits func(w assets.Writer) bool // looks after the Write
	do   func()                     // nil: it is done
}

// Write implements assets.Store.
func (s *meanwhile) Write(ctx context.Context, fn func(w assets.Writer) error) error {
	back := errors.New("assetstest: once more")
	err := s.Store.Write(ctx, func(w assets.Writer) error {
		if err := fn(w); err != nil || s.do == nil || !s.fits(w) {
			return err
		}
		return back
	})
	if !errors.Is(err, back) {
		return err
	}
	s.do()
	s.do = nil
	return s.Store.Write(ctx, fn)
}

// during makes a Service of which the Write that removes an asset is taken back, and done again after do.
func (s *Setup) during(t testing.TB, id string, do func()) (*assets.Service, *sqldb.Outbox) {
	t.Helper()
	c := s.Config
	c.Store = &meanwhile{assets.NewSQL(s.DB), func(w assets.Writer) bool {
		_, err := w.Asset(t.Context(), id)
		return errors.Is(err, assets.ErrNotFound)
	}, do}
	service, err := assets.New(c)
	require.NoError(t, err)
	outbox := sqldb.NewOutbox(s.DB, sqldb.OutboxConfig{Now: s.Clock.OutboxNow})
	service.Subscribe(outbox, TopicUserDeleted, TopicPurged)
	return service, outbox
}

// testRerun: what comes to somebody else while its last holder loses it keeps its bytes, though the transaction that
// removed it had come to its end once.
func testRerun(t *testing.T, s *Setup) {
	unused, deleted, forgotten := s.Upload(t, ann, wide(1)).ID, s.Upload(t, ann, wide(2)).ID, s.Upload(t, cay, wide(3)).ID
	s.Use(t, ann.User, "planner", unused)
	s.unuse(t, ann, "planner")
	s.collect(t)
	s.Clock.Advance(31 * day)
	adopt := func(id string) func() { return func() { s.Use(t, ben.User, "clone", id) } }

	service, _ := s.during(t, unused, adopt(unused))
	found, err := service.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{Assets: 1}, found)

	service, _ = s.during(t, deleted, adopt(deleted))
	require.NoError(t, service.Delete(t.Context(), ann, deleted, false))

	_, outbox := s.during(t, forgotten, adopt(forgotten))
	s.publish(t, TopicUserDeleted, map[string]string{"id": cay.User})
	_, err = outbox.Drain(t.Context())
	require.NoError(t, err)

	for _, id := range []string{unused, deleted, forgotten} {
		require.True(t, s.holds(t, ben, id))
		require.False(t, s.holds(t, ann, id) || s.holds(t, cay, id))
	}
	s.requireWhole(t)
}

// testBackMeanwhile: what its owner deleted and uploaded again while it was about to be marked as unused was
// never used, and is not marked.
func testBackMeanwhile(t *testing.T, s *Setup) {
	id := s.Upload(t, ann, wide(1)).ID
	s.Use(t, ann.User, "planner", id)
	s.Use(t, ben.User, "clone", id)
	s.unuse(t, ann, "planner")
	c := s.Config
	c.Store = &meanwhile{assets.NewSQL(s.DB), func(assets.Writer) bool { return true }, func() {
		require.NoError(t, s.Service.Delete(t.Context(), ann, id, false))
		require.Equal(t, id, s.Upload(t, ann, wide(1)).ID)
	}}
	service, err := assets.New(c)
	require.NoError(t, err)
	found, err := service.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{}, found)
	require.Zero(t, s.Get(t, ann, id).UnusedSince)
}
