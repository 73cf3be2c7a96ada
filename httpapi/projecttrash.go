package httpapi

import "net/http"

func trashProject(c *call) error {
	seen, err := c.match(sayVersion)
	if err != nil {
		return err
	}
	p, err := c.api.c.Projects.Trash(c.ctx(), c.inProjects(), c.path("project"), seen)
	return c.written(p, err)
}

func restoreProject(c *call) error {
	seen, err := c.seenAny()
	if err != nil {
		return err
	}
	p, err := c.api.c.Projects.Restore(c.ctx(), c.inProjects(), c.path("project"), seen)
	return c.written(p, err)
}

func purgeProject(c *call) error {
	seen, err := c.seenAny()
	if err != nil {
		return err
	}
	if err := c.api.c.Projects.Purge(c.ctx(), c.inProjects(), c.path("project"), seen); err != nil {
		return c.stale(err)
	}
	return c.answer(http.StatusNoContent, nil)
}

// seenAny is seen of a body that says nothing else, or of none.
func (c *call) seenAny() (int, error) {
	var body struct {
		Version int `json:"version"`
	}
	if err := c.decodeAny(&body); err != nil {
		return 0, err
	}
	return c.seen(body.Version)
}

// decodeAny is decode where there need not be a body.
func (c *call) decodeAny(into any) error {
	if c.r.ContentLength == 0 {
		return nil
	}
	return c.decode(into)
}
