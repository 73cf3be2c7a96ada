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

// set writes the fields anew. refusing is the place of what refuses the request, and nobody if nothing does or it is not known; refusal is how long that
// says to wait, and 0 if nothing refuses. It returns how long the answer says.
func (a *asked) set(h http.Header, refusing int, refusal time.Duration) (after time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f := fields{slices.Clone(a.before.policies), slices.Clone(a.before.limits)}
	if refusal > 0 {
		after = a.after(refusal)
		h.Set("Retry-After", strconv.FormatInt(problem.Seconds(after), 10))
	}
	for i, q := range a.questions {
		switch {
		case i == refusing:
			f.add(q, after)
		case a.shown(i, refusing):
			f.add(q, q.policy.After(q.d, q.d.Remaining+1))
		}
	}
	if len(f.limits) > 0 {
		h[fieldPolicy], h[fieldLimit] = []string{strings.Join(f.policies, ", ")}, []string{strings.Join(f.limits, ", ")}
	}
	return after
}

// shown tells whether a question that does not refuse is the entry of its policy, which has one: that which refuses, or else that with less left.
func (a *asked) shown(i, refusing int) bool {
	q := a.questions[i]
	if q.hidden {
		return false
	}
	for j, other := range a.questions {
		switch {
		case j == i || other.policy.Name != q.policy.Name:
		case j == refusing:
			return false
		case other.hidden:
		case other.d.Remaining < q.d.Remaining, other.d.Remaining == q.d.Remaining && j < i:
			return false
		}
	}
	return true
}

// add adds an entry. t is the time until more is left (section 4.1.2 of the draft); of what refuses the request it is Retry-After, when there is enough left.
// Where all is left it is missing.
func (f *fields) add(q question, t time.Duration) {
	name := `"` + q.policy.Name + `"` // a policy's name needs no escape
	f.policies = append(f.policies, name+parameter("q", int64(q.policy.Burst))+parameter("w", problem.Seconds(q.policy.Window())))
	limit := name + parameter("r", int64(q.d.Remaining))
	if t > 0 {
		limit += parameter("t", problem.Seconds(t))
	}
	f.limits = append(f.limits, limit)
}

func parameter(key string, value int64) string { return ";" + key + "=" + strconv.FormatInt(value, 10) }
