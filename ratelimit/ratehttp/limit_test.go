package ratehttp_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{})})
	require.NoError(t, err)
	for says, c := range map[string]ratehttp.Config{
		"no Guard":                    {},
		"TrustedProxies has a prefix": {Guard: guard, TrustedProxies: []netip.Prefix{{}}},
	} {
		_, err := ratehttp.New(c)
		require.ErrorContains(t, err, says)
	}
}

// What an answer says, word for word.
func TestLimit(t *testing.T) {
	t.Parallel()
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := m.Limit("all")(m.Limit("pdf")(ok))
	policies := `"all";q=300;w=60, "pdf";q=2;w=12`

	for _, c := range []struct {
		after  time.Duration
		code   int
		limits string
		retry  string
	}{
		{0, 200, `"all";r=299;t=1, "pdf";r=1;t=6`, ""},
		{0, 200, `"all";r=298;t=1, "pdf";r=0;t=6`, ""},
		{time.Second, 429, `"all";r=299;t=1, "pdf";r=0;t=5`, "5"},
		{5*time.Second - 1, 429, `"all";r=299;t=1, "pdf";r=0;t=1`, "1"},
		{1, 200, `"all";r=298;t=1, "pdf";r=0;t=6`, ""},
		{time.Minute, 200, `"all";r=299;t=1, "pdf";r=1;t=6`, ""},
	} {
		clock.Advance(c.after)
		w := send(h, from("ada", "192.0.2.1"))
		require.Equal(t, c.code, w.Code)
		require.Equal(t, []string{policies}, w.Header()["Ratelimit-Policy"])
		require.Equal(t, []string{c.limits}, w.Header()["Ratelimit"])
		require.Equal(t, c.retry, w.Header().Get("Retry-After"))
		if c.code == 200 {
			require.Equal(t, "ok", w.Body.String())
			require.Empty(t, w.Header().Get("Cache-Control"))
		}
	}
	require.Equal(t, 200, send(h, from("ben", "192.0.2.1")).Code, "of others nothing was counted")
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	h := m.Limit("pdf")(ok)
	require.Equal(t, []int{200, 200}, statuses(t, h, 2, as("ada", "192.0.2.1")))
	w := send(h, from("ada", "192.0.2.1"))
	require.Equal(t, 429, w.Code)
	require.Equal(t, http.Header{
		"Ratelimit-Policy": {`"pdf";q=2;w=12`}, "Ratelimit": {`"pdf";r=0;t=6`}, "Retry-After": {"6"},
		"Content-Type": {"application/problem+json"}, "Cache-Control": {"private, no-store"}, "X-Content-Type-Options": {"nosniff"},
	}, w.Header())
	require.JSONEq(t, `{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Too Many Requests","status":429,
		"detail":"Too many requests: 2 planners in 12 seconds are allowed. Please try again in 6 seconds.","code":"rate-limited","request_id":"request-1",
		"violated-policies":["pdf"]}`, w.Body.String())
	require.Empty(t, log.String(), "that is everyday")
}

// Retry-After is for all that the request met: it passes what lies further out once more.
func TestRefusalNested(t *testing.T) {
	t.Parallel()
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := m.Limit("slow")(m.Limit("pdf")(ok))
	inside := m.Limit("pdf")(ok)
	require.Equal(t, []int{200, 200}, statuses(t, inside, 2, as("ada", "")))
	clock.Advance(time.Second)

	require.Equal(t, "5", send(h, from("ada", "")).Header().Get("Retry-After"), "another one of slow is left")
	w := send(h, from("ada", ""))
	require.Equal(t, 429, w.Code)
	require.Equal(t, "60", w.Header().Get("Retry-After"), "slow has been used up on the way to pdf, and pdf alone would be 5")
	require.Equal(t, `"slow";r=0;t=60, "pdf";r=0;t=60`, w.Header().Get("RateLimit"))
	require.Contains(t, w.Body.String(), "2 planners in 12 seconds are allowed. Please try again in 1 minute.")
	require.Contains(t, w.Body.String(), `"violated-policies":["pdf"]`)

	clock.Advance(time.Minute)
	require.Equal(t, 200, send(h, from("ada", "")).Code)
	w = send(h, from("ada", ""))
	require.Equal(t, `"slow";r=0;t=60`, w.Header().Get("RateLimit"), "pdf was not asked")
	require.Equal(t, `"slow";q=2;w=120`, w.Header().Get("RateLimit-Policy"))
}

