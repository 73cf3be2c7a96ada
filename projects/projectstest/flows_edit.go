package projectstest

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func flowReplace(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := User("ann"), User("bob")
	p := s.Create(t, ann, "title: A\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Clock.Advance(time.Hour)
	var got projects.Project
	deeds := s.deeds(t, map[string]string{p.ID: "P"}, func() {
		var err error
		got, err = s.Service.Replace(t.Context(), bob, p.ID, 1, []byte("title: B\npages: 2\n"))
		require.NoError(t, err)
	})
	require.Equal(t, []string{"projects.edit ok bob project:P from=1 version=2"}, deeds)
	want := p
	want.Version, want.Name, want.Title, want.Pages, want.Bytes, want.SHA256 = 2, "B", "B", 2, 18, hash("title: B\npages: 2\n")
	want.UpdatedAt, want.UpdatedBy, want.Role = sqldbtest.ClockStart().Add(time.Hour), "bob", projects.Editor
	require.Equal(t, want, got)
	require.Equal(t, want, s.Get(t, bob, p.ID))
	v := s.version(t, ann, p.ID, 2)
	require.Equal(t, []any{projects.Edited, "bob", want.UpdatedAt, "B", 2}, []any{v.Change, v.By, v.At, v.Name, v.Pages})
	require.EqualValues(t, 2, s.Counts.Writes.Load())
}

// What another one may use becomes the owner's, and what they may not is missing;
// what was there stays, and comes back.
func flowReplaceAssets(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := User("ann"), User("bob")
	s.Assets.Give(t, "ann", "logo", "secret")
	s.Assets.Give(t, "bob", "photo")
	p := s.Create(t, ann, "title: A\nasset: logo\nasset: other\n")
	require.Equal(t, []string{"other"}, s.version(t, ann, p.ID, 1).Facts.Missing)
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	require.True(t, s.mayRead(t, "bob", "logo"))
	require.False(t, s.mayRead(t, "ann", "photo"))

	// bob names one of his, one of ann's that is there, and one that is not.
	s.Replace(t, bob, p.ID, "asset: logo\nasset: photo\nasset: secret\n")
	require.Equal(t, []string{"secret"}, s.version(t, ann, p.ID, 2).Facts.Missing)
	require.Equal(t, []string{"logo", "photo", "secret"}, s.Assets.Of(t, "ann"), "photo is hers as well")
	require.False(t, s.mayRead(t, "bob", "secret"))
	require.Equal(t, []string{"photo"}, s.Assets.Of(t, "bob"))

	// A slip of the pen loses none of them, and after taking one away bob may
	// think again.
	s.Replace(t, bob, p.ID, "broken\n")
	require.True(t, s.mayRead(t, "bob", "logo"))
	s.Replace(t, bob, p.ID, "title: B\n")
	s.Replace(t, bob, p.ID, "asset: logo\n")
	v, _, err := s.Service.Read(t.Context(), bob, p.ID)
	require.NoError(t, err)
	require.Empty(t, v.Facts.Missing)

	// A quota refuses the write, and all of it.
	full := errors.New("full")
	s.Assets.Give(t, "bob", "second")
	s.Assets.Refuse(full)
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.Replace(t.Context(), bob, p.ID, v.Number, []byte("asset: second\n"))
		require.ErrorIs(t, err, full)
	}))
}

