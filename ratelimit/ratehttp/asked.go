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
	questions []question
}

// question is one policy for one visitor: cost is all that the request has counted, or was refused, and d what was said last.
type question struct {
	guard  *ratelimit.Guard // of another one it is another policy
	policy ratelimit.Policy
	who    ratelimit.Who
	cost   int
	d      ratelimit.Decision
}

type askedKey struct{}

func askedOf(ctx context.Context) *asked {
	a, _ := ctx.Value(askedKey{}).(*asked)
	return a
}

func newAsked(h http.Header) *asked { return &asked{before: fieldsOf(h)} }

// add notes a question and returns where it is now: nil if nobody knows the answer, since the policy is off or its Limiter fails. What is asked twice
// costs both: the request that comes again will have to pay both.
func (a *asked) add(q question) *question {
	if q.d.Limit == 0 {
		return nil
	}
	i := slices.IndexFunc(a.questions, func(have question) bool {
		return have.guard == q.guard && have.policy.Name == q.policy.Name && have.who == q.who
	})
	if i < 0 {
		a.questions = append(a.questions, q)
		return &a.questions[len(a.questions)-1]
	}
	a.questions[i].cost += q.cost
	a.questions[i].d = q.d
	return &a.questions[i]
}

// after is how long it takes until the same request passes all that it has met, if that is longer than what refuses it says.
func (a *asked) after(refusal time.Duration) time.Duration {
	for _, q := range a.questions {
		refusal = max(refusal, q.policy.After(q.d, q.cost))
	}
	return refusal
}
