// Package audit keeps a trail of who did what, on what, from where, when, and
// how it ended: rows that are only ever added.
//
// An event is recorded in the transaction that does the deed, and so it is there
// if and only if the deed was done:
//
//	err = db.Write(ctx, func(tx *sqldb.Tx) error {
//		if _, err := tx.Exec(ctx, `update ep_user set active = $1 where id = $2`, false, id); err != nil {
//			return err
//		}
//		return audit.Record(ctx, tx, audit.Event{Action: "auth.deactivate", Object: "user:" + id})
//	})
//
// What is refused has no transaction. A Log records it by itself:
//
//	trail := audit.NewSQL(db, audit.Config{})
//	err = trail.Record(ctx, audit.Event{Action: "auth.login", Object: "user:" + id, Outcome: audit.Refused})
//
// Who asks, and from where, need not be handed down: a middleware puts it into
// the context with WithOrigin.
//
// # Reading
//
// Log.List returns the trail newest first, a page at a time, filtered by actor,
// action or service, object, outcome, address, request and time.
//
// # What an event may hold
//
// Ids, names of things, counts, times. No secrets, no tokens, no mail addresses:
// a trail is kept for years and read by many. What looks like one is removed
// when it is recorded, which is a net and not a licence.
//
// # What the trail is worth
//
// Triggers of the database refuse to change an event, and to delete one before
// the retention horizon has passed it; the horizon moves forward only, by
// Log.Prune, and that is an event, too. This holds against mistakes, and against
// whoever gets one statement into a service. It does not hold against who can run
// several, and move the horizon first, nor against the owner of the database, who
// can drop triggers: a host that must prove more copies the trail to where neither
// has a hand.
//
// SQLite and PostgreSQL keep the trail alike; package audittest has the suite
// that says so.
package audit
