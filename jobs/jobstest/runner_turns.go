package jobstest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
)

func runnerTurns() map[string]func(t *testing.T, p Pools) {
	return map[string]func(t *testing.T, p Pools){
		"per owner":       testPerOwner,
		"in this process": testConcurrent,
		"fair":            testFair,
		"priorities":      testPriorities,
		"the system":      testSystem,
	}
}

// load counts what runs at a time.
type load struct {
	mu   sync.Mutex
	now  map[string]int
	most map[string]int
}

// add counts a job that begins, or ends.
func (l *load) add(of string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil {
		l.now, l.most = map[string]int{}, map[string]int{}
	}
	l.now[of] += n
	l.most[of] = max(l.most[of], l.now[of])
}

// testPerOwner: no owner has more than that running, in all processes together; and each has as many, if there is room.
func testPerOwner(t *testing.T, p Pools) {
	all := runners(t, p, 3, func(c *jobs.Config) { c.Concurrent, c.PerOwner, c.Poll = 8, 3, 100*time.Millisecond })
	owners := []string{"ann", "ben", "cid", "dan"}
	for i := range 25 {
		for _, owner := range owners {
			all[i%3].Add(t, jobs.Spec{Kind: kind, Owner: owner})
		}
	}
	var l load
	var last time.Time
	for _, s := range all {
		s.start(t, do(func(_ context.Context, task *jobs.Task) (any, error) {
			l.add(task.Job.Owner, 1)
			defer l.add(task.Job.Owner, -1)
			l.add("", 1)
			defer l.add("", -1)
			time.Sleep(time.Duration(500+10*len(task.Job.ID)) * time.Millisecond)
			l.mu.Lock()
			defer l.mu.Unlock()
			last = time.Now()
			return nil, nil
		}))
	}
	for _, owner := range owners {
		for _, id := range all[0].IDs(t, User(owner), jobs.Filter{}, 100) {
			require.Equal(t, jobs.Succeeded, all[0].ends(t, id).State)
		}
	}
	require.Equal(t, map[string]int{"ann": 3, "ben": 3, "cid": 3, "dan": 3, "": 12}, l.most)
	require.NotZero(t, last)
}

func testConcurrent(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Concurrent, c.PerOwner = 5, 100 })
	var ids []string
	for range 40 {
		ids = append(ids, s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"}).ID)
	}
	var l load
	began := time.Now()
	s.start(t, do(func(context.Context, *jobs.Task) (any, error) {
		l.add("", 1)
		defer l.add("", -1)
		time.Sleep(10 * time.Second)
		return nil, nil
	}))
	for _, id := range ids {
		s.ends(t, id)
	}
	require.Equal(t, 5, l.most[""])
	require.Less(t, time.Since(began), 115*time.Second, "the next one begins at once: 8 rounds, and the queue's own work")
}

// order is in which order jobs of owners begin, one at a time.
func order(t testing.TB, s *Setup, n int) []string {
	t.Helper()
	began := make(chan string, n)
	s.start(t, do(func(_ context.Context, task *jobs.Task) (any, error) {
		time.Sleep(time.Second)
		began <- task.Job.Owner + string(task.Input)
		return nil, nil
	}))
	var all []string
	for range n {
		all = append(all, <-began)
	}
	return all
}

// testFair: who asks for one waits for few of those that another asked for before.
func testFair(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Concurrent = 1 })
	for range 50 {
		s.Add(t, jobs.Spec{Kind: kind, Owner: "ann"})
	}
	time.Sleep(20 * time.Second)
	s.Add(t, jobs.Spec{Kind: kind, Owner: "ben"})
	for range 2 {
		s.Add(t, jobs.Spec{Kind: kind, Owner: "cid"})
	}
	got := order(t, s, 53)
	require.Equal(t, []string{"ann", "ben", "cid", "ann", "cid"}, got[:5], "ann's stand at 0 s, 30 s, …, ben's at 20 s, cid's at 20 s and 50 s")
}

func testPriorities(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Concurrent = 1 })
	var want []string
	for i := range 21 {
		priority := i*8%21 - 10
		s.Add(t, jobs.Spec{Kind: kind, Owner: fmt.Sprint("owner-", i), Priority: priority, Input: fmt.Append(nil, " ", priority)})
		want = append(want, fmt.Sprintf("owner-%d %d", i, priority))
	}
	slices.SortFunc(want, func(a, b string) int {
		number := func(s string) (n int) {
			_, _ = fmt.Sscan(s[strings.Index(s, " "):], &n)
			return n
		}
		return number(b) - number(a)
	})
	require.Equal(t, want, order(t, s, 21))
}

// testSystem: jobs of the system are not bounded by PerOwner.
func testSystem(t *testing.T, p Pools) {
	s := runner(t, p, func(c *jobs.Config) { c.Concurrent, c.PerOwner = 10, 1 })
	s.start(t, do(until))
	var ids []string
	for range 9 {
		ids = append(ids, s.Add(t, jobs.Spec{Kind: kind, Owner: jobs.System}).ID)
	}
	for _, id := range ids {
		s.runs(t, id)
	}
}