func flowConflict(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := User("ann"), User("bob")
	p := s.Create(t, ann, "title: A\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	s.Clock.Advance(time.Minute)
	p = s.Replace(t, bob, p.ID, "title: B\n")
	s.Clock.Advance(time.Minute)
	inspected := s.Files.Inspected.Load() + s.Files.Refitted.Load()
	for _, seen := range []int{1, 0, -1, 3, math.MaxInt} {
		for name, do := range s.operations(p.ID, seen) {
			if seen == 1 && name == "revert" {
				continue // see flowRevert
			}
			before := len(s.Events(t, 0))
			require.Equal(t, map[string]int{"ep_audit": 1}, s.growth(t, func() {
				requireConflict(t, p, do(audit.WithOrigin(t.Context(), audit.Origin{Address: "192.0.2.1"}), ann))
			}), name)
			e := s.Events(t, before)[0]
			require.Equal(t, audit.Event{
				ID: e.ID, At: s.Clock.Now(), Actor: "ann", Action: projects.ActionConflict, Object: "project:" + p.ID, Outcome: audit.Refused,
				Address: "192.0.2.1", Detail: map[string]string{"seen": strconv.Itoa(seen), "current": "2"},
			}, e, name)
		}
	}
	require.Equal(t, inspected, s.Files.Inspected.Load()+s.Files.Refitted.Load(), "a refused write costs nothing")
	require.EqualValues(t, len(s.Events(t, 0))-3, s.Counts.Conflicts.Load())
	p.Role = projects.Owner
	require.Equal(t, p, s.Get(t, ann, p.ID))
	require.Equal(t, "title: B\n", s.Source(t, ann, p.ID))
}

// Of writes that saw the same version one is kept, whatever process each is in, and
// the others are told of it.
func flowConflictAtOnce(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	p := s.Create(t, User("u0"), "title: A\n")
	const writers, rounds = 4, 5
	services := make([]*projects.Service, writers)
	for i := range services {
		services[i] = Open(t, db).Service
		if i > 0 {
			s.Share(t, User("u0"), p.ID, "u"+strconv.Itoa(i), projects.Editor)
		}
	}
	for round := 1; round <= rounds; round++ {
		var group sync.WaitGroup
		got, errs := make([]projects.Project, writers), make([]error, writers)
		for i, service := range services {
			group.Go(func() {
				got[i], errs[i] = service.Replace(t.Context(), User("u"+strconv.Itoa(i)), p.ID, round, []byte("title: "+strconv.Itoa(round)+" "+strconv.Itoa(i)+"\n"))
			})
		}
		group.Wait()
		now := s.Get(t, User("u0"), p.ID)
		require.Equal(t, round+1, now.Version)
		won := 0
		for i, err := range errs {
			if err == nil {
				won++
				require.Equal(t, "u"+strconv.Itoa(i), now.UpdatedBy)
				require.Equal(t, now.SHA256, got[i].SHA256)
				continue
			}
			requireConflict(t, now, err)
		}
		require.Equal(t, 1, won)
	}
	actions := map[string]int{}
	for _, e := range s.Events(t, 0) {
		actions[e.Action]++
	}
	require.Equal(t, map[string]int{projects.ActionCreate: 1, projects.ActionShare: writers - 1, projects.ActionEdit: rounds, projects.ActionConflict: rounds * (writers - 1)}, actions)
}

// A write whose answer was lost may come again.
func flowRepeat(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n")
	p, err := s.Service.Replace(t.Context(), ann, p.ID, 1, []byte("title: B\n"))
	require.NoError(t, err)
	inspected := s.Files.Inspected.Load()
	require.Empty(t, s.growth(t, func() {
		for _, seen := range []int{1, 2} {
			got, err := s.Service.Replace(t.Context(), ann, p.ID, seen, []byte("title: B\n"))
			require.NoError(t, err)
			require.Equal(t, p, got)
		}
	}))
	require.Equal(t, inspected, s.Files.Inspected.Load())
	require.EqualValues(t, 2, s.Counts.Writes.Load())

	p, err = s.Service.Rename(t.Context(), ann, p.ID, 2, "Mine")
	require.NoError(t, err)
	require.Empty(t, s.growth(t, func() {
		for _, seen := range []int{2, 3} {
			got, err := s.Service.Rename(t.Context(), ann, p.ID, seen, " Mine ")
			require.NoError(t, err)
			require.Equal(t, p, got)
		}
	}))
	// The file of version 2 is that of version 3 as well, but what wrote
	// version 3 was no edit.
	_, err = s.Service.Replace(t.Context(), ann, p.ID, 2, []byte("title: B\n"))
	requireConflict(t, p, err)
}

// Somebody else's write is not mine, even if it is the same.
func flowRepeatOfOthers(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	p := s.Create(t, User("ann"), "title: A\n")
	s.Share(t, User("ann"), p.ID, "bob", projects.Editor)
	p = s.Replace(t, User("bob"), p.ID, "title: B\n")
	_, err := s.Service.Replace(t.Context(), User("ann"), p.ID, 1, []byte("title: B\n"))
	requireConflict(t, p, err)
	p = s.Replace(t, User("bob"), p.ID, "title: C\n")
	_, err = s.Service.Replace(t.Context(), User("bob"), p.ID, 1, []byte("title: C\n"))
	requireConflict(t, p, err)
}

// The same file is another version when an asset that it names has come.
func flowRepeatMissing(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "asset: logo\nasset: other\n")
	same := func(version int) {
		t.Helper()
		got, err := s.Service.Replace(t.Context(), ann, p.ID, p.Version, []byte("asset: logo\nasset: other\n"))
		require.NoError(t, err)
		require.Equal(t, version, got.Version)
		p = got
	}
	same(1)
	s.Assets.Give(t, "ann", "logo")
	same(2)
	require.True(t, s.mayRead(t, "ann", "logo"))
	require.Equal(t, []string{"other"}, s.version(t, ann, p.ID, 2).Facts.Missing)
	same(2)
	s.Assets.Give(t, "ann", "other")
	same(3)
	require.Empty(t, s.version(t, ann, p.ID, 3).Facts.Missing)
	require.Equal(t, 1, s.rows(t)["ep_project_source"], "the file is there once")
}

