package assetstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// recompressed is a PNG with the same picture and other bytes.
func recompressed(t testing.TB, data []byte) []byte {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, m))
	require.NotEqual(t, data, b.Bytes())
	return b.Bytes()
}

// What a user uploaded before is the same asset again, and costs nothing.
func flowAgain(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	data := PNG(300, 20, 1)
	first, err := s.TryUpload(t, ann, assets.NewUpload{Name: "logo.png", Size: -1}, data)
	require.NoError(t, err)
	usage, err := s.Service.Usage(t.Context(), ann)
	require.NoError(t, err)
	keys := s.Keys(t)
	s.Clock.Advance(time.Hour)
	for name, again := range map[string][]byte{
		"the file":         data,
		"the stored bytes": s.Read(t, ann, first.ID),
		"the same picture": recompressed(t, data),
	} {
		up, err := s.TryUpload(t, ann, assets.NewUpload{Name: "other.png", Size: -1}, again)
		require.NoError(t, err, name)
		require.True(t, up.Existed, name)
		up.Upload = first.Upload // of the last file
		require.Equal(t, first.Held, up.Held, name)
	}
	now, err := s.Service.Usage(t.Context(), ann)
	require.NoError(t, err)
	require.Equal(t, usage, now)
	require.Equal(t, assets.KindUsage{Count: 1, Bytes: first.Bytes}, now.ByKind[assets.KindImage])
	require.Equal(t, keys, s.Keys(t))
	events := actions(s.Events(t, 0), "existed")
	require.Len(t, events, 4)
	require.Equal(t, "ann assets.upload asset:"+first.ID+" existed=true", events[3])
	require.EqualValues(t, 3, s.Counts.Existed.Load())

	was := s.Get(t, ann, first.ID).Upload
	require.Equal(t, was, s.Upload(t, ann, s.Read(t, ann, first.ID)).Upload, "it is found by its own bytes, and by the file's still")
}

// An upload of what is about to be collected keeps it.
func flowAgainUnused(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	data := PNG(30, 30, 1)
	id := s.Upload(t, ann, data).ID
	s.Use(t, "ann", "planner", id)
	require.True(t, s.Get(t, ann, id).Used)
	since := s.Clock.Now()
	require.NoError(t, s.Store.Write(t.Context(), func(w assets.Writer) error { return w.SetUnused(t.Context(), "ann", id, since) }))
	h := s.Get(t, ann, id)
	require.Equal(t, since, h.UnusedSince)
	require.Equal(t, since.Add(30*24*time.Hour), h.GoesAt)
	up := s.Upload(t, ann, data)
	require.True(t, up.Existed)
	require.True(t, up.Used)
	require.Zero(t, up.UnusedSince)
	require.Zero(t, up.GoesAt)
}

// Of many uploads of one image at once, one stores it.
func flowAgainAtOnce(t *testing.T, db *sqldb.DB) {
	dir := Dir(t)
	var ids [64]string
	config := func(c *assets.Config) { c.Blobs = dir }
	one, two := New(t, db, config), Open(t, db, config) // as another process has it
	data := PNG(600, 40, 1)
	var fresh atomic.Int32
	atOnce(len(ids), func(i int) {
		s := []*Setup{one, two}[i%2]
		up, err := s.Service.Upload(t.Context(), User("ann"), assets.NewUpload{Name: fmt.Sprint(i, ".png"), Size: -1}, bytes.NewReader(data))
		if err != nil {
			t.Error(err)
		}
		ids[i] = up.ID
		if !up.Existed {
			fresh.Add(1)
		}
	})
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	require.EqualValues(t, 1, fresh.Load())
	require.Len(t, one.Keys(t), 2)
	one.requireWhole(t)
	one.requireNoTemp(t)
	two.requireNoTemp(t)
}

