package assetstest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Scenarios are what must survive being killed anywhere, at each statement and at each change
// of a file, for sqldbtest.Crash.
func Scenarios() []sqldbtest.Scenario {
	schemas := []sqldb.Schema{assets.Schema(), ProjectsSchema(), QuotaSchema()}
	return []sqldbtest.Scenario{
		{Name: "asset uploaded", Schemas: schemas, Prepare: prepareUpload, Do: doUpload, Check: checkUpload},
		{Name: "asset deleted", Schemas: schemas, Prepare: prepareDelete, Do: doDelete, Check: checkDelete},
		{Name: "asset adopted", Schemas: schemas, Prepare: prepareAdopt, Do: doAdopt, Check: checkAdopt},
		{Name: "user with assets deleted", Schemas: schemas, Prepare: prepareGone, Do: doGone, Check: checkGone},
		{Name: "assets collected", Schemas: schemas, Prepare: prepareCollect, Do: doCollect, Check: checkCollect},
	}
}

// crashed is a Service in a process that may be killed, whose acknowledgements are
// files.
type crashed struct {
	*assets.Service
	db       *sqldb.DB
	projects *Projects
	blobs    *blob.Dir
	outbox   *sqldb.Outbox
	place    sqldbtest.Place
}

// newCrashed has clocks that are ahead of the right time.
func newCrashed(p sqldbtest.Place, ahead time.Duration) (*crashed, error) {
	now := func() time.Time { return time.Now().Add(ahead) }
	c := &crashed{db: p.DB, projects: NewProjects(p.DB), place: p}
	var err error
	// What a process that is killed has written stays without a sync. The points of syncs are there all the same.
	c.blobs, err = blob.OpenDir(filepath.Join(p.Dir, "blobs"), blob.DirOptions{NoSync: true, OnStep: func(blob.Step) error { p.Point(); return nil }})
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.temp(), 0o700); err != nil {
		return nil, err
	}
	c.Service, err = assets.New(assets.Config{Store: assets.NewSQL(p.DB), Blobs: c.blobs, Fonts: Fonts{}, Projects: c.projects, Quota: NewQuota(p.DB), TempDir: c.temp(), Now: now})
	if err != nil {
		return nil, err
	}
	c.outbox = sqldb.NewOutbox(p.DB, sqldb.OutboxConfig{Now: now, Concurrency: 1})
	c.Subscribe(c.outbox, TopicUserDeleted, TopicPurged)
	return c, nil
}

// openCrashed is newCrashed for the parent, until the test ends.
func openCrashed(t testing.TB, p sqldbtest.Place, ahead time.Duration) *crashed {
	t.Helper()
	c, err := newCrashed(p, ahead)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.blobs.Close()) })
	return c
}

// temp is where uploads are kept while they come.
func (c *crashed) temp() string { return filepath.Join(c.place.Dir, "temp") }

// steps runs the steps of a scenario, and keeps which ones were acknowledged, with what they say.
func (c *crashed) steps(steps ...func() (string, error)) error {
	for i, step := range steps {
		told, err := step()
		if err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		c.place.Point()
		if err := c.note(fmt.Sprint("step", i+1), told); err != nil {
			return err
		}
	}
	return nil
}

// acknowledged is what the steps said that were.
func (c *crashed) acknowledged() (told []string) {
	for {
		text, err := c.noted(fmt.Sprint("step", len(told)+1))
		if err != nil {
			return told
		}
		told = append(told, text)
	}
}

func (c *crashed) note(name, text string) error {
	return os.WriteFile(filepath.Join(c.place.Dir, name), []byte(text), 0o600)
}

func (c *crashed) noted(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(c.place.Dir, name))
	return string(text), err
}

// remember notes ids by name; ids has them again.
func (c *crashed) remember(t testing.TB, ids map[string]string) {
	t.Helper()
	text, err := json.Marshal(ids)
	require.NoError(t, err)
	require.NoError(t, c.note("ids", string(text)))
}

func (c *crashed) ids() (ids map[string]string, err error) {
	text, err := c.noted("ids")
	if err != nil {
		return nil, err
	}
	return ids, json.Unmarshal([]byte(text), &ids)
}

// upload returns the id that a file gets, and whether by had it.
func (c *crashed) upload(ctx context.Context, by assets.Actor, file []byte) (id string, existed bool, err error) {
	u, err := c.Upload(ctx, by, assets.NewUpload{Size: int64(len(file))}, bytes.NewReader(file))
	return u.ID, u.Existed, err
}

