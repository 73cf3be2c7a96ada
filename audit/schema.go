package audit

import (
	"embed"

	"github.com/einkpdf/platform/sqldb"
)

//go:embed migrations
var migrations embed.FS

// Schema is the tables of this package, for sqldb.DB.Migrate.
func Schema() sqldb.Schema { return sqldb.Sub("audit", migrations, "migrations") }
