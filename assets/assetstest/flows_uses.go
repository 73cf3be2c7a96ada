package assetstest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// inTx runs fn twice in transactions, of which the first is taken back.
func (s *Setup) inTx(t testing.TB, fn func(ctx context.Context, tx *sqldb.Tx) error) error {
	t.Helper()
	back := errors.New("assetstest: once more")
	err := s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		if err := fn(t.Context(), tx); err != nil {
			return err
		}
		return back
	})
	if !errors.Is(err, back) {
		return err
	}
	return s.DB.Write(t.Context(), func(tx *sqldb.Tx) error { return fn(t.Context(), tx) })
}

// What a project begins to use is marked as used, and becomes its owner's.
func flowAdopt(t *testing.T, db *sqldb.DB) {
	s, ann, bob := New(t, db), User("ann"), User("bob")
	first, err := s.TryUpload(t, ann, assets.NewUpload{Name: "secret plans.png", Size: -1}, PNG(300, 20, 1))
	require.NoError(t, err)
	font := s.Upload(t, ann, FontFile("Sans", 100))
	from := len(s.Events(t, 0))
	s.Clock.Advance(time.Hour)
	ids := []string{first.ID, "no-such", font.ID, first.ID, "\xff", ""}
	usable := func(user string) (found []string) {
		require.NoError(t, s.inTx(t, func(ctx context.Context, tx *sqldb.Tx) (err error) {
			found, err = s.Service.Usable(ctx, tx, user, ids[:4])
			return err
		}))
		return found
	}
	require.Equal(t, []string{first.ID, font.ID, first.ID}, usable("ann"))
	require.Empty(t, usable("bob"))

	require.NoError(t, s.inTx(t, func(ctx context.Context, tx *sqldb.Tx) error { return s.Service.Adopt(ctx, tx, "ann", ids) }))
	h := s.Get(t, ann, first.ID)
	require.True(t, h.Used)
	require.Equal(t, first.Name, h.Name)
	require.Equal(t, first.At, h.At)
	require.Empty(t, s.Events(t, from), "nothing new is hers")

	require.NoError(t, s.inTx(t, func(ctx context.Context, tx *sqldb.Tx) error { return s.Service.Adopt(ctx, tx, "bob", ids) }))
	require.Equal(t, []string{first.ID, font.ID, first.ID}, usable("bob"))
	h = s.Get(t, bob, first.ID)
	require.Equal(t, first.Asset, h.Asset, "the same asset")
	require.Equal(t, "image.png", h.Name, "not what ann calls it")
	require.Equal(t, s.Clock.Now(), h.At)
	require.True(t, h.Used)
	require.Equal(t, "Sans.ttf", s.Get(t, bob, font.ID).Name)
	require.Equal(t, []string{" assets.adopt asset:" + first.ID + " owner=bob", " assets.adopt asset:" + font.ID + " owner=bob"}, actions(s.Events(t, from), "owner"))
	u, err := s.Service.Usage(t.Context(), bob)
	require.NoError(t, err)
	require.Equal(t, first.Bytes+font.Bytes, u.Bytes, "each who holds it is charged")
	require.Len(t, s.Keys(t), 3, "and it takes no room")

	// Once more, after it was found that nothing uses it.
	require.NoError(t, s.Store.Write(t.Context(), func(w assets.Writer) error {
		return w.SetUnused(t.Context(), "bob", first.ID, s.Clock.Now())
	}))
	require.NoError(t, s.inTx(t, func(ctx context.Context, tx *sqldb.Tx) error { return s.Service.Adopt(ctx, tx, "bob", ids) }))
	require.Zero(t, s.Get(t, bob, first.ID).UnusedSince)

	// It stays when whoever had it before goes.
	s.DeleteUser(t, "ann")
	require.NotEmpty(t, s.Read(t, bob, first.ID))
	_, err = s.Service.Open(t.Context(), ann, first.ID)
	requireCode(t, assets.CodeNotFound, err)
	require.NoError(t, s.Service.Delete(t.Context(), bob, first.ID, false))
	require.NoError(t, s.Service.Delete(t.Context(), bob, font.ID, false))
	require.Empty(t, s.Keys(t))
}

