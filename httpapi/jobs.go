package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/ratelimit"
)

func jobOperations() []operation {
	return []operation{
		{
			id: "createJob", method: "POST", path: "/projects/{project}/jobs", who: user, limits: []string{ratelimit.PDF}, body: smallBody,
			handle: createJob,
		},
		{id: "listJobs", method: "GET", path: "/jobs", who: user, query: "project state after limit", handle: listJobs},
		{id: "getJob", method: "GET", path: "/jobs/{job}", who: user, handle: getJob},
		{id: "deleteJob", method: "DELETE", path: "/jobs/{job}", who: user, handle: deleteJob},
		{id: "cancelJob", method: "POST", path: "/jobs/{job}/cancel", who: user, handle: cancelJob},
		{id: "followJob", method: "GET", path: "/jobs/{job}/events", who: user, handle: followJob},
		{id: "getJobFile", method: "GET", path: "/jobs/{job}/files/{file}", who: user, handle: getJobFile},
	}
}

// inJobs is the caller without the role: here one's own jobs are shown and ended. What operators do to those of others has a reason, and belongs to
// package admin.
func (c *call) inJobs() jobs.Actor { return jobs.Actor{User: c.user()} }

// jobNow is a job as it stands, with what it makes.
type jobNow struct {
	jobs.Job
	renderjob.About
	Ahead *int `json:"ahead,omitempty"` // how many are before a pending one
}

// shown is a job as the API has it: in place of Subject and About, which are the queue's words, stands what they mean.
func shown(j jobs.Job) jobNow {
	now := jobNow{Job: j, About: renderjob.AboutOf(j)}
	now.Job.Subject, now.Job.About = "", nil
	return now
}

// look returns a job, and of a pending one how many are before it.
func (a *API) look(ctx context.Context, by jobs.Actor, id string) (jobNow, error) {
	j, err := a.c.Jobs.Get(ctx, by, id)
	now := shown(j)
	if err != nil || j.State != jobs.Pending {
		return now, err
	}
	ahead, err := a.c.Jobs.Ahead(ctx, by, id)
	now.Ahead = &ahead
	return now, err
}

// maxKey bounds the field Idempotency-Key, in bytes: see jobs.Spec.Key.
const maxKey = 200

// idempotencyKey is the field Idempotency-Key; "" = there is none.
func (c *call) idempotencyKey() (string, error) {
	keys := c.r.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		return "", nil
	}
	key := strings.TrimSpace(keys[0])
	if len(keys) > 1 || key == "" || len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "", refuse(http.StatusBadRequest, "invalid-parameter", "Idempotency-Key",
			fmt.Sprintf("Idempotency-Key is one text of 1 to %d characters of ASCII: send another for each request, as a UUID.", maxKey))
	}
	return key, nil
}

func createJob(c *call) error {
	key, err := c.idempotencyKey()
	if err != nil {
		return err
	}
	var body struct {
		Version int `json:"version"`
		renderjob.Options
	}
	if err := c.decodeAny(&body); err != nil { // a planner as the project says needs no words
		return err
	}
	job, existed, err := c.api.c.Render.Submit(c.ctx(), c.user(), renderjob.Request{
		Project: c.path("project"), Version: body.Version, Options: body.Options, Key: key,
	})
	if e, ok := errors.AsType[*jobs.Error](err); ok && e.Code == jobs.CodeKeyReused { // as it is called here
		named := *e
		named.Field = "Idempotency-Key"
		return &named
	}
	if err != nil {
		return err
	}
	status := http.StatusAccepted
	if existed {
		status = http.StatusOK
	}
	c.w.Header().Set("Location", c.api.c.Prefix+"/jobs/"+job.ID)
	c.sayWhen(job)
	return c.answer(status, shown(job))
}

// jobPage is a page of a listing, without results.
type jobPage struct {
	Jobs []jobNow `json:"jobs"`
	Next string   `json:"next,omitempty"` // for ?after=
}

func pageOfJobs(page []jobs.Job, next string) jobPage {
	all := make([]jobNow, len(page))
	for i, j := range page {
		all[i] = shown(j)
	}
	return jobPage{all, next}
}

func listJobs(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	f := jobs.Filter{State: jobs.State(q.Get("state")), Kind: renderjob.Kind, Subject: q.Get("project")}
	page, next, err := c.api.c.Jobs.List(c.ctx(), c.inJobs(), f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, pageOfJobs(page, next))
}

// getJob is for those who poll as well: what is as it was is 304.
func getJob(c *call) error {
	now, err := c.api.look(c.ctx(), c.inJobs(), c.path("job"))
	if err != nil {
		return err
	}
	body, err := json.Marshal(now)
	if err != nil {
		return err
	}
	c.sayWhen(now.Job)
	c.w.Header().Set("Cache-Control", "private, no-cache")
	if c.unchanged(fmt.Sprintf(`"%x"`, sha256.Sum256(body))) {
		return nil
	}
	return c.answer(http.StatusOK, json.RawMessage(body))
}

func deleteJob(c *call) error {
	if err := c.api.c.Jobs.Delete(c.ctx(), c.inJobs(), c.path("job")); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

func cancelJob(c *call) error {
	job, err := c.api.c.Jobs.Cancel(c.ctx(), c.inJobs(), c.path("job"))
	if err != nil {
		return err
	}
	c.sayWhen(job)
	return c.answer(http.StatusOK, shown(job))
}

// How long it is until it may be worth while to ask for a job again.
const (
	askSoon = time.Second
	askLate = time.Minute
)

// sayWhen tells who polls when to ask again, of a job that is not final.
func (c *call) sayWhen(j jobs.Job) {
	if j.State.Final() {
		return
	}
	wait := askSoon
	if j.State == jobs.Pending { // its next attempt may be some way off
		wait = min(max(j.RunAt.Sub(c.api.c.Now()), askSoon), askLate)
	}
	c.w.Header().Set("Retry-After", strconv.FormatInt(problem.Seconds(wait), 10))
}
