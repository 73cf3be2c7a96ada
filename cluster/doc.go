// Package cluster is a module of its own for what more than one machine needs.
// Its engines stand behind the interfaces of the module around it, pass the same
// conformance suites, and bring dependencies that a single machine can do
// without:
//
//   - cluster/postgres opens PostgreSQL for the services
package cluster
