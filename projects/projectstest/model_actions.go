package projectstest

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/projects"
)

// actions are the steps of the model. What is named twice comes twice as often.
func (m *model) actions() map[string]func(r *rapid.T) {
	return map[string]func(r *rapid.T){
		"create": m.create, "clone": m.clone, "clone 2": m.clone,
		"replace": m.replace, "replace 2": m.replace, "replace 3": m.replace, "edits": m.edits, "repeat": m.repeat, "again": m.again, "again 2": m.again,
		"rename": m.rename, "refit": m.refit, "revert": m.revert, "revert 2": m.revert, "revert 3": m.revert,
		"trash": m.trash, "restore": m.restore, "restore 2": m.restore, "purge": m.purge,
		"share": m.share, "share 2": m.share, "unshare": m.unshare,
		"publish": m.publish, "publish 2": m.publish, "publish 3": m.publish, "unpublish": m.unpublish, "readmit": m.readmit, "readmit 2": m.readmit,
		"assets": m.changeAssets, "assets 2": m.changeAssets, "detach": m.detach, "quota": m.quota,
		"delete user": m.deleteUser, "sweep": m.sweep, "sweep 2": m.sweep,
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

// project is one that there is or, now and then, was.
func (m *model) project(r *rapid.T) *mProject {
	some := m.live()
	if len(some) == 0 || rapid.IntRange(0, 9).Draw(r, "any") == 0 {
		some = m.projects
	}
	return some[rapid.IntRange(0, len(some)-1).Draw(r, "project")]
}

// pair is a project and a user who most often is a member.
func (m *model) pair(r *rapid.T) (*mProject, string) {
	p, user := m.project(r), m.user(r)
	switch rapid.IntRange(0, 4).Draw(r, "who") {
	case 0:
		return p, user
	case 1:
		return p, p.current().by
	}
	members := append([]string{p.owner}, slices.Sorted(maps.Keys(p.grants))...)
	user = members[rapid.IntRange(0, len(members)-1).Draw(r, "member")]
	return p, user
}

// owned is pair for what owners do.
func (m *model) owned(r *rapid.T) (*mProject, string) {
	p, user := m.pair(r)
	if rapid.IntRange(0, 2).Draw(r, "not the owner") > 0 {
		user = p.owner
	}
	return p, user
}

// seen is the version that a client saw, most often the current one.
func (m *model) seen(r *rapid.T, p *mProject) int {
	switch rapid.IntRange(0, 5).Draw(r, "up to date") {
	case 0:
		return rapid.IntRange(0, p.version+1).Draw(r, "seen")
	case 1:
		return p.version - 1
	}
	return p.version
}

// version is most often one of the project that is kept, 0 for the current one.
func (m *model) version(r *rapid.T, p *mProject) int {
	if kept := p.numbers(); len(kept) > 0 && rapid.IntRange(0, 4).Draw(r, "kept") > 0 {
		return kept[rapid.IntRange(0, len(kept)-1).Draw(r, "which")]
	}
	return rapid.IntRange(0, p.version+1).Draw(r, "version")
}

// file is one of few, or one that the project has had.
func (m *model) file(r *rapid.T, p *mProject) mFile {
	if p != nil && rapid.IntRange(0, 3).Draw(r, "had") == 0 {
		if v := p.versions[m.version(r, p)]; v != nil {
			return v.file
		}
	}
	f := mFile{
		title: rapid.SampledFrom([]string{"Days", "Weeks"}).Draw(r, "title"),
		pages: rapid.IntRange(1, 2).Draw(r, "pages"),
		kind:  rapid.SampledFrom([]string{"", "", "", "broken", "faulty"}).Draw(r, "kind"),
	}
	for _, a := range m.assets {
		if rapid.Bool().Draw(r, a) {
			f.assets = append(f.assets, a)
		}
	}
	return f
}

// few tells whether there is room for another project. Clones get half of it.
func (m *model) few(most int) bool { return len(m.live()) < most }

// quota begins to refuse what is made, and nothing else, or ends that.
func (m *model) quota(r *rapid.T) {
	if m.full = rapid.IntRange(0, 3).Draw(r, "full") == 0; m.full {
		m.s.Quota.Refuse(&full{"project"})
	} else {
		m.s.Quota.Refuse(nil)
	}
}

func (m *model) create(r *rapid.T) {
	user := m.user(r)
	if !m.few(modelProjects/2) && !m.gone[user] {
		return
	}
	m.createBy(r, user, rapid.SampledFrom([]string{"", "Mine"}).Draw(r, "name"), m.file(r, nil))
}

func (m *model) createBy(r *rapid.T, user, name string, f mFile) {
	got, err := m.s.Service.Create(r.Context(), User(user), projects.NewProject{Name: name, Source: f.source()})
	if m.gone[user] {
		m.refused(r, projects.CodeUnauthenticated, err)
		return
	}
	if m.full {
		requireFull(r, "project", err)
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
	if rapid.Bool().Draw(r, "anybody") {
		user = m.user(r)
	}
	if !m.few(modelProjects) {
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
	if m.full && codes[0] == "" && len(codes) == 1 {
		requireFull(r, "project", err)
		return
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

// unless is where a project must be for a write that moves it, unless that was done
// already.
func unless(done bool, where projects.Shelf) (projects.Shelf, bool) {
	if done {
		return "", true
	}
	return where, false
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
	p, user := m.pair(r)
	m.replaceBy(r, p, user, m.seen(r, p), m.file(r, p))
}

// edits are files of the owner's, until all that was there before is too old.
func (m *model) edits(r *rapid.T) {
	p := m.project(r)
	for range modelKeep {
		m.replaceBy(r, p, p.owner, p.version, m.file(r, p))
	}
}

// again is a client that got no answer to the last write, or another one that asks
// for the same.
func (m *model) again(r *rapid.T) {
	if m.last == nil {
		return
	}
	user := m.lastBy
	if rapid.IntRange(0, 2).Draw(r, "somebody else") == 0 {
		user = m.user(r)
	}
	m.last(user)
}

// repeat writes the current file once more.
func (m *model) repeat(r *rapid.T) {
	p, user := m.pair(r)
	m.replaceBy(r, p, user, p.version-rapid.SampledFrom([]int{1, 1, 0, 2}).Draw(r, "behind"), p.current().file)
}

func (m *model) replaceBy(r *rapid.T, p *mProject, user string, seen int, f mFile) {
	m.last, m.lastBy = func(user string) { m.replaceBy(r, p, user, seen, f) }, user
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

// same is the current version as it begins the next one: with the same file.
func (m *model) same(p *mProject, user string, change projects.Change) mVersion {
	v := *p.current()
	v.change, v.by, v.at, v.of, v.replaced = change, user, m.now(), 0, time.Time{}
	return v
}

func (m *model) rename(r *rapid.T) {
	p, user := m.pair(r)
	m.renameBy(r, p, user, m.seen(r, p), rapid.SampledFrom([]string{"", "Mine", "Yours"}).Draw(r, "name"))
}

func (m *model) renameBy(r *rapid.T, p *mProject, user string, seen int, name string) {
	m.last, m.lastBy = func(user string) { m.renameBy(r, p, user, seen, name) }, user
	got, err := m.s.Service.Rename(r.Context(), User(user), p.id, seen, name)
	m.write(r, attempt{
		project: p, user: user, seen: seen, least: projects.Editor, where: projects.Mine,
		repeats: p.ownName == name && (seen == p.version || p.told(user, seen, projects.Renamed)),
		do: func() {
			p.ownName = name
			p.put(m.same(p, user, projects.Renamed))
		},
	}, got, err)
}

func (m *model) revert(r *rapid.T) {
	p, user := m.pair(r)
	m.revertBy(r, p, user, m.seen(r, p), m.version(r, p))
}

func (m *model) revertBy(r *rapid.T, p *mProject, user string, seen, to int) {
	m.last, m.lastBy = func(user string) { m.revertBy(r, p, user, seen, to) }, user
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

// refit is a change of device, of files that need no scaling.
func (m *model) refit(r *rapid.T) {
	p, user := m.pair(r)
	m.refitBy(r, p, user, m.seen(r, p), rapid.SampledFrom(append(Devices()[:2], "abacus")).Draw(r, "device"))
}

func (m *model) refitBy(r *rapid.T, p *mProject, user string, seen int, device string) {
	m.last, m.lastBy = func(user string) { m.refitBy(r, p, user, seen, device) }, user
	got, err := m.s.Service.ChangeDevice(r.Context(), User(user), p.id, seen, device)
	require.False(r, got.Copied)
	a := attempt{project: p, user: user, seen: seen, least: projects.Editor, where: projects.Mine}
	now := p.current()
	switch {
	case now.file.draft():
		a.also = projects.CodeDraft
	case device == "abacus":
		a.also = projects.CodeDevice
	default:
		a.repeats = now.file.device == device && (seen == p.version || p.told(user, seen, projects.Refitted))
	}
	a.do = func() {
		f := now.file
		f.device = device
		p.put(mVersion{change: projects.Refitted, by: user, at: m.now(), file: f, uses: m.uses(p, user, now.uses, false, f)})
	}
	m.write(r, a, got.Project, err)
}

func (m *model) trash(r *rapid.T) {
	p, user := m.owned(r)
	seen := m.seen(r, p)
	got, err := m.s.Service.Trash(r.Context(), User(user), p.id, seen)
	where, again := unless(p.told(user, seen, projects.Trashed), projects.Mine)
	m.write(r, attempt{
		project: p, user: user, seen: seen, least: projects.Owner, where: where, repeats: again,
		do: func() {
			p.trashed, p.entry = m.now(), nil
			p.put(m.same(p, user, projects.Trashed))
		},
	}, got, err)
}

func (m *model) restore(r *rapid.T) {
	p, user := m.owned(r)
	seen := m.seen(r, p)
	got, err := m.s.Service.Restore(r.Context(), User(user), p.id, seen)
	where, again := unless(p.told(user, seen, projects.Restored), projects.Trash)
	m.write(r, attempt{
		project: p, user: user, seen: seen, least: projects.Owner, where: where, repeats: again,
		do: func() {
			p.trashed = time.Time{}
			p.put(m.same(p, user, projects.Restored))
		},
	}, got, err)
}

func (m *model) purge(r *rapid.T) {
	p, user := m.owned(r)
	seen := m.seen(r, p)
	err := m.s.Service.Purge(r.Context(), User(user), p.id, seen)
	m.write(r, attempt{project: p, user: user, seen: seen, least: projects.Owner, where: projects.Trash, do: p.purge}, projects.Project{}, err)
}
