package projectstest

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

// fullRow has something in each field of a project that a Store keeps.
func fullRow() row {
	r := newRow("full", "owner")
	r.Version, r.Named, r.Draft = 6, true, true
	r.Origin = &projects.Origin{Project: "original", Version: 12, Name: "Öriginal"}
	r.CreatedAt, r.TrashedAt = minute(-100), minute(50)
	r = r.next("editor", projects.Trashed, "file")
	r.v.Of = 3
	r.v.Facts = projects.Facts{
		Title: "Title", Device: "device", Pages: 3, Designs: []string{"month", "<&>"}, Assets: []string{"a", "b"}, Read: true,
		Errors:  []projects.Problem{{Line: 1, Col: 2, Pointer: "/designs/0", Code: "code", Message: "message\nof two lines", Hint: "hint"}, {Code: "c", Message: "m"}},
		Missing: []string{"b"}, More: 3,
	}
	return r.using("a")
}

func storeProjectIsKept(t *testing.T, s projects.Store) {
	full, plain := fullRow(), newRow("plain", "owner")
	addRows(t, s, full, plain)
	require.Equal(t, full.Project, rowOf(t, s, "full"))
	require.Equal(t, plain.Project, rowOf(t, s, "plain"))

	here := newRow("here", "owner")
	here.CreatedAt = minute(0).In(time.FixedZone("", 3600)).Add(999 * time.Microsecond)
	here.Clones, here.Slug, here.Role = 9, "slug", projects.Viewer
	addRows(t, s, here)
	got := rowOf(t, s, "here")
	require.Equal(t, minute(0), got.CreatedAt, "in UTC, to the millisecond")
	require.Equal(t, 9, got.Clones, "where the count begins")
	require.Empty(t, got.Slug)
	require.Empty(t, got.Role)
}

func storeProjectIsUnique(t *testing.T, s projects.Store) {
	first := newRow("one", "owner")
	addRows(t, s, first)
	require.ErrorIs(t, tryStoreWrite(t, s, newRow("one", "thief").add), projects.ErrExists)
	require.Equal(t, first.Project, rowOf(t, s, "one"))
	addRows(t, s, newRow("ONE", "owner")) // ids are opaque: case counts
}

func storeNotFound(t *testing.T, s projects.Store) {
	addRows(t, s, newRow("one", "owner"))
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for what, err := range map[string]error{
			"project":   second(r.Project(ctx, "two")),
			"role":      second(r.Role(ctx, "one", "stranger")),
			"version":   second(r.Version(ctx, "one", 2)),
			"version 0": second(r.Version(ctx, "one", 0)),
			"of none":   second(r.Version(ctx, "two", 1)),
			"source":    second(r.Source(ctx, "one", 2)),
			"assets":    second(r.Assets(ctx, "one", 2)),
			"huge":      second(r.Version(ctx, "one", huge())),
			"negative":  second(r.Source(ctx, "one", -1)),
			"entry":     second(r.Entry(ctx, "one")),
			"slug":      second(r.EntryBySlug(ctx, "one")),
		} {
			require.ErrorIs(t, err, projects.ErrNotFound, what)
		}
		grants, err := r.Grants(ctx, "two")
		require.NoError(t, err)
		require.Empty(t, grants)
		versions, next, err := r.Versions(ctx, "two", "", 10)
		require.NoError(t, err)
		require.Empty(t, versions)
		require.Empty(t, next)
		return nil
	})
	for what, write := range map[string]func(ctx context.Context, w projects.Writer) error{
		"update": newRow("two", "owner").next("owner", projects.Edited, "file").update,
		"grant": func(ctx context.Context, w projects.Writer) error {
			return w.PutGrant(ctx, projects.Grant{Project: "two", User: "user", Role: projects.Viewer, At: minute(0)})
		},
		"entry": func(ctx context.Context, w projects.Writer) error {
			return w.PutEntry(ctx, entryOf(newRow("two", "owner"), "two"))
		},
		"clone":    func(ctx context.Context, w projects.Writer) error { return w.CountClone(ctx, "two", "user") },
		"withhold": func(ctx context.Context, w projects.Writer) error { return w.Withhold(ctx, "two", "reason") },
	} {
		require.ErrorIs(t, tryStoreWrite(t, s, write), projects.ErrNotFound, what)
	}
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error { // to remove it is no error
		require.NoError(t, w.Purge(ctx, "two"))
		for _, remove := range []func() (bool, error){
			func() (bool, error) { return w.DeleteGrant(ctx, "two", "user") },
			func() (bool, error) { return w.DeleteEntry(ctx, "two") },
		} {
			was, err := remove()
			require.NoError(t, err)
			require.False(t, was)
		}
		for _, remove := range []func() (int, error){
			func() (int, error) { return w.Prune(ctx, "two", 10, 10) },
			func() (int, error) { return w.PruneBefore(ctx, minute(100), 10) },
		} {
			n, err := remove()
			require.NoError(t, err)
			require.Zero(t, n)
		}
		ids, err := w.DeleteGrantsOf(ctx, "user", 10)
		require.Empty(t, ids)
		return err
	})
}

// huge is a number that no version has: more than 32 bits say, or, where an int has
// no more, less than 0.
func huge() int {
	n := int64(1) << 31
	return int(n)
}

// second is the error of two results.
func second[T any](_ T, err error) error { return err }

