package ratehttp

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/einkpdf/platform/ratelimit"
)

// asked is what was decided in a request so far. It is in the context of what is inside a Limit.
type asked struct {
	mu        sync.Mutex // a handler may serve parts of a request at once
	before    fields     // of others
	questions []question // more are added at the end
}

// question is one policy for one visitor: cost is all that the request has counted, or was refused, or would have counted, and d what was said last.
type question struct {
	guard  *ratelimit.Guard // of another one it is another policy
	policy ratelimit.Policy
	who    ratelimit.Who
	hidden bool // who is an account: it has an entry in the fields only where it refuses
	cost   int
	d      ratelimit.Decision
}

// same says whether both are counted together.
func (q question) same(other question) bool {
	return q.guard == other.guard && q.policy.Name == other.policy.Name && q.who == other.who
}

type askedKey struct{}

func askedOf(ctx context.Context) *asked {
	a, _ := ctx.Value(askedKey{}).(*asked)
	return a
}

func newAsked(h http.Header) *asked { return &asked{before: fieldsOf(h)} }

// nobody is the place of no question.
const nobody = -1

// add notes a question and says at which place it is now: nobody if the answer is not known, since the policy is off or its Limiter fails. What is asked
// twice costs both: the request that comes again will have to pay both.
func (a *asked) add(q question) int {
	if q.d.Limit == 0 {
		return nobody
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	i := slices.IndexFunc(a.questions, q.same)
	if i < 0 {
		a.questions = append(a.questions, q)
		return len(a.questions) - 1
	}
	a.questions[i].cost += q.cost
	a.questions[i].d = q.d
	return i
}

// cost is what the request has counted so far where a question counts.
func (a *asked) cost(q question) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.IndexFunc(a.questions, q.same); i >= 0 {
		return a.questions[i].cost
	}
	return 0
}

// after is how long it takes until the same request passes all that is known of it, if that is longer than what refuses it says.
func (a *asked) after(refusal time.Duration) time.Duration {
	for _, q := range a.questions {
		refusal = max(refusal, q.policy.After(q.d, q.cost))
	}
	return refusal
}
