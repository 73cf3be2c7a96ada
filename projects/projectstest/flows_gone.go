package projectstest

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

func flowUserDeleted(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := User("ann"), User("bob")
	const n = 12 // more than go in one transaction
	var owned []string
	for range n {
		owned = append(owned, s.Create(t, ann, "title: A\n").ID)
	}
	s.Publish(t, ann, owned[0], "a-planner")
	s.Share(t, ann, owned[1], "bob", projects.Editor)
	_, err := s.Service.Trash(t.Context(), ann, owned[2], 1)
	require.NoError(t, err)
	clone, err := s.Service.Clone(t.Context(), bob, owned[0], "")
	require.NoError(t, err)
	hers := s.Create(t, bob, "title: Bob's\n")
	s.Share(t, bob, hers.ID, "ann", projects.Editor)
	s.Replace(t, ann, hers.ID, "title: by ann\n")

	s.DeleteUser(t, "ann")
	var purged []string
	for _, e := range s.Purged(t) {
		require.Equal(t, "ann", e.Owner)
		purged = append(purged, e.ID)
	}
	require.ElementsMatch(t, owned, purged)
	rows := s.rows(t)
	require.Equal(t, []int{2, 2, 0, 1}, []int{rows["ep_project"], rows["ep_project_member"], rows["ep_project_entry"], rows["ep_project_gone"]})
	require.Equal(t, "title: by ann\n", s.Source(t, bob, hers.ID))
	require.Equal(t, owned[0], s.Get(t, bob, clone.ID).Origin.Project, "a clone remembers")
	require.Empty(t, s.shelf(t, bob, projects.Shared))
	e := s.Events(t, 0)
	e, unshared := e[:len(e)-1], e[len(e)-1]
	require.Equal(t, []any{projects.ActionPurge, "system", map[string]string{"owner": "ann", "why": "user"}}, []any{e[len(e)-1].Action, e[len(e)-1].Actor, e[len(e)-1].Detail})
	require.Equal(t, []any{projects.ActionUnshare, "system", "project:" + hers.ID, map[string]string{"user": "ann"}},
		[]any{unshared.Action, unshared.Actor, unshared.Object, unshared.Detail})
	require.NotContains(t, s.Logs.String(), "error")

	// What she still had on the way is refused, and nothing is made for her.
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.Create(t.Context(), ann, projects.NewProject{})
		requireCode(t, projects.CodeUnauthenticated, err)
		_, err = s.Service.Get(t.Context(), ann, owned[3])
		requireCode(t, projects.CodeNotFound, err)
		_, err = s.Service.Replace(t.Context(), ann, hers.ID, 2, []byte("title: late\n"))
		requireCode(t, projects.CodeNotFound, err)
	}))
	s.Publish(t, bob, hers.ID, "of-bob")
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.Clone(t.Context(), ann, hers.ID, "")
		requireCode(t, projects.CodeUnauthenticated, err)
		_, err = s.Service.Share(t.Context(), bob, hers.ID, "ann", projects.Viewer)
		requireCode(t, projects.CodeNoUser, err)
		other := Open(t, db) // which does not know that she is gone
		_, err = other.Service.Share(t.Context(), bob, hers.ID, "ann", projects.Viewer)
		requireCode(t, projects.CodeNoUser, err)
	}))
}

// Each grant that ends with its user is in the trail, once, however many there are.
func flowUserDeletedGrants(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	const n = 52 // more than go in one transaction
	var want []string
	for range n {
		p := s.Create(t, ann, "title: A\n")
		s.Share(t, ann, p.ID, "bob", projects.Viewer)
		want = append(want, "projects.unshare ok system project:"+p.ID+" user=bob")
	}
	require.ElementsMatch(t, want, s.deeds(t, nil, func() { s.DeleteUser(t, "bob") }))
	require.Empty(t, s.deeds(t, nil, func() { s.DeleteUser(t, "bob") }))
	require.Empty(t, s.shelf(t, User("bob"), projects.Shared))
}

