package migratetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// shelf is an ImageKeeper that keeps nothing but count. Its ids are hashes.
type shelf struct {
	db       *sqldb.DB // to which Prepare writes; nil = it does not
	prepared map[string]string
	checked  []string
	kept     int
	owners   []string
	checking func(data []byte) error // of Check
	before   func(name string) error // of Prepare
	keeping  func() error            // of Keep
}

func (s *shelf) Check(_ context.Context, owner, name string, data []byte) error {
	s.checked = append(s.checked, owner+" "+name+" "+pictureID(data))
	if s.checking == nil {
		return nil
	}
	return s.checking(data)
}

func (s *shelf) Prepare(ctx context.Context, owner, name string, data []byte) (string, error) {
	if s.before != nil {
		if err := s.before(name); err != nil {
			return "", err
		}
	}
	if s.db != nil { // within a transaction this would wait for itself
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		if err := s.db.Write(ctx, func(*sqldb.Tx) error { return nil }); err != nil {
			return "", err
		}
	}
	if s.prepared == nil {
		s.prepared = map[string]string{}
	}
	id := pictureID(data)
	s.prepared[id] = owner
	return id, nil
}

func (s *shelf) Keep(ctx context.Context, tx *sqldb.Tx, owner, id string) error {
	if s.prepared[id] != owner {
		return fmt.Errorf("%s was not prepared for %s", id, owner)
	}
	if s.keeping != nil {
		if err := s.keeping(); err != nil {
			return err
		}
	}
	// It takes part in the transaction.
	var n int
	if err := tx.Get(ctx, &n, `select count(*) from ep_user where id = $1`, owner); err != nil || n != 1 {
		return fmt.Errorf("%d owners, %w", n, err)
	}
	s.kept++
	s.owners = append(s.owners, owner)
	return nil
}

func pictureID(data []byte) string {
	sum := sha256.Sum256(data)
	return "image-" + hex.EncodeToString(sum[:8])
}

func testImagesNobodyKeeps(t *testing.T, h *house) {
	own, public := Some(one, "One"), Some(two, "Two")
	own.Images = [][]byte{Picture(t, 1), Picture(t, 2)}
	public.Public = true
	WriteProjects(t, h.data, bob, own, public, Some(three, "Three"))
	public.Images = own.Images[:1]
	Publish(t, h.data, public)
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, h.options())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, migrate.ProjectCounts{New: 1, Images: 2}, report.Counts)
	require.Contains(t, says(t, report, one), "it has 2 images inside, which nobody keeps yet")
	require.Contains(t, says(t, report, two), "its copy in the gallery has 1 image inside, which nobody keeps yet")
	require.Equal(t, 2, result(t, report, one).Images)
	h.requireNoProjects(t)
}

func testImagesKept(t *testing.T, h *house) {
	own, public := Some(one, "One"), Some(two, "Two")
	own.Images = [][]byte{Picture(t, 1), Picture(t, 2), Picture(t, 1)}
	public.Images, public.Public = own.Images[1:2], true
	WriteProjects(t, h.data, bob, own, public)
	public.Images = own.Images[:1] // only what is in the picture differs
	Publish(t, h.data, public)
	o, keeper := h.options(), &shelf{db: h.db}
	o.Images = keeper

	o.Apply = false
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.ProjectCounts{New: 2, Published: 1}, report.Counts)
	require.Zero(t, keeper.kept, "not in a dry run")
	require.Empty(t, keeper.prepared, "nor that")
	first, second := pictureID(Picture(t, 1)), pictureID(Picture(t, 2))
	require.ElementsMatch(t, []string{
		bob + " image-1.png " + first, bob + " image-2.png " + second, // once in each project
		bob + " image-1.png " + first, bob + " image-1.png " + second,
	}, keeper.checked)
	o.Apply = true
	report, err = migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, 2, result(t, report, one).Images)
	require.Equal(t, 4, keeper.kept)
	require.Subset(t, []string{bob}, keeper.owners)

	_, versions, files := h.project(t, one)
	require.ElementsMatch(t, []string{first, second}, versions[0].Facts.Assets)
	require.Empty(t, versions[0].Facts.Missing)
	require.Contains(t, files[0], "asset: "+first)
	require.NotContains(t, files[0], "image-1.png")
	_, versions, files = h.project(t, two)
	require.Len(t, files, 2)
	require.Equal(t, []string{first}, versions[0].Facts.Assets)
	require.Equal(t, []string{second}, versions[1].Facts.Assets)
	require.NoError(t, projects.NewSQL(h.db).Read(t.Context(), func(r projects.Reader) error {
		for user, want := range map[string]bool{bob: true, ann: false} {
			may, err := r.MayReadAsset(t.Context(), user, second)
			if err != nil {
				return err
			}
			require.Equal(t, want, may)
		}
		may, err := r.MayReadAsset(t.Context(), "", first)
		require.True(t, may, "it is in the gallery")
		return err
	}))
	for n := range byte(2) {
		h.requireNowhere(t, base64.StdEncoding.EncodeToString(Picture(t, n+1))[:40], "base64,")
	}
	require.Equal(t, migrate.ProjectCounts{Unchanged: 2}, h.imports(t).Counts, "without anybody who keeps images")
}

