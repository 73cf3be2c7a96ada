package health_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// check is one whose runs are counted.
type check struct {
	runs  atomic.Int32
	mu    sync.Mutex
	err   error
	takes time.Duration
	deaf  bool // does not heed its context
}

func (c *check) do(ctx context.Context) error {
	c.runs.Add(1)
	c.mu.Lock()
	err, takes, deaf := c.err, c.takes, c.deaf
	c.mu.Unlock()
	if deaf {
		ctx = context.Background()
	}
	select {
	case <-time.After(takes):
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *check) set(err error, takes time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err, c.takes = err, takes
}

func newService(t testing.TB, c health.Config) *health.Service {
	t.Helper()
	s, err := health.New(c)
	require.NoError(t, err)
	return s
}

// get is the status of an answer, and what is in it.
func get(t testing.TB, h http.Handler) (int, map[string]any) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	var v map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v))
	return w.Code, v
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	fine := func(context.Context) error { return nil }
	for text, checks := range map[string][]health.Check{
		"no name":           {{Name: "Big Name", Do: fine}},
		"does nothing":      {{Name: "a"}},
		"less than nothing": {{Name: "a", Do: fine, Timeout: -1}},
		"two checks":        {{Name: "a", Do: fine}, {Name: "a", Do: fine}},
		"more than 50":      make([]health.Check, 51),
	} {
		_, err := health.New(health.Config{Checks: checks})
		require.ErrorContains(t, err, text)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := &check{}, &check{}
		logs := &sqldbtest.Logs{}
		s := newService(t, health.Config{
			Checks:  []health.Check{{Name: "a", Do: a.do}, {Name: "b", Do: b.do}},
			Version: health.Version{Version: "1.2.3", Go: "go1.26.0"}, Logger: logs.Logger(),
		})
		status, v := get(t, s.Live())
		require.Equal(t, 200, status)
		require.Equal(t, map[string]any{"status": "alive"}, v)
		require.Zero(t, a.runs.Load(), "who lives need not be well")
		_, v = get(t, s.Versions())
		require.Equal(t, map[string]any{"version": "1.2.3", "go": "go1.26.0"}, v)

		status, v = get(t, s.Ready())
		require.Equal(t, 200, status)
		require.Equal(t, "ready", v["status"])
		require.Empty(t, logs.String())

		b.set(errors.New("the password of the database is wrong: hunter2"), 0)
		time.Sleep(3 * time.Second)
		for range 3 {
			status, v = get(t, s.Ready())
			require.Equal(t, 503, status)
			time.Sleep(3 * time.Second)
		}
		require.Equal(t, "not-ready", v["status"])
		checks := v["checks"].([]any)
		require.Equal(t, "a", checks[0].(map[string]any)["name"])
		require.Equal(t, true, checks[0].(map[string]any)["ok"])
		require.Equal(t, "b", checks[1].(map[string]any)["name"])
		require.Equal(t, false, checks[1].(map[string]any)["ok"])
		require.Len(t, checks[1], 4, "and nothing of why")
		require.Equal(t, 1, strings.Count(logs.String(), "hunter2"), "which is in the log, once")
		require.ErrorContains(t, s.Report(t.Context()).Err(), "b: the password")

		b.set(nil, 0)
		time.Sleep(3 * time.Second)
		status, _ = get(t, s.Ready())
		require.Equal(t, 200, status)
		require.Contains(t, logs.String(), "passes again")
		require.NoError(t, s.Report(t.Context()).Err())

		s.Stop()
		status, v = get(t, s.Ready())
		require.Equal(t, 503, status)
		require.Equal(t, map[string]any{"status": "stopping"}, v)
		require.Error(t, s.Report(t.Context()).Err())
		status, _ = get(t, s.Live())
		require.Equal(t, 200, status, "it finishes what it has")
	})
}

