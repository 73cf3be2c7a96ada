// Package meteredtest says whether projects, assets and render jobs keep to quotas: the real services on one database, with small tiers. It
// runs on SQLite beside package metered, and on PostgreSQL.
//
//	func TestMetered(t *testing.T) {
//		meteredtest.Run(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
//	}
package meteredtest
