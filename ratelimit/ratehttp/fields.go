package ratehttp

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/einkpdf/platform/problem"
)

// The fields of draft-ietf-httpapi-ratelimit-headers-10, as net/http spells their names: lists of strings with parameters (RFC 9651).
const (
	fieldPolicy = "Ratelimit-Policy"
	fieldLimit  = "Ratelimit"
)

// fields are the members of both lists.
type fields struct{ policies, limits []string }

func fieldsOf(h http.Header) fields {
	return fields{slices.Clone(h[fieldPolicy]), slices.Clone(h[fieldLimit])}
}

// set writes the fields anew. refusing is what refuses the request, and nil if nothing does or nobody could answer it; after is 0 if nothing does.
func (a *asked) set(h http.Header, refusing *question, after time.Duration) {
	f := fields{slices.Clone(a.before.policies), slices.Clone(a.before.limits)}
	if after > 0 {
		h.Set("Retry-After", strconv.FormatInt(problem.Seconds(after), 10))
	}
	for i := range a.questions {
		if q := &a.questions[i]; a.shown(q, refusing) {
			f.add(q, q == refusing, after)
		}
	}
	if len(f.limits) > 0 {
		h[fieldPolicy], h[fieldLimit] = []string{strings.Join(f.policies, ", ")}, []string{strings.Join(f.limits, ", ")}
	}
}

// shown tells whether q is the entry of its policy: one that was asked for an address and for an account has one entry, that with less left.
func (a *asked) shown(q, refusing *question) bool {
	if q == refusing {
		return true
	}
	before := true
	for i := range a.questions {
		other := &a.questions[i]
		switch {
		case other == q:
			before = false
		case other.policy.Name != q.policy.Name:
		case other == refusing, other.d.Remaining < q.d.Remaining, other.d.Remaining == q.d.Remaining && before:
			return false
		}
	}
	return true
}

// add adds an entry. t is the time until more is left (section 4.1.2 of the draft); of what refuses the request it is Retry-After, when there is enough left.
func (f *fields) add(q *question, refuses bool, after time.Duration) {
	t := after
	if !refuses {
		t = q.policy.After(q.d, q.d.Remaining+1)
	}
	name := `"` + q.policy.Name + `"` // a policy's name needs no escape
	f.policies = append(f.policies, name+parameter("q", int64(q.policy.Burst))+parameter("w", problem.Seconds(q.policy.Window())))
	f.limits = append(f.limits, name+parameter("r", int64(q.d.Remaining))+parameter("t", problem.Seconds(t)))
}

func parameter(key string, value int64) string { return ";" + key + "=" + strconv.FormatInt(value, 10) }
