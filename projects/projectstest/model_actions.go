package projectstest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// actions are the steps of the model.
func (m *model) actions() map[string]func(r *rapid.T) {
	return map[string]func(r *rapid.T){
		"create": m.create, "clone": m.clone,
		"replace": m.replace, "replace again": m.replace, "replace once more": m.replace, "rename": m.rename, "revert": m.revert, "repeat": m.repeat, "repeat again": m.repeat,
		"trash": m.trash, "restore": m.restore, "purge": m.purge,
		"share": m.share, "share again": m.share, "unshare": m.unshare,
		"publish": m.publish, "unpublish": m.unpublish,
		"delete user": m.deleteUser, "sweep": m.sweep,
	}
}

// begin makes what much can be done with.
func (m *model) begin(r *rapid.T) {
	owner := m.users[0]
	m.createBy(r, owner, "", mFile{title: "Days", pages: 1, assets: m.assets})
	m.shareWith(r, m.projects[0], owner, m.users[1], projects.Viewer)
	m.shareWith(r, m.projects[0], owner, m.users[2], projects.Editor)
}

// refused says that err is an *Error with this code.
func (m *model) refused(r require.TestingT, want projects.Code, err error) {
	require.Error(r, err, "%s", want)
	require.Equal(r, want, projects.CodeOf(err), "%v", err)
}

// oneOf says that err is one of these codes, or that there is none if there is
// nothing to refuse. It tells whether it went well.
func (m *model) oneOf(r require.TestingT, err error, codes ...projects.Code) (ok bool) {
	codes = slices.DeleteFunc(codes, func(c projects.Code) bool { return c == "" })
	if len(codes) == 0 {
		require.NoError(r, err)
		return true
	}
	require.Error(r, err, "%v", codes)
	require.Contains(r, codes, projects.CodeOf(err), "%v", err)
	return false
}

func (m *model) user(r *rapid.T) string { return rapid.SampledFrom(m.users).Draw(r, "user") }

// project is one that there is or was, or nil.
func (m *model) project(r *rapid.T) *mProject {
	if len(m.projects) == 0 {
		return nil
	}
	return m.projects[rapid.IntRange(0, len(m.projects)-1).Draw(r, "project")]
}

// pair is a project and a user who most often is a member.
func (m *model) pair(r *rapid.T) (*mProject, string) {
	p, user := m.project(r), m.user(r)
	if p == nil || rapid.IntRange(0, 4).Draw(r, "anybody") == 0 {
		return p, user
	}
	members := append([]string{p.owner}, slices.Sorted(maps.Keys(p.grants))...)
	user = members[rapid.IntRange(0, len(members)-1).Draw(r, "member")]
	return p, user
}

// seen is the version that a client saw, most often the current one.
func (m *model) seen(r *rapid.T, p *mProject) int {
	if rapid.IntRange(0, 2).Draw(r, "up to date") > 0 {
		return p.version
	}
	return rapid.IntRange(0, p.version+1).Draw(r, "seen")
}

func (m *model) file(r *rapid.T) mFile {
	f := mFile{
		title: rapid.SampledFrom([]string{"Days", "Weeks", "Months"}).Draw(r, "title"),
		pages: rapid.IntRange(1, 3).Draw(r, "pages"),
		kind:  rapid.SampledFrom([]string{"", "", "", "broken", "faulty"}).Draw(r, "kind"),
	}
	for _, a := range m.assets {
		if rapid.Bool().Draw(r, a) {
			f.assets = append(f.assets, a)
		}
	}
	return f
}

// few tells whether there is room for another project.
func (m *model) few() bool {
	n := 0
	for _, p := range m.projects {
		if !p.purged {
			n++
		}
	}
	return n < modelProjects
}

func (m *model) create(r *rapid.T) {
	if !m.few() {
		return
	}
	m.createBy(r, m.user(r), rapid.SampledFrom([]string{"", "Mine"}).Draw(r, "name"), m.file(r))
}

func (m *model) createBy(r *rapid.T, user, name string, f mFile) {
	got, err := m.s.Service.Create(r.Context(), User(user), projects.NewProject{Name: name, Source: f.source()})
	if m.gone[user] {
		m.refused(r, projects.CodeUnauthenticated, err)
		return
	}
	require.NoError(r, err)
	p := m.add(got.ID, user)
	p.ownName = name
	p.put(mVersion{change: projects.Created, by: user, at: m.now(), file: f, uses: m.uses(p, user, nil, false, f)})
	require.Equal(r, p.seen(user), got)
}

// add adds a project without versions.
func (m *model) add(id, owner string) *mProject {
	p := &mProject{
		id: id, owner: owner, created: m.now(), versions: map[int]*mVersion{}, grants: map[string]projects.Grant{}, cloners: map[string]bool{},
	}
	m.projects = append(m.projects, p)
	return p
}

