package assetstest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/assets"
)

// orphanBytes is the size of blobs of nobody's.
const orphanBytes = 7

func (m *model) actions() map[string]func(r *rapid.T) {
	return map[string]func(r *rapid.T){
		"upload": m.upload, "upload again": m.upload, "use": m.use, "unuse": m.unuse, "purge": m.purge, "share": m.share, "delete": m.delete,
		"delete user": m.deleteUser, "time": m.time, "collect": m.collect, "lose": m.lose, "harm": m.harm, "orphan": m.orphan, "quota": m.quota,
	}
}

func (m *model) user(r *rapid.T) string { return rapid.SampledFrom(m.users).Draw(r, "user") }

// any is an asset that there is, or perhaps was.
func (m *model) any(r *rapid.T) *mAsset {
	if len(m.assets) == 0 {
		r.Skip("no assets yet")
	}
	from := m.live()
	if len(from) == 0 || rapid.IntRange(0, 9).Draw(r, "gone") == 0 {
		from = m.assets
	}
	return rapid.SampledFrom(from).Draw(r, "asset")
}

func (m *model) refused(r *rapid.T, code assets.Code, err error) {
	require.Equal(r, code, assets.CodeOf(err), "%v", err)
}

// modelPicture is the file of a picture: some have a small one.
func modelPicture(n int) []byte {
	if n == 0 {
		return wide(1)
	}
	return tiny(uint64(n))
}

func (m *model) upload(r *rapid.T) {
	user, picture := m.user(r), rapid.IntRange(0, modelPictures-1).Draw(r, "picture")
	file := modelPicture(picture)
	up, err := m.s.Service.Upload(r.Context(), User(user), assets.NewUpload{Name: "picture.png", Size: int64(len(file))}, strings.NewReader(string(file)))
	if m.gone[user] {
		m.refused(r, assets.CodeUnauthenticated, err)
		return
	}
	a := m.same(user, picture)
	if a != nil { // its bytes are there again, also if they are not the user's in the end
		a.noBytes, a.noThumb, a.damaged = false, false, false
	}
	if m.full && (a == nil || a.held[user] == nil) {
		requireFull(r, err)
		return
	}
	require.NoError(r, err)
	if a == nil {
		require.False(r, slices.ContainsFunc(m.assets, func(a *mAsset) bool { return a.ID == up.ID }), "an id is used again")
		a = &mAsset{Asset: up.Asset, picture: picture, home: user, held: map[string]*mHolding{}, readers: map[string]bool{}}
		m.assets = append(m.assets, a)
	}
	require.Equal(r, a.ID, up.ID)
	h := a.held[user]
	require.Equal(r, h != nil, up.Existed)
	if h == nil {
		h = &mHolding{at: m.now()}
		a.held[user] = h
	}
	h.uploaded, h.since = true, time.Time{}
}

// quota begins to refuse what somebody begins to hold, and nothing else, or ends that.
func (m *model) quota(r *rapid.T) {
	if m.full = rapid.IntRange(0, 3).Draw(r, "full") == 0; m.full {
		m.s.Quota.Refuse(&full{"asset"})
	} else {
		m.s.Quota.Refuse(nil)
	}
}

// project is one of a user's.
func (m *model) project(r *rapid.T) mProject {
	user := m.user(r)
	return mProject{user, user + rapid.SampledFrom([]string{"-planner", "-diary"}).Draw(r, "project")}
}

// use has a project use an asset, whoever has it.
func (m *model) use(r *rapid.T) {
	p, a := m.project(r), m.any(r)
	err := m.s.TryUse(r.Context(), p.owner, p.name, a.ID)
	if m.gone[p.owner] {
		m.refused(r, assets.CodeUnauthenticated, err)
		return
	}
	if m.full && len(a.held) > 0 && a.held[p.owner] == nil {
		requireFull(r, err)
		return
	}
	require.NoError(r, err)
	if len(a.held) == 0 {
		return
	}
	h := a.held[p.owner]
	if h == nil {
		h = &mHolding{at: m.now()}
		a.held[p.owner] = h
	}
	h.used, h.since = true, time.Time{}
	if !slices.Contains(m.uses[p], a.ID) {
		m.uses[p] = append(m.uses[p], a.ID)
	}
}

// unuse has a project use nothing, of which nobody tells.
func (m *model) unuse(r *rapid.T) {
	p := m.project(r)
	m.s.unuse(m.t, User(p.owner), p.name)
	delete(m.uses, p)
}

// purge removes a project, of which somebody tells.
func (m *model) purge(r *rapid.T) {
	p := m.project(r)
	m.s.Purge(m.t, p.owner, p.name)
	delete(m.uses, p)
	m.review(p.owner, &assets.Collected{})
}

