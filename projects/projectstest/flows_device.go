package projectstest

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

func flowDevice(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := User("ann"), User("bob")
	p := s.Create(t, ann, "title: A\ndevice: remarkable-2 \n# end")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Clock.Advance(time.Minute)
	var got projects.DeviceChange
	change := func(seen int, device string) func() {
		return func() {
			t.Helper()
			var err error
			got, err = s.Service.ChangeDevice(t.Context(), bob, p.ID, seen, device)
			require.NoError(t, err)
		}
	}
	require.Equal(t, []string{"projects.refit ok bob project:P from=1 version=2"}, s.deeds(t, map[string]string{p.ID: "P"}, change(1, "kobo-libra")))
	require.False(t, got.Copied)
	require.JSONEq(t, `{"device": "kobo-libra"}`, string(got.Report))
	require.Equal(t, []any{2, "kobo-libra", "bob"}, []any{got.Project.Version, got.Project.Device, got.Project.UpdatedBy})
	require.Equal(t, got.Project, s.Get(t, bob, p.ID))
	require.Equal(t, "title: A\ndevice: kobo-libra\n# end", s.Source(t, ann, p.ID))
	require.Equal(t, projects.Refitted, s.version(t, ann, p.ID, 2).Change)

	// The same again, also after an answer that was lost, has its report.
	want := got
	for _, seen := range []int{1, 2} {
		require.Empty(t, s.growth(t, change(seen, "kobo-libra")))
		require.Equal(t, want, got)
	}
	// And back.
	change(2, "remarkable-2")()
	require.Equal(t, "title: A\ndevice: remarkable-2\n# end", s.Source(t, ann, p.ID))
	require.Equal(t, 3, got.Project.Version)
}

func flowDeviceScaled(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := User("ann"), User("bob")
	s.Assets.Give(t, "ann", "logo")
	p, err := s.Service.Create(t.Context(), ann, projects.NewProject{Name: "Mine", Source: []byte("absolute\ntitle: A\nasset: logo\nasset: bobs\n")})
	require.NoError(t, err)
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Assets.Give(t, "bob", "bobs")
	s.Clock.Advance(time.Minute)
	names := map[string]string{p.ID: "P"}
	var got projects.DeviceChange
	deeds := s.deeds(t, names, func() {
		got, err = s.Service.ChangeDevice(t.Context(), bob, p.ID, 1, "supernote-a5")
		require.NoError(t, err)
	})
	q := got.Project
	require.Equal(t, []string{"projects.clone ok bob project:" + q.ID + " device=supernote-a5 origin=P version=1"}, deeds)
	require.True(t, got.Copied)
	require.JSONEq(t, `{"device": "supernote-a5"}`, string(got.Report))
	source := "scaled: supernote-a5\ndevice: supernote-a5\nabsolute\ntitle: A\nasset: logo\nasset: bobs\n"
	require.Equal(t, projects.Project{
		ID: q.ID, Owner: "bob", Version: 1, Name: "Mine", Named: true, Title: "A", Device: "supernote-a5", Pages: 1, Bytes: len(source), SHA256: hash(source),
		CreatedAt: s.Clock.Now(), UpdatedAt: s.Clock.Now(), UpdatedBy: "bob", Role: projects.Owner,
		Origin: &projects.Origin{Project: p.ID, Version: 1, Name: "Mine"},
	}, q)
	require.Equal(t, q, s.Get(t, bob, q.ID))
	require.Equal(t, source, s.Source(t, bob, q.ID))
	require.Equal(t, []string{"bobs", "logo"}, s.Assets.Of(t, "bob"))
	require.Equal(t, []string{"bobs"}, s.version(t, ann, p.ID, 1).Facts.Missing)
	require.Empty(t, s.version(t, bob, q.ID, 1).Facts.Missing)
	require.Equal(t, projects.Cloned, s.version(t, bob, q.ID, 1).Change)
	_, err = s.Service.Get(t.Context(), ann, q.ID)
	requireCode(t, projects.CodeNotFound, err)
	p.Clones = 1
	require.Equal(t, p, s.Get(t, ann, p.ID), "the original is as it was")

	// One's own is copied as well, and is no clone of another user.
	got, err = s.Service.ChangeDevice(t.Context(), ann, p.ID, 1, "kobo-libra")
	require.NoError(t, err)
	require.True(t, got.Copied)
	require.Equal(t, p, s.Get(t, ann, p.ID))

	// A quota refuses the copy, all of it.
	full := errors.New("full")
	s.Assets.Refuse(full)
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.ChangeDevice(t.Context(), bob, p.ID, 1, "kobo-libra")
		require.ErrorIs(t, err, full)
	}))
}

func flowDeviceRefused(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n")
	for _, source := range []string{"broken\n", "title: B\nfaulty\n"} {
		p = s.Replace(t, ann, p.ID, source)
		_, err := s.Service.ChangeDevice(t.Context(), ann, p.ID, p.Version, "kobo-libra")
		requireCode(t, projects.CodeDraft, err)
	}
	p = s.Replace(t, ann, p.ID, "title: C\n")
	require.Empty(t, s.growth(t, func() {
		for _, device := range []string{"", "typewriter", "\x00\xff"} {
			_, err := s.Service.ChangeDevice(t.Context(), ann, p.ID, p.Version, device)
			requireCode(t, projects.CodeDevice, err)
			require.ErrorIs(t, err, projects.ErrDevice)
		}
	}))
	require.Equal(t, "title: C\n", s.Source(t, ann, p.ID))
}
