package renderjob_test

import (
	"bytes"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
)

// What was asked for before is answered at once; what differs in anything that matters is made.
func TestReuse(t *testing.T) {
	t.Parallel()
	h := working(t)
	p := h.project("ann", planner(2, lines))
	same := renderjob.Request{Project: p.ID, Options: renderjob.Options{Device: "supernote-nomad"}}
	job, existed := h.submit("ann", same)
	require.False(t, existed)
	h.done(job)

	spelled := renderjob.Request{Project: p.ID, Version: 1, Options: renderjob.Options{Format: "pdf", Device: " supernote-nomad", Hand: "right", Picture: renderjob.Picture{Width: 100}}}
	for _, r := range []renderjob.Request{same, spelled} {
		again, existed := h.submit("ann", r)
		require.True(t, existed)
		require.Equal(t, job.ID, again.ID)
		require.Equal(t, jobs.Succeeded, again.State)
		require.Equal(t, 2, resultOf(t, again).Pages)
	}
	for _, o := range []renderjob.Options{
		{}, {Device: "remarkable-2"}, {Device: "supernote-nomad", Hand: "left"}, {Device: "supernote-nomad", Locale: "fr"},
		{Device: "supernote-nomad", Orientation: "landscape"}, {Device: "supernote-nomad", Strict: true}, {Device: "supernote-nomad", Format: renderjob.PNG},
		{Device: "supernote-nomad", Format: renderjob.PNG, Picture: renderjob.Picture{Width: 64}},
	} {
		other, existed := h.submit("ann", renderjob.Request{Project: p.ID, Options: o})
		require.False(t, existed, "%+v", o)
		h.done(other)
	}

	_, err := h.projects.Share(t.Context(), projects.Actor{User: "ann"}, p.ID, "bob", projects.Viewer)
	require.NoError(t, err)
	bobs, existed := h.submit("bob", same)
	require.False(t, existed, "another user's result is theirs")
	h.done(bobs)

	for _, change := range []func(*renderjob.Config){
		func(c *renderjob.Config) { c.Version = "another" },
		func(c *renderjob.Config) { c.Version, c.Project.Pages = "test", 500 },
		func(c *renderjob.Config) { c.Version, c.Limits.Output = "test", 1_000_000 },
	} {
		c := renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects)}
		change(&c)
		other, err := renderjob.New(c)
		require.NoError(t, err)
		job, existed, err := other.Submit(t.Context(), "ann", same)
		require.NoError(t, err)
		require.False(t, existed)
		h.done(job)
	}
}

// A runner of another version may do the job, as while a server is brought up to date; its result is not used again.
func TestReuseOfAnotherRenderer(t *testing.T) {
	t.Parallel()
	h := working(t)
	p := h.project("ann", planner(1, lines))
	newer, err := renderjob.New(renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects), Version: "newer"})
	require.NoError(t, err)
	job, _, err := newer.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID})
	require.NoError(t, err)
	require.Equal(t, "test", h.done(job).Renderer)
	again, existed, err := newer.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID})
	require.NoError(t, err)
	require.False(t, existed)
	require.NotEqual(t, job.ID, again.ID)
}

// A result of which a file is lost, or not whole, is made again.
func TestReuseOfLost(t *testing.T) {
	t.Parallel()
	h := working(t)
	p := h.project("ann", planner(1, lines))
	for _, damage := range []func(f jobs.File) error{
		func(f jobs.File) error { return h.blobs.Delete(t.Context(), f.Key) },
		func(f jobs.File) error { return h.blobs.Put(t.Context(), f.Key, strings.NewReader("%PDF"), 4) },
	} {
		job, _ := h.submit("ann", renderjob.Request{Project: p.ID})
		h.done(job)
		again, existed := h.submit("ann", renderjob.Request{Project: p.ID})
		require.True(t, existed)
		require.Equal(t, job.ID, again.ID)
		require.NoError(t, damage(again.Files[0]))
		again, existed = h.submit("ann", renderjob.Request{Project: p.ID})
		require.False(t, existed)
		h.done(again)
		require.NotEmpty(t, h.file(again, renderjob.FilePDF))
	}
}

// What is about to go is kept as long again when it is the answer.
func TestReuseOfOld(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	h := working(t, func(s *setup) {
		s.jobs.Retention = time.Hour
		s.jobs.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	})
	p := h.project("ann", planner(1, lines))
	job, _ := h.submit("ann", renderjob.Request{Project: p.ID})
	h.done(job)
	ahead.Store(int64(59 * time.Minute))
	again, existed := h.submit("ann", renderjob.Request{Project: p.ID})
	require.True(t, existed)
	require.Greater(t, again.Expires.Sub(h.get("ann", job.ID).Created), 118*time.Minute)
	ahead.Store(int64(3 * time.Hour))
	again, existed = h.submit("ann", renderjob.Request{Project: p.ID})
	require.False(t, existed)
	require.NotEqual(t, job.ID, again.ID)
	h.done(again)
}

