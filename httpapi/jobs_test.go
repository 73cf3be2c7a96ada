package httpapi_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
)

// job is what tests look at of one.
type job struct {
	jobs.Job
	renderjob.About
	Ahead *int
}

// job asks for a job of a project that there is not yet.
func (c *client) job(project string, body any) job {
	c.t.Helper()
	var j job
	c.do("POST", "/projects/"+project+"/jobs", body).want(202).json(&j)
	return j
}

// done lets a job be done.
func (c *client) done(id string) job {
	c.t.Helper()
	stop := c.h.work()
	defer stop()
	var j job
	events := c.do("GET", "/jobs/"+id+"/events", nil).want(200).events()
	last := events[len(events)-1]
	require.Equal(c.t, "done", last.name)
	require.NoError(c.t, json.Unmarshal([]byte(last.data), &j))
	return j
}

func TestJobs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p := ada.project("Kleiner Kalender für Größe")

	a := ada.do("POST", "/projects/"+p+"/jobs", nil).want(202)
	var j job
	a.json(&j)
	require.Equal(t, jobs.Pending, j.State)
	require.Equal(t, "/api/v1/jobs/"+j.ID, a.Header.Get("Location"))
	require.Equal(t, "1", a.Header.Get("Retry-After"))

	var same job
	ada.do("POST", "/projects/"+p+"/jobs", map[string]any{"version": 1, "hand": "right", "format": "pdf"}).want(200).json(&same)
	require.Equal(t, j.ID, same.ID, "what was asked for before")
	other := ada.job(p, map[string]any{"device": "supernote-nomad", "orientation": "landscape", "hand": "left", "locale": "de"})
	require.NotEqual(t, j.ID, other.ID)

	a = ada.do("GET", "/jobs/"+other.ID, nil).want(200)
	a.json(&same)
	require.NotNil(t, same.Ahead)
	require.Equal(t, 1, *same.Ahead)
	require.Equal(t, "1", a.Header.Get("Retry-After"))
	a = ada.do("GET", "/jobs/"+other.ID, nil, header("If-None-Match", a.Header.Get("ETag"))).want(304)
	require.Equal(t, "1", a.Header.Get("Retry-After"), "there is nothing new, and it is not final")
	ada.do("GET", "/jobs/"+other.ID, nil, header("Range", "bytes=1-2")).want(200).json(&same) // it is no file
	ada.do("GET", "/jobs/"+other.ID, nil, header("If-Match", `"x"`)).want(200)

	ada.do("POST", "/jobs/"+other.ID+"/cancel", nil).want(200).json(&same)
	require.Equal(t, jobs.Cancelled, same.State)
	ada.do("DELETE", "/jobs/"+j.ID, nil).problem(409, "job-not-finished")

	j = ada.done(j.ID)
	require.Equal(t, jobs.Succeeded, j.State)
	same = job{}
	a = ada.do("GET", "/jobs/"+j.ID, nil).want(200).json(&same)
	require.Equal(t, j, same, "as the last event said")
	require.Empty(t, a.Header.Get("Retry-After"))
	a = ada.do("POST", "/projects/"+p+"/jobs", map[string]any{}).want(200)
	require.Empty(t, a.Header.Get("Retry-After"), "it is there already")
	ada.do("POST", "/jobs/"+j.ID+"/cancel", nil).problem(409, "job-finished")

	var page struct {
		Jobs []job
		Next string
	}
	ada.do("GET", "/jobs?limit=1", nil).want(200).json(&page)
	require.Equal(t, other.ID, page.Jobs[0].ID, "newest first")
	ada.do("GET", "/jobs?limit=1&after="+page.Next, nil).want(200).json(&page)
	require.Equal(t, j.ID, page.Jobs[0].ID)
	require.Empty(t, page.Jobs[0].Result)
	ada.do("GET", "/jobs?state=cancelled", nil).want(200).json(&page)
	require.Len(t, page.Jobs, 1)
	ada.do("GET", "/jobs?state=gone", nil).problem(400, "invalid-filter")
	ada.do("GET", "/jobs?after=x", nil).problem(400, "invalid-cursor")
	ada.do("GET", "/jobs?limit=0", nil).problem(400, "invalid-parameter")

	ada.do("DELETE", "/jobs/"+j.ID, nil).want(204)
	ada.do("GET", "/jobs/"+j.ID, nil).problem(404, "no-such-job")
	ada.do("GET", "/jobs/"+j.ID+"/events", nil).problem(404, "no-such-job")
}