// A file that could not be read, as when it took too long, may be saved again as
// it is.
func flowRepeatDraft(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	same := func(source string, version int, draft bool) {
		t.Helper()
		p, _, err := s.Service.List(t.Context(), ann, projects.Filter{}, "", 1)
		require.NoError(t, err)
		seen := p[0].Version
		got, err := s.Service.Replace(t.Context(), ann, p[0].ID, seen, []byte(source))
		require.NoError(t, err)
		require.Equal(t, []any{version, draft}, []any{got.Version, got.Draft})
		require.Equal(t, got, s.Get(t, ann, got.ID))
		if version > seen { // the answer was lost
			inspected := s.Files.Inspected.Load()
			again, err := s.Service.Replace(t.Context(), ann, got.ID, seen, []byte(source))
			require.NoError(t, err)
			require.Equal(t, got, again)
			require.Equal(t, inspected, s.Files.Inspected.Load())
		}
	}
	s.Files.Slow.Store(true)
	id := s.Create(t, ann, "title: A\npages: 3\n").ID
	same("title: A\npages: 3\n", 1, true)
	s.Files.Slow.Store(false)
	same("title: A\npages: 3\n", 2, false)
	require.Equal(t, "A", s.Get(t, ann, id).Name)
	same("title: A\npages: 3\n", 2, false)

	s.Files.Slow.Store(true)
	same("faulty\n", 3, true)
	same("faulty\n", 3, true)
	s.Files.Slow.Store(false)
	same("faulty\n", 4, true)
	require.Equal(t, "faulty", s.version(t, ann, id, 4).Facts.Errors[0].Code)
	same("faulty\n", 4, true)
}