// A Keeper makes images ready outside of a transaction, and the owner's within.
func flowKeeper(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	k := s.Service.Keeper()
	prepare := func(owner string, data []byte) string {
		t.Helper()
		id, err := k.Prepare(t.Context(), owner, "image-1.gif", data)
		require.NoError(t, err)
		return id
	}
	keep := func(owner string, ids ...string) error {
		return s.inTx(t, func(ctx context.Context, tx *sqldb.Tx) error {
			for _, id := range ids {
				if err := k.Keep(ctx, tx, owner, id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	data := PNG(300, 20, 1)
	id := prepare("ann", data)
	require.Equal(t, id, prepare("ann", data), "the same image twice in a project")
	require.Equal(t, id, prepare("ann", recompressed(t, data)))
	require.NotEqual(t, id, prepare("bob", data))
	require.Empty(t, s.Events(t, 0))
	_, err := s.Service.Open(t.Context(), ann, id)
	requireCode(t, assets.CodeNotFound, err)
	requireCode(t, assets.CodeNotFound, keep("eve", id))
	requireCode(t, assets.CodeNotFound, keep("ann", "no-such"))

	require.NoError(t, keep("ann", id, id))
	h := s.Get(t, ann, id)
	require.True(t, h.Used)
	require.Equal(t, "image-1.png", h.Name)
	require.Equal(t, []string{"operator assets.import asset:" + id + " owner=ann"}, actions(s.Events(t, 0), "owner"))
	require.NotEmpty(t, s.Read(t, ann, id))
	require.Equal(t, id, prepare("ann", data))
	require.NoError(t, keep("ann", id))
	up := s.Upload(t, ann, data)
	require.True(t, up.Existed)
	require.Equal(t, id, up.ID)

	// What the owner had by an upload is it.
	logo := s.Upload(t, ann, PNG(20, 20, 2))
	require.Equal(t, logo.ID, prepare("ann", PNG(20, 20, 2)))
	require.NoError(t, keep("ann", logo.ID))
	require.True(t, s.Get(t, ann, logo.ID).Used)

	// What was deleted comes back with another id alone, for its bytes are going.
	require.NoError(t, s.Service.Delete(t.Context(), ann, id, false))
	requireCode(t, assets.CodeNotFound, keep("ann", id))
	back := prepare("ann", data)
	require.NotEqual(t, id, back)
	require.NoError(t, keep("ann", back))
	require.NotEmpty(t, s.Read(t, ann, back))

	// What was uploaded between Prepare and Keep has another id, too.
	late := prepare("ann", PNG(20, 20, 3))
	up = s.Upload(t, ann, PNG(20, 20, 3))
	require.NotEqual(t, late, up.ID)
	requireCode(t, assets.CodeNotFound, keep("ann", late))
	require.Equal(t, up.ID, prepare("ann", PNG(20, 20, 3)))

	// What is not kept in time is not kept: it may be collected any moment.
	late = prepare("ann", PNG(20, 20, 4))
	s.Clock.Advance(13 * time.Hour)
	requireCode(t, assets.CodeNotFound, keep("ann", late))
	again := prepare("ann", PNG(20, 20, 4))
	require.NotEqual(t, late, again)
	require.NoError(t, keep("ann", again))

	for name, c := range map[string]struct {
		data []byte
		code assets.Code
	}{
		"empty": {nil, assets.CodeEmpty}, "large": {make([]byte, 21<<20), assets.CodeTooLarge}, "text": {[]byte("text"), assets.CodeType}, "damaged": {data[:99], assets.CodeDamaged},
	} {
		_, err := k.Prepare(t.Context(), "ann", name, c.data)
		requireCode(t, c.code, err)
		requireCode(t, c.code, k.Check(t.Context(), "ann", name, c.data))
	}
	before := s.Keys(t)
	require.NoError(t, k.Check(t.Context(), "ann", "a.png", PNG(300, 20, 5)))
	require.NoError(t, k.Check(t.Context(), "ann", "a.png", PNG(20, 20, 4)), "which is there")
	require.Equal(t, before, s.Keys(t), "nothing is kept")
	requireCode(t, assets.CodeUnauthenticated, k.Check(t.Context(), "", "a.png", data))
	_, err = k.Prepare(t.Context(), "", "a.png", data)
	requireCode(t, assets.CodeUnauthenticated, err)
	gone := prepare("gone", data)
	s.DeleteUser(t, "gone")
	requireCode(t, assets.CodeUnauthenticated, keep("gone", gone))
	_, err = k.Prepare(t.Context(), "gone", "a.png", data)
	requireCode(t, assets.CodeUnauthenticated, err)
	requireCode(t, assets.CodeUnauthenticated, k.Check(t.Context(), "gone", "a.png", data))

	// What never became an asset is collected.
	s.requireNoneMissing(t, "u-ann", "keeper")
	s.Clock.Advance(25 * time.Hour)
	_, err = s.Service.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	s.requireWhole(t)
}

// Many are prepared at once.
func flowKeeperAtOnce(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	k := s.Service.Keeper()
	atOnce(32, func(i int) {
		owner := fmt.Sprint("user-", i%4)
		id, err := k.Prepare(t.Context(), owner, "a.png", PNG(300, 20, uint64(i%8)))
		if err == nil {
			err = s.DB.Write(t.Context(), func(tx *sqldb.Tx) error { return k.Keep(t.Context(), tx, owner, id) })
		}
		if err != nil && assets.CodeOf(err) != assets.CodeNotFound { // another one kept it first, under another id
			t.Error(err)
		}
	})
	for i := range 4 {
		s.requireNoneMissing(t, fmt.Sprint("u-user-", i), "keeper")
		u, err := s.Service.Usage(t.Context(), User(fmt.Sprint("user-", i)))
		require.NoError(t, err)
		require.Equal(t, 2, u.Count)
	}
}
