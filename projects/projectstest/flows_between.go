package projectstest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// slowAssets stops the first transaction that asks it, until released.
type slowAssets struct {
	projects.Assets
	asked    chan struct{} // is closed when there is one
	released <-chan struct{}
}

func (a *slowAssets) Usable(ctx context.Context, tx *sqldb.Tx, user string, names []string) ([]string, error) {
	select {
	case <-a.asked:
	default:
		close(a.asked)
		<-a.released
	}
	return a.Assets.Usable(ctx, tx, user, names)
}

// A project that was being made while its user was deleted, and was not to be seen
// yet when their projects were looked for, does not stay.
func flowUserDeletedBetween(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	released := make(chan struct{})
	slow := &slowAssets{Assets: s.Assets, asked: make(chan struct{}), released: released}
	service := Open(t, db, func(c *projects.Config) { c.Assets, c.Store = slow, s.Store }).Service
	created := make(chan error)
	go func() {
		_, err := service.Create(t.Context(), User("ann"), projects.NewProject{Source: []byte("asset: logo\n")})
		created <- err
	}()
	<-slow.asked // it has looked whether ann is there
	go func() {
		// PostgreSQL lets the deletion end first, SQLite the transaction that
		// began first.
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		for ctx.Err() == nil {
			var n int
			if err := db.Get(ctx, &n, `select count(*) from ep_outbox`); err == nil && n == 0 && s.gone(ctx, "ann") {
				break
			}
			time.Sleep(time.Millisecond)
		}
		close(released)
	}()
	s.DeleteUser(t, "ann")
	if err := <-created; err != nil {
		requireCode(t, projects.CodeUnauthenticated, err)
	}
	rows := s.rows(t)
	require.Equal(t, []int{0, 0, 0, 1}, []int{rows["ep_project"], rows["ep_project_version"], rows["ep_project_member"], rows["ep_project_gone"]})
}

func (s *Setup) gone(ctx context.Context, user string) (gone bool) {
	err := s.Store.Read(ctx, func(r projects.Reader) (err error) {
		gone, err = r.Gone(ctx, user)
		return err
	})
	return err == nil && gone
}