// share lets somebody or everybody read an asset, or ends that.
func (m *model) share(r *rapid.T) {
	a, user := m.any(r), rapid.SampledFrom(append([]string{""}, m.users...)).Draw(r, "reader")
	if a.readers[user] = !a.readers[user]; a.readers[user] {
		m.s.Projects.Share(m.t, a.ID, user)
	} else {
		m.s.Projects.Unshare(m.t, a.ID, user)
	}
}

func (m *model) delete(r *rapid.T) {
	user, a, force := m.user(r), m.any(r), rapid.Bool().Draw(r, "force")
	err := m.s.Service.Delete(r.Context(), User(user), a.ID, force)
	using := m.projectsUsing(user, a.ID)
	switch {
	case a.held[user] == nil:
		m.refused(r, assets.CodeNotFound, err)
	case len(using) > 0 && !force:
		refused, ok := errors.AsType[*assets.Error](err)
		require.True(r, ok && refused.Code == assets.CodeInUse, "%v", err)
		var named []string
		for _, p := range refused.Projects {
			named = append(named, p.ID)
		}
		require.Equal(r, using, named)
	default:
		require.NoError(r, err)
		m.drop(a, user)
		for p, ids := range m.uses {
			if p.owner == user {
				m.uses[p] = slices.DeleteFunc(ids, func(id string) bool { return id == a.ID })
			}
		}
	}
}

// deleteUser deletes one of the users, but not often.
func (m *model) deleteUser(r *rapid.T) {
	if rapid.IntRange(0, 4).Draw(r, "seldom") != 0 {
		r.Skip("not now")
	}
	user := m.user(r)
	m.s.DeleteUser(m.t, user)
	m.gone[user] = true
	for _, a := range m.live() {
		m.drop(a, user)
	}
	for key := range m.orphans {
		if strings.HasPrefix(key, "assets/u-"+user+"/") {
			delete(m.orphans, key)
		}
	}
}

func (m *model) time(r *rapid.T) {
	m.s.Clock.Advance(rapid.SampledFrom([]time.Duration{time.Hour, day, modelGrace, 4 * day, modelUnusedFor - 7*time.Millisecond, modelUnusedFor}).Draw(r, "time"))
}

// collect collects, after a dry run that changes nothing and says what is done.
func (m *model) collect(r *rapid.T) {
	o := assets.CollectOptions{DryRun: true, Verify: rapid.Bool().Draw(r, "verify")}
	dry, err := m.s.Service.Collect(r.Context(), o)
	require.NoError(r, err)
	var before assets.Collected
	if o.Verify {
		m.verified(&before)
	}
	if rapid.Bool().Draw(r, "look") {
		m.checkAll(r)
	}
	want := m.collected()
	if o.Verify { // what goes is not read any more
		m.verified(&want)
	}
	o.DryRun = false
	got, err := m.s.Service.Collect(r.Context(), o)
	require.NoError(r, err)
	require.Equal(r, want, got)
	want.DryRun, want.Verified, want.Damaged = true, before.Verified, before.Damaged
	require.Equal(r, want, dry)
}

// lose loses a blob of an asset, as a disk may.
func (m *model) lose(r *rapid.T) {
	a := m.any(r)
	if len(a.held) == 0 {
		r.Skip("is gone")
	}
	key := "assets/u-" + a.home + "/" + a.ID
	if a.Thumbnail > 0 && rapid.Bool().Draw(r, "small picture") {
		key += ".thumb"
		a.noThumb = true
	} else {
		a.noBytes = true
	}
	require.NoError(r, m.s.Blobs.Delete(r.Context(), key))
}

// harm changes a blob of an asset, as a disk may, so that its size says nothing.
func (m *model) harm(r *rapid.T) {
	a := m.any(r)
	if len(a.held) == 0 || !a.whole() || a.damaged {
		r.Skip("is gone, or not whole")
	}
	key := "assets/u-" + a.home + "/" + a.ID
	if a.Thumbnail > 0 && rapid.Bool().Draw(r, "small picture") {
		key += ".thumb"
	}
	m.s.harm(m.t, key)
	a.damaged = true
}

// orphan puts a blob of nobody's, perhaps into somebody's folder.
func (m *model) orphan(r *rapid.T) {
	if len(m.orphans) > 3 {
		r.Skip("there are some")
	}
	key := fmt.Sprintf("assets/u-%s/nobodys-%d", m.user(r), m.checks)
	m.s.blob(m.t, key, strings.Repeat("x", orphanBytes))
	m.orphans[key] = m.s.Clock.Now()
}
