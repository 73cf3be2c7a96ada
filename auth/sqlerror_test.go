package auth

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// What the database said keeps its kind, and is found by the words of Store. A
// row that was not found because the context ended may well be there.
func TestStoreError(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	wrapped := func(kind error) error { return fmt.Errorf("%w: driver", kind) }
	other := errors.New("other")
	for _, c := range []struct {
		ctx     context.Context
		err     error
		is, not error
	}{
		{t.Context(), nil, nil, ErrNotFound},
		{t.Context(), wrapped(sqldb.ErrNotFound), ErrNotFound, ErrExists},
		{t.Context(), wrapped(sqldb.ErrUnique), ErrExists, ErrNotFound},
		{t.Context(), wrapped(sqldb.ErrUnique), sqldb.ErrUnique, ErrNotFound},
		{t.Context(), wrapped(sqldb.ErrForeignKey), ErrNotFound, ErrExists},
		{t.Context(), wrapped(sqldb.ErrBusy), sqldb.ErrBusy, ErrNotFound},
		{t.Context(), other, other, ErrNotFound},
		{ended, fmt.Errorf("%w: %w", ended.Err(), wrapped(sqldb.ErrNotFound)), context.Canceled, ErrNotFound},
		{ended, fmt.Errorf("%w: %w", ended.Err(), wrapped(sqldb.ErrUnique)), context.Canceled, ErrExists},
	} {
		err := storeError(c.ctx, "account", c.err)
		require.ErrorIs(t, err, c.is)
		require.NotErrorIs(t, err, c.not)
	}
}
