package preview_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/preview"
)

// slow are assets that take their time: what waits for them is at work.
type slow struct {
	*shelf
	release      chan struct{}
	working, top atomic.Int32
}

func newSlow(t testing.TB) *slow {
	s := &slow{shelf: newShelf(), release: make(chan struct{})}
	s.put("", "slow", square(t, 10))
	s.on = func(string) error {
		n := s.working.Add(1)
		for top := s.top.Load(); n > top && !s.top.CompareAndSwap(top, n); top = s.top.Load() {
		}
		<-s.release
		s.working.Add(-1)
		return nil
	}
	return s
}

// asking asks in the background for a page with a slow image, each time for another file.
type asking struct {
	s    *preview.Service
	n    atomic.Int32
	all  sync.WaitGroup
	mu   sync.Mutex
	errs map[string][]error // by user
}

func (a *asking) page(ctx context.Context, user string) {
	text := fmt.Sprintf("%s# %d\n", using("slow"), a.n.Add(1))
	a.all.Go(func() {
		_, err := a.s.Page(ctx, preview.Of{User: user, File: []byte(text)}, "1", preview.Picture{Width: 50})
		a.mu.Lock()
		defer a.mu.Unlock()
		a.errs[user] = append(a.errs[user], err)
	})
}

func (a *asking) count(user string, code preview.Code) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, err := range a.errs[user] {
		if err == nil && code == "" || err != nil && code != "" && preview.CodeOf(err) == code {
			n++
		}
	}
	return n
}

func newAsking(s *preview.Service) *asking { return &asking{s: s, errs: map[string][]error{}} }

// Of two hundred clients at once as many are served and wait as may, and the others are told so at once.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := newSlow(t)
		var wasBusy atomic.Int32
		s := newService(t, preview.Config{Assets: assets, Concurrent: 3, Waiting: 27, Each: 4, Observer: preview.Observer{OnBusy: func() { wasBusy.Add(1) }}})
		a := newAsking(s)
		for i := range 200 {
			a.page(t.Context(), fmt.Sprintf("user%d", i))
		}
		synctest.Wait()
		require.Equal(t, int32(3), assets.working.Load())
		require.Equal(t, int32(170), wasBusy.Load())
		close(assets.release)
		a.all.Wait()
		served, refusals := 0, 0
		for user := range a.errs {
			served += a.count(user, "")
			refusals += a.count(user, preview.CodeBusy)
		}
		require.Equal(t, 30, served)
		require.Equal(t, 170, refusals)
		require.Equal(t, int32(3), assets.top.Load())
		_, err := s.Page(t.Context(), file(planner), "1", preview.Picture{})
		require.NoError(t, err)
	})
}

// One user has a share, and whoever comes then is next.
func TestShares(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := newSlow(t)
		a := newAsking(newService(t, preview.Config{Assets: assets, Concurrent: 2, Waiting: 10, Each: 6}))
		for range 10 {
			a.page(t.Context(), "greedy")
		}
		synctest.Wait()
		require.Equal(t, 4, a.count("greedy", preview.CodeBusy))
		require.Equal(t, int32(2), assets.working.Load())
		a.page(t.Context(), "late")
		synctest.Wait()
		assets.release <- struct{}{} // one of greedy's is done
		synctest.Wait()
		require.Equal(t, 1, a.count("greedy", ""))
		assets.release <- struct{}{} // late's is at work by now, so one of these two is done
		assets.release <- struct{}{}
		synctest.Wait()
		require.LessOrEqual(t, a.count("greedy", ""), 3)
		assets.release <- struct{}{}
		synctest.Wait()
		require.Equal(t, 1, a.count("late", ""), "four of seven are done, of which the greedy one had four before it")
		close(assets.release)
		a.all.Wait()
		require.Equal(t, 6, a.count("greedy", ""))
	})
}

// What takes too long is given up, and has its place until it has really stopped.
func TestTooSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := newSlow(t)
		s := newService(t, preview.Config{Assets: assets, Concurrent: 1, Timeout: 2 * time.Second, Wait: time.Minute})
		start := time.Now()
		_, err := s.Page(t.Context(), file(using("slow")), "1", preview.Picture{})
		e := refused(t, err, preview.CodeSlow)
		require.Contains(t, e.Message, "2s")
		require.Equal(t, 2*time.Second, time.Since(start))

		other := newAsking(s)
		other.page(t.Context(), "bob")
		time.Sleep(30 * time.Second)
		require.Equal(t, int32(1), assets.working.Load(), "nobody else is at work while the first one is")
		require.Zero(t, other.count("bob", ""))
		close(assets.release)
		other.all.Wait()
		require.Equal(t, 1, other.count("bob", ""))
	})
}

// stuck are assets that are never there, until whoever asks for them gives up.
type stuck struct{ shelf }

func (s *stuck) For(ctx context.Context, user string) einkpdf.Assets {
	return &ofStuck{&ofUser{&s.shelf, user}, ctx}
}

type ofStuck struct {
	*ofUser
	ctx context.Context
}

func (o *ofStuck) Asset(string) ([]byte, error) {
	<-o.ctx.Done()
	return nil, o.ctx.Err()
}