// Nobody makes anything theirs any more: what an editor brings into a project that
// is about to go does not become its owner's.
func flowUserDeletedOwner(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := User("ann"), User("bob")
	s.Assets.Give(t, "bob", "logo")
	p := s.Create(t, ann, "title: A\n")
	s.Share(t, ann, p.ID, "bob", projects.Editor)
	require.NoError(t, s.Store.Write(t.Context(), func(w projects.Writer) error { return w.PutGone(t.Context(), "ann", s.Clock.Now()) }))
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.Replace(t.Context(), bob, p.ID, 1, []byte("asset: logo\n"))
		requireCode(t, projects.CodeNotFound, err)
	}))
	require.Empty(t, s.Assets.Of(t, "ann"))
}

// The event may come again, and a user may have had nothing.
func flowUserDeletedTwice(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.Create(t, User("ann"), "title: A\n")
	s.Create(t, User("bob"), "title: B\n")
	s.DeleteUser(t, "ann")
	require.Empty(t, s.growth(t, func() { s.DeleteUser(t, "ann") }))
	require.Equal(t, map[string]int{"ep_project_gone": 1}, s.growth(t, func() { s.DeleteUser(t, "nobody") }))
	require.Len(t, s.shelf(t, User("bob"), ""), 1)
}

// However it falls out, nothing is left of a user who makes projects, clones, and is
// given grants while they are deleted.
func flowUserDeletedAtOnce(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	bob := User("bob")
	published := s.Create(t, bob, "title: B\n")
	s.Publish(t, bob, published.ID, "of-bob")
	var shared []string
	for range 4 {
		shared = append(shared, s.Create(t, bob, "title: B\n").ID)
	}
	var group sync.WaitGroup
	var begun sync.WaitGroup
	const writers = 4
	begun.Add(writers)
	for i := range writers {
		service := Open(t, db).Service
		group.Go(func() {
			for n := range 1000 {
				if n == 2 {
					begun.Done()
				}
				var err error
				switch i {
				case 0:
					_, err = service.Clone(t.Context(), User("ann"), published.ID, strconv.Itoa(n))
				case 1:
					_, err = service.Share(t.Context(), bob, shared[n%4], "ann", projects.Viewer)
					if err == nil {
						err = service.Unshare(t.Context(), bob, shared[(n+1)%4], "ann")
					}
				default:
					_, err = service.Create(t.Context(), User("ann"), projects.NewProject{Source: []byte("title: A\n")})
				}
				if code := projects.CodeOf(err); code == projects.CodeUnauthenticated || code == projects.CodeNoUser {
					return
				}
				if err != nil {
					t.Errorf("writer %d: %v", i, err)
					return
				}
			}
			t.Errorf("writer %d was never refused", i)
		})
	}
	begun.Wait()
	s.DeleteUser(t, "ann")
	group.Wait()
	rows := s.rows(t)
	require.Equal(t, []int{5, 5, 5}, []int{rows["ep_project"], rows["ep_project_member"], rows["ep_project_version"]})
	require.Empty(t, s.Assets.Of(t, "ann"))
}

// An event that names nobody is an error, which operators see, and touches nothing.
func flowUserDeletedWrong(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.Create(t, User("ann"), "title: A\n")
	for _, payload := range []any{map[string]string{}, map[string]string{"id": ""}, "ann", []string{"ann"}, map[string]int{"id": 1}} {
		require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error { return tx.Publish(t.Context(), TopicUserDeleted, payload) }))
	}
	s.Clock.Advance(time.Second)
	_, err := s.Outbox.Drain(t.Context())
	require.Error(t, err)
	rows := s.rows(t)
	require.Equal(t, []int{1, 5, 0}, []int{rows["ep_project"], rows["ep_outbox"], rows["ep_project_gone"]})
}
