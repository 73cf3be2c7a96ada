package main

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// killedInEachStep kills the server (SIGKILL) in each step of the journey, before, during and after its requests, and starts it again on the same folder: whatever was
// acknowledged is there, what was under way is whole or not there at all, and the client comes to the end of the step by asking again.
func killedInEachStep(t *testing.T, binary string) {
	seed, err := strconv.ParseUint(os.Getenv("EINKPDF_TEST_SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("EINKPDF_TEST_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	moments := 3
	if os.Getenv("CI") == "true" {
		moments = 8
	}
	slots := make(chan struct{}, 4)
	var runs sync.WaitGroup
	defer runs.Wait()
	run := func(name string, do func(t *testing.T)) {
		runs.Go(func() { // not t.Parallel, which counts those that only wait
			t.Run(name, func(t *testing.T) {
				slots <- struct{}{}
				defer func() { <-slots }()
				do(t)
			})
		})
	}

	// Also this journey's server is killed, after each step.
	j := depart(t, binary)
	for range moments {
		spare := time.Duration(random.Float64() * 1.2 * float64(j.p.took))
		run(fmt.Sprintf("first start/%s", spare.Round(time.Millisecond)), func(t *testing.T) { firstStartKilled(t, binary, max(spare, 1)) })
	}
	at := j.halt(0)
	for i, s := range steps() {
		require.True(t, j.try(s, nil), s.name)
		for n := range moments {
			m := choose(random, n, j.requests)
			from := at
			run(fmt.Sprintf("%s/%s", s.name, m), func(t *testing.T) { from.resume(t, slots).killed(i, m) })
		}
		if !s.underWay {
			at = j.halt(i + 1)
		}
	}
}

// choose is a moment of a step with these requests: during one that writes and after one, if there are any, in the middle of a large one, and then any.
func choose(random *rand.Rand, n int, requests []asked) moment {
	that := func(is func(r asked) bool) (list []int) {
		for i, r := range requests {
			if is(r) {
				list = append(list, i)
			}
		}
		return list
	}
	all, large := that(func(asked) bool { return true }), that(func(r asked) bool { return r.size >= 6<<10 }) // a small one goes out at once
	m := moment{phase: []phase{during, after, half, before}[min(n, 3)]}
	if n > 3 {
		m.phase = []phase{before, half, during, after}[random.IntN(4)]
	}
	if writing := that(func(r asked) bool { return r.writes }); n < 2 && len(writing) > 0 {
		all = writing
	}
	if m.phase == half && len(large) > 0 {
		all = large
	} else if m.phase == half {
		m.phase = during
	}
	m.request = all[random.IntN(len(all))]
	if m.phase == during {
		m.delay = time.Duration(random.Float64() * 1.2 * float64(requests[m.request].took))
	}
	return m
}

// halt is where a journey has come when its server was killed.
type halt struct {
	binary, folder string
	next           int // step
	known          known
	acts           []act
	mails          []string
}

// halt kills the server, keeps what that left, and starts it again.
func (j *journey) halt(next int) halt {
	j.t.Helper()
	j.p.kill()
	h := halt{j.binary, filepath.Join(j.t.TempDir(), "data"), next, j.known.clone(), slices.Clone(j.acts), nil}
	h.mails, _ = j.mails.has()
	copyFolder(j.t, h.folder, j.folder)
	j.start()
	return h
}

// copyFolder copies a folder, for nobody else to look into, as it is.
func copyFolder(t *testing.T, to, from string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Mkdir(filepath.Join(to, name), 0o700)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), data, 0o600)
	}))
}

func (k known) clone() known {
	k.tokens, k.versions = slices.Clone(k.tokens), maps.Clone(k.versions)
	return k
}

// resume goes on from there, on a copy.
func (h halt) resume(t *testing.T, slots chan struct{}) *resumed {
	t.Helper()
	j := &journey{
		t: t, binary: h.binary, folder: filepath.Join(t.TempDir(), "data"), known: h.known.clone(), acts: slices.Clone(h.acts), slots: slots,
	}
	copyFolder(t, j.folder, h.folder)
	j.settle(h.mails)
	j.start()
	return &resumed{j, h.next}
}

// resumed is a journey that goes on from a halt.
type resumed struct {
	*journey
	next int // step
}

// killed comes to a step, in which the server is killed at m, and starts it again.
func (j *resumed) killed(at int, m moment) {
	all := steps()
	for _, s := range all[j.next:at] {
		require.True(j.t, j.try(s, nil), s.name)
	}
	j.try(all[at], &m)
	if runtime.GOOS != "windows" {
		require.Equal(j.t, "signal: killed", j.p.cmd.ProcessState.String(), j.p.log)
	}

	j.again = true
	j.start()
	if j.known.claimed {
		require.Empty(j.t, j.p.link, "the password is set")
	}
	j.examined()
	j.well()
	require.True(j.t, j.try(all[at], nil), all[at].name)
	for _, s := range all[at+1:] { // what was made is for somebody
		if j.known.job == "" || j.known.fetched {
			break
		}
		require.True(j.t, j.try(s, nil), s.name)
	}
	if j.known.confirmed {
		j.session("ann", annSecret)
	}
	j.well()
	j.quiet()
}

// firstStartKilled kills the very first start of a server, which makes its folder, and starts it again.
func firstStartKilled(t *testing.T, binary string, spare time.Duration) {
	j := &journey{t: t, binary: binary, folder: filepath.Join(t.TempDir(), "data")}
	j.settle(nil)
	require.Nil(t, startServer(t, binary, j.folder, spare, j.settings()...))
	j.start()
	require.NotEmpty(t, j.p.link, "nobody has set the password")
	j.examined()
	j.claim()
	j.well()
	j.quiet()
}
