package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/einkpdf/platform/admin"
)

// adminOperations are those about the services that there are to look after. All ask for the role.
func adminOperations(has admin.Offers) []operation {
	all := adminTrailOperations(has.Hits)
	if has.Users {
		all = append(all, adminUserOperations()...)
		all = append(all, impersonationOperations()...)
	}
	if has.Quotas {
		all = append(all, adminQuotaOperations()...)
	}
	if has.Projects {
		all = append(all, adminProjectOperations()...)
	}
	if has.Assets {
		all = append(all, operation{id: "listAssetsOf", method: "GET", path: "/admin/users/{user}/assets", query: "kind order after limit", handle: listAssetsOf})
	}
	if has.Jobs {
		all = append(all, adminJobOperations()...)
		if has.Assets || has.Projects {
			all = append(all, collectionOperations()...)
		}
	}
	for i := range all {
		all[i].who = operator
	}
	return all
}

func (c *call) operators() *admin.Service { return c.api.c.Admin }

// because is the body of what wants nothing but a reason.
type because struct {
	Reason string `json:"reason"`
}

// parameters reads the query of a listing; of several that are wrong the first counts.
type parameters struct {
	url.Values
	err error
}

func (c *call) parameters() *parameters { return &parameters{Values: c.r.URL.Query()} }

func (p *parameters) refuse(name, what string) {
	if p.err == nil {
		p.err = refuse(http.StatusBadRequest, "invalid-parameter", name, fmt.Sprintf("%q is %s.", name, what))
	}
}

// truth is true or false; nil = it is not said.
func (p *parameters) truth(name string) *bool {
	text := p.Get(name)
	if text == "" {
		return nil
	}
	if !slices.Contains([]string{"true", "false"}, text) {
		p.refuse(name, "true or false")
	}
	is := text == "true"
	return &is
}

// moment is a time; zero = it is not said.
func (p *parameters) moment(name string) time.Time {
	text := p.Get(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		p.refuse(name, `a time of RFC 3339: "2026-03-01T12:00:00Z"`)
	}
	return t
}

// number is one of least to most; 0 = it is not said.
func (p *parameters) number(name string, least, most int) int {
	text := p.Get(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		p.refuse(name, fmt.Sprintf("a number from %d to %d", least, most))
	}
	return n
}

// page is where a listing begins, and how long a page is; 0 = the service's default.
func (p *parameters) page() (after string, limit int) {
	return p.Get("after"), p.number("limit", 1, 200)
}