// A job says what it makes in each of its states, and the list can be of one project.
func TestJobsOfAProject(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob := h.user("ada"), h.user("bob")
	p, other := ada.project("Kleiner Kalender"), ada.project("Another")
	first := ada.job(p, nil)
	require.Equal(t, renderjob.About{Project: p, Version: 1, Title: "Kleiner Kalender", Device: first.Device}, first.About)
	require.NotEmpty(t, first.Device)
	want := renderjob.About{Project: p, Version: 1, Title: "Kleiner Kalender", Device: "supernote-nomad"}
	second := ada.job(p, map[string]any{"device": "Supernote-Nomad"})
	require.Equal(t, want, second.About)
	third := ada.job(other, nil)
	require.Equal(t, other, third.Project)

	var page struct {
		Jobs []job
		Next string
	}
	list := func(c *client, query string) (ids []string) {
		page.Jobs, page.Next = nil, ""
		c.do("GET", "/jobs"+query, nil).want(200).json(&page)
		for _, j := range page.Jobs {
			ids = append(ids, j.ID)
		}
		return ids
	}
	require.Equal(t, []string{second.ID, first.ID}, list(ada, "?project="+p))
	require.Equal(t, want, page.Jobs[0].About)
	require.Equal(t, []string{second.ID}, list(ada, "?limit=1&project="+p))
	require.Equal(t, []string{first.ID}, list(ada, "?limit=1&project="+p+"&after="+page.Next))
	require.Equal(t, []string{third.ID}, list(ada, "?state=pending&project="+other))
	require.Len(t, list(ada, "?project="), 3)
	for _, nowhere := range []string{"nowhere", "%00", strings.Repeat("x", 1000)} {
		require.Empty(t, list(ada, "?project="+nowhere))
	}
	require.Empty(t, list(bob, "?project="+p))

	var now job
	ada.do("POST", "/jobs/"+second.ID+"/cancel", nil).want(200).json(&now)
	require.Equal(t, want, now.About)
	require.Equal(t, first.About, ada.done(first.ID).About, "in events, too")
	ada.do("GET", "/jobs/"+first.ID, nil).want(200).json(&now)
	require.Equal(t, first.About, now.About)
	var r renderjob.Result
	require.NoError(t, json.Unmarshal(now.Result, &r))
	require.Equal(t, renderjob.About{Project: r.Project, Version: r.Version, Title: r.Title, Device: r.Device}, now.About, "as what was made")
	require.Equal(t, []string{first.ID}, list(ada, "?state=succeeded&project="+p))
}

func TestJobFiles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	j := ada.job(ada.project("Größe / 2026"), nil)
	path := "/jobs/" + j.ID + "/files/planner.pdf"
	ada.do("GET", path, nil).problem(404, "no-such-file")
	j = ada.done(j.ID)
	var r renderjob.Result
	require.NoError(t, json.Unmarshal(j.Result, &r))

	a := ada.do("GET", path, nil).want(200)
	require.True(t, bytes.HasPrefix(a.Body, []byte("%PDF-")))
	require.EqualValues(t, r.Bytes, len(a.Body))
	require.Equal(t, "application/pdf", a.Header.Get("Content-Type"))
	require.Equal(t, `attachment; filename="Gr__e - 2026.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20-%202026.pdf`, a.Header.Get("Content-Disposition"))
	require.Equal(t, `"`+r.SHA256+`"`, a.Header.Get("ETag"))
	require.Equal(t, "private, max-age=86400, immutable", a.Header.Get("Cache-Control"), "until the job expires")
	require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"))
	require.Equal(t, "default-src 'none'; sandbox", a.Header.Get("Content-Security-Policy"))
	whole, length := a.Body, a.Header.Get("Content-Length")

	a = ada.do("HEAD", path, nil).want(200)
	require.Empty(t, a.Body)
	require.Equal(t, length, a.Header.Get("Content-Length"))
	a = ada.do("GET", path, nil, header("Range", "bytes=1-4")).want(206)
	require.Equal(t, "PDF-", string(a.Body))
	a = ada.do("GET", path, nil, header("Range", "bytes=100-"), header("If-Range", `"`+r.SHA256+`"`)).want(206)
	require.Equal(t, whole[100:], a.Body)
	a = ada.do("GET", path, nil, header("Range", "bytes=0-0,2-3")).want(206)
	require.True(t, strings.HasPrefix(a.Header.Get("Content-Type"), "multipart/byteranges"))
	ada.do("GET", path, nil, header("If-None-Match", `"`+r.SHA256+`"`)).want(304)
	require.Contains(t, ada.do("GET", path, nil, header("Range", "bytes=9999999-")).problem(416, "no-such-range").Detail, length+" bytes")
	ada.do("GET", path, nil, header("Range", "bytes=x")).problem(416, "no-such-range")
	ada.do("GET", path, nil, header("If-Match", `"other"`)).problem(412, "other-file")

	a = ada.do("GET", "/jobs/"+j.ID+"/files/check.json", nil).want(200)
	require.Equal(t, `attachment; filename="check.json"`, a.Header.Get("Content-Disposition"))
	require.True(t, json.Valid(a.Body))
	for _, name := range []string{"planner.zip", "%2e%2e%2fplanner.pdf", "%00", strings.Repeat("x", 300)} {
		ada.do("GET", "/jobs/"+j.ID+"/files/"+name, nil).problem(404, "no-such-file")
	}
}

