package ratehttp

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/ratelimit"
)

// Limit counts requests under the policy of this name, each as one, before next gets them. It panics of no name: a policy that the Guard does not have is
// answered with 500 and logged, for each request. Within itself it counts again.
func (m *Middleware) Limit(policy string) func(next http.Handler) http.Handler {
	return m.LimitCost(policy, func(*http.Request) int { return 1 })
}

// LimitCost is Limit for requests that count as more than one: cost is asked for each, which is 1 to the policy's Burst; more counts as that, and
// less as 1.
func (m *Middleware) LimitCost(policy string, cost func(r *http.Request) int) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := askedOf(r.Context())
			if a == nil {
				a = newAsked(w.Header())
				r = r.WithContext(context.WithValue(r.Context(), askedKey{}, a))
			}
			p, err := m.policy(policy)
			if err == nil {
				err = m.count(w, r, a, p, m.visitor(r, p), cost(r))
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
//
//	if !limits.Account(w, r, ratelimit.Login, name) {
//		return
//	}
//
// Its Retry-After is also for the policies of the Limit around the handler.
func (m *Middleware) Account(w http.ResponseWriter, r *http.Request, policy, typed string) bool {
	a := askedOf(r.Context())
	if a == nil {
		a = newAsked(w.Header())
	}
	p, err := m.policy(policy)
	if err == nil {
		err = m.count(w, r, a, p, ratelimit.Account(typed), 1)
	}
	if err != nil {
		m.refuse(w, r, err)
		return false
	}
	return true
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

// count asks the Guard and sets the fields of the header. An error is a *ratelimit.Error, whose RetryAfter is for all that was asked, or what broke.
func (m *Middleware) count(w http.ResponseWriter, r *http.Request, a *asked, p ratelimit.Policy, who ratelimit.Who, cost int) error {
	cost = max(1, min(cost, p.Burst))
	d, err := m.c.Guard.Allow(r.Context(), ratelimit.Request{Policy: p.Name, Who: who, Cost: cost, Route: m.c.Route(r)})
	a.mu.Lock()
	defer a.mu.Unlock()
	one := a.add(question{m.c.Guard, p, who, cost, d})
	refusal, ok := errors.AsType[*ratelimit.Error](err)
	if !ok || refusal == nil {
		a.set(w.Header(), nil, 0)
		return err
	}
	after := a.after(refusal.RetryAfter)
	a.set(w.Header(), one, after)
	return p.Waiting(refusal, after)
}
