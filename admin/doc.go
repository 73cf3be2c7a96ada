// Package admin is what operators do: look after users, jobs and the gallery, act as a user for a while, read the trail, and see what is wrong. Each
// method asks for the role, wants a reason for what changes something, and leaves an audit event. It joins the services; a host that has users of its own
// leaves out Users.
//
//	err = db.Migrate(ctx, admin.Schema()) // db of sqldb.OpenSQLite, for one
//	operators, err := admin.New(admin.Config{DB: db, Users: accounts, Projects: files, Assets: images, Jobs: queue, Quotas: quotas, Hits: hits, Trail: trail})
//	operators.Subscribe(outbox, auth.TopicUserDeleted) // and outbox.Run somewhere
//	go queue.Run(ctx, jobs.Handlers{admin.KindCollect: operators.Collector(), …})
//
// # Acting as a user
//
// Impersonate lets an admin see what a user sees, for an hour at most, and change it if that was asked for. The secret that it returns goes with each
// request, beside what the admin logs in with: neither is of use alone. Impersonated asks each time whether he is an admin still, and the user none. An
// admin has one impersonation at a time. What is done meanwhile has the admin as actor and the user as on_behalf in the trail: whoever handles the
// request says so with audit.WithOrigin, and package audit puts the admin in the place of the user whom the services name.
//
// # Alerts
//
// A Monitor watches what the Rules say, in each process that works: it counts what the observers of the services tell it, and measures the rest. An alert
// is raised and cleared with its times, in the database, in the log and to an Observer.
package admin
