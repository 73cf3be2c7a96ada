// Package quotatest is the conformance suite of package quota: what a Ledger and an Admin promise, on any database that package sqldb has.
//
//	quotatest.RunLedger(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
//
// A Setup is quotas with everything around them, for the tests of who uses them.
package quotatest
