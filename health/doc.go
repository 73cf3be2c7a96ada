// Package health tells whoever asks over HTTP whether a server lives, whether it can do its work now, and which one it is:
//
//	h, err := health.New(health.Config{
//		Checks: []health.Check{
//			health.Database(db),
//			health.Migrations(db, auth.Schema(), projects.Schema()),
//			health.Blobs(blobs),
//			health.Disk(folder, 1<<30),
//			health.Worker(render.SelfTest),
//		},
//		Version: health.ReadVersion("1.4.0"),
//	})
//	…
//	mux.Handle("GET /healthz", h.Live())
//	mux.Handle("GET /readyz", h.Ready())
//	mux.Handle("GET /version", h.Versions())
//
// # What the answers mean
//
// /healthz is 200 as long as the process answers: whoever restarts what does not answer asks here, for a database that is away comes back by itself, and a
// restart does not help it. /readyz is 200 when all checks pass, and 503 when one does not, or after Stop: whoever sends requests only where they can be
// served asks here.
//
// # Asked by anybody
//
// Strangers may ask, and often: each check runs once at a time, and its outcome is good for a while, so that a thousand requests a second cost what one does.
// Answers name the checks, and not what went wrong: that is in the log, and in the Report that the program itself asks for. A check that hangs, as on a disk
// that does not answer, fails when its time is over, holds one goroutine, and is not started again before it returns.
package health
