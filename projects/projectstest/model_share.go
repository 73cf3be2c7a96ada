package projectstest

import (
	"context"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

func (m *model) share(r *rapid.T) {
	p, by := m.owned(r)
	m.shareWith(r, p, by, m.user(r), rapid.SampledFrom([]projects.Role{projects.Editor, projects.Viewer}).Draw(r, "role"))
}

func (m *model) shareWith(r *rapid.T, p *mProject, by, user string, role projects.Role) {
	got, err := m.s.Service.Share(r.Context(), User(by), p.id, user, role)
	codes := []projects.Code{p.may(by, projects.Owner, projects.Mine)}
	before := p.grants[user]
	switch {
	case codes[0] != "":
	case user == p.owner || m.gone[user]:
		codes = append(codes, projects.CodeNoUser)
	case before.Role == "" && len(p.grants) >= modelGrants:
		codes = append(codes, projects.CodeTooManyGrants)
	}
	if !m.oneOf(r, err, codes...) {
		return
	}
	want := projects.Grant{Project: p.id, User: user, Role: role, At: m.now()}
	if before.Role == role {
		want = before
	}
	require.Equal(r, want, got)
	p.grants[user] = want
	m.checkGrants(r, p)
}

func (m *model) checkGrants(r *rapid.T, p *mProject) {
	all, err := m.s.Service.Grants(r.Context(), User(p.owner), p.id)
	require.NoError(r, err)
	want := []projects.Grant{}
	for _, user := range m.users {
		if g, ok := p.grants[user]; ok {
			want = append(want, g)
		}
	}
	require.Equal(r, want, append([]projects.Grant{}, all...))
}

func (m *model) unshare(r *rapid.T) {
	p, by := m.pair(r)
	user := m.user(r)
	err := m.s.Service.Unshare(r.Context(), User(by), p.id, user)
	code := p.may(by, projects.Owner, "")
	if user == by {
		code = ""
	}
	if m.oneOf(r, err, code) && !p.purged {
		delete(p.grants, user)
		m.checkGrants(r, p)
	}
}

func (m *model) publish(r *rapid.T) {
	p, user := m.owned(r)
	ask := projects.Publication{
		Version: m.version(r, p),
		Slug:    m.run + rapid.SampledFrom([]string{"-one", "-two"}).Draw(r, "slug"),
		Author:  rapid.SampledFrom([]string{"", "Somebody"}).Draw(r, "author"),
	}
	got, err := m.s.Service.Publish(r.Context(), User(user), p.id, ask)
	codes := []projects.Code{p.may(user, projects.Owner, projects.Mine)}
	if ask.Version == 0 {
		ask.Version = p.version
	}
	v := p.versions[ask.Version]
	if codes[0] == "" {
		if p.withheld != "" {
			codes = append(codes, projects.CodeWithheld)
		}
		if v == nil {
			codes = append(codes, projects.CodeNoVersion)
		} else if v.file.draft() {
			codes = append(codes, projects.CodeDraft)
		}
		for _, other := range m.projects {
			if other != p && other.entry != nil && other.entry.Slug == ask.Slug {
				codes = append(codes, projects.CodeSlugTaken)
			}
		}
	}
	if !m.oneOf(r, err, codes...) {
		return
	}
	e := projects.Entry{
		Project: p.id, Owner: p.owner, Slug: ask.Slug, Version: ask.Version, Name: v.name, Author: ask.Author,
		Device: v.device, Pages: v.pages, PublishedAt: m.now(), UpdatedAt: m.now(),
	}
	if p.entry != nil {
		e.PublishedAt, e.UpdatedAt = p.entry.PublishedAt, p.entry.UpdatedAt
		if e != *p.entry {
			e.UpdatedAt = m.now()
		}
	}
	p.entry = &e
	e.Clones = len(p.cloners)
	require.Equal(r, e, got)
	p.entry.Clones = 0
}

func (m *model) unpublish(r *rapid.T) {
	p, user := m.pair(r)
	by, reason := User(user), rapid.SampledFrom([]string{"", "It is not theirs."}).Draw(r, "reason")
	by.Admin = rapid.Bool().Draw(r, "admin")
	err := m.s.Service.Unpublish(r.Context(), by, p.id, reason)
	code := p.may(user, projects.Owner, "")
	admin := code != "" && by.Admin && !p.purged
	if admin {
		code = ""
		if reason == "" {
			code = projects.CodeReason
		}
	}
	if m.oneOf(r, err, code) {
		p.entry = nil
		if admin {
			p.withheld = reason
		}
	}
}

func (m *model) readmit(r *rapid.T) {
	p, user := m.pair(r)
	by := User(user)
	by.Admin = rapid.IntRange(0, 3).Draw(r, "admin") > 0
	err := m.s.Service.Readmit(r.Context(), by, p.id, "It is, after all.")
	code := p.may(user, projects.Viewer, "")
	switch {
	case p.purged:
		code = projects.CodeNotFound
	case by.Admin:
		code = ""
	case code == "":
		code = projects.CodeForbidden
	}
	if m.oneOf(r, err, code) {
		p.withheld = ""
	}
}

// changeAssets lets a user have an asset, or no longer, who may then write what is
// there once more.
func (m *model) changeAssets(r *rapid.T) {
	p, user := m.pair(r)
	asset := rapid.SampledFrom(m.assets).Draw(r, "asset")
	switch {
	case m.has[user][asset]:
		m.s.Assets.Take(m.t, user, asset)
		delete(m.has[user], asset)
	case asset != m.assets[2]: // which stays nobody's
		m.s.Assets.Give(m.t, user, asset)
		m.give(user, asset)
	}
	if rapid.Bool().Draw(r, "write") {
		m.replaceBy(r, p, user, p.version, p.current().file)
	}
}

// detach takes an asset away from all projects of a user, who may then write what is
// there once more.
func (m *model) detach(r *rapid.T) {
	p, asset := m.project(r), rapid.SampledFrom(m.assets[:2]).Draw(r, "asset")
	m.s.detach(m.t, p.owner, asset)
	for _, other := range m.projects {
		for _, v := range other.versions {
			if other.owner == p.owner {
				v.uses = slices.DeleteFunc(slices.Clone(v.uses), func(a string) bool { return a == asset })
			}
		}
	}
	if rapid.Bool().Draw(r, "write") {
		m.replaceBy(r, p, p.owner, p.version, p.current().file)
	}
}

// deleteUser deletes one of the last two users, so that most of a run has four.
func (m *model) deleteUser(r *rapid.T) {
	if rapid.Bool().Draw(r, "seldom") {
		m.deleteOne(r, m.users[rapid.IntRange(2, 3).Draw(r, "which")])
	}
}

func (m *model) deleteOne(r *rapid.T, user string) {
	require.NoError(r, m.tell(r.Context(), user))
	m.gone[user] = true
	for _, p := range m.projects {
		delete(p.grants, user)
		if p.owner == user {
			p.purge()
		}
	}
}

// tell is how the Service hears that a user was deleted.
func (m *model) tell(ctx context.Context, user string) error {
	err := m.s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		return tx.Publish(ctx, TopicUserDeleted, map[string]string{"id": user})
	})
	if err == nil {
		_, err = m.s.Outbox.Drain(ctx)
	}
	return err
}