// Users share nothing by uploading the same, at once or not (Harnik, Pinkas, Shulman-Peleg 2010).
func flowApart(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	data := PNG(300, 20, 1)
	var ups [8]assets.Uploaded
	atOnce(len(ups), func(i int) {
		var err error
		ups[i], err = s.Service.Upload(t.Context(), User(fmt.Sprint("user-", i)), assets.NewUpload{Size: -1}, bytes.NewReader(data))
		if err != nil {
			t.Error(err)
		}
	})
	ids := map[string]bool{}
	for i, up := range ups {
		require.False(t, up.Existed)
		ids[up.ID] = true
		u, err := s.Service.Usage(t.Context(), User(fmt.Sprint("user-", i)))
		require.NoError(t, err)
		require.Equal(t, up.Bytes, u.Bytes)
		_, err = s.Service.Open(t.Context(), User("user-0"), up.ID)
		if i > 0 {
			requireCode(t, assets.CodeNotFound, err)
		}
	}
	require.Len(t, ids, len(ups))
	require.Len(t, s.Keys(t), 2*len(ups))
	require.NoError(t, s.Service.Delete(t.Context(), User("user-3"), ups[3].ID, false))
	require.Len(t, s.Keys(t), 2*len(ups)-2)
	require.NotEmpty(t, s.Read(t, User("user-4"), ups[4].ID))
	s.requireWhole(t)
}

// What a user was given is the same asset again when the user uploads what became it, also where another one of theirs was
// uploaded as it is stored: the bytes of photographs change each time.
func flowGiven(t *testing.T, db *sqldb.DB) {
	s, ann, bob := New(t, db), User("ann"), User("bob")
	data := JPEG(60, 40, 1)
	id := s.Upload(t, bob, data).ID
	stored := s.Read(t, bob, id)
	again := s.Upload(t, ann, stored)
	require.NotEqual(t, stored, s.Read(t, ann, again.ID))
	s.Clock.Advance(time.Hour)
	s.Use(t, "ann", "clone", id)
	for _, file := range [][]byte{data, stored} {
		up := s.Upload(t, ann, file)
		require.Equal(t, id, up.ID)
		require.True(t, up.Existed)
	}
	u, err := s.Service.Usage(t.Context(), ann)
	require.NoError(t, err)
	require.Equal(t, 2, u.Count)
	s.requireWhole(t)
}

// What others still hold becomes its first owner's again, with the same id and no second blob.
func flowBack(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	data := PNG(300, 20, 1)
	id := s.Upload(t, ann, data).ID
	s.Use(t, "bob", "clone", id)
	require.NoError(t, s.Service.Delete(t.Context(), ann, id, false))
	u, err := s.Service.Usage(t.Context(), ann)
	require.NoError(t, err)
	require.Zero(t, u.Count)
	require.Len(t, s.Keys(t), 2)
	up := s.Upload(t, ann, data)
	require.Equal(t, id, up.ID)
	require.False(t, up.Existed, "ann had it no more, and is charged for it again")
	require.False(t, up.Used)
	require.Len(t, s.Keys(t), 2)

	// To bob, who holds it, the same bytes cost nothing.
	up = s.Upload(t, User("bob"), data)
	require.Equal(t, id, up.ID)
	require.True(t, up.Existed)
	require.Len(t, s.Keys(t), 2)
	s.requireWhole(t)
}

