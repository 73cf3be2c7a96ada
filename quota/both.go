package quota

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// Both is the Truth of what a and b list of one resource: for a program that counts things of its own beside those of package metered. No owner's key
// may be in both; Sweep says so, and stops there.
func Both(a, b Truth) Truth { return both{a, b} }

type both struct{ a, b Truth }

// Things implements Truth.
func (t both) Things(ctx context.Context, r sqldb.Reader, after Thing, limit int) ([]Thing, error) {
	as, err := t.a.Things(ctx, r, after, limit)
	if err != nil {
		return nil, err
	}
	bs, err := t.b.Things(ctx, r, after, limit)
	if err != nil {
		return nil, err
	}
	// What a page lacks is behind its end, and then the other page's first ones fill the limit before that.
	all := make([]Thing, 0, min(limit, len(as)+len(bs)))
	for len(all) < limit && len(as)+len(bs) > 0 {
		from := &as
		if len(as) == 0 || len(bs) > 0 && bs[0].place().compare(as[0].place()) < 0 {
			from = &bs
		}
		all = append(all, (*from)[0])
		*from = (*from)[1:]
	}
	return all, nil
}
