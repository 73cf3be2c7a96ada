package ratehttp_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// limiter answers for a Limiter.
type limiter func(ctx context.Context, key string, p ratelimit.Policy, cost int) (ratelimit.Decision, error)

func (l limiter) Allow(ctx context.Context, key string, p ratelimit.Policy, cost int) (ratelimit.Decision, error) {
	return l(ctx, key, p, cost)
}

// open makes a Middleware that counts in memory, by a clock that stands.
func open(t require.TestingT, g ratelimit.Config, c ratehttp.Config) (*ratehttp.Middleware, *sqldbtest.Clock) {
	clock := sqldbtest.NewClock()
	g.Now = clock.Now
	if g.Limiter == nil {
		g.Limiter = ratelimit.NewMemory(ratelimit.MemoryConfig{Now: clock.Now})
	}
	guard, err := ratelimit.New(g)
	require.NoError(t, err)
	c.Guard = guard
	m, err := ratehttp.New(c)
	require.NoError(t, err)
	return m, clock
}

// few are policies that are soon exhausted.
func few() ratelimit.Policies {
	return ratelimit.Policies{
		{Name: "all", Rate: 300, Per: time.Minute},
		{Name: "pdf", What: "planners", Rate: 2, Per: 12 * time.Second},
		{Name: "login", What: "logins", Rate: 3, Per: 30 * time.Second, Addresses: true, Closed: true},
		{Name: "slow", Rate: 1, Per: time.Minute, Burst: 2},
		{Name: "off", Rate: 1, Per: time.Minute, Off: true},
	}
}

// ok answers that it was reached.
var ok = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })

// from makes a request of a user, or of nobody, from an address.
func from(user, address string) *http.Request {
	r := httptest.NewRequest("POST", "/projects/1/pdf", nil)
	return r.WithContext(audit.WithOrigin(r.Context(), audit.Origin{Actor: user, Address: address, RequestID: "request-1"}))
}

func send(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// statuses are what so many equal requests are answered with.
func statuses(t testing.TB, h http.Handler, n int, request func() *http.Request) (all []int) {
	t.Helper()
	for range n {
		all = append(all, send(h, request()).Code)
	}
	return all
}

func as(user, address string) func() *http.Request {
	return func() *http.Request { return from(user, address) }
}