// However many ask, a check runs once at a time, and not again while its outcome is good.
func TestChecksAreShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &check{takes: 100 * time.Millisecond}
		s := newService(t, health.Config{Checks: []health.Check{{Name: "a", Do: a.do, Every: 10 * time.Second}}})
		for range 3 {
			var all sync.WaitGroup
			for range 1000 {
				all.Go(func() { require.True(t, s.Report(t.Context()).Ready) })
			}
			all.Wait()
			time.Sleep(time.Second)
		}
		require.Equal(t, int32(1), a.runs.Load())
		time.Sleep(10 * time.Second)
		s.Report(t.Context())
		require.Equal(t, int32(2), a.runs.Load())
	})
}

func TestSlowChecksFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := &check{takes: time.Hour}, &check{}
		s := newService(t, health.Config{Checks: []health.Check{{Name: "a", Do: a.do, Timeout: 3 * time.Second}, {Name: "b", Do: b.do}}})
		began := time.Now()
		r := s.Report(t.Context())
		require.Equal(t, 3*time.Second, time.Since(began))
		require.False(t, r.Checks[0].OK)
		require.True(t, r.Checks[1].OK, "beside it")
		require.ErrorContains(t, r.Err(), "no answer in time")
		require.Equal(t, 3*time.Second, r.Checks[0].Took)
	})
}

// What does not even heed its context is not started again before it returns.
func TestChecksThatHang(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &check{takes: time.Minute, deaf: true}
		logs := &sqldbtest.Logs{}
		s := newService(t, health.Config{Checks: []health.Check{{Name: "a", Do: a.do}}, Logger: logs.Logger()})
		for range 10 {
			require.False(t, s.Report(t.Context()).Ready)
		}
		require.Equal(t, int32(1), a.runs.Load())
		require.Equal(t, 1, strings.Count(logs.String(), "a check fails"))
		a.set(nil, 0)
		time.Sleep(2 * time.Minute)
		require.True(t, s.Report(t.Context()).Ready)
		require.Equal(t, int32(2), a.runs.Load())
	})
}

func TestWhoeverAsksMayLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &check{takes: 2 * time.Second}
		s := newService(t, health.Config{Checks: []health.Check{{Name: "a", Do: a.do}}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.False(t, s.Report(ctx).Ready)
		time.Sleep(1100 * time.Millisecond)
		require.True(t, s.Report(t.Context()).Ready, "the check went on")
		require.Equal(t, int32(1), a.runs.Load())
	})
}

// A check in the background keeps nobody waiting once it has passed; one that failed is tried again soon.
func TestBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &check{takes: 20 * time.Second}
		s := newService(t, health.Config{Checks: []health.Check{{Name: "a", Do: a.do, Every: 5 * time.Minute, Timeout: time.Minute, Background: true}}})
		report := func() (bool, time.Duration) {
			began := time.Now()
			return s.Report(t.Context()).Ready, time.Since(began)
		}
		ok, took := report()
		require.True(t, ok)
		require.Equal(t, 20*time.Second, took, "the first time there is nothing to tell")
		time.Sleep(6 * time.Minute)
		ok, took = report()
		require.True(t, ok)
		require.Zero(t, took)
		time.Sleep(21 * time.Second)
		require.Equal(t, int32(2), a.runs.Load())

		time.Sleep(time.Hour)
		ok, took = report()
		require.True(t, ok)
		require.Equal(t, 20*time.Second, took, "what is older than that says nothing")

		a.set(errors.New("broken"), time.Second)
		time.Sleep(6 * time.Minute)
		ok, _ = report()
		require.True(t, ok, "nobody knows yet")
		time.Sleep(2 * time.Second)
		ok, took = report()
		require.False(t, ok)
		require.Zero(t, took)
		a.set(nil, time.Second)
		time.Sleep(31 * time.Second)
		ok, _ = report()
		require.True(t, ok)
	})
}

func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	s := newService(t, health.Config{Checks: []health.Check{{Name: "a", Do: func(context.Context) error { panic("a mistake") }}}})
	require.ErrorContains(t, s.Report(t.Context()).Err(), "a mistake")
}

func TestReadVersion(t *testing.T) {
	t.Parallel()
	require.Equal(t, "1.2.3", health.ReadVersion("1.2.3").Version)
	v := health.ReadVersion("")
	require.NotEmpty(t, v.Version)
	require.True(t, strings.HasPrefix(v.Go, "go"))
}
