package projects

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// Quota bounds how many projects users have. Both methods take part in the transaction, and may be called more than once for it. It is safe
// for concurrent use.
type Quota interface {
	// AddProject is told of each project that is made, before it is. Its error refuses that, and comes back from the method that was
	// called: to its owner, for nobody makes one for somebody else. imported: by an operator, so that it is counted and never refused.
	AddProject(ctx context.Context, tx *sqldb.Tx, owner, project string, imported bool) error
	// RemoveProject is told of each project that goes for good. Those in the trash count.
	RemoveProject(ctx context.Context, tx *sqldb.Tx, owner, project string) error
}
