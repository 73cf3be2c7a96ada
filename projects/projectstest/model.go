package projectstest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// RunModel lets four users do at random what they may and may not, for some two
// seconds, and knows after each step what each of them sees: versions, grants, the
// trash, the gallery, assets. After a step it asks for one of them, after a run for
// all. open returns an empty database.
func RunModel(t *testing.T, open func(t testing.TB) *sqldb.DB) { Model(t, 2*time.Second, open(t)) }

// What the model's Service keeps: little, so that little time gets there, but for
// longer than a day.
const (
	modelKeep     = 4 // versions
	modelKeepFor  = 59 * time.Hour
	modelTrashFor = 35 * time.Hour
	modelGrants   = 2
	modelProjects = 4 // at a time
)

// Model is RunModel for so long, on an empty database.
func Model(t *testing.T, d time.Duration, db *sqldb.DB) {
	s := New(t, db, func(c *projects.Config) {
		c.KeepVersions, c.KeepFor, c.TrashFor, c.MaxGrants = modelKeep, modelKeepFor, modelTrashFor, modelGrants
	})
	start := time.Now()
	var runs, steps atomic.Int64
	var failed atomic.Bool
	over := func() bool { return time.Since(start) > d && !failed.Load() } // what failed is made smaller, however long that takes
	rapid.Check(t, func(r *rapid.T) {
		if over() {
			return
		}
		m := newModel(t, s, fmt.Sprintf("run%d", runs.Add(1)))
		passed := false
		defer func() {
			m.end()
			if !passed {
				failed.Store(true)
			}
		}()
		m.begin(r)
		actions := m.actions()
		for name, action := range actions {
			actions[name] = func(r *rapid.T) {
				if !over() {
					action(r)
				}
			}
		}
		actions[""] = func(r *rapid.T) {
			if over() {
				return
			}
			steps.Add(1)
			s.Clock.Advance(7 * time.Millisecond) // so that no two things are at the same time
			m.check(r)
		}
		r.Repeat(actions)
		m.checkAll(r)
		m.deleteAll(r)
		m.checkAll(r)
		for user, has := range m.has {
			require.Equal(r, slices.Sorted(maps.Keys(has)), s.Assets.Of(t, user), "assets of %s", user)
		}
		passed = true
	})
	t.Logf("%s: %d runs, %d steps", db.Dialect(), runs.Load(), steps.Load())
}

// model is what must be, in plain maps.
type model struct {
	t        testing.TB
	s        *Setup
	run      string // ids of its users begin with it
	users    []string
	gone     map[string]bool
	has      map[string]map[string]bool // users' assets
	assets   []string
	projects []*mProject // in the order in which they were made
	full     bool        // the quota refuses what is made
	checks   int
	last     func(user string) // asks once more for what was asked for last, if somebody wrote
	lastBy   string
}

// mProject is a project.
type mProject struct {
	id, owner string
	created   time.Time
	version   int
	versions  map[int]*mVersion // that are kept
	ownName   string
	trashed   time.Time
	grants    map[string]projects.Grant
	entry     *projects.Entry // without Clones
	cloners   map[string]bool
	origin    *projects.Origin
	withheld  string // why it is kept out of the gallery
	purged    bool
}

// mVersion is a version.
type mVersion struct {
	number   int
	change   projects.Change
	of       int
	by       string
	at       time.Time
	replaced time.Time // zero for the current one
	name     string    // of the project, then
	file     mFile
	title    string // of the last file that could be read, as are device and pages
	device   string
	pages    int
	uses     []string
}

// missing are the assets of a version that its writer might not use, by name.
func (v *mVersion) missing() (names []string) {
	if v.file.kind == "broken" {
		return nil
	}
	for _, a := range v.file.assets {
		if !slices.Contains(v.uses, a) {
			names = append(names, a)
		}
	}
	return names
}

// mFile is a file and what is known of it.
type mFile struct {
	device string // "": the file does not say it
	title  string
	assets []string
	pages  int
	kind   string // "", "broken" (cannot be read), "faulty" (has an error)
}

func (f mFile) draft() bool { return f.kind != "" }

func (f mFile) source() []byte {
	var text []byte
	if f.device != "" {
		text = fmt.Appendf(text, "device: %s\n", f.device)
	}
	text = fmt.Appendf(text, "title: %s\npages: %d\n", f.title, f.pages)
	for _, a := range f.assets {
		text = fmt.Appendf(text, "asset: %s\n", a)
	}
	return fmt.Appendf(text, "%s\n", f.kind)
}

func newModel(t testing.TB, s *Setup, run string) *model {
	s.Quota.Refuse(nil)
	m := &model{t: t, s: s, run: run, gone: map[string]bool{}, has: map[string]map[string]bool{}}
	m.assets = []string{run + "-photo", run + "-logo", run + "-nobodys"}
	for i := range 4 {
		u := fmt.Sprintf("%s-%c", run, 'a'+i)
		m.users = append(m.users, u)
		m.has[u] = map[string]bool{}
	}
	for i, has := range [][]string{m.assets[:2], m.assets[1:2], m.assets[:1]} { // the third is nobody's
		s.Assets.Give(t, m.users[i], has...)
		for _, a := range has {
			m.give(m.users[i], a)
		}
	}
	return m
}

// live are the projects that there are.
func (m *model) live() []*mProject {
	return slices.DeleteFunc(slices.Clone(m.projects), func(p *mProject) bool { return p.purged })
}

func (m *model) give(user, asset string) { m.has[user][asset] = true }

// forDevice is the device that a file is for.
func (f mFile) forDevice() string { return cmp.Or(f.device, Devices()[0]) }

