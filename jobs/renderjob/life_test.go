package renderjob_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// children are the processes that this one has started and that live.
func children(t testing.TB) (list []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	for _, path := range stats {
		data, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(data), ") ")
		fields := strings.Fields(rest)
		if len(fields) < 2 || fields[0] == "Z" || fields[1] != strconv.Itoa(os.Getpid()) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		require.NoError(t, err)
		list = append(list, pid)
	}
	return list
}

// childOf waits for the one child of this process.
func childOf(t testing.TB) (pid int) {
	t.Helper()
	require.Eventually(t, func() bool {
		if list := children(t); len(list) == 1 {
			pid = list[0]
		}
		return pid != 0
	}, time.Minute, time.Millisecond)
	return pid
}

// A job whose child somebody kills is done again. Not parallel, for it looks at all children of this process.
func TestChildKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	h := working(t)
	name := "day-planner"
	if raceEnabled {
		name = "notebook" // the other one takes ten seconds then
	}
	p := h.project("ann", builtIn(t, name))
	job, _ := h.submit("ann", renderjob.Request{Project: p.ID})
	child, err := os.FindProcess(childOf(t))
	require.NoError(t, err)
	require.NoError(t, child.Kill())
	r := h.done(job)
	require.Positive(t, r.Pages)
	job = h.get("ann", job.ID)
	require.Equal(t, 2, job.Attempt)
	require.Nil(t, job.Failure, "it has succeeded")
	require.Len(t, job.Files, 2)
	require.Empty(t, children(t))
}

// Who cancels a job ends its child.
func TestCancel(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	for _, how := range []string{"sleep", "spin"} {
		temp := t.TempDir()
		h := working(t, func(s *setup) { s.render.TempDir = temp })
		job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", misbehaves(how)).ID})
		childOf(t)
		names, err := os.ReadDir(temp)
		require.NoError(t, err)
		require.Empty(t, names, "whoever kills this process leaves no file")
		_, err = h.queue.Cancel(t.Context(), jobs.Actor{User: "ann"}, job.ID)
		require.NoError(t, err)
		require.Equal(t, jobs.Cancelled, h.final(job).State)
		require.Eventually(t, func() bool { return len(children(t)) == 0 }, time.Minute, time.Millisecond)
		require.Empty(t, h.get("ann", job.ID).Files)
	}
}

// A runner that stops gives the job back, and the next one does it.
func TestShutdown(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	h := newHouse(t, func(s *setup) { s.jobs.Grace = -1 })
	stop := h.work()
	job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", misbehaves("sleep")).ID})
	childOf(t)
	stop()
	job = h.get("ann", job.ID)
	require.Equal(t, []any{jobs.Pending, 0}, []any{job.State, job.Attempt})
	require.Empty(t, children(t))
}

// The owner sees how far it is.
func TestProgress(t *testing.T) {
	t.Parallel()
	h := working(t, func(s *setup) { s.jobs.Lease = 3 * time.Second })
	source := planner(300, "{type: dots, pitch: 2mm}")
	p := h.project("ann", source)
	job, _ := h.submit("ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Format: renderjob.PNG, Picture: renderjob.Picture{Width: 64}}})
	var seen []jobs.Progress
	require.Eventually(t, func() bool {
		job = h.get("ann", job.ID)
		if now := job.Progress; len(seen) == 0 || seen[len(seen)-1] != now {
			seen = append(seen, now)
		}
		return job.State.Final()
	}, time.Minute, 5*time.Millisecond)
	require.Equal(t, jobs.Succeeded, job.State, "%+v", job.Failure)
	require.Equal(t, jobs.Progress{Done: 300, Total: 300, Note: "writing"}, seen[len(seen)-1])
	for i, p := range seen[1:] {
		require.True(t, p.Total >= seen[i].Total && (p.Note != seen[i].Note || p.Done >= seen[i].Done), "%v", seen)
	}
}
