package projects

import (
	"context"
	"slices"
)

// Replace writes another file. Editors may. A file that names assets which were
// missing, or were taken away, and are there by now, is not the same as before although its bytes are,
// nor is a draft of which Files say something else by now.
// Errors: CodeNotFound, CodeForbidden, CodeTrashed, CodeTooLarge, CodeConflict,
// CodeBusy, CodeOwnerFull, and those of Assets.
func (s *Service) Replace(ctx context.Context, by Actor, id string, seen int, source []byte) (Project, error) {
	if err := checkSize(source); err != nil {
		return Project{}, err
	}
	sum := digest(source)
	d := doing{
		need: need{Editor, inUse}, seen: seen, change: Edited, action: ActionEdit,
		repeats: func(_ Project, current Version) bool {
			return current.SHA256 == sum && (current.Number > seen || len(current.Facts.Missing) == 0 && !current.Draft)
		},
	}
	p, _, done, err := s.look(ctx, by, id, d, nil)
	if err != nil {
		return Project{}, err
	}
	if done {
		return p, nil
	}
	facts, err := s.inspect(ctx, source)
	if err != nil {
		return Project{}, err
	}
	return s.write(ctx, by, id, d, func(w Writer, e *edition) error { return s.file(ctx, w, by, e, source, facts) })
}

// file makes a file that by wrote the one of an edition.
func (s *Service) file(ctx context.Context, w Writer, by Actor, e *edition, source []byte, facts Facts) error {
	kept, err := w.Assets(ctx, e.p.ID, e.p.Version)
	if err != nil {
		return err
	}
	e.source = bytesOf(source)
	e.uses, e.facts, err = s.uses(ctx, w, by, e.p, kept, false, e.before.Facts, facts)
	was := e.before.Facts
	if err == nil && digest(source) == e.before.SHA256 && slices.Equal(e.facts.Assets, was.Assets) && slices.Equal(e.facts.Missing, was.Missing) &&
		e.facts.Read == was.Read && slices.Equal(e.facts.Errors, was.Errors) {
		return errSame
	}
	return err
}

// Rename gives a project a name of its own, or with "" the title of its file.
// Editors may. The file stays as it is. Errors: CodeNotFound, CodeForbidden,
// CodeTrashed, CodeName, CodeConflict.
func (s *Service) Rename(ctx context.Context, by Actor, id string, seen int, name string) (Project, error) {
	name, err := optionalName(name)
	if err != nil {
		return Project{}, err
	}
	d := doing{
		need: need{Editor, inUse}, seen: seen, change: Renamed, action: ActionRename,
		repeats: func(p Project, _ Version) bool { return p.Named == (name != "") && (name == "" || p.Name == name) },
	}
	return s.write(ctx, by, id, d, func(_ Writer, e *edition) error {
		e.p.rename(name, name != "")
		return nil
	})
}
