package assetstest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// RunRaces lets uploads, projects, deletions and collections meet, some eighty times: what was
// acknowledged can be opened, and nothing is left over. open returns an empty database.
func RunRaces(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	db := open(t)
	Races(t, 15, db, db, db)
}

// Races is RunRaces with each race run so often, and a Service for each of dbs, at least two, which are the same database:
// connected to by several processes, say.
func Races(t *testing.T, rounds int, dbs ...*sqldb.DB) {
	require.NoError(t, dbs[0].Migrate(t.Context(), assets.Schema(), ProjectsSchema(), QuotaSchema()))
	folder := t.TempDir()
	r := &races{}
	for _, db := range dbs {
		r.setups = append(r.setups, Open(t, db, func(c *assets.Config) {
			d, err := blob.OpenDir(folder, blob.DirOptions{NoSync: true})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, d.Close()) })
			c.Store, c.Blobs, c.Now = assets.NewSQL(db), d, time.Now
		}))
	}
	for n, race := range []struct {
		name string
		run  func(t *testing.T, r *races, user assets.Actor)
	}{
		{"upload and collect", raceCollect},
		{"upload and delete", raceDelete},
		{"upload and deletion of the user", raceGone},
		{"use and collect", raceUse},
		{"adopt and delete", raceAdopt},
	} {
		t.Run(race.name, func(t *testing.T) {
			for i := range rounds {
				race.run(t, r, User(fmt.Sprintf("user-%d-%d", n, i)))
				r.next().requireWhole(t)
				r.next().Quota.Check(t.Context(), t)
				r.clean(t)
				if t.Failed() {
					return
				}
			}
		})
	}
}

// races is some Services on the same assets.
type races struct {
	setups []*Setup
	turn   int
}

// next is one of the Services, another one each time.
func (r *races) next() *Setup {
	r.turn++
	return r.setups[r.turn%len(r.setups)]
}

// clean deletes everything.
func (r *races) clean(t testing.TB) {
	t.Helper()
	var all []ownership
	require.NoError(t, r.setups[0].DB.Select(t.Context(), &all, `select owner, asset_id from ep_asset_holding`))
	for _, h := range all {
		require.NoError(t, r.setups[0].Service.Delete(t.Context(), User(h.Owner), h.ID, true))
	}
	require.Empty(t, r.setups[0].Keys(t))
}

// atOnce runs each of them with a Service of its own, all at once.
func (r *races) atOnce(runs ...func(s *Setup)) {
	setups := make([]*Setup, len(runs))
	for i := range runs {
		setups[i] = r.next()
	}
	atOnce(len(runs), func(i int) { runs[i](setups[i]) })
}

// upload uploads a file, the same each time.
func (r *races) upload(t testing.TB, by assets.Actor, id *string, err *error) func(s *Setup) {
	return func(s *Setup) {
		up, refused := s.TryUpload(t, by, assets.NewUpload{Size: -1}, plain(1))
		*id, *err = up.ID, refused
	}
}

func collect(t testing.TB, err *error) func(s *Setup) {
	return func(s *Setup) { _, *err = s.Service.Collect(t.Context(), assets.CollectOptions{}) }
}

// unused is an asset of a user's that a project used, and none has since long.
func (r *races) unused(t testing.TB, user assets.Actor) string {
	t.Helper()
	s := r.next()
	id := s.Upload(t, user, plain(1)).ID
	s.Use(t, user.User, "planner", id)
	s.unuse(t, user, "planner")
	require.NoError(t, s.Store.Write(t.Context(), func(w assets.Writer) error {
		return w.SetUnused(t.Context(), user.User, id, time.Now().AddDate(0, -2, 0))
	}))
	return id
}

