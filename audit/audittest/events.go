package audittest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
)

// Events is a trail from the event with this index on, oldest first.
func Events(t testing.TB, trail *audit.Log, from int) []audit.Event {
	t.Helper()
	var all []audit.Event
	for cursor := ""; ; {
		events, next, err := trail.List(t.Context(), audit.Filter{}, audit.Page{After: cursor, Limit: 100})
		require.NoError(t, err)
		all = append(all, events...)
		if next == "" {
			break
		}
		cursor = next
	}
	slices.Reverse(all)
	return all[from:]
}
