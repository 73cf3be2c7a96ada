package assetstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// full is a host's error, which says that there is no room.
type full struct{ What string }

func (f *full) Error() string { return "there is no room: " + f.What }

// Refused says that it is a limit, as errors of package quota do.
func (f *full) Refused() bool { return true }

// requireFull says that err is the host's, as it was.
func requireFull(t require.TestingT, err error) {
	f, ok := errors.AsType[*full](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, &full{"asset"}, f)
	require.Empty(t, assets.CodeOf(err))
}

// nothing says that fn leaves everything as it was, the folder of temporary files as well.
func (s *Setup) nothing(t testing.TB, fn func()) {
	t.Helper()
	before := s.everything(t)
	fn()
	require.Equal(t, before, s.everything(t))
	s.requireNoTemp(t)
}

// What somebody holds costs nothing, however it comes: as it was uploaded, as it is stored, or as another encoding of the same picture. What a
// file has of bytes that are not stored costs nothing, either.
func flowQuotaHeld(t *testing.T, db *sqldb.DB) {
	s, ann, ben := New(t, db), User("ann"), User("ben")
	picture := PNG(300, 20, 1)
	up := s.Upload(t, ann, picture)
	stored := s.Read(t, ann, up.ID)
	s.Quota.Refuse(&full{"asset"})
	s.Use(t, "ann", "planner", up.ID)
	other := recompressed(t, picture)
	require.NotEqual(t, stored, other)
	for _, again := range [][]byte{picture, stored, other} {
		got := s.Upload(t, ann, again)
		require.True(t, got.Existed)
		require.Equal(t, up.ID, got.ID)
	}
	s.harm(t, s.Keys(t)[0])
	require.True(t, s.Upload(t, ann, picture).Existed, "whose bytes come back")

	// What is no file that anybody may have is refused for that.
	for code, data := range map[assets.Code][]byte{assets.CodeEmpty: {}, assets.CodeType: []byte("text"), assets.CodeSVG: []byte("<svg/>")} {
		_, err := s.TryUpload(t, ann, assets.NewUpload{Size: -1}, data)
		requireCode(t, code, err)
	}
	_, err := s.TryUpload(t, ann, assets.NewUpload{Size: -1}, FontFile("Error", 100))
	require.NotErrorAs(t, err, new(*full))
	require.Error(t, err)

	// To bring something in, nobody asks.
	k := s.Service.Keeper()
	require.NoError(t, k.Check(t.Context(), "ben", "a.png", PNG(300, 20, 3)))
	_, err = k.Prepare(t.Context(), "ben", "a.png", picture)
	require.NoError(t, err)

	// Bytes are those that are stored.
	s.Quota.Refuse(nil)
	long := recompressed(t, PNG(200, 100, 5))
	mine := s.Upload(t, ben, long)
	require.Less(t, mine.Bytes, int64(len(long)))
	s.Quota.Check(t.Context(), t)
}

