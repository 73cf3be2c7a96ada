package ratehttp

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/ratelimit"
)

// Cost is as how much a request counts under a policy.
type Cost struct {
	Policy string // the name of one
	// Of is 1 to the policy's Burst; more counts as that, and less as 1. nil = 1. It is asked once for each request, before any of it is counted. Of what the
	// request has counted under the same policy before, the Burst has so much less: more would never pass.
	Of func(r *http.Request) int
}

// Limit counts requests under the policies of these names, in this order, each as one, before next gets them.
//
// When one of them refuses a request, those before it have counted it, and those after it are looked at: Retry-After is for all of the list. So name
// all policies of a route in one Limit, the widest first. Limits within Limits count, too, but when one refuses it cannot know those further in.
//
// It panics of no name: with one that the Guard does not have, or with none, each request is answered with 500 and logged, and nothing
// is counted. What is named twice, or met again further in, counts twice; a policy that a request meets more often than its Burst lets pass is such a
// mistake as well.
func (m *Middleware) Limit(policies ...string) func(next http.Handler) http.Handler {
	costs := make([]Cost, len(policies))
	for i, name := range policies {
		costs[i].Policy = name
	}
	return m.limit(costs)
}

// LimitCost is Limit of one policy for requests that count as more than one: cost is Cost.Of.
func (m *Middleware) LimitCost(policy string, cost func(r *http.Request) int) func(next http.Handler) http.Handler {
	return m.limit([]Cost{{policy, cost}})
}

// LimitCosts is Limit of several, under some of which requests count as more than one:
//
//	limits.LimitCosts(ratehttp.Cost{Policy: ratelimit.All}, ratehttp.Cost{Policy: ratelimit.Preview, Of: pages})
func (m *Middleware) LimitCosts(costs ...Cost) func(next http.Handler) http.Handler {
	return m.limit(append([]Cost(nil), costs...))
}

func (m *Middleware) limit(costs []Cost) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := askedOf(r.Context())
			if a == nil {
				a = newAsked(w.Header())
				r = r.WithContext(context.WithValue(r.Context(), askedKey{}, a))
			}
			questions, err := m.questions(r, a, costs)
			if err == nil {
				err = m.count(w, r, a, questions)
			}
			if err != nil {
				m.refuse(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Account counts for the account that a request names, whether there is one or not: a login form's handler calls it before it looks at
// the password. false: it was refused, and answered.
// A name with nothing in it, or nothing that can be seen, is no account, and passes uncounted: counted, all who leave the field empty would shut
// each other out. Such a request has been counted for its address, by the Limit around the handler.
//
//	if !limits.Account(w, r, ratelimit.Login, name) {
//		return
//	}
//
// Its Retry-After is also for the policies of the Limit around the handler, which could not know it: the form was not read yet. The fields
// of the header say nothing of the account unless it is what refuses: a stranger need not know how often others have tried it. It belongs into a Limit:
// without one, each call has an entry of its own in the fields, and a Retry-After for itself alone.
func (m *Middleware) Account(w http.ResponseWriter, r *http.Request, policy, typed string) bool {
	a := askedOf(r.Context())
	if a == nil {
		a = newAsked(w.Header())
	}
	p, err := m.policy(policy)
	if who := ratelimit.Account(typed); err == nil && who != (ratelimit.Who{}) {
		err = m.count(w, r, a, []question{{guard: m.c.Guard, policy: p, who: who, hidden: true, cost: 1}})
	}
	if err != nil {
		m.refuse(w, r, err)
		return false
	}
	return true
}

// questions are what is to be asked of a request. Errors: ErrInvalid.
func (m *Middleware) questions(r *http.Request, a *asked, costs []Cost) ([]question, error) {
	if len(costs) == 0 {
		return nil, fmt.Errorf("%w: a Limit without a policy", ratelimit.ErrInvalid)
	}
	all := make([]question, 0, len(costs))
	for _, c := range costs {
		p, err := m.policy(c.Policy)
		if err != nil {
			return nil, err
		}
		q := question{guard: m.c.Guard, policy: p, who: m.visitor(r, p), cost: 1}
		left := p.Burst - a.cost(q)
		for _, before := range all {
			if before.same(q) {
				left -= before.cost
			}
		}
		if left < 1 && !p.Off {
			return nil, fmt.Errorf("%w: a request meets policy %q more often than its Burst of %d lets pass", ratelimit.ErrInvalid, p.Name, p.Burst)
		}
		if c.Of != nil {
			q.cost = max(1, min(c.Of(r), left))
		}
		all = append(all, q)
	}
	return all, nil
}

func (m *Middleware) policy(name string) (ratelimit.Policy, error) {
	p, ok := m.c.Guard.Policy(name)
	if !ok {
		return p, fmt.Errorf("%w: the Guard has no policy %q", ratelimit.ErrInvalid, name)
	}
	return p, nil
}

// visitor is who asks. An Origin with an address is right: whoever made it knows where the request comes from.
func (m *Middleware) visitor(r *http.Request, p ratelimit.Policy) ratelimit.Who {
	address := audit.OriginOf(r.Context()).Address
	if address == "" {
		if client := m.proxies.Of(r); client.IsValid() {
			address = client.String()
		}
	}
	return p.Visitor(m.c.User(r), address)
}

// count asks the Guard one after the other, and sets the fields of the header. An error is a *ratelimit.Error, whose RetryAfter is for all that was asked
// and for those that were not any more, or what broke.
func (m *Middleware) count(w http.ResponseWriter, r *http.Request, a *asked, questions []question) error {
	for i, q := range questions {
		var err error
		q.d, err = m.c.Guard.Allow(r.Context(), ratelimit.Request{Policy: q.policy.Name, Who: q.who, Cost: q.cost, Route: m.c.Route(r)})
		at := a.add(q)
		if err == nil {
			continue
		}
		refusal, ok := errors.AsType[*ratelimit.Error](err)
		if !ok || refusal == nil {
			a.set(w.Header(), nobody, 0)
			return err
		}
		for _, q := range questions[i+1:] {
			a.add(m.look(r, q))
		}
		after := a.set(w.Header(), at, refusal.RetryAfter)
		return q.policy.Waiting(refusal, after)
	}
	a.set(w.Header(), nobody, 0)
	return nil
}

// look is q with how its policy stands. Where that breaks, nobody knows, and the request is refused as it is.
func (m *Middleware) look(r *http.Request, q question) question {
	d, err := m.c.Guard.Look(r.Context(), q.policy.Name, q.who)
	if err != nil && r.Context().Err() == nil {
		m.c.Logger.ErrorContext(r.Context(), "ratehttp: policy not looked at", "error", err, "policy", q.policy.Name)
	}
	q.d = d
	return q
}
