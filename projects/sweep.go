package projects

import (
	"context"
	"log/slog"

	"github.com/einkpdf/platform/audit"
)

// How much goes in one transaction, so that others get their turn. A project may
// have KeepVersions versions.
const (
	sweepProjects = 5
	sweepVersions = 200
)

// Swept is what Sweep removed.
type Swept struct {
	Purged   int `json:"purged"`   // projects that were in the trash for long enough
	Versions int `json:"versions"` // that are too old
}

// Sweep removes what nobody needs any more: projects that have been in the trash for
// TrashFor and versions that were replaced KeepFor ago. Call it each hour or so,
// from any number of processes. It works in short transactions; after an error
// Swept says what was done.
func (s *Service) Sweep(ctx context.Context) (Swept, error) {
	var all Swept
	now := s.now()
	for more := true; more; {
		var ids []string
		err := s.c.Store.Write(ctx, func(w Writer) (err error) {
			ids, err = w.TrashedBefore(ctx, now.Add(-s.c.TrashFor), sweepProjects)
			if err != nil {
				return err
			}
			return s.purgeAll(ctx, w, ids, "trash")
		})
		if err != nil {
			return all, err
		}
		all.Purged += len(ids)
		more = len(ids) > 0
	}
	for more := true; more; {
		n := 0
		err := s.c.Store.Write(ctx, func(w Writer) (err error) {
			n, err = w.PruneBefore(ctx, now.Add(-s.c.KeepFor), sweepVersions)
			return err
		})
		if err != nil {
			return all, err
		}
		all.Versions += n
		more = n > 0
	}
	if all != (Swept{}) {
		s.c.Logger.InfoContext(ctx, "projects: swept", slog.Int("projects", all.Purged), slog.Int("versions", all.Versions))
	}
	return all, nil
}

// purgeAll purges projects that nobody asked to be purged.
func (s *Service) purgeAll(ctx context.Context, w Writer, ids []string, why string) error {
	for _, id := range ids {
		p, err := w.Project(ctx, id)
		if err != nil {
			return err
		}
		if err := s.purge(ctx, w, id, p.Owner, audit.System, why); err != nil {
			return err
		}
	}
	return nil
}