func (m *model) clone(r *rapid.T) {
	p, user := m.pair(r)
	if p == nil || !m.few() {
		return
	}
	name := rapid.SampledFrom([]string{"", "Copy"}).Draw(r, "name")
	got, err := m.s.Service.Clone(r.Context(), User(user), p.id, name)
	number, code := p.version, p.may(user, projects.Viewer, projects.Mine)
	if code == projects.CodeNotFound && p.entry != nil {
		number, code = p.entry.Version, ""
	}
	codes := []projects.Code{code}
	if m.gone[user] {
		codes = append(codes, projects.CodeUnauthenticated)
	}
	if !m.oneOf(r, err, codes...) {
		return
	}
	v := p.versions[number]
	c := m.add(got.ID, user)
	c.ownName, c.origin = name, &projects.Origin{Project: p.id, Version: number, Name: v.name}
	if name == "" && v.name != cmp.Or(v.title, "Untitled") { // it had a name of its own
		c.ownName = v.name
	}
	c.put(mVersion{change: projects.Cloned, by: user, at: m.now(), file: v.file, title: v.title, device: v.device, pages: v.pages, uses: m.uses(c, user, v.uses, true, v.file)})
	if user != p.owner {
		p.cloners[user] = true
	}
	require.Equal(r, c.seen(user), got)
}

// attempt is a write by somebody who saw a version, which may be another than the
// current one.
type attempt struct {
	project *mProject
	user    string
	seen    int
	least   projects.Role  // that it takes
	where   projects.Shelf // the project must be
	repeats bool           // the current version is what it comes to
	also    projects.Code  // what else refuses it
	do      func()         // adds the version
}

// told tells whether the current version is one that a write like this made, of
// which its writer may not have been told.
func (p *mProject) told(user string, seen int, change projects.Change) bool {
	v := p.current()
	return seen == p.version-1 && v.by == user && v.change == change
}

// write compares what came of a write.
func (m *model) write(r *rapid.T, a attempt, got projects.Project, err error) {
	p, user, now := a.project, a.user, a.project.current()
	if code := p.may(user, a.least, a.where); code != "" {
		m.refused(r, code, err)
		return
	}
	if a.repeats {
		require.NoError(r, err)
		require.Equal(r, p.seen(user), got, "what was written already")
		return
	}
	codes := []projects.Code{a.also}
	if a.seen != p.version {
		codes = append(codes, projects.CodeConflict)
	}
	if m.oneOf(r, err, codes...) {
		a.do()
		if !p.purged {
			require.Equal(r, p.seen(user), got)
		}
		return
	}
	if e, ok := errors.AsType[*projects.Error](err); ok && e.Code == projects.CodeConflict {
		require.ErrorIs(r, err, projects.ErrConflict)
		require.Equal(r, &projects.Current{Version: p.version, At: now.at, By: now.by}, e.Current)
	}
}

func (m *model) replace(r *rapid.T) {
	if p, user := m.pair(r); p != nil {
		m.replaceBy(r, p, user, m.seen(r, p), m.file(r))
	}
}

// repeat is a client that got no answer, or another one that writes the same.
func (m *model) repeat(r *rapid.T) {
	p, user := m.pair(r)
	if p == nil {
		return
	}
	if rapid.Bool().Draw(r, "again") {
		user = p.current().by
	}
	m.replaceBy(r, p, user, p.version-rapid.SampledFrom([]int{1, 1, 0, 2}).Draw(r, "behind"), p.current().file)
}

func (m *model) replaceBy(r *rapid.T, p *mProject, user string, seen int, f mFile) {
	got, err := m.s.Service.Replace(r.Context(), User(user), p.id, seen, f.source())
	a := attempt{project: p, user: user, seen: seen, least: projects.Editor, where: projects.Mine}
	if now := p.current(); string(now.file.source()) == string(f.source()) && p.may(user, a.least, a.where) == "" {
		// The same again is another version if more of its assets are there by now.
		same := seen == p.version && slices.Equal(m.uses(p, user, now.uses, false, f), now.uses)
		a.repeats = same || p.told(user, seen, projects.Edited)
	}
	a.do = func() {
		uses := m.uses(p, user, p.current().uses, false, f)
		p.put(mVersion{change: projects.Edited, by: user, at: m.now(), file: f, uses: uses})
	}
	m.write(r, a, got, err)
}

// again is the current version as it begins the next one: with the same file.
func (m *model) again(p *mProject, user string, change projects.Change) mVersion {
	v := *p.current()
	v.change, v.by, v.at, v.of, v.replaced = change, user, m.now(), 0, time.Time{}
	return v
}

