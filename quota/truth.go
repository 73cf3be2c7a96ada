package quota

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// Thing is something that there is, and is counted.
type Thing struct {
	Owner  string `db:"owner"`
	Key    string `db:"key"`
	Amount int64  `db:"amount"`
}

// Truth lists what there is of a resource, in the same database. It is safe for concurrent use.
type Truth interface {
	// Things returns what there is, as r sees it, by owner and then by key, both as bytes compare: at most limit that come after those of
	// after.Owner and after.Key ("" and "" = from the first). Less than limit are the last.
	Things(ctx context.Context, r sqldb.Reader, after Thing, limit int) ([]Thing, error)
}

// Swept is what Sweep found and put right.
type Swept struct {
	Missing  int `json:"missing"`  // things that were not counted, and are now
	Stale    int `json:"stale"`    // used or reserved, for things that there are not
	Amounts  int `json:"amounts"`  // that were others
	Counters int `json:"counters"` // sums that were not those of what is counted: a mistake, which is logged
	Old      int `json:"old"`      // entries of days that are over
	Expired  int `json:"expired"`  // overrides
}
