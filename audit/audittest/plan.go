package audittest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// explainer notes how the database goes about what is selected.
type explainer struct {
	sqldb.Reader
	plan string
}

func (x *explainer) Select(ctx context.Context, dest any, query string, args ...any) error {
	var err error
	x.plan, err = explain(ctx, x.Reader, query, args...)
	if err != nil {
		return err
	}
	return x.Reader.Select(ctx, dest, query, args...)
}

func explain(ctx context.Context, r sqldb.Reader, query string, args ...any) (string, error) {
	var lines []string
	if r.Dialect() == sqldb.PostgreSQL {
		err := r.Select(ctx, &lines, "explain (analyze, costs off, timing off, summary off) "+query, args...)
		return strings.Join(lines, "\n"), err
	}
	var steps []struct {
		ID     int    `db:"id"`
		Parent int    `db:"parent"`
		Unused int    `db:"notused"`
		Detail string `db:"detail"`
	}
	err := r.Select(ctx, &steps, "explain query plan "+query, args...)
	for _, s := range steps {
		lines = append(lines, s.Detail)
	}
	return strings.Join(lines, "\n"), err
}

// testListSeeks looks at the plans: each list is read from an index in its
// order, nothing is sorted, and with one part of a filter no row is read in vain.
func testListSeeks(t *testing.T, db *sqldb.DB) {
	rare := audit.Event{At: noon(1), Actor: "rare", Action: "rare.deed", Object: "rare:1", Address: "192.0.2.99", RequestID: "rare"}
	record(t, db, rare)
	events := someEvents(400)
	record(t, db, events...)
	if db.Dialect() == sqldb.PostgreSQL {
		_, err := db.Exec(t.Context(), `analyze ep_audit`)
		require.NoError(t, err)
	}
	require.NoError(t, db.Read(t.Context(), func(r sqldb.Reader) error {
		if db.Dialect() == sqldb.PostgreSQL {
			// In a table this small it would rather read all and sort.
			for _, way := range []string{"enable_seqscan", "enable_bitmapscan", "enable_sort"} {
				var off string
				require.NoError(t, r.Get(t.Context(), &off, `select set_config($1, 'off', true)`, way))
			}
		}
		x := &explainer{Reader: r}
		for _, f := range filters(events[200].At) {
			requireSeeks(t, x, f)
		}
		for _, f := range []audit.Filter{
			{Actor: rare.Actor}, {Action: rare.Action}, {Action: "rare."}, {Object: rare.Object}, {Address: rare.Address}, {RequestID: rare.RequestID},
		} {
			requireSeeks(t, x, f)
			require.Contains(t, x.plan, telling(f), "%+v", f)
			require.NotContains(t, x.plan, "Rows Removed by Filter", "%+v", f)
		}
		return nil
	}))
}

// requireSeeks looks at the plans of the first two pages.
func requireSeeks(t *testing.T, x *explainer, f audit.Filter) {
	t.Helper()
	after := ""
	for page := range 2 {
		_, next, err := audit.List(t.Context(), x, f, audit.Page{Limit: 5, After: after})
		require.NoError(t, err)
		say := fmt.Sprintf("%+v, page %d:\n%s", f, page+1, x.plan)
		if x.Dialect() == sqldb.PostgreSQL { // it has statistics to choose an index by
			require.Regexp(t, "Index.* Scan Backward using ep_audit_", x.plan, say)
			require.NotContains(t, x.plan, "Sort", say)
		} else {
			require.Contains(t, x.plan, "USING INDEX "+telling(f), say)
			require.NotContains(t, x.plan, "TEMP B-TREE", say)
			if whole := (audit.Filter{Outcome: f.Outcome}); page == 1 || f != whole || telling(f) != "ep_audit_at" {
				require.Contains(t, x.plan, "SEARCH ep_audit", say)
			}
		}
		if after = next; after == "" {
			return
		}
	}
}

// telling is the index that List promises to use.
func telling(f audit.Filter) string {
	switch {
	case f.RequestID != "":
		return "ep_audit_request"
	case f.Object != "":
		return "ep_audit_object"
	case f.Actor != "":
		return "ep_audit_actor"
	case f.Address != "":
		return "ep_audit_address"
	case strings.HasSuffix(f.Action, "."):
		return "ep_audit_area"
	case f.Action != "":
		return "ep_audit_action"
	case f.Outcome == audit.Refused, f.Outcome == audit.Failed:
		return "ep_audit_outcome"
	}
	return "ep_audit_at"
}