// Of several policies in one Limit those behind the one that refuses are looked at: Retry-After is for all, and each has its entry.
func TestRefusalOfSeveral(t *testing.T) {
	t.Parallel()
	var told []string
	observer := ratelimit.Observer{
		OnAllow:  func(_, policy string) { told = append(told, "allow "+policy) },
		OnRefuse: func(_, policy string) { told = append(told, "refuse "+policy) },
	}
	m, clock := open(t, ratelimit.Config{Policies: few(), Observer: observer}, ratehttp.Config{})
	h := m.Limit("all", "pdf", "off", "slow", "login")(ok)
	policies := `"all";q=300;w=60, "pdf";q=2;w=12, "slow";q=2;w=120, "login";q=3;w=30`
	w := send(h, from("ada", "192.0.2.1"))
	require.Equal(t, 200, w.Code)
	require.Equal(t, []string{policies}, w.Header()["Ratelimit-Policy"])
	require.Equal(t, []string{`"all";r=299;t=1, "pdf";r=1;t=6, "slow";r=1;t=60, "login";r=2;t=10`}, w.Header()["Ratelimit"])
	require.Equal(t, []int{200}, statuses(t, m.Limit("pdf")(ok), 1, as("ada", "")))
	require.Equal(t, []int{200}, statuses(t, m.Limit("slow")(ok), 1, as("ada", "")))

	told = nil
	w = send(h, from("ada", "192.0.2.2"))
	require.Equal(t, 429, w.Code)
	require.Equal(t, "60", w.Header().Get("Retry-After"), "pdf would be 6")
	require.Equal(t, []string{policies}, w.Header()["Ratelimit-Policy"])
	require.Equal(t, []string{`"all";r=298;t=1, "pdf";r=0;t=60, "slow";r=0;t=60, "login";r=3`}, w.Header()["Ratelimit"], "of login, all is left")
	require.Contains(t, w.Body.String(), "2 planners in 12 seconds are allowed. Please try again in 1 minute.")
	require.Contains(t, w.Body.String(), `"violated-policies":["pdf"]`)
	require.Equal(t, []string{"allow all", "refuse pdf"}, told, "what is looked at is not counted")

	clock.Advance(time.Minute)
	require.Equal(t, 200, send(h, from("ada", "192.0.2.2")).Code)
}

// As how much a request counts is asked once, whether it comes so far or not.
func TestRefusalOfSeveralCosts(t *testing.T) {
	t.Parallel()
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	asked := 0
	h := m.LimitCosts(ratehttp.Cost{Policy: "pdf"}, ratehttp.Cost{Policy: "login", Of: func(*http.Request) int {
		asked++
		return 3
	}})(ok)
	require.Equal(t, []int{200, 200}, statuses(t, m.Limit("pdf")(ok), 2, as("ada", "")))
	require.Equal(t, []int{200}, statuses(t, m.Limit("login")(ok), 1, as("ada", "192.0.2.1")))
	w := send(h, from("ada", "192.0.2.1"))
	require.Equal(t, 429, w.Code)
	require.Equal(t, "10", w.Header().Get("Retry-After"))
	require.Equal(t, `"pdf";r=0;t=10, "login";r=2;t=10`, w.Header().Get("RateLimit"), "two are left, and the request is three")
	clock.Advance(10 * time.Second)
	require.Equal(t, 200, send(h, from("ada", "192.0.2.1")).Code)
	require.Equal(t, 2, asked)
}

