// Package projectstest is for tests of projects: of engines below package projects, of
// projects itself on another database, and of programs that use it.
//
// An engine passes suites, in a line each: RunStore, or RunSQL for one of a
// database. RunFlows goes through every flow of projects.Service, RunAccess through
// the table of who may do what, RunModel compares it with a model of maps, RunWriters
// lets 32 users write to one project, and Scenarios are killed at any statement by
// sqldbtest.Crash:
//
//	func TestProjects(t *testing.T) { projectstest.RunFlows(t, postgrestest.New) }
//
// A program that uses projects gets a Service with all that it needs, where time
// stands still and files are of a made-up format, which takes no renderer:
//
//	s := projectstest.New(t, sqldbtest.SQLite(t))
//	ann := projectstest.User("ann")
//	p := s.Create(t, ann, "title: A planner\npages: 3\n")
//	s.Share(t, ann, p.ID, "bob", projects.Editor)
package projectstest
