package docs_test

import (
	"context"
	"crypto/rand"
	"expvar"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
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

// sessions are the accounts of a program that has its own.
type sessions map[string]string

// LoggedIn is the id of whoever has the request's session, or "".
func (s sessions) LoggedIn(r *http.Request) string {
	cookie, err := r.Cookie("session")
	if err != nil {
		return ""
	}
	return s[cookie.Value]
}

// withOwnAccounts are the limits of a program that has accounts of its own.
func withOwnAccounts(guard *ratelimit.Guard, users sessions) (*ratehttp.Middleware, error) {
	limits, err := ratehttp.New(ratehttp.Config{
		Guard: guard,
		User: func(r *http.Request) string {
			return users.LoggedIn(r) // the id of whoever has this session, or "": nothing that a stranger can make up
		},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	})
	if err != nil {
		return nil, err
	}
	return limits, nil
}

// identify is a middleware of such a program, which has no proxy.
func identify(users sessions, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := audit.WithOrigin(r.Context(), audit.Origin{Actor: users.LoggedIn(r), Address: r.RemoteAddr, RequestID: rand.Text()})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Both say who asks, and from where.
func TestOwnAccounts(t *testing.T) {
	t.Parallel()
	users := sessions{"secret-1": "ann", "secret-2": "ben"}
	for name, c := range map[string]struct {
		wrap    func(t *testing.T, guard *ratelimit.Guard, pdf http.Handler) http.Handler
		request func(session, address string) *http.Request
	}{
		"User": {func(t *testing.T, guard *ratelimit.Guard, pdf http.Handler) http.Handler {
			limits, err := withOwnAccounts(guard, users)
			require.NoError(t, err)
			return limits.Limit(ratelimit.PDF)(pdf)
		}, func(session, address string) *http.Request {
			r := httptest.NewRequest(http.MethodPost, "/projects/1/pdf", nil)
			r.RemoteAddr = "10.0.0.1:1"
			r.Header.Set("X-Forwarded-For", address)
			r.AddCookie(&http.Cookie{Name: "session", Value: session})
			return r
		}},
		"Origin": {func(t *testing.T, guard *ratelimit.Guard, pdf http.Handler) http.Handler {
			limits, err := ratehttp.New(ratehttp.Config{Guard: guard})
			require.NoError(t, err)
			return identify(users, limits.Limit(ratelimit.PDF)(pdf))
		}, func(session, address string) *http.Request {
			r := httptest.NewRequest(http.MethodPost, "/projects/1/pdf", nil)
			r.RemoteAddr = address + ":4711"
			r.Header.Set("X-Forwarded-For", "8.8.8.8") // made up
			r.AddCookie(&http.Cookie{Name: "session", Value: session})
			return r
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policies, err := ratelimit.Defaults().With(ratelimit.PDF, "1/min")
			require.NoError(t, err)
			guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{}), Policies: policies})
			require.NoError(t, err)
			h := c.wrap(t, guard, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			for _, one := range []struct {
				session, address string
				status           int
			}{
				{"secret-1", "192.0.2.1", 200}, {"secret-1", "192.0.2.2", 429}, {"secret-2", "192.0.2.1", 200},
				{"made-up", "192.0.2.1", 200}, {"", "192.0.2.1", 429}, {"", "192.0.2.2", 200},
			} {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, c.request(one.session, one.address))
				require.Equal(t, one.status, w.Code, "%+v", one)
			}
		})
	}
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