// now is the time as it is kept.
func (m *model) now() time.Time { return m.s.Clock.Now().UTC().Truncate(time.Millisecond) }

// role is what a user is to a project that there is, or "".
func (p *mProject) role(user string) projects.Role {
	if p.purged {
		return ""
	}
	if user == p.owner {
		return projects.Owner
	}
	return p.grants[user].Role
}

// sees tells whether a user sees a project.
func (p *mProject) sees(user string) bool {
	return p.role(user) != "" && (p.trashed.IsZero() || user == p.owner)
}

// changes tells whether a user sees its versions.
func (p *mProject) changes(user string) bool {
	return p.sees(user) && p.role(user) != projects.Viewer
}

func (p *mProject) current() *mVersion { return p.versions[p.version] }

// numbers are those of the versions that are kept, newest first.
func (p *mProject) numbers() []int {
	return slices.SortedFunc(maps.Keys(p.versions), func(a, b int) int { return cmp.Compare(b, a) })
}

func (p *mProject) name() string { return cmp.Or(p.ownName, p.current().title, "Untitled") }

// may says what refuses somebody, "" for nothing. least is the role that it takes,
// where the place: the projects in the trash, those that are not, or all.
func (p *mProject) may(user string, least projects.Role, where projects.Shelf) projects.Code {
	rank := map[projects.Role]int{projects.Viewer: 1, projects.Editor: 2, projects.Owner: 3}
	switch {
	case !p.sees(user):
		return projects.CodeNotFound
	case rank[p.role(user)] < rank[least]:
		return projects.CodeForbidden
	case where == projects.Mine && !p.trashed.IsZero():
		return projects.CodeTrashed
	case where == projects.Trash && p.trashed.IsZero():
		return projects.CodeNotTrashed
	}
	return ""
}

// put adds a version and forgets those that are too many.
func (p *mProject) put(v mVersion) {
	if before := p.current(); before != nil {
		before.replaced = v.at
		if v.file.kind == "broken" {
			v.title, v.device, v.pages = before.title, before.device, before.pages
		}
	}
	if v.file.kind != "broken" {
		v.title, v.device, v.pages = v.file.title, v.file.forDevice(), v.file.pages
	}
	p.version++
	v.number = p.version
	p.versions[p.version] = &v
	v.name = p.name()
	p.prune()
}

// prune forgets versions that are too many: each that is followed by another one of
// the same day.
func (p *mProject) prune() {
	kept := p.numbers()
	for i := len(kept) - 1; i > 0; i-- {
		n, next := kept[i], kept[i-1]
		sameDay := p.versions[n].at.Format(time.DateOnly) == p.versions[next].at.Format(time.DateOnly)
		if n <= p.version-modelKeep && !p.publishes(n) && sameDay {
			delete(p.versions, n)
		}
	}
}

func (p *mProject) publishes(n int) bool { return p.entry != nil && p.entry.Version == n }

// uses are the assets of a version by a user with this file, when the one before it
// had others. Whose project it is has them as well from then on.
func (m *model) uses(p *mProject, user string, before []string, elsewhere bool, f mFile) []string {
	uses := before
	stood := func(a string) bool { // names that may have been there before, whoever wrote them
		from := f
		if !elsewhere && p.current() != nil {
			from = p.current().file
		}
		return from.kind == "broken" || slices.Contains(from.assets, a)
	}
	if f.kind != "broken" {
		uses = nil
		for _, a := range f.assets {
			used := false
			for _, v := range p.versions {
				used = used || slices.Contains(v.uses, a)
			}
			if slices.Contains(before, a) || m.has[user][a] && (m.has[p.owner][a] || !stood(a)) || used {
				uses = append(uses, a)
			}
		}
	}
	for _, a := range uses {
		if elsewhere || !slices.Contains(before, a) {
			m.give(p.owner, a)
		}
	}
	return uses
}

// mayReadAsset tells whether somebody ("" = nobody in particular) may.
func (m *model) mayReadAsset(user, asset string) bool {
	for _, p := range m.projects {
		for n, v := range p.versions {
			if p.purged || !slices.Contains(v.uses, asset) {
				continue
			}
			if p.publishes(n) || p.changes(user) || p.sees(user) && n == p.version {
				return true
			}
		}
	}
	return false
}

// purge removes a project.
func (p *mProject) purge() { p.purged, p.entry = true, nil }

// seen is a project as a member sees it.
func (p *mProject) seen(user string) projects.Project {
	v := p.current()
	source := v.file.source()
	slug := ""
	if p.entry != nil {
		slug = p.entry.Slug
	}
	return projects.Project{
		ID: p.id, Owner: p.owner, Version: p.version, Name: p.name(), Named: p.ownName != "",
		Title: v.title, Device: v.device, Pages: v.pages, Draft: v.file.draft(),
		Bytes: len(source), SHA256: sha256Hex(source), CreatedAt: p.created, UpdatedAt: v.at, UpdatedBy: v.by,
		TrashedAt: p.trashed, Origin: p.origin, Clones: len(p.cloners), Slug: slug, Withheld: p.withheld, Role: p.role(user),
	}
}

// version is a version as it is listed.
func (p *mProject) listed(n int) projects.Version {
	v := p.versions[n]
	source := v.file.source()
	l := projects.Version{
		Project: p.id, Number: n, At: v.at, By: v.by, Change: v.change, Of: v.of, Name: v.name,
		Bytes: len(source), SHA256: sha256Hex(source), Draft: v.file.draft(),
	}
	if v.file.kind != "broken" {
		l.Pages, l.Device = v.file.pages, v.file.forDevice()
	}
	return l
}

func sha256Hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
