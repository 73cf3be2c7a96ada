// Package platform is the home of einkpdf: hyperlinked PDF planners and
// notebooks for e-ink tablets, made from a small text file.
//
// What is here:
//
//	einkpdf           the renderer: Parse, Compile, WritePDF
//	einkpdf/widget    the widgets, and how a program adds its own
//	einkpdf/device    the tablets: panel, density, toolbars
//	einkpdf/calendar  dates, weeks and periods
//	einkpdf/locale    names of months and days, date patterns
//	einkpdf/gallery   built-in projects
//	cmd/einkpdf       the command line
//	sqldb             SQLite or PostgreSQL as the services see it
//	audit             who did what: events that are only ever added
//	auth              accounts: registration, login, sessions, reset, roles
//	auth/authhttp     the middleware that a web program puts before its pages
//	projects          project files: versions, sharing, gallery, trash
//	assets            images and fonts that users upload
//	assets/assethttp  uploads and downloads over net/http
//	jobs              work for later: a queue and those who work on it
//	jobs/isolate      a child process that can do nothing but compute
//	jobs/renderjob    the job that makes a PDF of a project
//	ratelimit         how often each user or address may do something
//	ratelimit/ratehttp  the middleware for that
//	quota             how much each user may have
//	quota/metered     projects, assets and jobs, counted
//	preview           pages while somebody looks at them
//	admin             what operators do, and alerts
//	httpapi           all of it as one http.Handler
//	metrics, health   for Prometheus, and whether all is well
//	problem           errors over HTTP
//	blob              bytes by key, in a folder
//	migrate           the predecessor's users, projects and gallery
//	examples/embed    the renderer in ten lines; embed/api, the API over one's own users in forty
//	examples/accounts a small web program with accounts
//	examples/jobs     planners made by a queue, in children
//	examples/server   the whole product on one machine
//	bench             figures, against other writers
//
// Five ways to start:
//
//	go run ./examples/server
//	go run ./cmd/einkpdf render gallery:day-planner -o planner.pdf
//	go run ./examples/embed
//	go run ./examples/accounts
//	go run ./examples/jobs
package platform
