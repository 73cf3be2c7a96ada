package jobs

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// Quota bounds how many jobs users have. Both methods take part in the transaction, and may be called more than once for it; neither is called for
// the system's jobs. It is safe for concurrent use.
type Quota interface {
	// AddJob is told of each job that is new, before it is there. Its error refuses that, and comes back from Enqueue. j has no input.
	AddJob(ctx context.Context, tx *sqldb.Tx, j Job) error
	// EndJob is told of each job that becomes final, as it stands then, and of those that go before they are, as they stood.
	EndJob(ctx context.Context, tx *sqldb.Tx, j Job) error
}
