// Package jobs does work later, elsewhere and at most once at a time: a queue in a database, and runners in any
// number of processes that work on it.
//
//	queue, err := jobs.NewSQL(db, jobs.Config{Blobs: blobs}) // db has the tables of jobs.Schema
//	job, existed, err := queue.Enqueue(ctx, jobs.Spec{Kind: "render", Owner: user, Input: request, Key: idempotencyKey})
//
// A program that works, which may be the same one:
//
//	err := queue.Run(ctx, jobs.Handlers{"render": func(ctx context.Context, t *jobs.Task) (any, error) {
//		t.Report(1, 2, "laying out")
//		…
//		return result, nil
//	}})
//
// # What is promised
//
// What Enqueue acknowledged is done, whatever dies meanwhile, or fails with a Failure that says why. A job has one
// result: a runner holds it by a lease, which it extends, and each claim has a number, the fence, without which nothing
// is published; so a runner that slept, or lost its network, and wakes up when another one has the job, changes nothing
// any more. Files that a job makes lie under keys that hold the fence, and belong to the job only once it has succeeded.
//
// A handler may still run twice, as whoever asks for a lease must know: the first time in a process that died in the middle. So
// what it does to the outside must come to the same then.
//
// # Whose turn it is
//
// Higher priorities first. Within one, owners take turns: the jobs of one stand in the queue as if they had been
// enqueued Config.Spacing apart (virtual clocks, L. Zhang 1990), so that whoever asks for one
// waits behind the first few of somebody who asked for a hundred. No owner has more than Config.PerOwner running, in all
// processes together; a job whose lease is over is not counted any more.
//
// What the program does by itself has the owner System. Its jobs take their turn like those of one owner, so that a thousand of them
// hold nobody up; only their bounds are wider: see Config.
//
// # Cancel
//
// A pending job is cancelled at once. Of a running one the handler's context ends within half a second, in whichever
// process it is; what it returns then counts no more. What Cancel acknowledged never becomes Succeeded.
//
// # Another Queue
//
// Package jobstest has the conformance suite. Package isolate runs work in a child that can harm nobody, package
// renderjob makes PDFs in one.
package jobs
