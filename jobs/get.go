package jobs

import (
	"context"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

const jobByID = `select ` + columns + ` from ep_job where id = $1`

// Get implements Queue.
func (q *SQL) Get(ctx context.Context, by Actor, id string) (Job, error) {
	r, err := visible(ctx, q.db, by, id, "")
	return r.job(), err
}

// visible is the job with this id, if by may see it; lock is what follows the statement.
func visible(ctx context.Context, r sqldb.Reader, by Actor, id, lock string) (row, error) {
	if !isID(id) || by == (Actor{}) {
		return row{}, notFound()
	}
	found, ok, err := seen(ctx, r, jobByID+lock, id)
	switch {
	case err != nil:
		return row{}, broken("job", err)
	case !ok || !by.sees(found):
		return row{}, notFound()
	}
	return found, nil
}

func notFound() error {
	return refuse(CodeNotFound, "", "There is no such job. Jobs are removed some time after they are done: please ask for it again.")
}

// owns tells whose jobs are the Actor's. Those of the system are nobody's.
func (a Actor) owns(r row) bool { return a.User != "" && a.User == r.Owner }

// sees tells which jobs the Actor may know of.
func (a Actor) sees(r row) bool { return a.Admin || a.owns(r) }

// name is the Actor in the audit trail.
func (a Actor) name() string {
	if a.User == "" {
		return audit.Operator
	}
	return a.User
}