// Whoever may not, must look again or is too late is told so before anything is
// computed.
func flowRefusedCostsNothing(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n")
	s.Share(t, ann, p.ID, "vic", projects.Viewer)
	inspected := s.Files.Inspected.Load()
	try := func(by projects.Actor, id string, seen int, device bool) error {
		if device {
			_, err := s.Service.ChangeDevice(t.Context(), by, id, seen, "kobo-libra")
			return err
		}
		_, err := s.Service.Replace(t.Context(), by, id, seen, []byte("title: B\n"))
		return err
	}
	for _, device := range []bool{false, true} {
		requireCode(t, projects.CodeNotFound, try(projects.Actor{}, p.ID, 1, device))
		requireCode(t, projects.CodeNotFound, try(User("stranger"), p.ID, 1, device))
		requireCode(t, projects.CodeNotFound, try(projects.Operator(), p.ID, 1, device))
		requireCode(t, projects.CodeNotFound, try(Admin("admin"), p.ID, 1, device))
		requireCode(t, projects.CodeForbidden, try(User("vic"), p.ID, 1, device))
		requireCode(t, projects.CodeConflict, try(ann, p.ID, 2, device))
		for _, id := range []string{"", "x", "\x00", "\xff", strings.Repeat("x", 1<<20)} {
			requireCode(t, projects.CodeNotFound, try(ann, id, 1, device))
		}
	}
	_, err := s.Service.Replace(t.Context(), ann, p.ID, 1, make([]byte, projects.MaxSource+1))
	requireCode(t, projects.CodeTooLarge, err)
	_, err = s.Service.Trash(t.Context(), ann, p.ID, 1)
	require.NoError(t, err)
	for _, device := range []bool{false, true} {
		requireCode(t, projects.CodeTrashed, try(ann, p.ID, 2, device))
		requireCode(t, projects.CodeNotFound, try(User("vic"), p.ID, 2, device))
	}
	require.Equal(t, inspected, s.Files.Inspected.Load())
	require.Zero(t, s.Files.Refitted.Load())
}

func flowRename(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n# kept\n")
	s.Clock.Advance(time.Minute)
	var got projects.Project
	growth := s.growth(t, func() {
		require.Equal(t, []string{"projects.rename ok ann project:P from=1 version=2"}, s.deeds(t, map[string]string{p.ID: "P"}, func() {
			var err error
			got, err = s.Service.Rename(t.Context(), ann, p.ID, 1, " Mine ")
			require.NoError(t, err)
		}))
	})
	require.Equal(t, map[string]int{"ep_project_version": 1, "ep_audit": 1}, growth)
	want := p
	want.Version, want.Name, want.Named, want.UpdatedAt = 2, "Mine", true, s.Clock.Now()
	require.Equal(t, want, got)
	require.Equal(t, want, s.Get(t, ann, p.ID))
	require.Equal(t, "title: A\n# kept\n", s.Source(t, ann, p.ID))
	v := s.version(t, ann, p.ID, 2)
	require.Equal(t, []any{projects.Renamed, "Mine", "A"}, []any{v.Change, v.Name, v.Facts.Title})

	got = s.Replace(t, ann, p.ID, "title: B\n")
	require.Equal(t, "Mine", got.Name, "its own name stays")
	got, err := s.Service.Rename(t.Context(), ann, p.ID, 3, "")
	require.NoError(t, err)
	require.Equal(t, "B", got.Name)
	require.False(t, got.Named)
	got, err = s.Service.Rename(t.Context(), ann, p.ID, 4, "B")
	require.NoError(t, err)
	require.Equal(t, 5, got.Version, "a name of its own that is the title today")
	require.True(t, got.Named)
	_, err = s.Service.Rename(t.Context(), ann, p.ID, 5, "a\nb")
	requireCode(t, projects.CodeName, err)
	require.EqualValues(t, 2, s.Files.Inspected.Load())
}

// History stays in order when the clock does not.
func flowClockGoesBack(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	p := s.Create(t, User("ann"), "title: A\n")
	s.Clock.Advance(-time.Hour)
	p = s.Replace(t, User("ann"), p.ID, "title: B\n")
	require.Equal(t, sqldbtest.ClockStart(), p.UpdatedAt)
	p, err := s.Service.Trash(t.Context(), User("ann"), p.ID, 2)
	require.NoError(t, err)
	require.Equal(t, sqldbtest.ClockStart(), p.TrashedAt)
}