// What is refused when it is counted leaves nothing, and the host's error comes back as it was.
func flowQuotaRefused(t *testing.T, db *sqldb.DB) {
	s, ann, ben := New(t, db), User("ann"), User("ben")
	picture := PNG(300, 20, 1)
	held := s.Upload(t, ann, picture)
	other := s.Upload(t, ann, FontFile("Sans", 100))
	s.Use(t, "ben", "clone", other.ID)
	s.Quota.Refuse(&full{"asset"})
	refused := s.Counts.Refused.Load()
	s.nothing(t, func() {
		for _, data := range [][]byte{picture, PNG(300, 20, 2), JPEG(300, 20, 1), FontFile("Serif", 100)} {
			_, err := s.TryUpload(t, ben, assets.NewUpload{Size: int64(len(data))}, data)
			requireFull(t, err)
		}
	})
	require.Equal(t, refused, s.Counts.Refused.Load())

	// A project that would bring in something is refused, with all that it would.
	s.nothing(t, func() { requireFull(t, s.TryUse(t.Context(), "ben", "another", other.ID, held.ID)) })
	require.NoError(t, s.TryUse(t.Context(), "ben", "another", other.ID, "no-such"), "which costs nothing")

	// Whoever gave something away and uploads it again is charged again, or refused.
	s.Quota.Refuse(nil)
	require.NoError(t, s.Service.Delete(t.Context(), ann, other.ID, false))
	s.Quota.Refuse(&full{"asset"})
	s.nothing(t, func() {
		_, err := s.TryUpload(t, ann, assets.NewUpload{Size: -1}, FontFile("Sans", 100))
		requireFull(t, err)
	})

	// What an operator brings in is counted and not refused.
	k := s.Service.Keeper()
	for _, data := range [][]byte{PNG(300, 20, 4), recompressed(t, picture), FontFile("Sans", 100)} {
		id, err := k.Prepare(t.Context(), "ann", "image.png", data)
		require.NoError(t, err)
		require.NoError(t, s.inTx(t, func(ctx context.Context, tx *sqldb.Tx) error { return k.Keep(ctx, tx, "ann", id) }))
		require.True(t, s.Get(t, ann, id).Used)
	}
	require.True(t, s.holds(t, ann, other.ID), "which others hold")
	require.Equal(t, 3, s.usage(t, ann).Count)
	s.requireWhole(t)
}

// A limit blocks creation and nothing else: for users, the tables of access say the same as without one.
func flowQuotaBlocks(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	blocked := 0
	for state, table := range map[string]string{"private": privateTable, "public": publicTable} {
		made := map[cell]asked{} // by column
		for n, c := range cells(t, table) {
			if c.role != "user" || c.relation == "deleted" {
				continue
			}
			column := cell{role: c.role, relation: c.relation}
			a, ok := made[column]
			if !ok {
				s.Quota.Refuse(nil)
				a = s.asked(t, state, fmt.Sprint(state, n), c)
				made[column] = a
			}
			s.Quota.Refuse(&full{"asset"})
			if c.operation == "Upload" {
				s.nothing(t, func() {
					_, err := operations()[c.operation](t.Context(), a)
					requireFull(t, err)
				})
				blocked++
				continue
			}
			if s.cell(t, state, a, c) {
				delete(made, column)
			}
		}
	}
	require.Equal(t, 2*4, blocked)

	// What is held may be uploaded again, mended, used, collected.
	s.Quota.Refuse(nil)
	ann, picture := User("ann"), PNG(300, 20, 1)
	up := s.Upload(t, ann, picture)
	s.Quota.Refuse(&full{"asset"})
	require.True(t, s.Upload(t, ann, picture).Existed)
	require.NoError(t, s.Blobs.Delete(t.Context(), "assets/u-ann/"+up.ID))
	require.Equal(t, up.ID, s.Upload(t, ann, picture).ID)
	require.NotEmpty(t, s.Read(t, ann, up.ID))
	s.Use(t, "ann", "planner", up.ID)
	s.unuse(t, ann, "planner")
	s.collect(t)
	s.Use(t, "ann", "planner", up.ID)
	s.unuse(t, ann, "planner")
	s.collect(t)
	s.Clock.Advance(31 * day)
	require.NotZero(t, s.collect(t).Assets)
	require.False(t, s.holds(t, ann, up.ID))
	s.DeleteUser(t, "keeper")
	require.Zero(t, s.usage(t, User("keeper")).Count)
}