// storeSourceIsKept gets back what was written, byte for byte, and hands out
// bytes that nobody else has.
func storeSourceIsKept(t *testing.T, s projects.Store) {
	random := make([]byte, projects.MaxSource)
	for i := range random {
		random[i] = byte(rand.Uint32()) // #nosec G404 -- any bytes
	}
	for name, source := range map[string]string{
		"empty": "", "NUL": "\x00", "binary": "\xff\xfe\x00a", "lines": "a: b # c\r\n\r\n\tend", "largest": string(random),
		"long": strings.Repeat("layers: [a, b]\n", projects.MaxSource/15), "one letter": strings.Repeat("a", projects.MaxSource), "zstd": "\x28\xb5\x2f\xfd",
	} {
		r := newRow(name, "owner")
		r.Version = 0
		r = r.next("owner", projects.Created, source)
		addRows(t, s, r)
		got := sourceOf(t, s, name, 1)
		require.NotNil(t, got)
		require.True(t, bytes.Equal([]byte(source), got), name)
		for i := range got {
			got[i]++
		}
		require.True(t, bytes.Equal([]byte(source), sourceOf(t, s, name, 1)), name)
	}
	none := newRow("none", "owner")
	none.Version = 0
	none = none.next("owner", projects.Created, "")
	none.source = nil
	addRows(t, s, none)
	require.Empty(t, sourceOf(t, s, "none", 1))
}

func storeUpdate(t *testing.T, s projects.Store) {
	one, other := newRow("one", "owner"), newRow("other", "owner")
	addRows(t, s, one, other)
	two := one.next("editor", projects.Edited, "second file")
	two.Title, two.Device, two.Pages, two.Draft = "Other", "kobo", 99, true
	two.CreatedAt, two.Origin = minute(-5), &projects.Origin{Project: "x", Version: 1}
	two = two.named("Ä name")
	two.Named = true
	updateRow(t, s, two)
	require.Equal(t, two.Project, rowOf(t, s, "one"))
	require.Equal(t, "file of one", string(sourceOf(t, s, "one", 1)))
	require.Equal(t, "second file", string(sourceOf(t, s, "one", 2)))

	three := two.same("owner", projects.Trashed) // keeps the file
	three.TrashedAt, three.Origin = minute(9), nil
	updateRow(t, s, three)
	require.Equal(t, three.Project, rowOf(t, s, "one"))
	require.Equal(t, "second file", string(sourceOf(t, s, "one", 3)))

	four := three.next("owner", projects.Reverted, "file of one") // one that was there before
	four.TrashedAt = time.Time{}
	updateRow(t, s, four)
	require.Equal(t, "file of one", string(sourceOf(t, s, "one", 4)))
	ten := four
	ten.Version = 9 // numbers may have gaps
	ten = ten.next("owner", projects.Edited, "tenth")
	updateRow(t, s, ten)
	require.Equal(t, []int{10, 4, 3, 2, 1}, numbers(t, s, "one"))
	require.Equal(t, other.Project, rowOf(t, s, "other"), "of which nobody spoke")
}

func storeUpdateRefused(t *testing.T, s projects.Store) {
	one := newRow("one", "owner")
	two := one.next("owner", projects.Edited, "second file")
	three := two.next("owner", projects.Edited, "third file")
	addRows(t, s, one)
	updateRow(t, s, two)
	for what, c := range map[string]struct {
		r    row
		want error
	}{
		"current number": {two, projects.ErrExists},
		"earlier number": {one, projects.ErrExists},
		"other owner":    {func() row { r := three; r.Owner = "thief"; return r }(), projects.ErrInvalid},
		"other number":   {func() row { r := three; r.v.Number++; return r }(), projects.ErrInvalid},
		"other project":  {func() row { r := three; r.v.Project = "other"; return r }(), projects.ErrInvalid},
		"other hash":     {func() row { r := three; r.v.SHA256 = one.SHA256; return r }(), projects.ErrInvalid},
		"other size":     {func() row { r := three; r.v.Bytes++; r.Bytes++; return r }(), projects.ErrInvalid},
		"other file":     {func() row { r := three; r.source = one.source; return r }(), projects.ErrInvalid},
		"no file":        {func() row { r := three; r.source = nil; return r }(), projects.ErrInvalid},
	} {
		require.ErrorIs(t, tryStoreWrite(t, s, c.r.update), c.want, what)
	}
	require.Equal(t, two.Project, rowOf(t, s, "one"))
	require.Equal(t, []int{2, 1}, numbers(t, s, "one"))
}

func storePurge(t *testing.T, s projects.Store) {
	one, other := newRow("one", "owner").using("a"), newRow("other", "owner").using("a")
	addRows(t, s, one, other)
	updateRow(t, s, one.next("owner", projects.Edited, "second").using("a", "b"))
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		require.NoError(t, w.PutGrant(ctx, projects.Grant{Project: "one", User: "user", Role: projects.Editor, At: minute(1)}))
		require.NoError(t, w.PutEntry(ctx, entryOf(one, "slug")))
		require.NoError(t, w.CountClone(ctx, "one", "user"))
		return w.Purge(ctx, "one")
	})
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		_, err := r.Project(ctx, "one")
		require.ErrorIs(t, err, projects.ErrNotFound)
		_, err = r.Source(ctx, "one", 1)
		require.ErrorIs(t, err, projects.ErrNotFound)
		_, err = r.EntryBySlug(ctx, "slug")
		require.ErrorIs(t, err, projects.ErrNotFound)
		for _, user := range []string{"owner", "user"} {
			_, err = r.Role(ctx, "one", user)
			require.ErrorIs(t, err, projects.ErrNotFound)
		}
		uses, err := r.Uses(ctx, "a", 10)
		require.NoError(t, err)
		require.Equal(t, []string{"other"}, uses)
		may, err := r.MayReadAsset(ctx, "user", "b")
		require.False(t, may)
		return err
	})
	require.Equal(t, other.Project, rowOf(t, s, "other"))
	require.Equal(t, "file of other", string(sourceOf(t, s, "other", 1)))
}
