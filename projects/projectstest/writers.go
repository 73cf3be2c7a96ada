package projectstest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// writers is how many users write to one project at the same time.
const writers = 32

// RunWriters lets 32 users edit one project for two seconds (a second with -short)
// through four Services: every edit that was acknowledged is in the history exactly
// once and in order, and every one that was refused was told what was current.
// open returns an empty database.
func RunWriters(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	d := 2 * time.Second
	if testing.Short() {
		d = time.Second
	}
	db := open(t)
	Writers(t, d, db, db, db, db)
}

// Writers is RunWriters with a Service for each of dbs, which are the same database:
// connected to by several processes, say.
func Writers(t *testing.T, d time.Duration, dbs ...*sqldb.DB) {
	ctx := t.Context()
	require.NoError(t, dbs[0].Migrate(ctx, projects.Schema()))
	services := make([]*projects.Service, len(dbs))
	for i, db := range dbs {
		var err error
		// Everything is kept: what is looked for is an edit that is lost.
		services[i], err = projects.New(projects.Config{Store: projects.NewSQL(db), Files: &Files{}, KeepVersions: 1 << 30})
		require.NoError(t, err)
	}
	owner := writer(0)
	p, err := services[0].Create(ctx, owner, projects.NewProject{Source: []byte("the first\n")})
	require.NoError(t, err)
	for i := 1; i < writers; i++ {
		_, err := services[0].Share(ctx, owner, p.ID, writer(i).User, projects.Editor)
		require.NoError(t, err)
	}

	c := crowd{project: p.ID, start: time.Now()}
	var wg sync.WaitGroup
	errs := make([]error, writers)
	for i := range writers {
		wg.Go(func() { errs[i] = c.write(ctx, services[i%len(services)], i, d) })
	}
	wg.Wait()
	took := time.Since(c.start)
	require.NoError(t, errors.Join(errs...))
	t.Logf("%s: %d writers, %d services: %.0f writes/s, %.0f conflicts/s", dbs[0].Dialect(), writers, len(services),
		float64(len(c.written))/took.Seconds(), float64(len(c.refused))/took.Seconds())
	require.NotEmpty(t, c.written)
	require.NotEmpty(t, c.refused, "nobody was in anybody's way")

	history := historyOf(t, services[0], owner, p.ID)
	c.checkHistory(t, services[0], owner, history)
	c.checkRefused(t, history)
	c.checkTrail(t, audit.NewSQL(dbs[0], audit.Config{}))
}

func writer(i int) projects.Actor { return projects.Actor{User: "writer-" + strconv.Itoa(i)} }

// crowd is what writers were told. Times are since start.
type crowd struct {
	project string
	start   time.Time

	mu      sync.Mutex
	written []write
	refused []refusal
}

type write struct {
	by         string
	text       string
	seen       int
	got        projects.Project
	begun, end time.Duration
}

type refusal struct {
	by         string
	seen       int
	current    projects.Current
	begun, end time.Duration
}

// write reads and replaces until the time is over, each time by another text.
func (c *crowd) write(ctx context.Context, s *projects.Service, i int, d time.Duration) error {
	by := writer(i)
	for n := 0; time.Since(c.start) < d; n++ {
		p, err := s.Get(ctx, by, c.project)
		if err != nil {
			return fmt.Errorf("%s reads: %w", by.User, err)
		}
		text := fmt.Sprintf("text %d of %s\n", n, by.User)
		begun := time.Since(c.start)
		got, err := s.Replace(ctx, by, c.project, p.Version, []byte(text))
		end := time.Since(c.start)
		var refused *projects.Error
		switch {
		case err == nil:
			c.mu.Lock()
			c.written = append(c.written, write{by.User, text, p.Version, got, begun, end})
			c.mu.Unlock()
		case errors.Is(err, projects.ErrConflict) && errors.As(err, &refused) && refused.Current != nil:
			c.mu.Lock()
			c.refused = append(c.refused, refusal{by.User, p.Version, *refused.Current, begun, end})
			c.mu.Unlock()
		default:
			return fmt.Errorf("%s writes: %w", by.User, err)
		}
	}
	return nil
}

// historyOf is each version of a project, oldest first.
func historyOf(t testing.TB, s *projects.Service, by projects.Actor, project string) (all []projects.Version) {
	t.Helper()
	for cursor := ""; ; {
		page, next, err := s.Versions(t.Context(), by, project, cursor, projects.MaxPage)
		require.NoError(t, err)
		all = append(all, page...)
		if next == "" {
			break
		}
		cursor = next
	}
	slices.Reverse(all)
	return all
}