// Where a look breaks, nobody knows, and the refusal stands.
func TestLookFails(t *testing.T) {
	t.Parallel()
	for says, broken := range map[string]error{"": errors.New("disk on fire"), "policy=slow": ratelimit.ErrInvalid} {
		var log bytes.Buffer
		memory := ratelimit.NewMemory(ratelimit.MemoryConfig{Now: sqldbtest.NewClock().Now})
		half := limiter(func(ctx context.Context, key string, p ratelimit.Policy, cost int) (ratelimit.Decision, error) {
			if cost == 0 {
				return ratelimit.Decision{}, broken
			}
			return memory.Allow(ctx, key, p, cost)
		})
		m, _ := open(t, ratelimit.Config{Limiter: half, Policies: few()}, ratehttp.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		h := m.Limit("pdf", "slow")(ok)
		require.Equal(t, []int{200, 200}, statuses(t, h, 2, as("ada", "")))
		w := send(h, from("ada", ""))
		require.Equal(t, 429, w.Code)
		require.Equal(t, "6", w.Header().Get("Retry-After"))
		require.Equal(t, `"pdf";r=0;t=6`, w.Header().Get("RateLimit"))
		require.Contains(t, log.String(), says)
		require.Equal(t, says == "", log.Len() == 0, "of a Limiter that fails the Guard says so")
	}
}

// A policy that is met twice counts twice, has one entry, and says when both fit.
func TestTwice(t *testing.T) {
	t.Parallel()
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := m.Limit("pdf")(m.Limit("pdf")(ok))
	w := send(h, from("ada", ""))
	require.Equal(t, 200, w.Code)
	require.Equal(t, []string{`"pdf";r=0;t=6`}, w.Header()["Ratelimit"])
	clock.Advance(6 * time.Second)
	w = send(h, from("ada", ""))
	require.Equal(t, 429, w.Code)
	require.Equal(t, "12", w.Header().Get("Retry-After"), "in 6 seconds the outer one would pass, and the inner one be refused again")
	clock.Advance(12 * time.Second)
	require.Equal(t, 200, send(h, from("ada", "")).Code)
}

func TestLimitCost(t *testing.T) {
	t.Parallel()
	cost := 0
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := m.LimitCost("login", func(*http.Request) int { return cost })(ok)
	for _, c := range []struct {
		cost, code int
		limits     string
		retry      string
	}{
		{2, 200, `"login";r=1;t=10`, ""},
		{2, 429, `"login";r=1;t=10`, "10"},
		{1, 200, `"login";r=0;t=10`, ""},
		{3, 429, `"login";r=0;t=30`, "30"},
		{1_000_000, 429, `"login";r=0;t=30`, "30"},
		{-1, 429, `"login";r=0;t=10`, "10"},
	} {
		cost = c.cost
		w := send(h, from("", "192.0.2.1"))
		require.Equal(t, c.code, w.Code)
		require.Equal(t, c.limits, w.Header().Get("RateLimit"))
		require.Equal(t, c.retry, w.Header().Get("Retry-After"))
	}
	clock.Advance(30 * time.Second)
	cost = 1_000_000
	require.Equal(t, 200, send(h, from("", "192.0.2.1")).Code, "a cost over the burst is the burst")
}

// What a request costs under one policy in all is no more than can pass: a cost that is met after others has what they left of the burst.
func TestCostsOfOnePolicy(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m, clock := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	many := func(*http.Request) int { return 1_000_000 }
	for name, h := range map[string]http.Handler{
		"nested": m.Limit("login")(m.LimitCost("login", many)(ok)),
		"listed": m.LimitCosts(ratehttp.Cost{Policy: "login"}, ratehttp.Cost{Policy: "login", Of: many})(ok),
	} {
		w := send(h, from("", "192.0.2.1"))
		require.Equal(t, 200, w.Code, name)
		require.Equal(t, `"login";r=0;t=10`, w.Header().Get("RateLimit"), name)
		w = send(h, from("", "192.0.2.1"))
		require.Equal(t, 429, w.Code, name)
		clock.Advance(30 * time.Second)
		require.Equal(t, 200, send(h, from("", "192.0.2.1")).Code, name)
		clock.Advance(time.Hour)
	}
	require.Empty(t, log.String())
	require.Equal(t, 500, send(m.Limit("slow", "slow", "slow")(ok), from("ann", "")).Code)
	require.Contains(t, log.String(), "more often than its Burst of 2")
	require.Equal(t, 200, send(m.Limit("slow", "slow")(ok), from("ann", "")).Code, "nothing was counted")
	require.Equal(t, 200, send(m.Limit("off", "off", "off")(ok), from("ann", "")).Code)
}

func TestOff(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := m.Limit("off")(ok)
	require.Equal(t, []int{200, 200, 200}, statuses(t, h, 3, as("ada", "")))
	require.NotContains(t, send(h, from("ada", "")).Header(), "Ratelimit")
	require.NotContains(t, send(h, from("ada", "")).Header(), "Ratelimit-Policy")
	require.Equal(t, `"pdf";r=1;t=6`, send(m.Limit("off")(m.Limit("pdf")(ok)), from("ada", "")).Header().Get("RateLimit"))
}

// What fails is open, but for what is Closed: that is 503, and the Guard has logged it.
func TestLimiterFails(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	broken := limiter(func(context.Context, string, ratelimit.Policy, int) (ratelimit.Decision, error) {
		return ratelimit.Decision{}, errors.New("disk on fire")
	})
	logger := slog.New(slog.NewTextHandler(&log, nil))
	m, _ := open(t, ratelimit.Config{Limiter: broken, Policies: few(), Pause: 3 * time.Second}, ratehttp.Config{Logger: logger})
	w := send(m.Limit("all")(m.Limit("pdf")(ok)), from("ada", ""))
	require.Equal(t, 200, w.Code)
	require.NotContains(t, w.Header(), "Ratelimit", "nobody knows")
	require.NotContains(t, w.Header(), "Ratelimit-Policy")

	w = send(m.Limit("all")(m.Limit("login")(ok)), from("ada", ""))
	require.Equal(t, 503, w.Code)
	require.Equal(t, "3", w.Header().Get("Retry-After"))
	require.NotContains(t, w.Header(), "Ratelimit")
	require.JSONEq(t, `{"type":"about:blank","title":"Service Unavailable","status":503,"code":"rate-unknown","request_id":"request-1",
		"detail":"This does not work at the moment. Please try again in 3 seconds."}`, w.Body.String())
	require.NotContains(t, w.Body.String(), "fire")
	require.Empty(t, log.String())
}

// Also where nobody knows, Retry-After is for what was asked before.
func TestLimiterFailsInside(t *testing.T) {
	t.Parallel()
	memory := ratelimit.NewMemory(ratelimit.MemoryConfig{Now: sqldbtest.NewClock().Now})
	half := limiter(func(ctx context.Context, key string, p ratelimit.Policy, cost int) (ratelimit.Decision, error) {
		if p.Name == "login" {
			return ratelimit.Decision{}, errors.New("disk on fire")
		}
		return memory.Allow(ctx, key, p, cost)
	})
	m, _ := open(t, ratelimit.Config{Limiter: half, Policies: few()}, ratehttp.Config{})
	w := send(m.LimitCost("slow", func(*http.Request) int { return 2 })(m.Limit("login")(ok)), from("ada", ""))
	require.Equal(t, 503, w.Code)
	require.Equal(t, "120", w.Header().Get("Retry-After"))
	require.Equal(t, `"slow";r=0;t=60`, w.Header().Get("RateLimit"))
	require.Contains(t, w.Body.String(), "try again in 2 minutes")
}

// A policy that there is not is a mistake of the program, and of it alone.
func TestUnknownPolicy(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	for _, h := range []http.Handler{
		m.Limit("pdf", "pfd")(ok),
		m.LimitCosts(ratehttp.Cost{Policy: "pfd"})(ok),
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { require.False(t, m.Account(w, r, "pfd", "ada")) }),
	} {
		log.Reset()
		w := send(h, from("ada", ""))
		require.Equal(t, 500, w.Code)
		require.Contains(t, w.Body.String(), `"code":"internal"`)
		require.NotContains(t, w.Body.String(), "pfd")
		require.Contains(t, log.String(), "pfd")
		require.Contains(t, log.String(), "request_id=request-1")
		require.NotContains(t, log.String(), "/projects/1", "a path may say what a log should not keep")
	}
	require.Equal(t, []int{200, 200, 429}, statuses(t, m.Limit("pdf")(ok), 3, as("ada", "")), "nothing was counted")

	log.Reset()
	require.Equal(t, 500, send(m.Limit()(ok), from("ada", "")).Code)
	require.Contains(t, log.String(), "a Limit without a policy")
}

