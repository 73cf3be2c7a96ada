// Package authtest is for tests of accounts: of engines below package auth, of
// auth itself on another database, and of programs that use it.
//
// An engine passes a suite, in a few lines: RunStore, RunThrottle, or RunSQL for
// both on a database. RunFlows goes through every flow of auth.Service, and
// Scenarios are killed at any statement by sqldbtest.Crash:
//
//	func TestFlows(t *testing.T) { authtest.RunFlows(t, postgrestest.New) }
//
// A program that uses accounts gets a Service with all that it needs, where time
// stands still, hashing is quick and mails come into a mailbox:
//
//	s := authtest.New(t, sqldbtest.SQLite(t))
//	s.User(t, "reader", auth.RoleUser)
//	grant := s.Login(t, "reader", auth.CookieSession)
package authtest
