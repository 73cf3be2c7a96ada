package meteredtest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

const (
	crowd = 64 // who ask at once
	had   = 5  // of limit
	limit = 15
)

// race is creators of one user's who come to a limit all at once.
type race struct {
	name     string
	resource quota.Resource
	most     int64 // how much of the resource; 0 = limit
	before   func(t testing.TB, s *Setup, i int)
	create   func(t testing.TB, s *Setup, i int) error
}

// Races lets 64 ask at once for what ten of them may have, of each kind: exactly ten get it. There are services for each of dbs, which are the same
// database: connected to by several processes, say.
func Races(t *testing.T, dbs ...*sqldb.DB) {
	require.NoError(t, dbs[0].Migrate(t.Context(), schemas()...))
	blobs := &blob.Memory{}
	setups := make([]*Setup, len(dbs))
	for i, db := range dbs {
		setups[i] = Open(t, db, blobs, func(l quota.Limits) {
			for r := range l {
				l[r] = quota.Unlimited
			}
		})
	}
	for _, r := range races() {
		t.Run(r.name, func(t *testing.T) { r.run(t, setups) })
	}
}

func (r race) run(t *testing.T, setups []*Setup) {
	for i := range crowd {
		if r.before != nil {
			r.before(t, setups[0], i)
		}
	}
	for i := range had {
		require.NoError(t, r.create(t, setups[0], crowd+i))
	}
	setups[0].override(t, r.name, r.resource, max(r.most, limit))
	errs := make([]error, crowd)
	var wait sync.WaitGroup
	for i := range crowd {
		wait.Go(func() { errs[i] = r.create(t, setups[i%len(setups)], i) })
	}
	wait.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
		} else {
			requireRefused(t, r.resource, err)
		}
	}
	require.Equal(t, limit-had, made)
	require.Contains(t, []string{fmt.Sprint(max(r.most, limit)), fmt.Sprintf("0+%d", limit)}, setups[0].counted(t, r.name, r.resource))
	setups[0].requireTrue(t)
}

func races() []race {
	return []race{
		{name: "create", resource: quota.Projects, create: func(t testing.TB, s *Setup, _ int) error {
			_, err := s.create(t, "create", "title: A\n")
			return err
		}},
		cloneRace(),
		{name: "upload", resource: quota.Assets, create: func(t testing.TB, s *Setup, i int) error {
			_, err := s.upload(t, "upload", font(i))
			return err
		}},
		{name: "store", resource: quota.Storage, most: limit * fontBytes, create: func(t testing.TB, s *Setup, i int) error {
			_, err := s.upload(t, "store", font(i))
			return err
		}},
		submitRace("at-once", quota.JobsAtOnce),
		submitRace("per-day", quota.JobsPerDay),
	}
}

// cloneRace: each clones a project with an image of its own, and the images are what runs out.
func cloneRace() race {
	var mu sync.Mutex
	ids := map[int]string{}
	original := func(t testing.TB, s *Setup, i int) string {
		mu.Lock()
		defer mu.Unlock()
		if ids[i] == "" {
			p := s.project(t, "author", "title: A\nasset: "+s.asset(t, "author", i).ID+"\n")
			_, err := s.Projects.Share(t.Context(), projectstest.User("author"), p.ID, "clone", projects.Viewer)
			require.NoError(t, err)
			ids[i] = p.ID
		}
		return ids[i]
	}
	return race{
		name: "clone", resource: quota.Assets,
		before: func(t testing.TB, s *Setup, i int) { original(t, s, i) },
		create: func(t testing.TB, s *Setup, i int) error {
			_, err := s.Projects.Clone(t.Context(), projectstest.User("clone"), original(t, s, i), "")
			return err
		},
	}
}

// submitRace: each asks for a planner of another project.
func submitRace(name string, r quota.Resource) race {
	var mu sync.Mutex
	ids := map[int]string{}
	project := func(t testing.TB, s *Setup, i int) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		if ids[i] == "" {
			p, err := s.create(t, name, "title: A\n")
			ids[i] = p.ID
			return p.ID, err
		}
		return ids[i], nil
	}
	return race{
		name: name, resource: r,
		before: func(t testing.TB, s *Setup, i int) {
			_, err := project(t, s, i)
			require.NoError(t, err)
		},
		create: func(t testing.TB, s *Setup, i int) error {
			id, err := project(t, s, i)
			if err != nil {
				return errors.New("no project")
			}
			_, err = s.submit(t, name, id)
			return err
		},
	}
}