// Who goes away is not logged; that the time was too short is.
func TestClientLeaves(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	waits := limiter(func(ctx context.Context, _ string, _ ratelimit.Policy, _ int) (ratelimit.Decision, error) {
		<-ctx.Done()
		return ratelimit.Decision{}, ctx.Err()
	})
	m, _ := open(t, ratelimit.Config{Limiter: waits, Policies: few()}, ratehttp.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	r := from("ada", "")
	ctx, leave := context.WithCancel(r.Context())
	leave()
	require.Equal(t, 503, send(m.Limit("pdf")(ok), r.WithContext(ctx)).Code)
	require.Empty(t, log.String())

	ctx, cancel := context.WithDeadline(r.Context(), time.Unix(0, 0))
	defer cancel()
	w := send(m.Limit("pdf")(ok), r.WithContext(ctx))
	require.Equal(t, 503, w.Code)
	require.Contains(t, w.Body.String(), `"code":"unavailable"`)
	require.Contains(t, log.String(), "deadline")
}

// Pages answer in their own way, and find the fields there.
func TestErrors(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{Errors: func(w http.ResponseWriter, _ *http.Request, err error) {
		e, isOurs := errors.AsType[*ratelimit.Error](err)
		require.True(t, isOurs)
		require.Equal(t, 60*time.Second, e.RetryAfter)
		require.Equal(t, "60", w.Header().Get("Retry-After"))
		require.Equal(t, `"slow";r=0;t=60`, w.Header().Get("RateLimit"))
		http.Error(w, e.Message, ratehttp.Status(e.Code))
	}})
	h := m.Limit("slow")(ok)
	require.Equal(t, []int{200, 200}, statuses(t, h, 2, as("ada", "")))
	w := send(h, from("ada", ""))
	require.Equal(t, 429, w.Code)
	require.Equal(t, "Too many requests: requests are limited to 1 a minute. Please try again in 1 minute.\n", w.Body.String())
	require.Equal(t, "60", w.Header().Get("Retry-After"))
}

