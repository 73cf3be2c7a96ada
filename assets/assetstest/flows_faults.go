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

// Whatever step goes wrong, or whenever the request ends: what was acknowledged is so, no row lacks its blobs, no temporary
// file is left, doing it again works, and a collection removes what was left.
func flowFaults(t *testing.T, db *sqldb.DB) {
	st := &steps{}
	s := New(t, db, func(c *assets.Config) {
		c.Blobs, c.Store = &stepped{c.Blobs, st}, &steppedStore{assets.NewSQL(db), st}
	})
	type try struct {
		user, id string
		data     []byte
	}
	upload := func(ctx context.Context, c *try) error {
		up, err := s.Service.Upload(ctx, User(c.user), assets.NewUpload{Size: -1}, bytes.NewReader(c.data))
		if err == nil {
			c.id = up.ID
		}
		return err
	}
	there := func(c *try) { require.NotEmpty(t, s.Read(t, User(c.user), c.id)) }
	gone := func(c *try) {
		_, err := s.Service.Get(t.Context(), User(c.user), c.id)
		requireCode(t, assets.CodeNotFound, err)
	}
	n := 0
	for name, op := range map[string]struct {
		prepare func(c *try)
		do      func(ctx context.Context, c *try) error
		done    func(c *try)
		already assets.Code // of doing it again, where it was done
	}{
		"upload": {func(*try) {}, upload, there, ""},
		"again":  {func(c *try) { require.NoError(t, upload(t.Context(), c)) }, upload, there, ""},
		"heal": {func(c *try) {
			require.NoError(t, upload(t.Context(), c))
			require.NoError(t, s.Blobs.Delete(t.Context(), "assets/u-"+c.user+"/"+c.id))
		}, upload, there, ""},
		"open": {func(c *try) { require.NoError(t, upload(t.Context(), c)); s.Projects.Share(t, c.id, "reader") },
			func(ctx context.Context, c *try) error {
				_, err := s.Service.For(ctx, User("reader")).Asset(c.id)
				return err
			}, there, ""},
		"delete": {func(c *try) { require.NoError(t, upload(t.Context(), c)); s.Use(t, c.user, "project-"+c.user, c.id) },
			func(ctx context.Context, c *try) error {
				return s.Service.Delete(ctx, User(c.user), c.id, true)
			}, gone, assets.CodeNotFound},
	} {
		for _, cancelled := range []bool{false, true} {
			for at := 1; ; at++ {
				what := fmt.Sprint(name, " cancelled=", cancelled, " at step ", at)
				n++
				c := &try{user: fmt.Sprint("u", n), data: PNG(300, 20, uint64(n))}
				if name == "again" || name == "open" { // small pictures are not touched
					c.data = FontFile(c.user, 100)
				}
				st.arm(0, nil)
				op.prepare(c)
				ctx, cancel := context.WithCancel(t.Context())
				if cancelled {
					st.arm(at, func() error { cancel(); return nil })
				} else {
					st.arm(at, fails)
				}
				err := op.do(ctx, c)
				cancel()
				reached := st.reached()
				st.arm(0, nil)
				s.requireNoTemp(t)
				if name != "heal" || err == nil { // one that failed may lack its bytes still
					s.requireNoneMissing(t, "u-"+c.user, what)
				}
				if err == nil {
					op.done(c)
				} else {
					require.True(t, errors.Is(err, errStep) || errors.Is(err, context.Canceled), "%s: %v", what, err)
					if code := assets.CodeOf(err); !cancelled || code != assets.CodeIncomplete { // it ended before all of the file came
						require.Empty(t, code, what)
					}
					if again := op.do(t.Context(), c); again != nil {
						require.NotEmpty(t, op.already, "%s: %v", what, again)
						requireCode(t, op.already, again)
					}
					op.done(c)
				}
				if !reached {
					require.Greater(t, at, 5, what)
					break
				}
			}
		}
	}
	s.Clock.Advance(25 * time.Hour)
	_, err := s.Service.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	s.requireWhole(t)
}

// requireNoneMissing says that no row lacks its blobs, of those in a home.
func (s *Setup) requireNoneMissing(t testing.TB, home, what string) {
	t.Helper()
	keys := map[string]bool{}
	for _, b := range s.blobs(t, "assets/"+home) {
		keys[b.Key] = true
	}
	var rows []struct {
		ID        string `db:"id"`
		Home      string `db:"home"`
		Thumbnail int    `db:"thumbnail"`
	}
	require.NoError(t, s.DB.Select(t.Context(), &rows, `select id, home, thumbnail from ep_asset where home = $1`, home))
	for _, r := range rows {
		key := "assets/" + r.Home + "/" + r.ID
		require.True(t, keys[key], what)
		require.True(t, r.Thumbnail == 0 || keys[key+".thumb"], what)
	}
}
