// Package assetstest is for tests of assets: of engines below package assets, of
// assets itself on another database or on other blobs, and of programs that use it.
//
// An engine passes suites, in a line each: RunStore, or RunSQL for one of a
// database. RunFlows goes through every flow of assets.Service, RunAccess through the tables of who may do what, RunCollect
// through what is collected, RunModel compares it with a model of maps, RunRaces lets uploads meet what takes away, and
// Scenarios are killed at any statement and any change of a file by sqldbtest.Crash:
//
//	func TestAssets(t *testing.T) { assetstest.RunFlows(t, postgrestest.New) }
//
// A program that uses assets gets a Service with all that it needs, where time stands still, blobs are in
// memory, and a test decides which project uses what:
//
//	s := assetstest.New(t, sqldbtest.SQLite(t))
//	ann := assetstest.User("ann")
//	id := s.Upload(t, ann, assetstest.PNG(320, 200, 1)).ID
//	s.Use(t, "ann", "a planner", id)
//	s.Projects.Share(t, id, "bob")
package assetstest