// Metrics are told the pattern of the route.
func TestRoute(t *testing.T) {
	t.Parallel()
	var told []string
	observer := ratelimit.Observer{
		OnAllow:  func(route, policy string) { told = append(told, "allow "+policy+" "+route) },
		OnRefuse: func(route, policy string) { told = append(told, "refuse "+policy+" "+route) },
	}
	m, _ := open(t, ratelimit.Config{Policies: few(), Observer: observer}, ratehttp.Config{})
	mux := http.NewServeMux()
	mux.Handle("POST /projects/{id}/pdf", m.LimitCost("pdf", func(*http.Request) int { return 2 })(ok))
	h := m.Limit("all")(mux)
	require.Equal(t, []int{200, 429}, statuses(t, h, 2, as("ada", "")))
	require.Equal(t, []string{
		"allow all ", "allow pdf POST /projects/{id}/pdf", "allow all ", "refuse pdf POST /projects/{id}/pdf",
	}, told)

	told = nil
	m, _ = open(t, ratelimit.Config{Policies: few(), Observer: observer}, ratehttp.Config{Route: func(*http.Request) string { return "pdf of a project" }})
	send(m.Limit("all")(ok), httptest.NewRequest("GET", "/", nil))
	require.Equal(t, []string{"allow all pdf of a project"}, told)
}

func TestPanicPasses(t *testing.T) {
	t.Parallel()
	m, _ := open(t, ratelimit.Config{Policies: few()}, ratehttp.Config{})
	h := m.Limit("pdf")(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { send(h, from("ada", "")) })
	require.Equal(t, 200, send(m.Limit("pdf")(ok), from("ada", "")).Code)
	require.Equal(t, 429, send(m.Limit("pdf")(ok), from("ada", "")).Code, "it was counted")
}