func (m *model) deleteAll(r *rapid.T) {
	for _, user := range m.users {
		m.deleteOne(r, user)
	}
	for _, table := range tables() {
		var n int
		require.NoError(r, m.s.DB.Get(r.Context(), &n, `select count(*) from `+table))
		require.Zero(r, n, "rows are left in %s", table)
	}
}

// end leaves the database empty, also after a failure.
func (m *model) end() {
	for _, user := range m.users {
		_ = m.tell(context.Background(), user)
	}
}

// sweep lets some time go by first.
func (m *model) sweep(r *rapid.T) {
	m.s.Clock.Advance(time.Duration(rapid.IntRange(0, 4).Draw(r, "10 hours")) * 10 * time.Hour)
	got, err := m.s.Service.Sweep(r.Context())
	require.NoError(r, err)
	var want projects.Swept
	now := m.now()
	for _, p := range m.projects {
		if p.purged {
			continue
		}
		if !p.trashed.IsZero() && p.trashed.Before(now.Add(-modelTrashFor)) {
			p.purge()
			want.Purged++
			continue
		}
		for n, v := range p.versions {
			if n != p.version && !p.publishes(n) && v.replaced.Before(now.Add(-modelKeepFor)) {
				delete(p.versions, n)
				want.Versions++
			}
		}
	}
	require.Equal(r, want, got)
}