// Another small picture is told of for each who holds the asset, some at a time.
func flowQuotaSized(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	sizes := &sized{Quota: s.Quota, inOne: map[*sqldb.Tx]int{}}
	c := s.Config
	c.Quota = sizes
	service, err := assets.New(c)
	require.NoError(t, err)
	s.Service = service
	ann, picture := User("ann"), PNG(300, 20, 1)
	up := s.Upload(t, ann, picture)
	require.NotZero(t, up.Asset.Thumbnail)
	const n = 119
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		for i := range n {
			if err := service.Adopt(t.Context(), tx, fmt.Sprintf("user-%03d", i), []string{up.ID}); err != nil {
				return err
			}
		}
		return nil
	}))
	s.Quota.Check(t.Context(), t)
	for _, was := range []int64{0, up.Asset.Thumbnail + 7} { // as of an earlier version of this program
		_, err = db.Exec(t.Context(), `update ep_asset set thumbnail = $2 where id = $1`, up.ID, was)
		require.NoError(t, err)
		_, err = db.Exec(t.Context(), `update ep_test_held set bytes = $2 where id = $1`, up.ID, up.Bytes+was)
		require.NoError(t, err)
		s.harm(t, "assets/u-ann/"+up.ID)
		require.Equal(t, up.Asset, s.Upload(t, ann, picture).Asset)
		s.Quota.Check(t.Context(), t)
		require.GreaterOrEqual(t, len(sizes.inOne), 3, "transactions")
		for _, many := range sizes.inOne {
			require.LessOrEqual(t, many, 50, "in a transaction")
		}
		clear(sizes.inOne)
	}
}

// What is charged is what there is when somebody begins to hold it, and not what there was when the upload looked.
func flowQuotaMeanwhile(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	picture := PNG(300, 20, 1)
	up := s.Upload(t, ann, picture)
	s.Use(t, "ben", "clone", up.ID)
	store := &meanwhile{Store: s.Config.Store, fits: func(assets.Writer) bool { return true }}
	c := s.Config
	c.Store = store
	service, err := assets.New(c)
	require.NoError(t, err)
	store.do = func() {
		require.NoError(t, s.Service.Delete(t.Context(), ann, up.ID, false))
		_, err := db.Exec(t.Context(), `update ep_asset set thumbnail = thumbnail + 7 where id = $1`, up.ID)
		require.NoError(t, err)
		_, err = db.Exec(t.Context(), `update ep_test_held set bytes = bytes + 7 where id = $1`, up.ID)
		require.NoError(t, err)
	}
	got, err := service.Upload(t.Context(), ann, assets.NewUpload{Size: -1}, bytes.NewReader(picture))
	require.NoError(t, err)
	require.Nil(t, store.do)
	require.Equal(t, up.ID, got.ID)
	require.False(t, got.Existed)
	require.Equal(t, up.Asset.Thumbnail+7, got.Asset.Thumbnail)
	s.Quota.Check(t.Context(), t)
}

// sized counts how many are told of other bytes in each transaction.
type sized struct {
	*Quota
	inOne map[*sqldb.Tx]int
}

// SizeAsset implements assets.Quota.
func (s *sized) SizeAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64) error {
	s.inOne[tx]++
	return s.Quota.SizeAsset(ctx, tx, owner, asset, bytes)
}

// What cannot be told of does not happen.
func flowQuotaBroken(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	id := s.Upload(t, ann, PNG(300, 20, 1)).ID
	s.Use(t, "ann", "planner", id)
	s.unuse(t, ann, "planner")
	s.collect(t)
	s.Clock.Advance(31 * day)
	_, err := db.Exec(t.Context(), `delete from ep_test_held`) // so that it is an error that something goes
	require.NoError(t, err)
	s.nothing(t, func() {
		require.Error(t, s.Service.Delete(t.Context(), ann, id, true))
		_, err := s.Service.Collect(t.Context(), assets.CollectOptions{})
		require.Error(t, err)
		s.publish(t, TopicUserDeleted, map[string]string{"id": "ann"})
		_, err = s.Outbox.Drain(t.Context())
		require.Error(t, err)
	})
	require.NotEmpty(t, s.Read(t, User("ann"), id))
	h := s.Get(t, ann, id)
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		return s.Quota.AddAsset(t.Context(), tx, "ann", id, h.Bytes+h.Thumbnail, false)
	}))
	s.Clock.Advance(time.Hour)
	s.Drain(t)
	require.Empty(t, s.Keys(t))
}
