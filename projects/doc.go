// Package projects keeps project files for many users at once, and never loses
// an edit. It does not know what a project file says: package projectfile tells
// it, for those of the renderer.
//
//	err = db.Migrate(ctx, projects.Schema()) // db of sqldb.OpenSQLite, for one
//	service, err := projects.New(projects.Config{
//		Store: projects.NewSQL(db),
//		Files: projectfile.New(projectfile.Config{}),
//	})
//	service.Subscribe(outbox, auth.TopicUserDeleted) // and outbox.Run somewhere
//
// Somebody who is logged in makes a project, and changes it:
//
//	by := projects.Actor{User: id.User.ID}
//	p, err := service.Create(ctx, by, projects.NewProject{Source: file})
//	p, err = service.Replace(ctx, by, p.ID, p.Version, edited)
//
// # Versions
//
// Each write makes the next version of a project, and says which one it saw. If
// that is not the current one, somebody else has written since: then the write is
// refused with ErrConflict, and CodeConflict's Current says which version is the
// current one, since when, and by whom. A client shows that, reads the current
// version, and asks again:
//
//	p, err = service.Replace(ctx, by, id, seen, edited)
//	if errors.Is(err, projects.ErrConflict) {
//		current, file, err := service.Read(ctx, by, id) // to be shown beside edited
//		…
//	}
//
// A write whose answer was lost may be sent again as it was: it is acknowledged
// and makes no second version. (Purge says CodeNotFound then; Create and Clone make
// another project.)
//
// Whatever is written is kept byte for byte, also a draft that nothing can be made
// of: then Project.Draft is true and Version.Facts says where it is wrong.
// Versions, ReadVersion and Diff look at what was, and Revert writes an earlier
// file again, as a version of its own. The last KeepVersions are kept, and before
// them the last one of each day; all go when they were replaced longer than KeepFor
// ago, but for the current one and the one in the gallery.
//
// # Who may do what
//
// A Viewer sees the current version and may take a copy. An Editor changes the
// file, the name and the device, and sees earlier versions. The Owner shares
// (Share), publishes (Publish) and deletes (Trash). Who is none of that gets
// CodeNotFound, as if there were no such project. Admins see lists and take
// entries out of the gallery (Unpublish) until they let them in again (Readmit), and
// say why; they read no files.
//
// # Gallery
//
// Publish shows one version to everybody, until another one is published. Gallery
// lists entries, Published returns one with its file, and Clone makes a copy of it
// that belongs to whoever asks. It remembers where it comes from, although its
// origin may be gone.
//
// # Assets
//
// Files use images and fonts by name. Whoever keeps them (Config.Assets) asks
// MayReadAsset: who may read a version may read what it uses, and nobody else
// by that. To write somebody else's asset into a file of one's own gives nothing:
// it is listed in Facts.Missing. A name must be an id of the asset, unique in the
// host and not to be guessed: "logo.png" would be somebody else's as well.
//
// They are told of each use that begins (Assets.Adopt), and AssetUses tells them which
// projects use an asset, in any version that is kept, and takes it away from these.
//
// # Limits
//
// Config.Quota may refuse new projects, and nothing else: it takes part in the transaction that makes them. Owned
// lists what there is.
//
// # Deletion
//
// Trash hides a project from all but its owner, who may Restore or Purge it. Sweep
// purges what was there for TrashFor. When a user is deleted, everything of theirs
// goes. TopicPurged, published in the transaction that removes a project, tells
// those who keep something for it.
//
// # What a host does
//
//   - It runs the outbox, in one process or several.
//   - It calls Sweep once an hour or so, from one process or several.
//   - It handles TopicPurged, if it keeps something for projects.
//   - It says where requests come from: audit.WithOrigin, or authhttp.
//
// # Errors
//
// An *Error is for the one who asked: its Code does not change, its Message is a
// sentence to show. Everything else is for the operator: show none of it.
package projects