func TestJobPictures(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	j := ada.job(ada.project("Bilder"), map[string]any{"format": "png", "strict": true, "picture": map[string]any{"width": 64, "greys": 4, "dither": true, "color": "grey"}})
	j = ada.done(j.ID)
	require.Equal(t, jobs.Succeeded, j.State)
	a := ada.do("GET", "/jobs/"+j.ID+"/files/planner.zip", nil).want(200)
	require.True(t, bytes.HasPrefix(a.Body, []byte("PK")))
	require.Equal(t, `attachment; filename="Bilder.zip"`, a.Header.Get("Content-Disposition"))
}

func TestJobKeys(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p := ada.project("A")
	jobsOf := "/projects/" + p + "/jobs"
	var first, again job
	ada.do("POST", jobsOf, nil, header("Idempotency-Key", "k1")).want(202).json(&first)
	_, err := h.projects.Replace(t.Context(), projects.Actor{User: ada.id}, p, 1, []byte(planner("B", 2)))
	require.NoError(t, err)
	ada.do("POST", jobsOf, nil, header("Idempotency-Key", "k1")).want(200).json(&again)
	require.Equal(t, first.ID, again.ID, "a request that is repeated is the same, also when the project is another")
	require.Equal(t, "Idempotency-Key", ada.do("POST", jobsOf, map[string]any{"hand": "left"}, header("Idempotency-Key", "k1")).problem(422, "key-reused").Field)
	ada.do("POST", jobsOf, nil, header("Idempotency-Key", "k2")).want(202).json(&again)
	require.NotEqual(t, first.ID, again.ID)

	for _, key := range []string{"", " ", strings.Repeat("k", 201), "k\x01", "schlüssel"} {
		e := ada.do("POST", jobsOf, nil, header("Idempotency-Key", key)).problem(400, "invalid-parameter")
		require.Equal(t, "Idempotency-Key", e.Field)
	}
	ada.do("POST", jobsOf, nil, func(r *http.Request) { r.Header["Idempotency-Key"] = []string{"a", "b"} }).problem(400, "invalid-parameter")

	bob := h.user("bob")
	bob.do("POST", "/projects/"+bob.project("C")+"/jobs", nil, header("Idempotency-Key", "k1")).want(202).json(&again)
	require.NotEqual(t, first.ID, again.ID, "keys are each user's own")
}

func TestJobsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob := h.user("ada"), h.user("bob")
	p := ada.project("A")
	jobsOf := "/projects/" + p + "/jobs"
	for name, c := range map[string]struct {
		body   any
		status int
		code   string
		field  string
	}{
		"device":         {map[string]any{"device": "remarkabl-2"}, 422, "unknown-device", "device"},
		"locale":         {map[string]any{"locale": "xx-yy"}, 422, "unknown-locale", "locale"},
		"hand":           {map[string]any{"hand": "both"}, 422, "invalid-options", "hand"},
		"width":          {map[string]any{"format": "png", "picture": map[string]any{"width": 1}}, 422, "invalid-options", "picture.width"},
		"validate":       {map[string]any{"validate": true}, 422, "invalid-options", "validate"},
		"version":        {map[string]any{"version": 7}, 404, "no-such-version", "version"},
		"negative":       {map[string]any{"version": -1}, 422, "invalid-options", "version"},
		"kind of value":  {map[string]any{"device": 7}, 422, "invalid-field", "device"},
		"kind in a part": {map[string]any{"picture": map[string]any{"width": "1"}}, 422, "invalid-field", "picture.width"},
		"mistyped":       {map[string]any{"devise": "x"}, 422, "unknown-field", "devise"},
		"no JSON":        {"x", 415, "unsupported-media-type", ""},
	} {
		e := ada.do("POST", jobsOf, c.body).problem(c.status, c.code)
		require.Equal(t, c.field, e.Field, name)
	}
	require.Contains(t, ada.do("POST", jobsOf, map[string]any{"device": "remarkabl-2"}).problem(422, "unknown-device").Hint, "remarkable-2")

	draft, err := h.projects.Create(t.Context(), projects.Actor{User: ada.id}, projects.NewProject{Source: []byte("einkpdf: 1\nplan: [{design: nowhere}]\n")})
	require.NoError(t, err)
	require.NotEmpty(t, ada.do("POST", "/projects/"+draft.ID+"/jobs", nil).problem(422, "draft").Findings)

	ada.do("POST", "/projects/nowhere/jobs", nil).problem(404, "no-such-project")
	bob.do("POST", jobsOf, nil).problem(404, "no-such-project")
	j := ada.job(p, nil)
	for _, c := range []*client{bob, h.admin()} {
		c.do("GET", "/jobs/"+j.ID, nil).problem(404, "no-such-job")
		c.do("GET", "/jobs/"+j.ID+"/events", nil).problem(404, "no-such-job")
		c.do("GET", "/jobs/"+j.ID+"/files/planner.pdf", nil).problem(404, "no-such-job")
		c.do("POST", "/jobs/"+j.ID+"/cancel", nil).problem(404, "no-such-job")
		c.do("DELETE", "/jobs/"+j.ID, nil).problem(404, "no-such-job")
	}
	for _, o := range [][2]string{
		{"POST", jobsOf}, {"GET", "/jobs"}, {"GET", "/jobs/" + j.ID}, {"DELETE", "/jobs/" + j.ID}, {"POST", "/jobs/" + j.ID + "/cancel"},
		{"GET", "/jobs/" + j.ID + "/events"}, {"GET", "/jobs/" + j.ID + "/files/planner.pdf"},
	} {
		h.nobody().do(o[0], o[1], nil).problem(401, "unauthenticated")
	}
	ada.do("GET", "/jobs/nonsense", nil).problem(404, "no-such-job")
}

func TestJobLimits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p := ada.project("A")
	_, err := h.quotas.Override(t.Context(), quota.Operator(), ada.id, quota.NewOverride{Resource: quota.JobsAtOnce, Limit: 1, Reason: "test"})
	require.NoError(t, err)
	ada.job(p, nil)
	a := ada.do("POST", "/projects/"+p+"/jobs", map[string]any{"hand": "left"})
	e := a.problem(429, "too-many-at-once")
	require.Equal(t, "jobs-at-once", e.Resource)
	require.Equal(t, "30", a.Header.Get("Retry-After"))

	h.limited(ratelimit.PDF, "1/min")
	ada.do("POST", "/projects/"+p+"/jobs", nil).want(200)
	a = ada.do("POST", "/projects/"+p+"/jobs", nil)
	a.problem(429, "rate-limited")
	require.Equal(t, "60", a.Header.Get("Retry-After"))
	ada.do("GET", "/jobs", nil).want(200)
}

// A planner that cannot be made says why, in the last event as in the job.
func TestJobFails(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	p, err := h.projects.Create(t.Context(), projects.Actor{User: ada.id}, projects.NewProject{Source: []byte(planner("A", 3) + "")})
	require.NoError(t, err)
	_, err = h.quotas.Override(t.Context(), quota.Operator(), ada.id, quota.NewOverride{Resource: quota.PagesPerJob, Limit: 2, Reason: "test"})
	require.NoError(t, err)
	ada.do("POST", "/projects/"+p.ID+"/jobs", nil).problem(403, "page-quota-exceeded")
	j := ada.done(ada.job(p.ID, map[string]any{"device": "supernote-nomad"}).ID) // how many pages it has there only the job finds out
	require.Equal(t, jobs.Failed, j.State)
	require.Equal(t, "page-limit", j.Failure.Code)
	var now job
	ada.do("GET", "/jobs/"+j.ID, nil).want(200).json(&now)
	require.Equal(t, j, now)
}
