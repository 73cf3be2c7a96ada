// Package quota says how much each user may have and do, by tiers and exceptions, and keeps to it however many ask at once.
//
//	err = db.Migrate(ctx, quota.Schema()) // db of sqldb.OpenSQLite, for one
//	quotas, err := quota.NewSQL(db, quota.Config{})
//	quotas.Subscribe(outbox, auth.TopicUserDeleted) // and outbox.Run somewhere
//
// Whatever makes something counts it in the same transaction, under the id of what it makes, and takes it back where that goes:
//
//	err = db.Write(ctx, func(tx *sqldb.Tx) error {
//		if err := quotas.Add(ctx, tx, owner, id, quota.Item{Resource: quota.Projects, Amount: 1}); err != nil {
//			return err // a *quota.Error, whose Message says what, how much, and how to get more
//		}
//		… // insert the project
//	})
//
// Package metered does that for projects, assets and render jobs.
//
// # Reserve, commit, release
//
// What is not made in one transaction, or is not sure to come to anything, is reserved first. What is reserved counts against the
// limit as what is used does. Then it is committed, or released. All three may be repeated: a key is counted once.
//
// # The truth
//
// What is counted is compared with what there is by Sweep: a program that was killed between two transactions, a backup that was put in
// place of one database and not of the other, or quotas that begin where there are users already, come right at the next Sweep.
//
// # Who may have how much
//
// Each user has a tier, that of Config.Default unless an admin gave another one, and may have exceptions: a limit of their own for a
// resource, with a reason, an author and, if one likes, an end. Who has more than a limit, for it was lowered, keeps it, and makes nothing new.
package quota
