package httpapi

import (
	"net/http"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/ratelimit"
)

func adminTrailOperations(hits bool) []operation {
	all := []operation{
		{id: "listAudit", method: "GET", path: "/admin/audit", query: "actor action object outcome address request_id from to after limit", handle: listAudit},
		{id: "listAlerts", method: "GET", path: "/admin/alerts", query: "standing after limit", handle: listAlerts},
	}
	if hits {
		all = append(all, operation{id: "listHits", method: "GET", path: "/admin/hits", query: "policy who since after limit", handle: listHits},
			operation{id: "listTopHits", method: "GET", path: "/admin/hits/top", query: "policy who since limit", handle: listTopHits})
	}
	return all
}

type auditPage struct {
	Events []audit.Event `json:"events"`
	Next   string        `json:"next,omitempty"`
}

func listAudit(c *call) error {
	q := c.parameters()
	after, limit := q.page()
	f := audit.Filter{
		Actor: q.Get("actor"), Action: q.Get("action"), Object: q.Get("object"), Outcome: audit.Outcome(q.Get("outcome")), Address: q.Get("address"),
		RequestID: q.Get("request_id"), From: q.moment("from"), To: q.moment("to"),
	}
	if q.err != nil {
		return q.err
	}
	page, next, err := c.operators().Trail(c.ctx(), c.id, f, audit.Page{After: after, Limit: limit})
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, auditPage{page, next})
}

// rule is an admin.Rule in units of the API.
type rule struct {
	Name   string `json:"name"`
	What   string `json:"what"`
	Over   int64  `json:"over"`
	Window int64  `json:"window_seconds"` // 0 = as it is now
	Clear  int64  `json:"clear"`
}

type alertPage struct {
	Alerts []admin.Alert `json:"alerts"`
	Next   string        `json:"next,omitempty"`
	Rules  []rule        `json:"rules"`
}

func listAlerts(c *call) error {
	q := c.parameters()
	after, limit := q.page()
	standing := q.truth("standing")
	if q.err != nil {
		return q.err
	}
	page, next, err := c.operators().Alerts(c.ctx(), c.id, standing != nil && *standing, after, limit)
	if err != nil {
		return err
	}
	rules, err := c.operators().Rules(c.ctx(), c.id)
	if err != nil {
		return err
	}
	answer := alertPage{Alerts: page, Next: next, Rules: make([]rule, len(rules))}
	for i, r := range rules {
		answer.Rules[i] = rule{r.Name, r.What, r.Over, int64(r.Window / time.Second), r.Clear}
	}
	return c.answer(http.StatusOK, answer)
}

type hitPage struct {
	Hits []ratelimit.Hit `json:"hits"`
	Next string          `json:"next,omitempty"`
}

func (p *parameters) hits() ratelimit.HitFilter {
	return ratelimit.HitFilter{Policy: p.Get("policy"), Who: p.Get("who"), Since: p.moment("since")}
}

func listHits(c *call) error {
	q := c.parameters()
	after, limit := q.page()
	f := q.hits()
	if q.err != nil {
		return q.err
	}
	page, next, err := c.operators().Hits(c.ctx(), c.id, f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, hitPage{page, next})
}

func listTopHits(c *call) error {
	q := c.parameters()
	f, limit := q.hits(), q.number("limit", 1, ratelimit.MaxTop)
	if q.err != nil {
		return q.err
	}
	top, err := c.operators().TopHits(c.ctx(), c.id, f, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, map[string]any{"top": top})
}
