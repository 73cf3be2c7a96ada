// Package assets keeps the images and fonts that many users upload for their projects: each is looked into, stored once
// for its owner, readable to whoever may read a project that uses it, and removed when nobody needs it.
//
//	err = db.Migrate(ctx, assets.Schema()) // db of sqldb.OpenSQLite, for one
//	service, err := assets.New(assets.Config{
//		Store:    assets.NewSQL(db),
//		Blobs:    blobs, // of blob.OpenDir
//		Fonts:    assetfile.Fonts{},
//		Projects: projects.NewAssetUses(db),
//	})
//	service.Subscribe(outbox, auth.TopicUserDeleted, projects.TopicPurged) // and outbox.Run somewhere
//	go service.CollectEvery(ctx, time.Hour)
//
// Somebody who is logged in uploads a file, and names it in a project by its id:
//
//	by := assets.Actor{User: id.User.ID}
//	up, err := service.Upload(ctx, by, assets.NewUpload{Name: "logo.png", Size: -1}, r.Body)
//
// # What is taken
//
// Images as PNG, JPEG, GIF (the first picture) and WebP; fonts as TTF, OTF and TTC. What a file is, is decided by what is in it, and a
// name or a media type that say something else are refused (CodeMislabeled). Images are decoded within limits of pixels, frames and
// memory, and written anew, so that nothing is left of the file but the picture; fonts are read from end to end, and those that
// may not be embedded are refused. Whatever is refused is an *Error with a code and a sentence that says what to do.
//
// # Who may do what
//
// Who uploaded an asset holds it, and so does the owner of a project that uses it: a clone stays whole when the original
// goes. Each who holds it sees it in List, is charged for it in Usage, and may Delete it, for themselves alone. Others may read it
// while they may read a project that uses it; that is in the audit trail, once a day for each. Who may not gets CodeNotFound, as
// if there were no such asset. Admins see lists and sums, and no contents. Two users who upload the same have an asset each, so that nobody
// learns from an upload what others have.
//
// # Limits
//
// Config.Quota may refuse what somebody is about to hold, and nothing else: it takes part in the transaction. Holdings lists what there is.
//
// # What goes
//
// What its owner deletes goes, unless a project of theirs uses it (CodeInUse, or by force). What projects used, and none
// uses any more, in no version that is kept and not in the trash, goes after Config.UnusedFor; Held.GoesAt says when. What was
// never used stays. Collect sees to that, and to what crashes leave behind.
//
// # Crashes
//
// Bytes are stored before the row that speaks of them, and removed after it, under a key that is never used again. So a
// crash may leave bytes without a row, which Collect removes, and never a row without bytes. Should those be lost or damaged otherwise,
// Collect says so, and the next upload of the same file puts them back.
package assets
