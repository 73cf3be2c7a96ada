package httpapi

import (
	"net/http"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/jobs"
)

func adminJobOperations() []operation {
	return []operation{
		{id: "listAllJobs", method: "GET", path: "/admin/jobs", query: "owner state kind after limit", handle: listAllJobs},
		{id: "getAnyJob", method: "GET", path: "/admin/jobs/{job}", handle: getAnyJob},
		{id: "cancelAnyJob", method: "POST", path: "/admin/jobs/{job}/cancel", body: smallBody, handle: cancelAnyJob},
		{id: "getQueue", method: "GET", path: "/admin/queue", handle: getQueue},
	}
}

func collectionOperations() []operation {
	return []operation{
		{id: "collect", method: "POST", path: "/admin/collections", body: smallBody, handle: collect},
		{id: "listCollections", method: "GET", path: "/admin/collections", handle: listCollections},
		{id: "getCollection", method: "GET", path: "/admin/collections/{collection}", handle: getCollection},
	}
}

func listAllJobs(c *call) error {
	q := c.parameters()
	after, limit := q.page()
	if q.err != nil {
		return q.err
	}
	f := jobs.Filter{State: jobs.State(q.Get("state")), Kind: q.Get("kind"), Owner: q.Get("owner")}
	page, next, err := c.operators().Jobs(c.ctx(), c.id, f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, pageOfJobs(page, next))
}

func getAnyJob(c *call) error {
	j, err := c.operators().Job(c.ctx(), c.id, c.path("job"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, shown(j))
}

func cancelAnyJob(c *call) error {
	var body because
	if err := c.decode(&body); err != nil {
		return err
	}
	j, err := c.operators().CancelJob(c.ctx(), c.id, c.path("job"), body.Reason)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, shown(j))
}

// queueNow is jobs.Stats in units of the API.
type queueNow struct {
	Kinds   map[string]jobs.Depth `json:"kinds"`
	Owners  []jobs.OwnerDepth     `json:"owners"`
	Oldest  int64                 `json:"oldest_wait_ms"`
	Expired int                   `json:"lease_expired"`
}

func getQueue(c *call) error {
	s, err := c.operators().Queue(c.ctx(), c.id)
	if err != nil {
		return err
	}
	now := queueNow{s.Kinds, s.Owners, s.Oldest.Milliseconds(), s.Expired}
	if now.Kinds == nil {
		now.Kinds = map[string]jobs.Depth{}
	}
	if now.Owners == nil {
		now.Owners = []jobs.OwnerDepth{}
	}
	return c.answer(http.StatusOK, now)
}

func collect(c *call) error {
	var body struct {
		admin.CollectOptions
		because
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	found, err := c.operators().Collect(c.ctx(), c.id, body.CollectOptions, body.Reason)
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", c.api.c.Prefix+"/admin/collections/"+found.ID)
	return c.answer(http.StatusAccepted, found)
}

func listCollections(c *call) error {
	all, err := c.operators().Collections(c.ctx(), c.id)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, map[string]any{"collections": all})
}

func getCollection(c *call) error {
	found, err := c.operators().Collection(c.ctx(), c.id, c.path("collection"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, found)
}
