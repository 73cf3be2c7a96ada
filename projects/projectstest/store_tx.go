package projectstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/projects"
)

// storeWriteRollsBack does something of each kind and then fails: none of it stays.
func storeWriteRollsBack(t *testing.T, s projects.Store) {
	one, gone := newRow("one", "owner").using("a"), newRow("gone", "owner")
	addRows(t, s, one, gone)
	two := one.next("owner", projects.Edited, "second").using("b")
	updateRow(t, s, two)
	grant(t, s, "one", "user", projects.Viewer)
	stop := errors.New("stop")
	everything := func(ctx context.Context, w projects.Writer) error {
		n, errPrune := w.Prune(ctx, "one", 2, 10)
		m, errBefore := w.PruneBefore(ctx, minute(100), 10)
		if n != 1 || m != 0 {
			return fmt.Errorf("pruned %d and %d", n, m)
		}
		_, errGrant := w.DeleteGrant(ctx, "one", "user")
		_, errGrants := w.DeleteGrantsOf(ctx, "user", 10)
		return errors.Join(errPrune, errBefore, errGrant, errGrants,
			newRow("new", "owner").using("c").add(ctx, w), two.next("owner", projects.Edited, "third").named("Other").update(ctx, w),
			w.Purge(ctx, "gone"), w.PutGrant(ctx, projects.Grant{Project: "one", User: "other", Role: projects.Editor, At: minute(1)}),
			w.PutEntry(ctx, entryOf(two, "slug")), w.CountClone(ctx, "one", "user"), w.Withhold(ctx, "one", "reason"), w.PutGone(ctx, "user", minute(1)),
			w.Record(ctx, audit.Event{Action: "projects.test"}), w.Publish(ctx, "projects.test", "payload"))
	}
	unchanged := func() {
		t.Helper()
		require.Equal(t, two.Project, rowOf(t, s, "one"))
		require.Equal(t, gone.Project, rowOf(t, s, "gone"))
		require.Equal(t, []int{2, 1}, numbers(t, s, "one"))
		require.Equal(t, "file of one", string(sourceOf(t, s, "one", 1)))
		requireAssets(t, s, "one", 1, "a")
		require.Empty(t, usedBy(t, s, "c", 10))
		require.Empty(t, gallery(t, s, projects.GalleryFilter{}))
		storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
			_, err := r.Project(ctx, "new")
			require.ErrorIs(t, err, projects.ErrNotFound)
			grants, err := r.Grants(ctx, "one")
			require.NoError(t, err)
			require.Len(t, grants, 1)
			require.Equal(t, "user", grants[0].User)
			is, err := r.Gone(ctx, "user")
			require.False(t, is)
			return err
		})
	}
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		return errors.Join(everything(ctx, w), stop)
	}), stop)
	unchanged()

	// So does what panics, and what the store itself refuses in the end.
	require.Panics(t, func() {
		_ = tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error {
			_ = everything(ctx, w)
			panic("stop") //nolint:forbidigo // what panics is what is tested
		})
	})
	unchanged()
	require.ErrorIs(t, tryStoreWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		return errors.Join(everything(ctx, w), newRow("one", "owner").add(ctx, w))
	}), projects.ErrExists)
	unchanged()

	storeWrite(t, s, everything)
	require.Equal(t, "Other", rowOf(t, s, "one").Name)
	require.Equal(t, []int{3, 2}, numbers(t, s, "one"))
	require.Equal(t, []string{"one"}, gallery(t, s, projects.GalleryFilter{}))
}

// storeWriteReturnsError finds what fn returned to be the same value.
func storeWriteReturnsError(t *testing.T, s projects.Store) {
	mine := &projects.Error{Code: projects.CodeConflict, Message: "No."}
	require.Same(t, mine, tryStoreWrite(t, s, func(context.Context, projects.Writer) error { return mine }))
	require.Same(t, mine, s.Read(t.Context(), func(projects.Reader) error { return mine }))
}

// atOnce runs fn n times at once, and waits.
func atOnce(n int, fn func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { fn(i) })
	}
	all.Wait()
}

