package assets_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestPagesReadTheirRows(t *testing.T) {
	t.Parallel()
	sqldbtest.PagesReadTheirRows(t, assetstest.FillPages, 2000, 3, assets.Schema())
}

func TestPagesLeadToTheLast(t *testing.T) {
	t.Parallel()
	sqldbtest.PagesLeadToTheLast(t, assetstest.FillPages, assets.Schema())
}

// An owner has many assets, of which projects use the last few: those alone are
// read.
func TestUsedOnesReadTheirRows(t *testing.T) {
	t.Parallel()
	m := sqldbtest.NewMeter(t, assets.Schema())
	assetstest.FillPages(t, m.DB, 200)
	_, err := m.DB.Exec(t.Context(), `update ep_asset_holding set used = 0 where asset_id <> '~'`)
	require.NoError(t, err)
	for _, owner := range []string{"", "user"} {
		rows, _ := m.Read(t, "h.name", func(r sqldb.Reader) error {
			page, _, err := assets.ReadSQL(r).UsedOnes(t.Context(), owner, "", 10)
			require.Len(t, page, 1)
			return err
		})
		require.Equal(t, 1, rows)
	}
}