// checkHistory: version 1 and one for each acknowledgement, with its bytes and its
// author, in an order in which they can have happened.
func (c *crowd) checkHistory(t testing.TB, s *projects.Service, owner projects.Actor, history []projects.Version) {
	t.Helper()
	slices.SortFunc(c.written, func(a, b write) int { return cmp.Compare(a.got.Version, b.got.Version) })
	require.Len(t, history, 1+len(c.written))
	require.Equal(t, projects.Created, history[0].Change)
	for i, v := range history {
		require.Equal(t, i+1, v.Number, "a gap")
		if i == 0 {
			continue
		}
		w := c.written[i-1]
		require.Equal(t, v.Number, w.got.Version, "acknowledged twice, or to nobody")
		require.Equal(t, w.seen+1, v.Number, "written over what %s never saw", w.by)
		sum := sha256.Sum256([]byte(w.text))
		require.Equal(t, projects.Version{
			Project: c.project, Number: w.seen + 1, At: w.got.UpdatedAt, By: w.by, Change: projects.Edited, Name: w.got.Name,
			Bytes: len(w.text), SHA256: hex.EncodeToString(sum[:]), Draft: w.got.Draft, Pages: v.Pages, Device: v.Device,
		}, v)
		_, source, err := s.ReadVersion(t.Context(), owner, c.project, v.Number)
		require.NoError(t, err)
		require.Equal(t, w.text, string(source))
	}
	// Whoever began when another one had been told comes after it.
	soonest := time.Duration(1 << 62)
	for _, w := range slices.Backward(c.written) {
		require.Less(t, w.begun, soonest, "version %d was written after a later one", w.got.Version)
		soonest = min(soonest, w.end)
	}
	p, err := s.Get(t.Context(), owner, c.project)
	require.NoError(t, err)
	last := c.written[len(c.written)-1].got
	last.Role = projects.Owner
	require.Equal(t, last, p)
}

// checkRefused: each was told a version that it had not seen and that was current
// while it was asking.
func (c *crowd) checkRefused(t testing.TB, history []projects.Version) {
	t.Helper()
	// settled[n] is when version n was surely over: its successor was acknowledged.
	// Versions are replaced in order, so the soonest of all that come after counts.
	settled := make([]time.Duration, len(history)+2)
	settled[len(history)], settled[len(history)+1] = 1<<62, 1<<62
	for _, w := range slices.Backward(c.written) {
		n := w.got.Version - 1
		settled[n] = min(settled[n+1], w.end)
	}
	for _, r := range c.refused {
		n := r.current.Version
		require.Greater(t, n, r.seen)
		require.LessOrEqual(t, n, len(history))
		v := history[n-1]
		require.Equal(t, projects.Current{Version: v.Number, At: v.At, By: v.By}, r.current)
		require.Less(t, c.written[n-2].begun, r.end, "version %d was told before it was written", n)
		require.Less(t, r.begun, settled[n], "version %d was no longer current", n)
	}
}

// checkTrail: an event for each version and for each refusal.
func (c *crowd) checkTrail(t testing.TB, trail *audit.Log) {
	t.Helper()
	list := func(action string, outcome audit.Outcome) (found []string) {
		for cursor := ""; ; {
			page, next, err := trail.List(t.Context(), audit.Filter{Object: "project:" + c.project, Action: action}, audit.Page{After: cursor, Limit: 500})
			require.NoError(t, err)
			for _, e := range page {
				require.Equal(t, outcome, e.Outcome)
				found = append(found, strings.Join([]string{e.Actor, e.Detail["from"], e.Detail["version"], e.Detail["seen"], e.Detail["current"]}, " "))
			}
			if next == "" {
				slices.Sort(found)
				return found
			}
			cursor = next
		}
	}
	var written, refused []string
	for _, w := range c.written {
		written = append(written, fmt.Sprintf("%s %d %d  ", w.by, w.seen, w.got.Version))
	}
	for _, r := range c.refused {
		refused = append(refused, fmt.Sprintf("%s   %d %d", r.by, r.seen, r.current.Version))
	}
	slices.Sort(written)
	slices.Sort(refused)
	require.True(t, slices.Equal(written, list(projects.ActionEdit, audit.OK)), "an audit event for each version")
	require.True(t, slices.Equal(refused, list(projects.ActionConflict, audit.Refused)), "an audit event for each refusal")
}
