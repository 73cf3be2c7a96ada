// Package metrics counts for Prometheus what the services tell their observers, and what their statistics say. It joins them all, holds a registry of its
// own, and nothing global:
//
//	m, err := metrics.New(metrics.Config{Version: version})
//	…
//	queue, err := jobs.NewSQL(db, jobs.Config{Observer: m.Jobs()})
//	api, err := httpapi.New(httpapi.Config{Observer: m.API()})
//	…
//	err = m.Watch(ctx, metrics.Sources{DB: db, Jobs: queue, Quotas: quotas, Blobs: blobs, Folder: folder})
//	mux.Handle("GET /metrics", m.Handler())
//
// Where somebody else listens to a service as well, All makes one observer of both. docs/metrics.md lists every metric; examples/server/deploy has the
// dashboard and the rules of the alerts that read them.
//
// # What may be in a label
//
// What a program or its configuration says: an operation, a policy, a tier, a kind of jobs. No user, no project, no address, nothing that a request says.
// Should something come that has no bound after all, each label has at most so many values, and the others are "other": a stranger can make no series. "none" is
// what is empty.
//
// # What a scrape costs
//
// Counters cost nothing. Statistics are read when somebody scrapes, each once at a time, and are good for a while: 10 s, the quotas' for two minutes, the
// blobs' for ten. What takes longer than Config.Timeout is in a later scrape, what fails is left out, and einkpdf_source_up says so.
//
// Metrics tell much about a server: keep Handler from strangers.
package metrics