// Lost, cut or changed bytes come back when their owner uploads them again.
func flowHeal(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	data := PNG(300, 20, 1)
	first := s.Upload(t, ann, data)
	stored := s.Read(t, ann, first.ID)
	keys := s.Keys(t)
	for name, harm := range map[string]func(){
		"image lost": func() { require.NoError(t, s.Blobs.Delete(t.Context(), keys[0])) },
		"thumb lost": func() { require.NoError(t, s.Blobs.Delete(t.Context(), keys[1])) },
		"image short": func() {
			require.NoError(t, s.Blobs.Put(t.Context(), keys[0], bytes.NewReader(stored[1:]), int64(len(stored)-1)))
		},
		"image damaged": func() { s.harm(t, keys[0]) },
		"thumb damaged": func() { s.harm(t, keys[1]) },
		"both lost": func() {
			require.NoError(t, s.Blobs.Delete(t.Context(), keys[0]))
			require.NoError(t, s.Blobs.Delete(t.Context(), keys[1]))
		},
	} {
		harm()
		if name != "thumb lost" && !strings.Contains(name, "damaged") {
			_, err := s.Service.Open(t.Context(), ann, first.ID)
			require.Error(t, err, name)
			require.Empty(t, assets.CodeOf(err), "%s: the asset is there", name)
		}
		again := data
		if name == "both lost" {
			again = stored
		}
		up := s.Upload(t, ann, again)
		require.True(t, up.Existed, name)
		require.Equal(t, first.ID, up.ID, name)
		require.Equal(t, stored, s.Read(t, ann, first.ID), name)
		require.Equal(t, first.ThumbnailSHA256, sumOf(string(readAll(t, mustThumb(t, s, ann, first.ID)))), name)
		s.requireWhole(t)
	}
	require.Contains(t, s.Logs.String(), first.ID)

	// Its small picture may have become another one meanwhile, or one that it did not have.
	for _, was := range []int64{first.Asset.Thumbnail + 1, 0} {
		_, err := db.Exec(t.Context(), `update ep_asset set thumbnail = $2 where id = $1`, first.ID, was)
		require.NoError(t, err)
		require.NoError(t, s.Blobs.Delete(t.Context(), keys[0]))
		require.Equal(t, first.Asset, s.Upload(t, ann, data).Asset)
		require.Equal(t, first.Held, s.Get(t, ann, first.ID))
		s.requireWhole(t)
	}
	_, err := db.Exec(t.Context(), `update ep_asset set thumbnail_sha256 = $2 where id = $1`, first.ID, sumOf("another"))
	require.NoError(t, err)
	require.Equal(t, first.Asset, s.Upload(t, ann, data).Asset)
	require.Equal(t, first.Held, s.Get(t, ann, first.ID))

	// A photograph comes back by its stored bytes as well, of which others are made each time.
	photo := s.Upload(t, ann, JPEG(300, 300, 1))
	require.NotZero(t, photo.Asset.Thumbnail)
	stored = s.Read(t, ann, photo.ID)
	for _, key := range []string{"assets/u-ann/" + photo.ID, "assets/u-ann/" + photo.ID + ".thumb"} {
		s.harm(t, key)
		up, err := s.TryUpload(t, ann, assets.NewUpload{Size: -1}, stored)
		require.NoError(t, err)
		require.Equal(t, photo.ID, up.ID, key)
		require.Empty(t, up.Changes)
		require.Equal(t, stored, s.Read(t, ann, photo.ID))
		require.Equal(t, s.Get(t, ann, photo.ID).ThumbnailSHA256, sumOf(string(readAll(t, mustThumb(t, s, ann, photo.ID)))))
		s.requireWhole(t)
	}

	// So does what the disk cannot read, and a font, of which nothing is made.
	s = Open(t, db, func(c *assets.Config) { c.Blobs = &unreadable{Store: c.Blobs} })
	font := FontFile("Sans", 100)
	id := s.Upload(t, ann, font).ID
	s.Blobs.(*unreadable).key = "assets/u-ann/" + id
	require.True(t, s.Upload(t, ann, font).Existed)
	require.Equal(t, font, s.Read(t, ann, id))
	require.Contains(t, s.Logs.String(), "cannot be read")
}

// harm changes a byte in the middle of a blob.
func (s *Setup) harm(t testing.TB, key string) {
	t.Helper()
	r, info, err := s.Blobs.Open(t.Context(), key)
	require.NoError(t, err)
	data, err := io.ReadAll(r)
	require.NoError(t, errors.Join(err, r.Close()))
	data[len(data)/2] ^= 1
	require.NoError(t, s.Blobs.Put(t.Context(), key, bytes.NewReader(data), info.Size))
}

// unreadable is a blob.Store with a blob that it cannot read, until it is put again.
type unreadable struct {
	blob.Store
	key string
}

func (u *unreadable) Open(ctx context.Context, key string) (io.ReadSeekCloser, blob.Info, error) {
	r, info, err := u.Store.Open(ctx, key)
	if err == nil && key == u.key {
		r = failingFile{r}
	}
	return r, info, err
}

func (u *unreadable) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if key == u.key {
		u.key = ""
	}
	return u.Store.Put(ctx, key, r, size)
}

type failingFile struct{ io.ReadSeekCloser }

func (failingFile) Read([]byte) (int, error) { return 0, errBroken }

// What a user has already keeps its name, and says so to whoever calls it otherwise.
func flowAgainNamed(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	data := PNG(30, 30, 1)
	upload := func(name string) []assets.Change {
		t.Helper()
		up, err := s.TryUpload(t, ann, assets.NewUpload{Name: name, Size: -1}, data)
		require.NoError(t, err)
		require.Equal(t, "anim.png", up.Name)
		return up.Changes
	}
	require.Empty(t, upload("anim.png"))
	for _, name := range []string{"anim.png", "C:\\anim.png", "anim", ""} {
		require.Empty(t, upload(name), name)
	}
	require.Equal(t, []assets.Change{{Code: "other-name", Message: `You have this file already, as "anim.png".`}}, upload("ok.png"))
}