// storeWriteIsSerial loses no version of sixteen at once, each of which reads what
// it follows.
func storeWriteIsSerial(t *testing.T, s projects.Store) {
	addRows(t, s, newRow("one", "owner"))
	atOnce(16, func(i int) {
		err := s.Write(t.Context(), func(w projects.Writer) error {
			p, err := w.Project(t.Context(), "one")
			if err != nil {
				return err
			}
			return row{Project: p}.next(fmt.Sprint("writer ", i), projects.Edited, fmt.Sprintf("version %d", p.Version+1)).update(t.Context(), w)
		})
		if err != nil {
			t.Error(err)
		}
	})
	kept := numbers(t, s, "one")
	require.Len(t, kept, 17)
	require.Equal(t, 17, rowOf(t, s, "one").Version)
	seen := map[string]bool{}
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		for number := 2; number <= 17; number++ {
			v, err := r.Version(ctx, "one", number)
			require.NoError(t, err)
			require.False(t, seen[v.By], "each once")
			seen[v.By] = true
			source, err := r.Source(ctx, "one", number)
			require.NoError(t, err)
			require.Equal(t, fmt.Sprintf("version %d", number), string(source))
		}
		return nil
	})
}

// storeAddAtOnce adds the same project many times at once, and takes the same slug: one
// each time.
func storeAddAtOnce(t *testing.T, s projects.Store) {
	var mu sync.Mutex
	var added, published []int
	atOnce(8, func(i int) {
		r := newRow("same", fmt.Sprint("owner ", i))
		err := s.Write(t.Context(), func(w projects.Writer) error { return r.add(t.Context(), w) })
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			added = append(added, i)
		} else if !errors.Is(err, projects.ErrExists) {
			t.Error(err)
		}
	})
	require.Len(t, added, 1)
	require.Equal(t, fmt.Sprint("owner ", added[0]), rowOf(t, s, "same").Owner)
	atOnce(8, func(i int) {
		r := newRow(fmt.Sprint(i), "owner")
		err := s.Write(t.Context(), func(w projects.Writer) error {
			if err := r.add(t.Context(), w); err != nil {
				return err
			}
			return w.PutEntry(t.Context(), entryOf(r, "same-slug"))
		})
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			published = append(published, i)
		} else if !errors.Is(err, projects.ErrExists) {
			t.Error(err)
		}
	})
	require.Len(t, published, 1)
	require.Equal(t, []string{fmt.Sprint(published[0])}, gallery(t, s, projects.GalleryFilter{}))
	require.Equal(t, []string{fmt.Sprint(published[0])}, shelf(t, s, "owner", projects.Filter{}))
}

// storeReadIsOnePicture lets another one write in the middle of it.
func storeReadIsOnePicture(t *testing.T, s projects.Store) {
	one := newRow("one", "owner").using("a")
	addRows(t, s, one)
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		before, err := r.Project(ctx, "one")
		require.NoError(t, err)
		done := make(chan error)
		go func() {
			done <- s.Write(ctx, func(w projects.Writer) error {
				if err := one.next("owner", projects.Edited, "second").using("b").update(ctx, w); err != nil {
					return err
				}
				return newRow("two", "owner").add(ctx, w)
			})
		}()
		require.NoError(t, <-done)
		after, err := r.Project(ctx, "one")
		require.NoError(t, err)
		require.Equal(t, before, after)
		page, _, err := r.Projects(ctx, "owner", projects.Filter{}, "", 10)
		require.NoError(t, err)
		require.Len(t, page, 1)
		_, err = r.Source(ctx, "one", 2)
		require.ErrorIs(t, err, projects.ErrNotFound)
		used, err := r.UsedIn(ctx, "one", "b")
		require.False(t, used)
		return err
	})
	require.Equal(t, 2, rowOf(t, s, "one").Version)
}

func storeEndedContext(t *testing.T, s projects.Store) {
	one := newRow("one", "owner")
	addRows(t, s, one)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Read(ended, func(r projects.Reader) error {
		_, err := r.Project(ended, "one")
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, projects.ErrNotFound, "it is there")
	err = s.Write(ended, func(w projects.Writer) error { return newRow("two", "owner").add(ended, w) })
	require.ErrorIs(t, err, context.Canceled)

	late, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	err = s.Write(late, func(w projects.Writer) error {
		if err := newRow("three", "owner").add(late, w); err != nil {
			return err
		}
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []string{"one"}, slices.Clip(shelf(t, s, "owner", projects.Filter{})))
}
