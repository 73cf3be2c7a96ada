package httpapi

import (
	"net/http"
	"time"

	"github.com/einkpdf/platform/quota"
)

func adminQuotaOperations() []operation {
	return []operation{
		{id: "listQuotas", method: "GET", path: "/admin/quotas", query: "tier overrides resource percent after limit", handle: listQuotas},
		{id: "setTier", method: "PUT", path: "/admin/users/{user}/tier", body: smallBody, handle: setTier},
		{id: "override", method: "PUT", path: "/admin/users/{user}/overrides/{resource}", body: smallBody, handle: override},
		{id: "endOverride", method: "POST", path: "/admin/users/{user}/overrides/{resource}/end", body: smallBody, handle: endOverride},
	}
}

type quotaPage struct {
	Users []quota.Usage `json:"users"`
	Next  string        `json:"next,omitempty"`
}

func listQuotas(c *call) error {
	q := c.parameters()
	after, limit := q.page()
	f := quota.Filter{Tier: q.Get("tier"), Resource: quota.Resource(q.Get("resource")), Percent: q.number("percent", 1, 100)}
	if only := q.truth("overrides"); only != nil {
		f.Overrides = *only
	}
	if q.err != nil {
		return q.err
	}
	page, next, err := c.operators().Quotas(c.ctx(), c.id, f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, quotaPage{page, next})
}

func setTier(c *call) error {
	var body struct {
		Tier   string `json:"tier"`
		Reason string `json:"reason"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	return c.usage(c.operators().SetTier(c.ctx(), c.id, c.path("user"), body.Tier, body.Reason))
}

func override(c *call) error {
	var body struct {
		Limit   *int64    `json:"limit"`
		Reason  string    `json:"reason"`
		Expires time.Time `json:"expires_at"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.Limit == nil { // 0 is one
		return refuse(http.StatusUnprocessableEntity, string(quota.CodeLimit), "limit", `Say the limit: 0 or more, or -1 for none.`)
	}
	o := quota.NewOverride{Resource: quota.Resource(c.path("resource")), Limit: *body.Limit, Reason: body.Reason, Expires: body.Expires}
	return c.usage(c.operators().Override(c.ctx(), c.id, c.path("user"), o))
}

func endOverride(c *call) error {
	var body because
	if err := c.decode(&body); err != nil {
		return err
	}
	return c.usage(c.operators().EndOverride(c.ctx(), c.id, c.path("user"), quota.Resource(c.path("resource")), body.Reason))
}

// usage answers with what a user has and may have.
func (c *call) usage(u quota.Usage, err error) error {
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, u)
}
