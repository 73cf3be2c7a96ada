// Package admintest is the conformance suite of package admin: what operators may do, and what is left of it in the trail, on any database that package sqldb
// has.
//
//	admintest.Run(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
package admintest
