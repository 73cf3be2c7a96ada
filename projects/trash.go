package projects

import (
	"context"
	"time"
)

// Trash puts a project into its owner's trash: it is no longer in the gallery, and
// nobody else sees it. Errors: CodeNotFound, CodeForbidden, CodeTrashed, CodeConflict.
func (s *Service) Trash(ctx context.Context, by Actor, id string, seen int) (Project, error) {
	d := doing{need: need{Owner, inUse}, seen: seen, change: Trashed, action: ActionTrash, repeats: after(seen)}
	return s.write(ctx, by, id, d, func(w Writer, e *edition) error {
		e.p.TrashedAt = later(s.now(), e.p.UpdatedAt)
		e.p.Slug = ""
		return s.unpublish(ctx, w, by, id)
	})
}

// Restore takes a project out of the trash, for its owner and everybody it is
// shared with; it is not published again. Errors: CodeNotFound, CodeForbidden,
// CodeNotTrashed, CodeConflict.
func (s *Service) Restore(ctx context.Context, by Actor, id string, seen int) (Project, error) {
	d := doing{need: need{Owner, inTrash}, seen: seen, change: Restored, action: ActionRestore, repeats: after(seen)}
	return s.write(ctx, by, id, d, func(_ Writer, e *edition) error {
		e.p.TrashedAt = time.Time{}
		return nil
	})
}

// after is what doing.repeats is of a write that comes to the same whoever asks: a
// version after seen that is of the same user and change is what it has made.
func after(seen int) func(Project, Version) bool {
	return func(_ Project, current Version) bool { return current.Number > seen }
}

// Purge removes a project in the trash for good, for its owner. TopicPurged tells
// other services. Errors: CodeNotFound (also when asked again), CodeForbidden,
// CodeNotTrashed, CodeConflict.
func (s *Service) Purge(ctx context.Context, by Actor, id string, seen int) error {
	return s.commit(ctx, by, id, seen, func(w Writer) error {
		p, err := s.find(ctx, w, by, id, need{Owner, inTrash})
		if err != nil {
			return err
		}
		if err := upToDate(p, seen); err != nil {
			return err
		}
		return s.purge(ctx, w, id, p.Owner, by.User, "asked")
	})
}

// purge removes a project and lets everybody know who keeps something for it.
func (s *Service) purge(ctx context.Context, w Writer, id, owner, by, why string) error {
	if err := w.Purge(ctx, id); err != nil {
		return err
	}
	if s.c.Quota != nil {
		if err := s.c.Quota.RemoveProject(ctx, w.Tx(), owner, id); err != nil {
			return err
		}
	}
	if err := w.Publish(ctx, TopicPurged, PurgedEvent{ID: id, Owner: owner}); err != nil {
		return err
	}
	return s.record(ctx, w, deed{action: ActionPurge, by: by, project: id, detail: map[string]string{"owner": owner, "why": why}})
}
