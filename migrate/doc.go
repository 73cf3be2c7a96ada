// Package migrate brings in what the predecessor of this service kept: for now
// its users, with their passwords.
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
// # What is kept
//
// The ids, since the predecessor's projects name their owners by them; names and
// mail addresses; the roles, and whether an account is active; when the terms
// were accepted, the account was made and changed, to the millisecond. Password
// hashes are kept as they are (bcrypt): everybody logs in with the old password,
// and then gets a better hash. A link to reset a password that was sent before
// goes on working until it expires. Sessions do not come along: everybody logs in
// once.
//
// # What is not guessed
//
// The predecessor took "Bob" and "bob" for two users, in its older versions; here
// names and addresses are compared without regard to case and compatibility
// forms, see auth.Key. Two users that are the same in that are reported as
// collisions, and neither of them is imported until one has another name, by
// UsersOptions.Rename. The same holds for users whose rows are damaged.
package migrate
