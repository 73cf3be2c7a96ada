// Package sqldb is a database as the services of this module see it: SQLite or
// PostgreSQL behind the same few calls.
//
//	db, err := sqldb.OpenSQLite(ctx, "data/einkpdf.sqlite", sqldb.SQLiteOptions{})
//	if err != nil { … }
//	defer db.Close()
//	err = db.Migrate(ctx, auth.Schema())
//	err = db.Write(ctx, func(tx *sqldb.Tx) error {
//		_, err := tx.Exec(ctx, `update ep_user set active = $1 where id = $2`, false, id)
//		return err
//	})
//
// A program that has its *sql.DB already wraps it with New. A transaction of
// its own joins with Join, so that an audit event or an outbox event is
// written with the rows it speaks of.
//
// # Statements
//
// Statements are written once for both dialects wherever they can be:
// parameters are $1, $2, …, in both; upserts are ON CONFLICT; changed rows come
// back by RETURNING. Where two texts are needed, they stand side by side, chosen
// by Dialect.Pick. Tables begin with ep_. Times are INTEGER milliseconds
// (see Time), truth values BOOLEAN in PostgreSQL and INTEGER 0 or 1 in STRICT
// tables of SQLite, which bind and scan as Go bools in both. An error is told
// apart with errors.Is: ErrNotFound, ErrUnique and the others.
//
// # Transactions
//
// Write gives transactions that behave as if they ran one after the other: a
// row that was read inside does not change until the commit, so "look, then
// write" is safe without further locks. Read gives one consistent picture.
// Single statements go without either: DB.Get, DB.Select, DB.Exec.
//
// A function that is given a Tx or a Reader uses that and nothing else of the
// database. In a transaction a statement that fails is the end: both databases
// roll back then.
//
// # Schemas
//
// A service embeds its migrations as SQL files, one folder for each dialect, in
// the format of goose, and hands them out as a Schema. Migrate runs what is
// missing, in one transaction, and remembers each file's checksum: released files
// are never edited, there is no way down, and a database that a newer program has
// migrated is refused.
//
// # Events
//
// What must follow from a change elsewhere (a mail, the deletion of what a user
// owned) is published in the transaction of the change, with Tx.Publish: it
// happens if, and only if, that commits. An Outbox hands such events to handlers,
// again and again until they succeed, in any number of processes. A handler is
// called at least once; what a TxHandler writes takes effect exactly once.
//
// # Backups
//
// DB.Backup writes a checked copy of a SQLite database while others write to it.
// Restore puts one back while nobody has it open, keeps the old one, and leaves
// one of the two in place whenever it is killed.
package sqldb
