package projectstest

import (
	"cmp"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/projects"
)

// check compares what somebody sees: one of the users in turn, and now and then
// nobody in particular.
func (m *model) check(r *rapid.T) {
	m.checks++
	turn, i := m.checks/len(m.users), m.checks%len(m.users)
	m.checkUser(r, m.users[i], turn)
	if i == 0 {
		m.checkAssets(r, projects.Actor{})
	}
	if i%2 == 0 {
		m.checkGallery(r, projects.Newest)
	}
	m.s.Quota.Check(r.Context(), r)
}

// checkAll compares what everybody sees.
func (m *model) checkAll(r *rapid.T) {
	for _, user := range m.users {
		for turn := range modelProjects {
			m.checkUser(r, user, turn)
		}
	}
	m.checkAssets(r, projects.Actor{})
	require.Empty(r, m.s.Assets.Unknown(m.t))
	m.checkGallery(r, projects.Popular)
}

// checkUser looks at all projects that there are, and in turn at one of all that
// ever were, at a shelf, and at the files of a project.
func (m *model) checkUser(r *rapid.T, user string, turn int) {
	by, live := User(user), m.live()
	for _, p := range append(live, m.projects[turn%len(m.projects)]) {
		got, err := m.s.Service.Get(r.Context(), by, p.id)
		if !p.sees(user) {
			m.refused(r, projects.CodeNotFound, err)
			continue
		}
		require.NoError(r, err)
		require.Equal(r, p.seen(user), got)
	}
	m.checkShelf(r, user, []projects.Shelf{projects.Mine, projects.Shared, projects.Trash}[turn%3])
	m.checkAssets(r, by)
	if len(live) > 0 {
		m.checkFiles(r, live[turn%len(live)], user)
	}
}

func (m *model) checkAssets(r *rapid.T, by projects.Actor) {
	for _, a := range m.assets {
		may, err := m.s.Service.MayReadAsset(r.Context(), by, a)
		require.NoError(r, err)
		require.Equal(r, m.mayReadAsset(by.User, a), may, "%q and %s", by.User, a)
	}
}

// checkShelf goes through a shelf by pages of two.
func (m *model) checkShelf(r *rapid.T, user string, shelf projects.Shelf) {
	order := []projects.Order{projects.Recent, projects.ByName, projects.Newest}[m.checks%3]
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
func (m *model) checkFiles(r *rapid.T, p *mProject, user string) {
	ctx, by := r.Context(), User(user)
	v, source, err := m.s.Service.Read(ctx, by, p.id)
	if p.sees(user) {
		require.NoError(r, err)
		m.checkFile(r, p, p.version, v, source)
	} else {
		m.refused(r, projects.CodeNotFound, err)
	}
	page, next, err := m.s.Service.Versions(ctx, by, p.id, "", 0)
	if refused := p.may(user, projects.Editor, ""); refused != "" {
		m.refused(r, refused, err)
		return
	}
	require.NoError(r, err)
	require.Empty(r, next)
	var want []projects.Version
	for _, n := range p.numbers() {
		want = append(want, p.listed(n))
	}
	require.Equal(r, want, page)
	for n := p.version + 1; n > 0 && n > p.version-2*modelKeep; n-- {
		v, source, err := m.s.Service.ReadVersion(ctx, by, p.id, n)
		if p.versions[n] == nil {
			m.refused(r, projects.CodeNoVersion, err)
			continue
		}
		require.NoError(r, err)
		m.checkFile(r, p, n, v, source)
	}
}

// checkFile compares a version and its file.
func (m *model) checkFile(r *rapid.T, p *mProject, number int, got projects.Version, source []byte) {
	require.Equal(r, p.versions[number].missing(), got.Facts.Missing, "version %d", number)
	got.Facts = projects.Facts{}
	require.Equal(r, p.listed(number), got)
	require.Equal(r, string(p.versions[number].file.source()), string(source))
}

// checkGallery looks at what everybody sees.
func (m *model) checkGallery(r *rapid.T, order projects.Order) {
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
		require.Empty(r, v.By, "nobody's business")
		v.By = p.versions[e.Version].by
		m.checkFile(r, p, e.Version, v, source)
	}
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
