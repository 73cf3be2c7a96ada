package assetstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// Whoever holds it may read it, and whoever may read a project that uses it; to others there is none. What is
// read by share is noted, once a day.
func flowRead(t *testing.T, db *sqldb.DB) {
	s, ann, bob := New(t, db), User("ann"), User("bob")
	up := s.Upload(t, ann, PNG(300, 20, 1))
	stored := s.Read(t, ann, up.ID)
	refused := func(by assets.Actor) {
		t.Helper()
		_, err := s.Service.Open(t.Context(), by, up.ID)
		none := refusal(t, assets.CodeNotFound, err)
		_, err = s.Service.Open(t.Context(), by, "3d0f5e9c-9f0e-4f2e-8a3b-1c2d3e4f5a6b")
		require.Equal(t, refusal(t, assets.CodeNotFound, err).Message, none.Message)
		_, err = s.Service.Thumbnail(t.Context(), by, up.ID)
		requireCode(t, assets.CodeNotFound, err)
		_, err = s.Service.For(t.Context(), by).Asset(up.ID)
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
	everybody := []assets.Actor{{}, bob, Admin("root"), assets.Operator()}
	for _, by := range everybody {
		refused(by)
	}

	s.Projects.Share(t, up.ID, "bob")
	from := len(s.Events(t, 0))
	for range 3 {
		c, err := s.Service.Open(t.Context(), bob, up.ID)
		require.NoError(t, err)
		require.Empty(t, c.Name, "what ann calls it is hers")
		require.Equal(t, stored, readAll(t, c))
	}
	refused(assets.Actor{})
	refused(User("eve"))
	refused(assets.Operator())
	s.Clock.Advance(14 * time.Hour) // to 23:30
	readAll(t, mustThumb(t, s, bob, up.ID))
	s.Clock.Advance(time.Hour)
	readAll(t, mustThumb(t, s, bob, up.ID))
	data, err := s.Service.For(t.Context(), bob).Asset(up.ID)
	require.NoError(t, err)
	require.Equal(t, stored, data)
	require.Equal(t, []string{"bob assets.read asset:" + up.ID, "bob assets.read asset:" + up.ID}, actions(s.Events(t, from)), "one for each day (UTC)")

	s.Projects.Unshare(t, up.ID, "bob")
	refused(bob)
	s.Projects.Share(t, up.ID, "")
	from = len(s.Events(t, 0))
	for _, by := range everybody {
		require.Equal(t, stored, s.Read(t, by, up.ID))
	}
	require.Empty(t, s.Events(t, from), "what is public is read by anybody")

	// Without projects, by who holds it alone.
	alone := Open(t, db, func(c *assets.Config) { c.Projects, c.Blobs = nil, s.Blobs })
	require.Equal(t, stored, alone.Read(t, ann, up.ID))
	_, err = alone.Service.Open(t.Context(), bob, up.ID)
	requireCode(t, assets.CodeNotFound, err)

	for _, id := range []string{"", "x", "../../etc/passwd", "https://example.com/a.png", "data:image/png;base64,AAAA", "\xff\x00", strings.Repeat("a", 5000)} {
		_, err := s.Service.Open(t.Context(), ann, id)
		requireCode(t, assets.CodeNotFound, err)
		_, err = s.Service.Thumbnail(t.Context(), bob, id)
		requireCode(t, assets.CodeNotFound, err)
		_, err = s.Service.Get(t.Context(), ann, id)
		requireCode(t, assets.CodeNotFound, err)
		_, _, err = s.Service.UsedIn(t.Context(), ann, id)
		requireCode(t, assets.CodeNotFound, err)
		requireCode(t, assets.CodeNotFound, s.Service.Delete(t.Context(), ann, id, true))
		_, err = s.Service.For(t.Context(), ann).Asset(id)
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
}

func mustThumb(t testing.TB, s *Setup, by assets.Actor, id string) *assets.Content {
	t.Helper()
	c, err := s.Service.Thumbnail(t.Context(), by, id)
	require.NoError(t, err)
	return c
}

// Readers by share at once leave one note; where projects cannot be asked, nobody is let in.
func flowReadAtOnce(t *testing.T, db *sqldb.DB) {
	s, bob := New(t, db), User("bob")
	up := s.Upload(t, User("ann"), PNG(300, 20, 1))
	s.Projects.Share(t, up.ID, "bob")
	atOnce(16, func(int) {
		if _, err := s.Service.For(t.Context(), bob).Asset(up.ID); err != nil {
			t.Error(err)
		}
	})
	require.Len(t, s.Events(t, 1), 1)
	down := errors.New("projects are down")
	s.Projects.Fail(down)
	_, err := s.Service.Open(t.Context(), bob, up.ID)
	require.ErrorIs(t, err, down)
	_, err = s.Service.Open(t.Context(), assets.Actor{}, up.ID)
	require.ErrorIs(t, err, down)
	require.NotEmpty(t, s.Read(t, User("ann"), up.ID))
	s.Projects.Fail(nil)

	// A deleted user reads nothing by share, and no note of one is made.
	require.NoError(t, s.Store.Write(t.Context(), func(w assets.Writer) error { return w.PutGone(t.Context(), "bob", s.Clock.Now()) }))
	for range 2 { // on a day of which there is a note, and on one of which there is none
		_, err = s.Service.Open(t.Context(), bob, up.ID)
		requireCode(t, assets.CodeNotFound, err)
		s.Clock.Advance(48 * time.Hour)
	}
	require.Len(t, s.Events(t, 1), 1)
}

// A small image is its own small picture.
func flowThumbnail(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	up := s.Upload(t, ann, PNG(256, 20, 1))
	require.Zero(t, up.Asset.Thumbnail)
	c := mustThumb(t, s, ann, up.ID)
	require.Equal(t, `"`+up.SHA256+`"`, c.ETag)
	require.Equal(t, s.Read(t, ann, up.ID), readAll(t, c))

	long := s.Upload(t, ann, JPEG(2000, 10, 1))
	c = mustThumb(t, s, ann, long.ID)
	require.Equal(t, assets.JPEG, c.Type)
	require.Less(t, c.Size, long.Bytes)
	readAll(t, c)
	require.EqualValues(t, 3, s.Counts.Reads.Load())

	// A content can be read in parts.
	c, err := s.Service.Open(t.Context(), ann, long.ID)
	require.NoError(t, err)
	_, err = c.Seek(-10, io.SeekEnd)
	require.NoError(t, err)
	end, err := io.ReadAll(c)
	require.NoError(t, err)
	require.Len(t, end, 10)
	require.NoError(t, c.Close())
}

// Files give a renderer what somebody may read, as it was stored.
func flowFiles(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	image, font := s.Upload(t, ann, PNG(300, 20, 1)), s.Upload(t, ann, FontFile("Sans", 50_000))
	files := s.Service.For(t.Context(), ann)
	atOnce(8, func(int) {
		for _, up := range []assets.Uploaded{image, font} {
			data, err := files.Asset(up.ID)
			if err != nil || int64(len(data)) != up.Bytes {
				t.Error(len(data), err)
			}
		}
	})
	for _, up := range []assets.Uploaded{image, font} { // a tag is that of Open
		c, err := s.Service.Open(t.Context(), ann, up.ID)
		require.NoError(t, err)
		require.NoError(t, c.Close())
		tag, err := files.Tag(up.ID)
		require.NoError(t, err)
		require.Equal(t, c.ETag, tag)
		_, err = s.Service.For(t.Context(), User("bob")).Tag(up.ID)
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
	_, err := files.Tag("no-such")
	require.ErrorIs(t, err, fs.ErrNotExist)
	requireCode(t, assets.CodeNotFound, err)
	_, err = files.Asset("no-such")
	require.ErrorIs(t, err, fs.ErrNotExist)
	requireCode(t, assets.CodeNotFound, err)
	var hint interface{ Hint() string }
	require.ErrorAs(t, err, &hint)
	require.NotEmpty(t, hint.Hint())

	// Damaged bytes are an error, and never others than were stored.
	bytes0 := FontFile("Sans", 50_000)
	bytes0[40_000] ^= 1
	key := "assets/u-ann/" + font.ID
	require.NoError(t, s.Blobs.Put(t.Context(), key, bytes.NewReader(bytes0), int64(len(bytes0))))
	_, err = files.Asset(font.ID)
	require.ErrorContains(t, err, "SHA-256")
	require.NotErrorIs(t, err, fs.ErrNotExist)
	require.NoError(t, s.Blobs.Put(t.Context(), key, bytes.NewReader(bytes0[1:]), int64(len(bytes0)-1)))
	_, err = files.Asset(font.ID)
	require.Error(t, err)
	require.NotErrorIs(t, err, fs.ErrNotExist)
	require.NoError(t, s.Blobs.Delete(t.Context(), key))
	_, err = files.Asset(font.ID)
	require.Error(t, err)
	require.NotErrorIs(t, err, fs.ErrNotExist)

	ctx, cancel := context.WithCancel(t.Context())
	files = s.Service.For(ctx, ann)
	cancel()
	_, err = files.Asset(image.ID)
	require.ErrorIs(t, err, context.Canceled)
}

// Lists and sums say what somebody has.
func flowList(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	var bytes int64
	for i := range 7 {
		up, err := s.TryUpload(t, ann, assets.NewUpload{Name: fmt.Sprint(i, ".png"), Size: -1}, PNG(10+i, 10, uint64(i)))
		require.NoError(t, err)
		bytes += up.Bytes
		s.Clock.Advance(time.Second)
	}
	font := s.Upload(t, ann, FontFile("Sans", 9999))
	s.Upload(t, User("bob"), PNG(10, 10, 1))

	var names []string
	for after := ""; ; {
		page, next, err := s.Service.List(t.Context(), ann, assets.Filter{Kind: assets.KindImage, Order: assets.ByName}, after, 3)
		require.NoError(t, err)
		for _, h := range page {
			names = append(names, h.Name)
		}
		if after = next; next == "" {
			break
		}
	}
	require.Equal(t, []string{"0.png", "1.png", "2.png", "3.png", "4.png", "5.png", "6.png"}, names)
	page, next, err := s.Service.List(t.Context(), ann, assets.Filter{}, "", 0)
	require.NoError(t, err)
	require.Empty(t, next)
	require.Len(t, page, 8)
	require.Equal(t, font.Held, page[0], "the newest first")
	for _, user := range []string{"nobody", "\xff", ""} {
		none, _, err := s.Service.ListOf(t.Context(), Admin("root"), user, assets.Filter{}, "", 0)
		require.NoError(t, err)
		require.Equal(t, []assets.Held{}, none, "in JSON a list")
	}
	theirs, _, err := s.Service.ListOf(t.Context(), Admin("root"), "ann", assets.Filter{Order: assets.Largest}, "", 1000)
	require.NoError(t, err)
	require.ElementsMatch(t, page, theirs)
	require.Equal(t, font.ID, theirs[0].ID)

	want := assets.Usage{Count: 8, Bytes: bytes + 9999, ByKind: map[assets.Kind]assets.KindUsage{
		assets.KindImage: {Count: 7, Bytes: bytes}, assets.KindFont: {Count: 1, Bytes: 9999},
	}}
	u, err := s.Service.Usage(t.Context(), ann)
	require.NoError(t, err)
	require.Equal(t, want, u)
	u, err = s.Service.UsageOf(t.Context(), assets.Operator(), "ann")
	require.NoError(t, err)
	require.Equal(t, want, u)
	u, err = s.Service.Usage(t.Context(), User("nobody"))
	require.NoError(t, err)
	require.Equal(t, assets.Usage{ByKind: map[assets.Kind]assets.KindUsage{assets.KindImage: {}, assets.KindFont: {}}}, u)

	for field, f := range map[string]assets.Filter{"kind": {Kind: "film"}, "order": {Order: "colour"}} {
		_, _, err := s.Service.List(t.Context(), ann, f, "", 0)
		require.Equal(t, field, refusal(t, assets.CodeFilter, err).Field)
	}
	_, _, err = s.Service.List(t.Context(), ann, assets.Filter{}, "no cursor", 0)
	requireCode(t, assets.CodeCursor, err)
	require.ErrorIs(t, err, assets.ErrCursor)
}
