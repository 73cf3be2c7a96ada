package ratehttp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

// step is one policy of a Limit.
type step struct {
	policy ratelimit.Policy
	cost   int
}

// route nests Limits, each of some policies. The answer says in a field of its own how far a request came: the number of Limits that let it pass.
func route(m *ratehttp.Middleware, limits [][]step) http.Handler {
	var h http.Handler = ok
	for i, steps := range slices.Backward(limits) {
		inner, passed := h, strconv.Itoa(i+1)
		var costs []ratehttp.Cost
		for _, s := range steps {
			costs = append(costs, ratehttp.Cost{Policy: s.policy.Name, Of: func(*http.Request) int { return s.cost }})
		}
		h = m.LimitCosts(costs...)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Passed", passed)
			inner.ServeHTTP(w, r)
		}))
	}
	return h
}

func drawPolicies(t *rapid.T) (all ratelimit.Policies) {
	for i := range rapid.IntRange(1, 4).Draw(t, "policies") {
		all = append(all, ratelimit.Policy{
			Name: fmt.Sprintf("p%d", i), Rate: rapid.IntRange(1, 20).Draw(t, "rate"), Burst: rapid.IntRange(1, 20).Draw(t, "burst"),
			Per: time.Duration(rapid.Int64Range(int64(time.Second), int64(2*time.Minute)).Draw(t, "per")),
			Off: rapid.IntRange(0, 9).Draw(t, "off") == 0, Addresses: rapid.Bool().Draw(t, "addresses"),
		})
	}
	return all
}

// drawRoute draws at most so many Limits of any of the policies with any costs, some of them twice: as much in all as passes at once, since else
// nothing ever does.
func drawRoute(t *rapid.T, all ratelimit.Policies, most int) [][]step {
	left := map[string]int{}
	limits := make([][]step, rapid.IntRange(1, most).Draw(t, "limits"))
	for i := range limits {
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			p := rapid.SampledFrom(all).Draw(t, "policy")
			if _, met := left[p.Name]; !met {
				left[p.Name] = p.Burst
			}
			if left[p.Name] > 0 {
				cost := rapid.IntRange(1, left[p.Name]).Draw(t, "cost")
				left[p.Name] -= cost
				limits[i] = append(limits[i], step{p, cost})
			}
		}
	}
	return slices.DeleteFunc(limits, func(steps []step) bool { return len(steps) == 0 })
}

// Who waits for Retry-After, and is alone, is not refused again, ever: whatever the policies that a Limit names, and however they were used before. And no
// shorter wait in whole seconds would do.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkRetryAfter(t, 1) })
}

// Of Limits within Limits each refuses once: each refusal is further in than the last, until there is none.
func TestRetryAfterNested(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkRetryAfter(t, 4) })
}

func checkRetryAfter(t *rapid.T, limits int) {
	policies := drawPolicies(t)
	m, clock := open(t, ratelimit.Config{Policies: policies}, ratehttp.Config{})
	for range rapid.IntRange(1, 8).Draw(t, "rounds") {
		others := route(m, drawRoute(t, policies, 4))
		for range rapid.IntRange(0, 20).Draw(t, "traffic") {
			send(others, from("ada", "192.0.2.1"))
			clock.Advance(time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "pause")))
		}
		obey(t, route(m, drawRoute(t, policies, limits)), clock.Advance)
	}
}

// obey sends a request until it passes, and waits as long as it is told; now and then it comes too early besides.
func obey(t *rapid.T, h http.Handler, wait func(time.Duration)) {
	for met := -1; ; {
		w := send(h, from("ada", "192.0.2.1"))
		if w.Code == http.StatusOK {
			return
		}
		require.Equal(t, http.StatusTooManyRequests, w.Code)
		require.Greater(t, passedOf(w), met, "refused again by a Limit that it waited for")
		met = passedOf(w)
		after := retryAfter(t, w)
		if after > 1 && rapid.IntRange(0, 3).Draw(t, "too early") == 0 {
			wait(time.Duration(after-1) * time.Second)
			early := send(h, from("ada", "192.0.2.1"))
			require.Equal(t, http.StatusTooManyRequests, early.Code, "Retry-After was longer than it must be")
			require.LessOrEqual(t, passedOf(early), met)
			after, met = retryAfter(t, early), passedOf(early) // which may be further out, and then speaks of less
		}
		wait(time.Duration(after) * time.Second)
	}
}

// passedOf is 0 of a request that the outermost Limit refused.
func passedOf(w *httptest.ResponseRecorder) int {
	n, _ := strconv.Atoi(w.Header().Get("Passed"))
	return n
}

func retryAfter(t require.TestingT, w *httptest.ResponseRecorder) int {
	after, err := strconv.Atoi(w.Header().Get("Retry-After"))
	require.NoError(t, err)
	require.Positive(t, after)
	return after
}