// raceCollect: what is uploaded again while it is collected is there, as it was or anew.
func raceCollect(t *testing.T, r *races, user assets.Actor) {
	old := r.unused(t, user)
	var ids [2]string
	var errs [4]error
	r.atOnce(r.upload(t, user, &ids[0], &errs[0]), collect(t, &errs[1]), collect(t, &errs[2]), r.upload(t, user, &ids[1], &errs[3]))
	require.NoError(t, errors.Join(errs[:]...))
	require.True(t, r.next().holds(t, user, ids[0]), "what was acknowledged is lost")
	require.Equal(t, ids[0], ids[1])
	require.Equal(t, ids[0] != old, !r.next().holds(t, user, old))
}

// raceDelete: what is uploaded again while it is deleted is as if one of them came after the other.
func raceDelete(t *testing.T, r *races, user assets.Actor) {
	old := r.next().Upload(t, user, plain(1)).ID
	var ids [2]string
	var errs [3]error
	r.atOnce(
		r.upload(t, user, &ids[0], &errs[0]), r.upload(t, user, &ids[1], &errs[1]),
		func(s *Setup) { errs[2] = s.Service.Delete(t.Context(), user, old, false) },
	)
	require.NoError(t, errors.Join(errs[:]...))
	require.False(t, r.next().holds(t, user, old), "what was deleted is there")
	for _, id := range ids {
		require.True(t, id == old || r.next().holds(t, user, id), "what was acknowledged is lost")
	}
	require.True(t, ids[0] == ids[1] || ids[0] == old || ids[1] == old, "stored twice")
}

// raceGone: of who is deleted nothing is left, whatever was on its way.
func raceGone(t *testing.T, r *races, user assets.Actor) {
	r.next().Upload(t, user, plain(2))
	var ids [2]string
	var errs [3]error
	r.next().publish(t, TopicUserDeleted, map[string]string{"id": user.User})
	r.atOnce(
		r.upload(t, user, &ids[0], &errs[0]), r.upload(t, user, &ids[1], &errs[1]),
		func(s *Setup) { _, errs[2] = s.Outbox.Drain(t.Context()) },
	)
	require.NoError(t, errs[2])
	for _, err := range errs[:2] {
		require.True(t, err == nil || assets.CodeOf(err) == assets.CodeUnauthenticated, "%v", err)
	}
	require.Zero(t, r.next().usage(t, user).Count)
	require.Empty(t, r.next().Keys(t))
}

// raceUse: what a project uses again while it is collected is there.
func raceUse(t *testing.T, r *races, user assets.Actor) {
	old := r.unused(t, user)
	var errs [3]error
	r.atOnce(
		collect(t, &errs[0]), collect(t, &errs[1]),
		func(s *Setup) { errs[2] = s.TryUse(t.Context(), user.User, "diary", old) },
	)
	require.NoError(t, errors.Join(errs[:]...))
	s := r.next()
	using, err := s.Projects.ProjectsUsing(t.Context(), s.DB, user.User, old, 10)
	require.NoError(t, err)
	require.Equal(t, len(using) == 1, s.holds(t, user, old), "a project uses it: it is there")
	s.unuse(t, user, "diary")
}

// raceAdopt: what somebody else's project comes to use while its owner deletes it is there, and stays.
func raceAdopt(t *testing.T, r *races, user assets.Actor) {
	id := r.next().Upload(t, user, plain(1)).ID
	var errs [3]error
	r.atOnce(
		func(s *Setup) { errs[0] = s.Service.Delete(t.Context(), user, id, false) },
		func(s *Setup) { errs[1] = s.TryUse(t.Context(), ben.User, "clone", id) },
		collect(t, &errs[2]),
	)
	require.NoError(t, errors.Join(errs[:]...))
	s := r.next()
	require.False(t, s.holds(t, user, id))
	using, err := s.Projects.ProjectsUsing(t.Context(), s.DB, ben.User, id, 10)
	require.NoError(t, err)
	require.Equal(t, len(using) == 1, s.holds(t, ben, id), "a project uses it: it is there")
	s.unuse(t, ben, "clone")
}
