// Package migrate brings in what the predecessor of this service kept: its users,
// with their passwords, and then their projects, with the public gallery.
//
//	from, err := migrate.ReadUsers(ctx, "/srv/old/data")
//	…
//	report, err := migrate.Users(ctx, from, db, migrate.UsersOptions{}) // says what would be done
//	report.WriteText(os.Stdout, false)
//
// ReadUsers takes the predecessor's database or, where there is none, its JSON
// files, and never writes to them. Users does all the work in one transaction
// and commits it only if UsersOptions.Apply says so. What is here already is
// left as it is, and who was deleted here does not come back, so it can be run
// again at any time: after it was interrupted, or after new users came to the
// predecessor.
//
// # What is kept of users
//
// The ids, since the predecessor's projects name their owners by them; names and
// mail addresses; the roles, and whether an account is active; when the terms
// were accepted, the account was made and changed, to the millisecond. Password
// hashes are kept as they are (bcrypt): everybody logs in with the old password,
// and then gets a better hash. A link to reset a password that was sent before
// goes on working until it expires. Sessions do not come along: everybody logs in
// once.
//
// # What is not guessed of users
//
// The predecessor took "Bob" and "bob" for two users, in its older versions; here
// names and addresses are compared without regard to case and compatibility
// forms, see auth.Key. Two users that are the same in that are reported as
// collisions, and neither of them is imported until one has another name, by
// UsersOptions.Rename. The same holds for users whose rows are damaged.
//
// # Projects
//
//	from, err := migrate.ReadProjects(ctx, "/srv/old/data")
//	…
//	report, err := migrate.Projects(ctx, from, db, migrate.ProjectsOptions{})
//	report.WriteText(os.Stdout, true)
//
// ReadProjects lists the files below users and public-projects, and Projects
// converts one after the other with package legacy, each in a transaction of its own.
// Again nothing is written to the source or, without ProjectsOptions.Apply, to
// the database; what is here stays, and what was deleted here does not come back.
//
// Ids, names, times and what a project is a clone of are kept, and its clones are
// counted on. Images, which the predecessor kept as base64 inside its files, become
// assets by an ImageKeeper; without one, a project that has any waits. What can be read
// and not rendered becomes a draft. What cannot be read, and what belongs to nobody
// who is here, is a problem.
//
// The gallery shows what it showed: the copy that it had, as version 1 where the
// owner has gone on since, with its author, its description and its address, as far as
// addresses may be so here and nobody else has it. Its index is in two forms and
// often out of date, so the folders count. Where index, copy and owner contradict each other, nothing
// is published that its owner says is not.
package migrate
