package quota

import (
	"context"

	"github.com/einkpdf/platform/sqldb"
)

// growths are what many changes come to, counter by counter in the order of the first: so that each counter is written once.
type growths struct {
	all []growth
	at  map[entry]int // by owner, resource and day
}

type growth struct {
	of          entry
	inUse, kept int64
}

// add adds the change of an entry: from or to may be the zero entry.
func (g *growths) add(from, to entry) {
	of := to
	if of.Owner == "" {
		of = from
	}
	of = entry{Owner: of.Owner, Resource: of.Resource, Day: of.Day}
	i, ok := g.at[of]
	if !ok {
		if g.at == nil {
			g.at = map[entry]int{}
		}
		i = len(g.all)
		g.at[of] = i
		g.all = append(g.all, growth{of: of})
	}
	wasUsed, wasKept := from.sums()
	inUse, kept := to.sums()
	g.all[i].inUse += inUse - wasUsed
	g.all[i].kept += kept - wasKept
}

// count writes it, beyond any limit. Whoever counts one key locks its entry and then the counter; who counts many has both when it comes to the
// next entry. So Sweep, which calls this, gives way: see giveWay.
func (g *growths) count(ctx context.Context, tx *sqldb.Tx) error {
	for _, one := range g.all {
		if _, err := tx.Exec(ctx, countGrowth, one.of.Owner, one.of.Resource, one.of.Day, one.inUse, one.kept, 0, mostCounted); err != nil {
			return err
		}
	}
	return nil
}