func (m *model) rename(r *rapid.T) {
	p, user := m.pair(r)
	if p == nil {
		return
	}
	seen, name := m.seen(r, p), rapid.SampledFrom([]string{"", "Mine", "Yours"}).Draw(r, "name")
	got, err := m.s.Service.Rename(r.Context(), User(user), p.id, seen, name)
	m.write(r, attempt{
		project: p, user: user, seen: seen, least: projects.Editor, where: projects.Mine,
		repeats: p.ownName == name && (seen == p.version || p.told(user, seen, projects.Renamed)),
		do: func() {
			p.ownName = name
			p.put(m.again(p, user, projects.Renamed))
		},
	}, got, err)
}

func (m *model) revert(r *rapid.T) {
	p, user := m.pair(r)
	if p == nil {
		return
	}
	seen, to := m.seen(r, p), rapid.IntRange(0, p.version+1).Draw(r, "to")
	got, err := m.s.Service.Revert(r.Context(), User(user), p.id, seen, to)
	a := attempt{project: p, user: user, seen: seen, least: projects.Editor, where: projects.Mine}
	old, now := p.versions[to], p.current()
	if old == nil {
		a.also = projects.CodeNoVersion
	}
	same := old != nil && string(old.file.source()) == string(now.file.source())
	a.repeats = seen == p.version && same || p.told(user, seen, projects.Reverted) && (to == now.of || to == p.version)
	a.do = func() {
		uses := m.uses(p, user, old.uses, true, old.file)
		p.put(mVersion{change: projects.Reverted, of: to, by: user, at: m.now(), file: old.file, uses: uses})
	}
	m.write(r, a, got, err)
}

func (m *model) trash(r *rapid.T) {
	p, user := m.pair(r)
	if p == nil {
		return
	}
	seen := m.seen(r, p)
	got, err := m.s.Service.Trash(r.Context(), User(user), p.id, seen)
	m.write(r, attempt{
		project: p, user: user, seen: seen, least: projects.Owner, where: projects.Mine,
		do: func() {
			p.trashed, p.entry = m.now(), nil
			p.put(m.again(p, user, projects.Trashed))
		},
	}, got, err)
}

func (m *model) restore(r *rapid.T) {
	p, user := m.pair(r)
	if p == nil {
		return
	}
	seen := m.seen(r, p)
	got, err := m.s.Service.Restore(r.Context(), User(user), p.id, seen)
	m.write(r, attempt{
		project: p, user: user, seen: seen, least: projects.Owner, where: projects.Trash,
		do: func() {
			p.trashed = time.Time{}
			p.put(m.again(p, user, projects.Restored))
		},
	}, got, err)
}

func (m *model) purge(r *rapid.T) {
	p, user := m.pair(r)
	if p == nil {
		return
	}
	seen := m.seen(r, p)
	err := m.s.Service.Purge(r.Context(), User(user), p.id, seen)
	m.write(r, attempt{project: p, user: user, seen: seen, least: projects.Owner, where: projects.Trash, do: p.purge}, projects.Project{}, err)
}

func (m *model) share(r *rapid.T) {
	p, by := m.pair(r)
	if p == nil {
		return
	}
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
	if p == nil {
		return
	}
	user := m.user(r)
	err := m.s.Service.Unshare(r.Context(), User(by), p.id, user)
	least := projects.Owner
	if user == by {
		least = projects.Viewer
	}
	if m.oneOf(r, err, p.may(by, least, "")) {
		delete(p.grants, user)
		m.checkGrants(r, p)
	}
}

func (m *model) publish(r *rapid.T) {
	p, user := m.pair(r)
	if p == nil {
		return
	}
	ask := projects.Publication{
		Version: rapid.IntRange(0, p.version).Draw(r, "version"),
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
	if p == nil {
		return
	}
	by, reason := User(user), rapid.SampledFrom([]string{"", "It is not theirs."}).Draw(r, "reason")
	by.Admin = rapid.Bool().Draw(r, "admin")
	err := m.s.Service.Unpublish(r.Context(), by, p.id, reason)
	code := p.may(user, projects.Owner, "")
	if code != "" && by.Admin && !p.purged {
		code = ""
		if reason == "" {
			code = projects.CodeReason
		}
	}
	if m.oneOf(r, err, code) {
		p.entry = nil
	}
}

// deleteUser deletes one of the last two users, so that most of a run has four.
func (m *model) deleteUser(r *rapid.T) {
	if rapid.IntRange(0, 2).Draw(r, "seldom") == 0 {
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
	m.s.Clock.Advance(time.Duration(rapid.IntRange(0, 4).Draw(r, "17 minutes")) * 17 * time.Minute)
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
