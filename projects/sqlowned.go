package projects

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// OwnedProject is whose a project is.
type OwnedProject struct {
	Owner string `db:"owner"`
	ID    string `db:"id"`
}

// ep_project_owner alone answers.
const allOwned = `select owner, id from ep_project where (owner, id) > ($1, $2) order by owner, id limit $3`

// Owned lists whose projects are, as r sees it, for a Quota that compares what it was told with what there is: all of them, those in the
// trash as well, by owner and then by id, as bytes compare. It returns those that come after one, the zero OwnedProject before all; at
// most limit, and less than that are the last.
func Owned(ctx context.Context, r sqldb.Reader, after OwnedProject, limit int) ([]OwnedProject, error) {
	if limit < 1 {
		return nil, nil
	}
	var all []OwnedProject
	err := r.Select(ctx, &all, allOwned, after.Owner, after.ID, limit)
	return all, words.Error(ctx, "projects by owner", err)
}
