package docs_test

import (
	"context"
	"expvar"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// limited is the program of ratelimit.md.
type limited struct {
	guard   *ratelimit.Guard
	hits    *ratelimit.SQLHits
	handler http.Handler
}

func openLimited(db *sqldb.DB, limiter ratelimit.Limiter, accounts *authhttp.Middleware, refused, failed *expvar.Map) (*limited, error) {
	mux := http.NewServeMux()
	policies, err := ratelimit.Defaults().With(ratelimit.PDF, "3/min")
	if err != nil {
		return nil, err
	}
	hits := ratelimit.NewHits(db)
	guard, err := ratelimit.New(ratelimit.Config{
		Limiter:  limiter, // ratelimit.NewSQL(db, ratelimit.SQLConfig{}), or NewMemory for one process
		Policies: policies,
		Hits:     hits,
		Observer: ratelimit.Observer{
			OnRefuse: func(route, policy string) { refused.Add(policy, 1) },
			OnFail:   func(route, policy string, open bool) { failed.Add(policy, 1) }, // wake somebody
		},
	})
	if err != nil {
		return nil, err
	}
	limits, err := ratehttp.New(ratehttp.Config{Guard: guard})
	if err != nil {
		return nil, err
	}
	pdf := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	login := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !limits.Account(w, r, ratelimit.Login, r.PostFormValue("name")) {
			return // answered
		}
		http.Error(w, "This is not the password.", http.StatusUnauthorized)
	})
	mux.Handle("POST /projects/{id}/pdf", limits.Limit(ratelimit.All, ratelimit.PDF)(pdf))
	mux.Handle("POST /login", limits.Limit(ratelimit.All, ratelimit.Login)(login))
	handler := accounts.Identify(mux)
	return &limited{guard, hits, handler}, nil
}

func sweepHits(ctx context.Context, hits ratelimit.Hits) error {
	_, err := hits.Sweep(ctx, time.Now().AddDate(0, 0, -30))
	return err
}

// The program of ratelimit.md answers as it says there.
func TestRatelimitProgram(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, auth.Schema(), ratelimit.Schema())
	hasher, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true})
	require.NoError(t, err)
	service, err := auth.New(auth.Config{Store: auth.NewSQL(db), Throttle: auth.NewSQLThrottle(db, auth.ThrottleConfig{}), Hasher: hasher})
	require.NoError(t, err)
	accounts, err := authhttp.New(authhttp.Config{Cookies: service, Tokens: service})
	require.NoError(t, err)
	refused, failed := new(expvar.Map), new(expvar.Map)
	limiter := ratelimit.NewSQL(db, ratelimit.SQLConfig{Now: sqldbtest.NewClock().Now})
	p, err := openLimited(db, limiter, accounts, refused, failed)
	require.NoError(t, err)

	post := func(path, address, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = address
		w := httptest.NewRecorder()
		p.handler.ServeHTTP(w, r)
		return w
	}
	for range 3 {
		require.Equal(t, http.StatusAccepted, post("/projects/1/pdf", "192.0.2.1:1", "").Code)
	}
	w := post("/projects/1/pdf", "192.0.2.1:1", "")
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	guide, err := os.ReadFile("ratelimit.md")
	require.NoError(t, err)
	said := "```http\nHTTP/1.1 429 Too Many Requests\n"
	for _, name := range []string{"Content-Type", "Ratelimit", "Ratelimit-Policy", "Retry-After"} {
		said += name + ": " + w.Header().Get(name) + "\n"
	}
	body := strings.ReplaceAll(w.Body.String(), w.Header().Get("X-Request-Id"), "XJ243XPRA64E5AWT7RZZNJZCNI")
	require.Contains(t, string(guide), said+"\n"+body+"```\n")

	for i := range 11 {
		w := post("/login", fmt.Sprintf("192.0.2.%d:1", 100+i), "name=ann")
		require.Equal(t, map[bool]int{true: http.StatusUnauthorized, false: http.StatusTooManyRequests}[i < 10], w.Code)
	}
	require.Equal(t, `{"login": 1, "pdf": 1}`, refused.String())
	require.Equal(t, `{}`, failed.String())

	require.NoError(t, p.guard.Flush(t.Context()))
	require.NoError(t, sweepHits(t.Context(), p.hits))
	top, err := p.hits.Top(t.Context(), ratelimit.Actor{User: "root", Admin: true}, ratelimit.HitFilter{Policy: ratelimit.PDF}, 0)
	require.NoError(t, err)
	require.Len(t, top, 1)
	require.Equal(t, "address:192.0.2.1", top[0].Who)
	require.EqualValues(t, 1, top[0].Count)
}