// must is upload in the parent, of what is new.
func (c *crashed) must(t testing.TB, by assets.Actor, file []byte) (id string) {
	t.Helper()
	id, existed, err := c.upload(t.Context(), by, file)
	require.NoError(t, err)
	require.False(t, existed)
	return id
}

// use has a project of an owner's use assets, which are adopted, as a write of it does.
func (c *crashed) use(ctx context.Context, owner assets.Actor, project string, ids ...string) error {
	return c.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := c.Adopt(ctx, tx, owner.User, ids); err != nil {
			return err
		}
		return c.projects.UseIn(ctx, tx, owner.User, project, ids...)
	})
}

// ownership is a row of who has what.
type ownership struct {
	Owner string `db:"owner"`
	ID    string `db:"asset_id"`
}

func (c *crashed) holdings(t testing.TB) (all []ownership) {
	t.Helper()
	require.NoError(t, c.db.Select(t.Context(), &all, `select owner, asset_id from ep_asset_holding order by owner, asset_id`))
	return all
}

func (c *crashed) holds(t testing.TB, by assets.Actor, id string) bool {
	t.Helper()
	return slices.Contains(c.holdings(t), ownership{by.User, id})
}

// whole says that whatever is held can be opened and is what it was, small pictures as well; that
// usage is what is held, and what the quota knows; and that nobody's upload was left where it was kept while it came.
func (c *crashed) whole(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	type sum struct {
		count int
		bytes int64
	}
	sums := map[string]sum{}
	for _, h := range c.holdings(t) {
		by := User(h.Owner)
		content, err := c.Open(ctx, by, h.ID)
		require.NoError(t, err)
		data := readAll(t, content)
		hash := sha256.Sum256(data)
		require.Equal(t, content.Asset.SHA256, hex.EncodeToString(hash[:]))
		require.EqualValues(t, content.Asset.Bytes, len(data))
		if content.Asset.Thumbnail > 0 {
			small, err := c.Thumbnail(ctx, by, h.ID)
			require.NoError(t, err)
			require.EqualValues(t, content.Asset.Thumbnail, len(readAll(t, small)))
		}
		s := sums[h.Owner]
		sums[h.Owner] = sum{s.count + 1, s.bytes + content.Asset.Bytes}
	}
	for _, by := range []assets.Actor{ann, ben} {
		u, err := c.Usage(ctx, by)
		require.NoError(t, err)
		require.Equal(t, sums[by.User], sum{u.Count, u.Bytes})
	}
	NewQuota(c.db).Check(ctx, t)
	left, err := os.ReadDir(c.temp())
	require.NoError(t, err)
	require.Empty(t, left)
}

// exact says that there are the files of the assets that there are, and no others.
func (c *crashed) exact(t testing.TB) {
	t.Helper()
	var rows []struct {
		ID        string `db:"id"`
		Home      string `db:"home"`
		Thumbnail int64  `db:"thumbnail"`
	}
	require.NoError(t, c.db.Select(t.Context(), &rows, `select id, home, thumbnail from ep_asset`))
	want := []string{}
	for _, r := range rows {
		key := "assets/" + r.Home + "/" + r.ID
		want = append(want, key)
		if r.Thumbnail > 0 {
			want = append(want, key+".thumb")
		}
	}
	slices.Sort(want)
	require.Equal(t, want, c.files(t))
}

// files are all that there are, those that no key names as well.
func (c *crashed) files(t testing.TB) []string {
	t.Helper()
	files := []string{}
	root := filepath.Join(c.place.Dir, "blobs")
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if path, err = filepath.Rel(root, path); err == nil {
				files = append(files, filepath.ToSlash(path))
			}
		}
		return err
	}))
	slices.Sort(files)
	return files
}

// tidy says that what was left is gone when it is old enough, by one collection, and nothing
// else.
func (c *crashed) tidy(t testing.TB) {
	t.Helper()
	before := c.holdings(t)
	later := openCrashed(t, c.place, 25*time.Hour)
	found, err := later.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	require.Zero(t, found.Assets)
	require.Empty(t, found.Missing)
	require.Zero(t, found.Young)
	require.Equal(t, before, later.holdings(t))
	later.exact(t)
	later.whole(t)
	found, err = later.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{Waiting: found.Waiting}, found)
}
