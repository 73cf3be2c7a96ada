// Package jobstest is the conformance suite of package jobs: what a Queue and a Runner promise, on any database that package sqldb
// has.
//
//	jobstest.RunQueue(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
//
// A Setup is a queue with everything around it, for the tests of who uses one.
package jobstest
