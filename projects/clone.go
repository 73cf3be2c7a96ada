package projects

import "context"

// Clone makes a project of by's own from the current version of one that by is a
// member of, or from the published one of one in the gallery. It remembers where
// it comes from, and its assets become by's as well; nothing else of the original
// comes along. name "" = that of the original. Errors: CodeUnauthenticated,
// CodeNotFound, CodeTrashed, CodeName, and those of Quota and of Assets.
func (s *Service) Clone(ctx context.Context, by Actor, id, name string) (Project, error) {
	if err := loggedIn(by); err != nil {
		return Project{}, err
	}
	name, err := optionalName(name)
	if err != nil {
		return Project{}, err
	}
	err = s.c.Store.Read(ctx, func(r Reader) error {
		_, _, err := s.cloneable(ctx, r, by, id)
		return err
	})
	if err != nil {
		return Project{}, err
	}
	var p Project
	err = s.c.Store.Write(ctx, func(w Writer) (err error) {
		p, err = s.clone(ctx, w, by, id, name)
		return err
	})
	if err != nil {
		return Project{}, err
	}
	s.c.Observer.OnWrite(Cloned, p.Bytes)
	return p, nil
}

// cloneable finds a project, and which of its versions by may clone: the current one
// of a project that is by's or shared with by, or else the published one.
func (s *Service) cloneable(ctx context.Context, r Reader, by Actor, id string) (p Project, number int, err error) {
	p, err = s.find(ctx, r, by, id, need{Viewer, inUse})
	if CodeOf(err) != CodeNotFound {
		return p, p.Version, err
	}
	e, err := r.Entry(ctx, id)
	if err != nil {
		return Project{}, 0, orNoProject(err)
	}
	p, err = r.Project(ctx, id)
	return p, e.Version, err
}

func (s *Service) clone(ctx context.Context, w Writer, by Actor, id, name string) (Project, error) {
	original, number, err := s.cloneable(ctx, w, by, id)
	if err != nil {
		return Project{}, err
	}
	v, source, err := versionOf(ctx, w, id, number)
	if err != nil {
		return Project{}, err
	}
	uses, err := w.Assets(ctx, id, number)
	if err != nil {
		return Project{}, err
	}
	if title := titleOf(original, v); name == "" && v.Name != nameOf(title) {
		name = v.Name
	}
	p, err := s.add(ctx, w, by, birth{
		change: Cloned, action: ActionClone, name: name, source: source, facts: v.Facts,
		like: original, origin: &Origin{Project: id, Version: number, Name: v.Name}, uses: uses,
	})
	if err != nil {
		return Project{}, err
	}
	if by.id() != original.Owner {
		err = w.CountClone(ctx, id, by.id())
	}
	return p, err
}

// titleOf is the title that made the name of a version, if it has none of its own.
func titleOf(p Project, v Version) string {
	if v.Facts.Read {
		return v.Facts.Title
	}
	return p.Title
}