// Whoever has an asset calls it as they like.
func flowRename(t *testing.T, db *sqldb.DB) {
	s, ann, bob := New(t, db), User("ann"), User("bob")
	up := s.Upload(t, ann, JPEG(30, 30, 1))
	s.Use(t, "bob", "clone", up.ID)
	from := len(s.Events(t, 0))
	was := s.Get(t, ann, up.ID)
	for name, want := range map[string]string{"logo": "logo.jpg", "../Photo.JPEG": "Photo.JPEG", "a\u202eb.png": "ab.jpg", "": "image.jpg"} {
		before := s.Get(t, bob, up.ID).Name
		got, err := s.Service.Rename(t.Context(), bob, up.ID, name)
		require.NoError(t, err)
		require.Equal(t, want, got.Name)
		require.Equal(t, s.Get(t, bob, up.ID), got)
		events := s.Events(t, from)
		if from += len(events); before == want {
			require.Empty(t, events)
			continue
		}
		require.Equal(t, []string{"bob assets.rename asset:" + up.ID}, actions(events))
		require.Empty(t, events[0].Detail)
	}
	require.Equal(t, was, s.Get(t, ann, up.ID), "and others as they do")
	for by, id := range map[assets.Actor]string{bob: "none", User("eve"): up.ID, {}: up.ID, assets.Operator(): up.ID, Admin("root"): up.ID} {
		_, err := s.Service.Rename(t.Context(), by, id, "mine")
		requireCode(t, assets.CodeNotFound, err)
	}
	require.Empty(t, s.Events(t, from))
}

// slowPut lets time go by while a blob is put.
type slowPut struct {
	blob.Store
	takes func()
}

func (s slowPut) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	err := s.Store.Put(ctx, key, r, size)
	s.takes()
	return err
}

// What took so long that it may be collected before it is committed is stored once more.
func flowTooLate(t *testing.T, db *sqldb.DB) {
	ann := User("ann")
	hours := 0
	var s *Setup
	s = New(t, db, func(c *assets.Config) {
		c.Blobs = slowPut{c.Blobs, func() { s.Clock.Advance(time.Duration(hours) * time.Hour); hours-- }}
	})
	hours = 13
	put := s.Clock.Now()
	up := s.Upload(t, ann, PNG(30, 30, 1))
	require.False(t, up.Existed)
	info, err := s.Blobs.Stat(t.Context(), s.Keys(t)[0])
	require.NoError(t, err)
	require.Equal(t, put.Add(13*time.Hour), info.At, "put again")
	s.requireWhole(t)
	hours = 1000
	_, err = s.TryUpload(t, ann, assets.NewUpload{Size: -1}, PNG(30, 30, 2))
	requireCode(t, assets.CodeBusy, err)
	s.requireWhole(t)
}

// A deleted user uploads nothing more, also when it began before.
func flowDeletedUser(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	goes := func() {
		require.NoError(t, s.Store.Write(t.Context(), func(w assets.Writer) error { return w.PutGone(t.Context(), "ann", s.Clock.Now()) }))
	}
	body := io.MultiReader(bytes.NewReader(PNG(30, 30, 1)), readerFunc(func([]byte) (int, error) {
		goes()
		return 0, io.EOF
	}))
	_, err := s.Service.Upload(t.Context(), ann, assets.NewUpload{Size: -1}, body)
	requireCode(t, assets.CodeUnauthenticated, err)
	_, err = s.Service.Upload(t.Context(), ann, assets.NewUpload{Size: -1}, readerFunc(func([]byte) (int, error) {
		t.Error("read")
		return 0, io.EOF
	}))
	requireCode(t, assets.CodeUnauthenticated, err)
	id := s.Upload(t, User("bob"), PNG(30, 30, 1)).ID
	requireCode(t, assets.CodeUnauthenticated, s.TryUse(t.Context(), "ann", "planner", id))
	s.requireWhole(t)
	require.Len(t, s.Keys(t), 1)
}
