package assetstest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// RunModel lets four users upload, use, share and delete the same few pictures at random, for a second
// or so, while time goes by, blobs are lost or damaged and it is collected; and knows after each step who has what,
// who may read what, and which blobs there are. open returns an empty database.
func RunModel(t *testing.T, open func(t testing.TB) *sqldb.DB) { Model(t, time.Second, open(t)) }

// What the model's Service keeps.
const (
	modelUnusedFor = 10 * day
	modelGrace     = 36 * time.Hour
	modelPictures  = 3
)

// Model is RunModel for so long, on an empty database.
func Model(t *testing.T, d time.Duration, db *sqldb.DB) {
	s := New(t, db, func(c *assets.Config) { c.UnusedFor, c.Grace = modelUnusedFor, modelGrace })
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
		m.empty(r)
		passed = true
	})
	t.Logf("%s: %d runs, %d steps", db.Dialect(), runs.Load(), steps.Load())
}

// model is what must be, in plain maps.
type model struct {
	t       testing.TB
	s       *Setup
	users   []string
	gone    map[string]bool
	assets  []*mAsset             // in the order in which they were made, those that are gone as well
	uses    map[mProject][]string // ids that a project uses
	orphans map[string]time.Time  // blobs of nobody's: when they were put
	checks  int
	full    bool // the quota refuses what somebody begins to hold
}

// mProject is a project: a user has two.
type mProject struct{ owner, name string }

// mAsset is an asset. It is gone when nobody holds it.
type mAsset struct {
	assets.Asset
	picture int
	home    string // user who stored it first
	held    map[string]*mHolding
	readers map[string]bool // by share; "" is everybody
	noBytes bool            // are lost
	noThumb bool
	damaged bool // one or both are there, and one is not what was put
}

// mHolding is what one who holds an asset has.
type mHolding struct {
	at       time.Time
	uploaded bool // and not only adopted
	used     bool
	since    time.Time // when it was found that nothing uses it
}

func newModel(t testing.TB, s *Setup, run string) *model {
	s.Quota.Refuse(nil)
	m := &model{t: t, s: s, gone: map[string]bool{}, uses: map[mProject][]string{}, orphans: map[string]time.Time{}}
	for i := range 4 {
		m.users = append(m.users, fmt.Sprintf("%s-%c", run, 'a'+i))
	}
	return m
}

// now is the time as it is kept.
func (m *model) now() time.Time { return m.s.Clock.Now().UTC().Truncate(time.Millisecond) }

// live are the assets that there are.
func (m *model) live() []*mAsset {
	return slices.DeleteFunc(slices.Clone(m.assets), func(a *mAsset) bool { return len(a.held) == 0 })
}

func (a *mAsset) whole() bool { return !a.noBytes && !a.noThumb }

func (a *mAsset) intact() bool { return a.whole() && !a.damaged }

// same finds what an upload of a picture becomes, or nil: the first of those that the user uploaded as
// this file, if it is intact, or of those that the user has, or the one that the user stored once.
func (m *model) same(user string, picture int) *mAsset {
	var mine []*mAsset
	for _, a := range m.live() {
		if a.picture == picture && a.held[user] != nil {
			mine = append(mine, a)
		}
	}
	slices.SortFunc(mine, func(a, b *mAsset) int {
		return cmp.Or(a.held[user].at.Compare(b.held[user].at), cmp.Compare(a.ID, b.ID))
	})
	uploaded := slices.IndexFunc(mine, func(a *mAsset) bool { return a.held[user].uploaded })
	switch {
	case uploaded >= 0 && mine[uploaded].intact():
		return mine[uploaded]
	case len(mine) > 0:
		return mine[0]
	}
	for _, a := range m.live() {
		if a.picture == picture && a.home == user {
			return a
		}
	}
	return nil
}

// projectsUsing are those of a user that use an asset.
func (m *model) projectsUsing(user, id string) (names []string) {
	for p, ids := range m.uses {
		if p.owner == user && slices.Contains(ids, id) {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return names
}

// mayRead tells whether somebody may: "" is nobody in particular. Nothing is shared with who is deleted.
func (m *model) mayRead(user string, a *mAsset) bool {
	shared := !m.gone[user] && (a.readers[user] || len(m.projectsUsing(user, a.ID)) > 0)
	return len(a.held) > 0 && (a.held[user] != nil || a.readers[""] || shared)
}

// review is what becomes of what a user has used. found is what is counted.
func (m *model) review(user string, found *assets.Collected) {
	for _, a := range m.live() {
		h := a.held[user]
		if h == nil || !h.used {
			continue
		}
		switch {
		case len(m.projectsUsing(user, a.ID)) > 0:
			h.since = time.Time{}
			continue
		case h.since.IsZero():
			h.since = m.now()
		case !m.now().Before(h.since.Add(modelUnusedFor)):
			m.drop(a, user)
			found.Assets++
			if len(a.held) == 0 {
				found.Bytes += a.Bytes
			}
			continue
		}
		found.Waiting++
	}
}

// drop ends that a user has an asset.
func (m *model) drop(a *mAsset, user string) { delete(a.held, user) }

// collected is what is collected now.
func (m *model) collected() (found assets.Collected) {
	for _, a := range m.live() {
		if !a.whole() {
			found.Missing = append(found.Missing, a.ID)
		}
	}
	slices.Sort(found.Missing)
	for _, user := range m.users {
		m.review(user, &found)
	}
	for key, at := range m.orphans {
		if at.Before(m.now().Add(-modelGrace)) {
			delete(m.orphans, key)
			found.Orphans++
			found.OrphanBytes += orphanBytes
		} else {
			found.Young++
		}
	}
	return found
}

// verified adds what is found by reading all bytes.
func (m *model) verified(found *assets.Collected) {
	for _, a := range m.live() {
		if !a.whole() {
			continue
		}
		found.Verified++
		if a.damaged {
			found.Damaged = append(found.Damaged, a.ID)
		}
	}
	slices.Sort(found.Damaged)
}

// keys are those of all blobs that must be there, sorted.
func (m *model) keys() []string {
	keys := slices.Collect(maps.Keys(m.orphans))
	for _, a := range m.live() {
		key := "assets/u-" + a.home + "/" + a.ID
		if !a.noBytes {
			keys = append(keys, key)
		}
		if a.Thumbnail > 0 && !a.noThumb {
			keys = append(keys, key+".thumb")
		}
	}
	slices.Sort(keys)
	return keys
}
