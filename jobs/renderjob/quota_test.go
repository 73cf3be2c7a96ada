package renderjob_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
)

// bounds is a Quota that says what a test says.
type bounds struct {
	mu    sync.Mutex
	most  int
	err   error
	asked []int
}

func (b *bounds) JobPages(_ context.Context, user string, pages int) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if user != "ann" {
		return -1, nil
	}
	b.asked = append(b.asked, pages)
	return b.most, b.err
}

func (b *bounds) say(most int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.most, b.err = most, err
}

func bounded(b *bounds) func(*setup) { return func(s *setup) { s.render.Quota = b } }

// tooMany is a refusal of a host's.
type tooMany struct{ pages int }

func (*tooMany) Error() string { return "too many pages" }

// What the Quota refuses is no job, and comes back as it is; others, and what is there already, are not concerned.
func TestQuotaRefuses(t *testing.T) {
	t.Parallel()
	b := &bounds{most: -1}
	h := newHouse(t, bounded(b))
	p := h.project("ann", planner(7, lines))
	job, _ := h.submit("ann", renderjob.Request{Project: p.ID})
	b.say(0, &tooMany{7})
	for range 2 {
		_, _, err := h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Hand: "left"}})
		require.Equal(t, &tooMany{7}, err)
	}
	require.Equal(t, []int{7, 7, 7}, b.asked, "it is told how many the project has")
	_, _, err := h.render.Submit(t.Context(), "ann", renderjob.Request{Project: "no-such-project"})
	require.Equal(t, projects.CodeNotFound, projects.CodeOf(err))
	_, _, err = h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Device: "none"}})
	require.Equal(t, renderjob.CodeDevice, renderjob.CodeOf(err))
	require.Len(t, b.asked, 3, "what is not in order is no job in any case")

	list, _, err := h.queue.List(t.Context(), jobs.Actor{User: "ann"}, jobs.Filter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, list, 1)
	bobs, _ := h.submit("bob", renderjob.Request{Project: h.project("bob", planner(7, lines)).ID})
	h.work()
	require.Equal(t, 7, h.done(job).Pages)
	require.Equal(t, 7, h.done(bobs).Pages)

	b.say(0, nil) // a Quota that says 0 and does not refuse by itself
	_, _, err = h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID})
	require.Equal(t, renderjob.CodeTooLarge, renderjob.CodeOf(err))
}

// How many pages the project has is said of the project as it was checked: another device, locale or orientation may make more or fewer of them.
func TestQuotaIsToldWhatIsKnown(t *testing.T) {
	t.Parallel()
	b := &bounds{most: -1}
	h := newHouse(t, bounded(b))
	p := h.project("ann", planner(7, lines))
	for _, c := range []struct {
		options renderjob.Options
		pages   int
	}{
		{renderjob.Options{}, 7},
		{renderjob.Options{Format: renderjob.PNG, Picture: renderjob.Picture{Width: 100}}, 7},
		{renderjob.Options{Hand: "left", Strict: true}, 7},
		{renderjob.Options{Device: "supernote-nomad"}, 0},
		{renderjob.Options{Locale: "de-DE"}, 0},
		{renderjob.Options{Orientation: "landscape"}, 0},
	} {
		h.submit("ann", renderjob.Request{Project: p.ID, Options: c.options})
		require.Equal(t, c.pages, b.asked[len(b.asked)-1], "%+v", c.options)
	}
}

// A bound goes with the job as it was said: whoever does it, with whatever bound of its own, allows no more.
func TestQuotaBoundIsKept(t *testing.T) {
	t.Parallel()
	b := &bounds{most: 10}
	h := newHouse(t, bounded(b), func(s *setup) { s.render.Project.Pages = 5 })
	job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", planner(11, lines)).ID})
	var err error
	h.render, err = renderjob.New(renderjob.Config{Sandbox: h.sandbox, Version: "test"}) // up to 1,000 pages
	require.NoError(t, err)
	h.work()
	f := h.failed(job)
	require.Equal(t, renderjob.FailPages, f.Code)
	require.Contains(t, f.Message, "11 pages, at most 10 ")
}

// The bound of a user is that of the child, and what a job fails of says which it was.
func TestQuotaBoundsTheChild(t *testing.T) {
	t.Parallel()
	b := &bounds{most: 10}
	h := working(t, bounded(b))
	p := h.project("ann", planner(11, lines))
	job, _ := h.submit("ann", renderjob.Request{Project: p.ID})
	f := h.failed(job)
	require.Equal(t, renderjob.FailPages, f.Code)
	require.Contains(t, f.Message, "11 pages, at most 10 ")
	require.True(t, f.Final)
	require.False(t, renderjob.Ours(f.Code))

	b.say(11, nil)
	r, _ := h.rendered("ann", renderjob.Request{Project: p.ID})
	require.Equal(t, 11, r.Pages)

	// It does not allow more than everybody may have.
	b.say(5_000, nil)
	h = working(t, bounded(b), func(s *setup) { s.render.Project.Pages = 10 })
	job, _ = h.submit("ann", renderjob.Request{Project: h.project("ann", planner(11, lines)).ID})
	require.Contains(t, h.failed(job).Message, "at most 10 ")
}

// When the bound of a user changes, what is asked for again is another job. Those that are there stay what they are.
func TestQuotaChanges(t *testing.T) {
	t.Parallel()
	b := &bounds{most: 10}
	h := newHouse(t, bounded(b))
	p := h.project("ann", planner(11, lines))
	request := renderjob.Request{Project: p.ID, Options: renderjob.Options{Device: "supernote-nomad"}}
	keyed := request
	keyed.Key = "key"
	small, _ := h.submit("ann", keyed)
	again, existed := h.submit("ann", request)
	require.True(t, existed)
	require.Equal(t, small.ID, again.ID)

	b.say(20, nil)
	large, existed := h.submit("ann", request)
	require.False(t, existed, "not the one that is going to fail")
	again, existed = h.submit("ann", keyed)
	require.True(t, existed, "a request that is repeated")
	require.Equal(t, small.ID, again.ID)
	h.work()
	require.Contains(t, h.failed(small).Message, "at most 10 ")
	require.Equal(t, 11, h.done(large).Pages)

	b.say(-1, nil)
	free, existed := h.submit("ann", request)
	require.False(t, existed)
	h.done(free)
	b.say(2_000, nil) // more than anybody may have
	more, existed := h.submit("ann", request)
	require.False(t, existed)
	require.Equal(t, 11, h.done(more).Pages)
	for most, want := range map[int]string{20: large.ID, -1: free.ID, -2: free.ID, 2_000: more.ID} {
		b.say(most, nil)
		again, existed = h.submit("ann", request)
		require.True(t, existed, most)
		require.Equal(t, want, again.ID)
	}
	unbounded, err := renderjob.New(renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects), Version: "test"})
	require.NoError(t, err)
	again, existed, err = unbounded.Submit(t.Context(), "ann", request)
	require.NoError(t, err)
	require.True(t, existed, "without a Quota it is as if nobody was bounded")
	require.Equal(t, free.ID, again.ID)

	// What was made before is there, whatever somebody may have by now.
	b.say(0, errors.New("no more"))
	require.NotEmpty(t, h.file(large, renderjob.FilePDF))
	_, _, err = h.render.Submit(t.Context(), "ann", keyed)
	require.EqualError(t, err, "no more", "as when the project could not be made any more")
}
