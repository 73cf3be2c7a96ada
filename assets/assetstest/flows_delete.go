package assetstest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// What projects of the owner's use is not deleted without force; others who hold it keep it.
func flowDelete(t *testing.T, db *sqldb.DB) {
	s, ann, bob := New(t, db), User("ann"), User("bob")
	up := s.Upload(t, ann, PNG(300, 20, 1))
	used, more, err := s.Service.UsedIn(t.Context(), ann, up.ID)
	require.NoError(t, err)
	require.False(t, more)
	require.Equal(t, []assets.ProjectRef{}, used, "in JSON a list")
	s.Use(t, "ann", "Year", up.ID)
	s.Use(t, "bob", "Clone", up.ID)

	err = s.Service.Delete(t.Context(), ann, up.ID, false)
	e := refusal(t, assets.CodeInUse, err)
	require.Equal(t, []assets.ProjectRef{{ID: "Year", Name: "Year"}}, e.Projects, "and nothing of what others do with it")
	require.False(t, e.More)
	require.Contains(t, e.Message, `"Year"`)
	for i := range 11 {
		s.Use(t, "ann", fmt.Sprintf("Plan %02d", i), up.ID)
	}
	e = refusal(t, assets.CodeInUse, s.Service.Delete(t.Context(), ann, up.ID, false))
	require.Len(t, e.Projects, 10)
	require.True(t, e.More)
	require.Equal(t, "Plan 00", e.Projects[0].Name)
	used, more, err = s.Service.UsedIn(t.Context(), ann, up.ID)
	require.NoError(t, err)
	require.False(t, more)
	require.Len(t, used, 12)
	require.Equal(t, "Year", used[11].Name)
	used, _, err = s.Service.UsedIn(t.Context(), bob, up.ID)
	require.NoError(t, err)
	require.Equal(t, []assets.ProjectRef{{ID: "Clone", Name: "Clone"}}, used)
	s.requireWhole(t)

	// By force, the projects lose it.
	from := len(s.Events(t, 0))
	require.NoError(t, s.Service.Delete(t.Context(), ann, up.ID, true))
	require.Equal(t, []string{"ann assets.delete asset:" + up.ID + " owner=ann projects=12"}, actions(s.Events(t, from), "owner", "projects"))
	for _, do := range []func() error{
		func() error { _, err := s.Service.Get(t.Context(), ann, up.ID); return err },
		func() error { _, err := s.Service.Open(t.Context(), ann, up.ID); return err },
		func() error { return s.Service.Delete(t.Context(), ann, up.ID, true) },
	} {
		requireCode(t, assets.CodeNotFound, do())
	}
	require.NotEmpty(t, s.Read(t, bob, up.ID))
	require.Len(t, s.Keys(t), 2)
	requireCode(t, assets.CodeInUse, s.Service.Delete(t.Context(), bob, up.ID, false))
	s.Projects.Unuse(t, "Clone", up.ID)
	require.NoError(t, s.Service.Delete(t.Context(), bob, up.ID, false))
	require.Empty(t, s.Keys(t))

	// What cannot be removed now is no error: the asset is gone, and its bytes are collected.
	up = s.Upload(t, ann, PNG(300, 20, 2))
	broken := Open(t, db, func(c *assets.Config) { c.Blobs = &stepped{Store: s.Blobs, steps: &steps{at: 1, fail: fails}} })
	require.NoError(t, broken.Service.Delete(t.Context(), ann, up.ID, false))
	require.Contains(t, broken.Logs.String(), up.ID)
	require.Len(t, s.Keys(t), 2)
	s.Projects.Fail(errors.New("projects are down"))
	up = s.Upload(t, ann, PNG(300, 20, 3))
	require.Error(t, s.Service.Delete(t.Context(), ann, up.ID, true))
	s.Projects.Fail(nil)
	require.NotEmpty(t, s.Read(t, ann, up.ID))
}

// Whatever an asset is deleted beside: what was said to be there is there, what uses it keeps it, and no bytes
// are left or missing.
func flowDeleteRaces(t *testing.T, db *sqldb.DB) {
	blobs := &blob.Memory{}
	plain := func(c *assets.Config) { c.Blobs, c.Store = blobs, assets.NewSQL(db) }
	s := New(t, db, plain)
	other := Open(t, db, plain)
	data := FontFile("Sans", 100)
	kept := map[string]bool{}
	for i := range 16 { // each delay, with and without an adoption
		ann := User(fmt.Sprint("ann-", i))
		id := s.Upload(t, ann, data).ID
		var deleted, used, adopted error
		var up assets.Uploaded
		var uploaded error
		atOnce(4, func(j int) {
			switch j {
			case 0:
				time.Sleep(time.Duration(i%8) * time.Millisecond) // for it to meet the others somewhere
				deleted = s.Service.Delete(t.Context(), ann, id, false)
			case 1:
				used = other.TryUse(t.Context(), ann.User, "project-"+ann.User, id)
			case 2:
				up, uploaded = other.Service.Upload(t.Context(), ann, assets.NewUpload{Size: -1}, bytes.NewReader(data))
			case 3:
				if i < 8 {
					adopted = s.TryUse(t.Context(), "bob-"+ann.User, "clone-"+ann.User, id)
				}
			}
		})
		require.NoError(t, errors.Join(used, adopted, uploaded))
		if deleted != nil {
			requireCode(t, assets.CodeInUse, deleted)
		}
		// Whatever order it was in: an upload that was acknowledged after the deletion is there, and so is whatever a project uses.
		if _, err := s.Service.Get(t.Context(), ann, up.ID); err != nil {
			requireCode(t, assets.CodeNotFound, err)
			require.NoError(t, deleted, "nobody took it away")
			require.Equal(t, id, up.ID, "this one nobody deleted")
		} else {
			require.NotEmpty(t, s.Read(t, ann, up.ID))
		}
		var using int
		require.NoError(t, db.Get(t.Context(), &using, `select count(*) from ep_test_use u where u.owner in ($1, $2)
			and not exists (select 1 from ep_asset_holding h where h.owner = u.owner and h.asset_id = u.asset)`, ann.User, "bob-"+ann.User))
		require.Zero(t, using, "a project uses what is gone")
		kept[fmt.Sprint(deleted == nil, up.Existed)] = true
	}
	t.Log(kept)
	s.requireWhole(t)
}
