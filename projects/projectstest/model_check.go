package projectstest

import (
	"cmp"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/projects"
)

// check compares what everybody sees: all of it but what is looked at in turn,
// which are shelves and files.
func (m *model) check(r *rapid.T) {
	m.checks++
	ctx := r.Context()
	for i, user := range m.users {
		by := User(user)
		for n, p := range m.projects {
			if p.purged && n != m.checks%len(m.projects) {
				continue
			}
			got, err := m.s.Service.Get(ctx, by, p.id)
			if !p.sees(user) {
				m.refused(r, projects.CodeNotFound, err)
				continue
			}
			require.NoError(r, err)
			require.Equal(r, p.seen(user), got)
		}
		m.checkShelf(r, user, []projects.Shelf{projects.Mine, projects.Shared, projects.Trash}[(m.checks+i)%3])
		for _, a := range m.assets {
			may, err := m.s.Service.MayReadAsset(ctx, by, a)
			require.NoError(r, err)
			require.Equal(r, m.mayReadAsset(user, a), may, "%s and %s", user, a)
		}
	}
	for _, a := range m.assets {
		may, err := m.s.Service.MayReadAsset(ctx, projects.Actor{}, a)
		require.NoError(r, err)
		require.Equal(r, m.mayReadAsset("", a), may, "nobody and %s", a)
	}
	if len(m.projects) > 0 {
		m.checkFiles(r, m.projects[m.checks%len(m.projects)])
	}
	m.checkGallery(r)
}

// checkShelf goes through a shelf by pages of two.
func (m *model) checkShelf(r *rapid.T, user string, shelf projects.Shelf) {
	order := []projects.Order{projects.Recent, projects.ByName, projects.Newest}[m.checks/3%3]
	var want []projects.Project
	for _, p := range m.projects {
		on := projects.Mine
		switch {
		case !p.sees(user):
			continue
		case p.owner != user:
			on = projects.Shared
		case !p.trashed.IsZero():
			on = projects.Trash
		}
		if on == shelf {
			want = append(want, p.seen(user))
		}
	}
	slices.SortFunc(want, func(a, b projects.Project) int {
		switch order {
		case projects.ByName:
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
		case projects.Newest:
			return b.CreatedAt.Compare(a.CreatedAt)
		}
		return b.UpdatedAt.Compare(a.UpdatedAt)
	})
	var got []projects.Project
	for cursor := ""; ; {
		page, next, err := m.s.Service.List(r.Context(), User(user), projects.Filter{Shelf: shelf, Order: order}, cursor, 2)
		require.NoError(r, err)
		got = append(got, page...)
		if next == "" {
			break
		}
		require.Len(r, page, 2)
		cursor = next
	}
	require.Equal(r, want, got, "%s of %s", shelf, user)
}

// checkFiles looks at the versions of a project, and at their files.
func (m *model) checkFiles(r *rapid.T, p *mProject) {
	ctx := r.Context()
	for _, user := range m.users {
		by := User(user)
		v, source, err := m.s.Service.Read(ctx, by, p.id)
		if p.sees(user) {
			require.NoError(r, err)
			v.Facts = projects.Facts{}
			require.Equal(r, p.listed(p.version), v)
			require.Equal(r, string(p.current().file.source()), string(source))
		} else {
			m.refused(r, projects.CodeNotFound, err)
		}
		page, next, err := m.s.Service.Versions(ctx, by, p.id, "", 0)
		if refused := p.may(user, projects.Editor, ""); refused != "" {
			m.refused(r, refused, err)
			continue
		}
		require.NoError(r, err)
		require.Empty(r, next)
		var want []projects.Version
		for _, n := range p.numbers() {
			want = append(want, p.listed(n))
		}
		require.Equal(r, want, page)
		if user != m.users[m.checks%len(m.users)] {
			continue
		}
		for n := p.version + 1; n > 0 && n > p.version-2*modelKeep; n-- {
			v, source, err := m.s.Service.ReadVersion(ctx, by, p.id, n)
			if p.versions[n] == nil {
				m.refused(r, projects.CodeNoVersion, err)
				continue
			}
			require.NoError(r, err)
			v.Facts = projects.Facts{}
			require.Equal(r, p.listed(n), v)
			require.Equal(r, string(p.versions[n].file.source()), string(source))
		}
	}
}

// checkGallery looks at what everybody sees.
func (m *model) checkGallery(r *rapid.T) {
	var want []projects.Entry
	for _, p := range m.projects {
		if p.entry == nil {
			continue
		}
		e := *p.entry
		e.Clones = len(p.cloners)
		want = append(want, e)

		got, v, source, err := m.s.Service.Published(r.Context(), e.Slug)
		require.NoError(r, err)
		require.Equal(r, e, got)
		v.Facts = projects.Facts{}
		listed := p.listed(e.Version)
		listed.By = "" // nobody's business
		require.Equal(r, listed, v)
		require.Equal(r, string(p.versions[e.Version].file.source()), string(source))
	}
	order := []projects.Order{projects.Newest, projects.Popular}[m.checks%2]
	slices.SortFunc(want, func(a, b projects.Entry) int {
		if order == projects.Popular && a.Clones != b.Clones {
			return b.Clones - a.Clones
		}
		return b.PublishedAt.Compare(a.PublishedAt)
	})
	got, next, err := m.s.Service.Gallery(r.Context(), projects.GalleryFilter{Order: order}, "", 0)
	require.NoError(r, err)
	require.Empty(r, next)
	if order == projects.Popular { // those that are as popular: in some order
		require.True(r, slices.IsSortedFunc(got, func(a, b projects.Entry) int { return b.Clones - a.Clones }))
		slices.SortFunc(got, func(a, b projects.Entry) int {
			return cmp.Or(b.Clones-a.Clones, b.PublishedAt.Compare(a.PublishedAt))
		})
	}
	require.Len(r, got, len(want))
	for i := range want {
		require.Equal(r, want[i], got[i])
	}
}
