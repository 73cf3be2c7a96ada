package assets

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/einkpdf/platform/audit"
)

// reviewRows is how many holdings are changed in one transaction, so that others get
// their turn.
const reviewRows = 20

// fate is what is to become of a holding that projects used.
type fate int

const (
	stays fate = iota // a project uses it, as is known
	freed             // none does any more, which is news
	found             // one does again, which is news
	waits             // none does, for some time
	goes              // none does, for long enough
)

// fateOf looks whether projects use what is held.
func (c *collection) fateOf(ctx context.Context, r Reader, h Held) (fate, error) {
	used := false
	if c.c.Projects != nil {
		by, err := c.c.Projects.ProjectsUsing(ctx, r.SQL(), h.Owner, h.ID, 1)
		if err != nil {
			return stays, err
		}
		used = len(by) > 0
	}
	switch marked := !h.UnusedSince.IsZero(); {
	case used && marked:
		return found, nil
	case used:
		return stays, nil
	case !marked:
		return freed, nil
	case c.now.Before(h.UnusedSince.Add(c.c.UnusedFor)):
		return waits, nil
	}
	return goes, nil
}

// review goes through what projects used, of an owner or ("") of all, and changes what is not as
// it should be, each in a transaction in which it looks again.
func (c *collection) review(ctx context.Context, owner string) error {
	for after := ""; ; {
		var due []Held
		var next string
		var part Collected
		err := c.c.Store.Read(ctx, func(r Reader) (err error) {
			due, part = nil, Collected{}
			var page []Held
			if page, next, err = r.UsedOnes(ctx, owner, after, MaxPage); err != nil {
				return err
			}
			for _, h := range page {
				f, err := c.fateOf(ctx, r, h)
				switch {
				case err != nil:
					return err
				case f == waits || c.dryRun:
					if err := c.foresee(ctx, r, h, f, &part); err != nil {
						return err
					}
				case f != stays:
					due = append(due, h)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		c.add(part)
		for some := range slices.Chunk(due, reviewRows) {
			if err := c.settle(ctx, some); err != nil {
				return err
			}
		}
		if after = next; next == "" {
			return nil
		}
	}
}

// settle changes what is to be changed of some holdings. What meanwhile nobody holds any more, or
// was uploaded anew, is passed over.
func (c *collection) settle(ctx context.Context, some []Held) error {
	var done Collected
	var gone []Asset
	err := c.c.Store.Write(ctx, func(w Writer) error {
		done, gone = Collected{}, nil
		for _, h := range some {
			h, err := w.Held(ctx, h.Owner, h.ID)
			if errors.Is(err, ErrNotFound) || err == nil && !h.Used {
				continue
			}
			if err != nil {
				return err
			}
			f, err := c.fateOf(ctx, w, h)
			if err != nil {
				return err
			}
			since := time.Time{}
			switch f {
			case goes:
				last, err := c.take(ctx, w, h.Owner, h.ID, "unused")
				if err != nil {
					return err
				}
				done.Assets++
				if last {
					done.Bytes += h.Bytes
					gone = append(gone, h.Asset)
				}
				continue
			case waits:
				done.Waiting++
				continue
			case stays:
				continue
			case freed:
				done.Waiting++
				since = c.now
			case found:
			}
			if err := w.SetUnused(ctx, h.Owner, h.ID, since); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.add(done)
	for _, a := range gone {
		c.removeBlobs(ctx, a)
	}
	return nil
}

// take ends a holding that its owner did not ask to end. last says that the asset is gone.
func (s *Service) take(ctx context.Context, w Writer, owner, id, why string) (last bool, err error) {
	if last, err = s.drop(ctx, w, owner, id); err != nil {
		return false, err
	}
	return last, s.record(ctx, w, deed{
		action: ActionCollect, by: audit.System, asset: id, detail: map[string]string{"owner": owner, "why": why},
	})
}

// foresee counts what settle would do.
func (c *collection) foresee(ctx context.Context, r Reader, h Held, f fate, count *Collected) error {
	switch f {
	case freed, waits:
		count.Waiting++
	case goes:
		count.Assets++
		last, err := c.wouldGo(ctx, r, h)
		if err != nil {
			return err
		}
		if last {
			count.Bytes += h.Bytes
		}
	case stays, found:
	}
	return nil
}

// wouldGo tells whether each who holds an asset would lose it, of the first of them only, so
// that it is counted once.
func (c *collection) wouldGo(ctx context.Context, r Reader, h Held) (bool, error) {
	for after := ""; ; {
		page, err := r.Holders(ctx, h.ID, after, MaxPage)
		if err != nil {
			return false, err
		}
		for _, owner := range page {
			if after == "" && owner != h.Owner {
				return false, nil // counted with that one, if at all
			}
			after = owner
			other, err := r.Held(ctx, owner, h.ID)
			if err != nil {
				return false, err
			}
			if !other.Used {
				return false, nil
			}
			if f, err := c.fateOf(ctx, r, other); err != nil || f != goes {
				return false, err
			}
		}
		if len(page) < MaxPage {
			return true, nil
		}
	}
}

// add adds up what was done with holdings.
func (c *collection) add(d Collected) {
	c.Assets += d.Assets
	c.Bytes += d.Bytes
	c.Waiting += d.Waiting
}