// A request that is repeated with its key is one job, also when it is not finished.
func TestKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ann := projects.Actor{User: "ann"}
	p := h.project("ann", planner(1, lines))
	request := renderjob.Request{Project: p.ID, Key: "one"}
	job, _ := h.submit("ann", request)
	again, existed := h.submit("ann", request)
	require.True(t, existed)
	require.Equal(t, job.ID, again.ID)
	_, _, err := h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID, Key: "one", Options: renderjob.Options{Hand: "left"}})
	require.Equal(t, jobs.CodeKeyReused, jobs.CodeOf(err))

	_, err = h.projects.Replace(t.Context(), ann, p.ID, p.Version, planner(3, lines))
	require.NoError(t, err)
	again, existed = h.submit("ann", request)
	require.True(t, existed, "who asks for the current version asks for the same, whichever that is by now")
	require.Equal(t, job.ID, again.ID)
}

// Images are shown to those who may read them; what is missing is said, and tried again.
func TestAssets(t *testing.T) {
	t.Parallel()
	h := working(t)
	ann, bob := projects.Actor{User: "ann"}, projects.Actor{User: "bob"}
	up, err := h.assets.Upload(t.Context(), assets.Actor{User: "ann"}, assets.NewUpload{Name: "logo.png", Size: -1}, bytes.NewReader(assetstest.PNG(40, 40, 1)))
	require.NoError(t, err)
	source := planner(2, withAsset(up.ID))

	p := h.project("ann", source)
	r, with := h.rendered("ann", renderjob.Request{Project: p.ID})
	require.Empty(t, r.Missing)
	require.Empty(t, r.Warnings)

	stolen := h.project("bob", source) // that names ann's image, which gives nothing
	request := renderjob.Request{Project: stolen.ID}
	job, _ := h.submit("bob", request)
	r = h.done(job)
	require.Equal(t, []string{up.ID}, r.Missing)
	require.Equal(t, renderjob.WarnMissing, r.Warnings[0].Code)
	require.Equal(t, "missing-image", r.Check.Findings[0].Code)
	require.Contains(t, r.Check.Findings[0].Hint, "share")
	without := h.file(job, r.File)
	require.NotEqual(t, with, without)

	second, existed := h.submit("bob", request)
	require.False(t, existed, "it may be there by now")
	require.Equal(t, []string{up.ID}, h.done(second).Missing)

	_, err = h.projects.Share(t.Context(), ann, p.ID, "bob", projects.Viewer)
	require.NoError(t, err)
	third, existed := h.submit("bob", request)
	require.False(t, existed)
	r = h.done(third)
	require.Empty(t, r.Missing)
	require.Equal(t, with, h.file(third, r.File), "the same planner, with the image")
	again, existed := h.submit("bob", request)
	require.True(t, existed)
	require.Equal(t, third.ID, again.ID)

	shared, _ := h.submit("bob", renderjob.Request{Project: p.ID})
	require.Empty(t, h.done(shared).Missing)
	require.NoError(t, h.projects.Unshare(t.Context(), ann, p.ID, "bob"))
	_, _, err = h.render.Submit(t.Context(), "bob", renderjob.Request{Project: p.ID})
	require.Equal(t, projects.CodeNotFound, projects.CodeOf(err))
	_, err = h.projects.Get(t.Context(), bob, stolen.ID)
	require.NoError(t, err)
}

// An image whose bytes are damaged is not shown, and neither is the planner without it.
func TestDamagedAsset(t *testing.T) {
	t.Parallel()
	h := working(t)
	picture := assetstest.PNG(40, 40, 1)
	up, err := h.assets.Upload(t.Context(), assets.Actor{User: "ann"}, assets.NewUpload{Name: "logo.png", Size: -1}, bytes.NewReader(picture))
	require.NoError(t, err)
	for info, err := range h.images.List(t.Context(), "") {
		require.NoError(t, err)
		require.NoError(t, h.images.Put(t.Context(), info.Key, bytes.NewReader(make([]byte, info.Size)), info.Size))
	}
	job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", planner(1, withAsset(up.ID))).ID})
	require.Equal(t, jobs.FailInternal, h.failed(job).Code)
	require.Equal(t, 3, h.get("ann", job.ID).Attempt)
}

// The names of assets are what somebody wrote.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	h := working(t)
	for _, name := range []string{"../../etc/passwd", "/etc/passwd", "%00", `a\x07b`, `\u202Egnp`, "a b", "📷", "ep_asset'; --"} {
		p := h.project("ann", planner(1, withAsset(name)))
		if p.Draft {
			continue // a control character
		}
		r, _ := h.rendered("ann", renderjob.Request{Project: p.ID})
		require.Len(t, r.Missing, 1, name)
		require.Equal(t, 1, r.Pages)
	}
}
