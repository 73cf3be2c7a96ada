// Package httpapi is the whole API as one http.Handler, for a program that mounts it beside its own.
//
//	api, err := httpapi.New(httpapi.Config{
//		Accounts: &httpapi.Accounts{Service: accounts, HTTP: middleware}, // or Authenticator: the host's own users
//		Projects: projects, Assets: assets, Jobs: queue, Render: render, Previews: previews,
//		Limits: limits, Quotas: quotas, Admin: operators,
//	})
//	http.Handle("/api/v1/", api)
//
// Whatever of a Config is nil has no operations: a host with accounts of its own leaves out Accounts.
//
// # Where a line belongs
//
// An operation is a row in the table of its resource (projectOperations, jobOperations, …): method, path, who may ask, which rate limits
// count it, how many bytes it takes, and the method that answers. Everything that all have in common is done around it: who asks, rate limits, bounds
// of the body, the log, metrics, and the one form of errors. A method of call reads the request, asks one service, and answers; rules are the services'.
// openapi/ describes each operation, a file for each resource, and a test that neither has one the other lacks.
package httpapi