// Images are read within the time of the answer, also of a project that was shown before, and though the caller would wait for ever.
func TestAssetsEndWithTheAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := &stuck{shelf{files: map[string]map[string][]byte{"": {"slow": square(t, 10)}}}}
		s := newService(t, preview.Config{Assets: assets, Concurrent: 1, Timeout: 2 * time.Second})
		of := file(using("slow"))
		for _, of.Has = range []func(string) bool{nil, nil, func(string) bool { return false }} {
			_, err := s.Page(t.Context(), of, "1", preview.Picture{})
			_ = refused(t, err, preview.CodeSlow)
			synctest.Wait()
			start := time.Now()
			_, err = s.Page(t.Context(), preview.Of{User: "bob", File: []byte(planner)}, "1", preview.Picture{})
			require.NoError(t, err, "the place is free again")
			require.Zero(t, time.Since(start))
		}
	})
}

// Images are looked at when the turn has come: who may not see one any more does not, though they had waited already when that was decided.
func TestAssetsAreThoseOfTheTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := newSlow(t)
		assets.put("bob", "private", square(t, 20))
		s := newService(t, preview.Config{Assets: assets, Concurrent: 1, Timeout: time.Hour, Wait: time.Hour})
		of := preview.Of{User: "bob", File: []byte(using("private")), Has: func(string) bool { return false }}
		_, without, err := s.Pages(t.Context(), preview.Of{User: "eve", File: of.File}) // now it is read
		require.NoError(t, err)
		a := newAsking(s)
		a.page(t.Context(), "ada")
		synctest.Wait()
		var etag string
		a.all.Go(func() { _, etag, err = s.Pages(t.Context(), of) })
		synctest.Wait()
		assets.remove("bob", "private")
		close(assets.release)
		a.all.Wait()
		require.NoError(t, err)
		require.Equal(t, without, etag)
	})
}

// All who are not logged in share a place; none of them is told that it was them.
func TestVisitorsAreNotBlamed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := newSlow(t)
		s := newService(t, preview.Config{Assets: assets, Concurrent: 1, Each: 1, Timeout: time.Hour})
		a := newAsking(s)
		for user, want := range map[string]string{"": "Many visitors", "ada": "You are already"} {
			a.page(t.Context(), user)
			synctest.Wait()
			_, err := s.Page(t.Context(), preview.Of{User: user, File: []byte(planner)}, "1", preview.Picture{})
			require.Contains(t, refused(t, err, preview.CodeBusy).Message, want)
		}
		close(assets.release)
		a.all.Wait()
	})
}

// Nobody waits for longer than Wait.
func TestWaitEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := newSlow(t)
		s := newService(t, preview.Config{Assets: assets, Concurrent: 1, Timeout: time.Hour, Wait: 7 * time.Second})
		a := newAsking(s)
		a.page(t.Context(), "ada")
		synctest.Wait()
		start := time.Now()
		_, err := s.Page(t.Context(), preview.Of{User: "bob", File: []byte(planner)}, "1", preview.Picture{})
		require.Equal(t, 2*time.Second, refused(t, err, preview.CodeBusy).RetryAfter)
		require.Equal(t, 7*time.Second, time.Since(start))

		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(errors.New("the client is gone")) })
		_, err = s.Page(ctx, preview.Of{User: "bob", File: []byte(planner)}, "1", preview.Picture{})
		require.ErrorIs(t, err, context.Canceled)
		close(assets.release)
		a.all.Wait()
		_, err = s.Page(t.Context(), preview.Of{User: "bob", File: []byte(planner)}, "1", preview.Picture{})
		require.NoError(t, err)
	})
}

// Who has the picture waits for nobody.
func TestSameWaitsForNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := newSlow(t)
		s := newService(t, preview.Config{Assets: assets, Concurrent: 1, Timeout: time.Hour})
		f, err := s.Page(t.Context(), file(planner), "1", preview.Picture{})
		require.NoError(t, err)
		a := newAsking(s)
		a.page(t.Context(), "bob")
		synctest.Wait()
		of := file(planner)
		of.Has = func(etag string) bool { return etag == f.ETag }
		_, err = s.Page(t.Context(), of, "1", preview.Picture{})
		require.ErrorIs(t, err, preview.ErrSame)
		close(assets.release)
		a.all.Wait()
	})
}

// A file that is too large to be read is refused while all others wait: what waits is kept in memory.
func TestTooLargeWaitsForNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		assets := newSlow(t)
		s := newService(t, preview.Config{Assets: assets, Concurrent: 1, Timeout: time.Hour})
		a := newAsking(s)
		a.page(t.Context(), "bob")
		synctest.Wait()
		start := time.Now()
		large := file(planner + "#" + strings.Repeat(" ", 1<<20))
		_, err := s.Page(t.Context(), large, "1", preview.Picture{})
		require.Equal(t, einkpdf.CodeTooLarge, refused(t, err, preview.CodeLimit).Findings[0].Code)
		r, _, err := s.Check(t.Context(), large)
		require.NoError(t, err)
		require.Equal(t, einkpdf.CodeTooLarge, r.Findings[0].Code)
		require.Zero(t, time.Since(start))
		close(assets.release)
		a.all.Wait()
	})
}