// requireNowhere looks for texts in each column of each table, and in each file of
// each project.
func (h *house) requireNowhere(t testing.TB, texts ...string) {
	t.Helper()
	tables := `select name from sqlite_master where type = 'table' and name like 'ep_%'`
	columns := `select name from pragma_table_info($1)`
	if h.db.Dialect() == sqldb.PostgreSQL {
		tables = `select table_name from information_schema.tables where table_schema = current_schema() and table_name like 'ep_%'`
		columns = `select column_name from information_schema.columns where table_schema = current_schema() and table_name = $1`
	}
	var names []string
	require.NoError(t, h.db.Select(t.Context(), &names, tables))
	require.Greater(t, len(names), 15)
	for _, table := range names {
		var all []string
		require.NoError(t, h.db.Select(t.Context(), &all, columns, table))
		require.NotEmpty(t, all, table)
		for _, column := range all {
			for _, text := range texts {
				var n int
				require.NoError(t, h.db.Get(t.Context(), &n, `select count(*) from `+table+` where cast("`+column+`" as text) like '%'||$1||'%'`, text))
				require.Zero(t, n, "%s.%s has %s", table, column, text)
			}
		}
	}
	for _, id := range h.ids(t) {
		_, _, files := h.project(t, id)
		for _, f := range files {
			for _, text := range texts {
				require.NotContains(t, f, text)
			}
		}
	}
}

// testImagesRefused keeps no images of one project: the others are imported.
func testImagesRefused(t *testing.T, h *house) {
	refuseImages(t, h, func(s *shelf, refuse func() error) { s.before = func(string) error { return refuse() } })
}

// testImagesNotKept refuses them when they are ready.
func testImagesNotKept(t *testing.T, h *house) {
	refuseImages(t, h, func(s *shelf, refuse func() error) { s.keeping = refuse })
}

// testImagesChecked refuses one in a dry run: then nothing is written, unless the
// others are to be.
func testImagesChecked(t *testing.T, h *house) {
	with, without, other := Some(one, "One"), Some(two, "Two"), Some(three, "Three")
	with.Images, other.Images = [][]byte{Picture(t, 1)}, [][]byte{Picture(t, 2), Picture(t, 1)}
	WriteProjects(t, h.data, bob, with, without, other)
	o, bad := h.options(), Picture(t, 2)
	keeper := &shelf{checking: func(data []byte) error {
		if bytes.Equal(data, bad) {
			return errors.New("it is damaged")
		}
		return nil
	}}
	o.Images = keeper
	for _, o.Apply = range []bool{false, true} {
		report, err := migrate.Projects(t.Context(), h.read(t), h.db, o)
		if o.Apply {
			require.ErrorIs(t, err, migrate.ErrProblems)
		} else {
			require.NoError(t, err)
		}
		require.False(t, report.Applied)
		require.Equal(t, migrate.ProjectCounts{New: 2, Invalid: 1}, report.Counts)
		require.Contains(t, says(t, report, three), "the image image-1.png cannot be kept: it is damaged")
	}
	require.Empty(t, keeper.prepared)
	h.requireNoProjects(t)
}

func refuseImages(t *testing.T, h *house, where func(s *shelf, refuse func() error)) {
	t.Helper()
	with, without := Some(one, "One"), Some(two, "Two")
	with.Images = [][]byte{Picture(t, 1)}
	other := Some(three, "Three")
	other.Images = [][]byte{Picture(t, 2)}
	WriteProjects(t, h.data, bob, with, without, other)
	o := h.options()
	full := errors.New("the shelf is full")
	keeper := &shelf{}
	where(keeper, func() error {
		if keeper.kept > 0 {
			return full
		}
		return nil
	})
	o.Images = keeper
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.True(t, report.Applied)
	require.Equal(t, migrate.ProjectCounts{New: 2, Invalid: 1}, report.Counts)
	require.Contains(t, says(t, report, three), "the image image-1.png cannot be kept: the shelf is full")
	require.Equal(t, []string{one, two}, h.ids(t))
	require.Len(t, h.trail(t, projects.ActionImport), 2)
}