func flowList(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	var all []string
	for i := range 5 {
		s.Clock.Advance(time.Minute)
		all = append(all, s.Create(t, ann, "title: "+string(rune('E'-i))+"\n").ID)
	}
	other := s.Create(t, User("bob"), "title: Bob's\n")
	s.Share(t, User("bob"), other.ID, "ann", projects.Viewer)
	require.Equal(t, []string{all[4], all[3], all[2], all[1], all[0]}, s.shelf(t, ann, ""))
	require.Equal(t, []string{other.ID}, s.shelf(t, ann, projects.Shared))
	require.Empty(t, s.shelf(t, ann, projects.Trash))

	s.Clock.Advance(time.Minute)
	s.Replace(t, ann, all[1], "title: D\n# changed\n")
	for _, c := range []struct {
		filter projects.Filter
		want   []int
	}{
		{projects.Filter{}, []int{1, 4, 3, 2, 0}},
		{projects.Filter{Order: projects.Newest}, []int{4, 3, 2, 1, 0}},
		{projects.Filter{Order: projects.ByName}, []int{4, 3, 2, 1, 0}},
		{projects.Filter{Query: "d"}, []int{1}},
		{projects.Filter{Query: "%"}, nil},
	} {
		var got, want []string
		for cursor := ""; ; {
			page, next, err := s.Service.List(t.Context(), ann, c.filter, cursor, 2)
			require.NoError(t, err)
			for _, p := range page {
				require.Equal(t, projects.Owner, p.Role)
			}
			got = append(got, ids(page)...)
			if next == "" {
				break
			}
			cursor = next
		}
		for _, i := range c.want {
			want = append(want, all[i])
		}
		require.Equal(t, want, got, "%+v", c.filter)
	}

	for _, f := range []projects.Filter{{Shelf: "other"}, {Shelf: "hidden"}, {Order: projects.Popular}, {Query: "\x00"}, {Query: "\xff"}, {Query: strings.Repeat("a", 1<<20)}} {
		_, _, err := s.Service.List(t.Context(), ann, f, "", 0)
		requireCode(t, projects.CodeFilter, err)
	}
	_, _, err := s.Service.List(t.Context(), ann, projects.Filter{}, "nonsense", 0)
	require.ErrorIs(t, err, projects.ErrCursor)
	_, _, err = s.Service.List(t.Context(), projects.Actor{}, projects.Filter{}, "", 0)
	requireCode(t, projects.CodeUnauthenticated, err)
	_, _, err = s.Service.List(t.Context(), projects.Operator(), projects.Filter{}, "", 0)
	requireCode(t, projects.CodeUnauthenticated, err)
}

func flowListOf(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	p := s.Create(t, User("ann"), "title: A\n")
	for _, by := range []projects.Actor{Admin("root"), projects.Operator()} {
		page, _, err := s.Service.ListOf(t.Context(), by, "ann", projects.Filter{}, "", 0)
		require.NoError(t, err)
		p.Role = ""
		require.Equal(t, []projects.Project{p}, page)
		for _, user := range []string{"nobody", "\xff", ""} {
			page, _, err = s.Service.ListOf(t.Context(), by, user, projects.Filter{}, "", 0)
			require.NoError(t, err)
			require.Equal(t, []projects.Project{}, page, "in JSON a list")
		}
		_, _, err = s.Service.ListOf(t.Context(), by, "ann", projects.Filter{Shelf: "x"}, "", 0)
		requireCode(t, projects.CodeFilter, err)
	}
	_, _, err := s.Service.ListOf(t.Context(), User("ann"), "ann", projects.Filter{}, "", 0)
	requireCode(t, projects.CodeForbidden, err)
	_, _, err = s.Service.ListOf(t.Context(), projects.Actor{}, "ann", projects.Filter{}, "", 0)
	requireCode(t, projects.CodeUnauthenticated, err)
	_, err = s.Service.Get(t.Context(), Admin("root"), p.ID)
	requireCode(t, projects.CodeNotFound, err)
}
