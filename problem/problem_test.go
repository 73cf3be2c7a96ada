package problem_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/sqldb"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		d      problem.Details
		status int
		retry  string
		body   string
	}{
		"defaults": {
			problem.Details{Status: 403, Detail: "No.", Code: "forbidden"}, 403, "",
			`{"type":"about:blank","title":"Forbidden","status":403,"detail":"No.","code":"forbidden","request_id":"request-1"}`,
		},
		"all": {
			problem.Details{
				Type: problem.QuotaExceeded, Title: "T", Status: 429, Detail: "D", Code: "c", Field: "f", RequestID: "r", Violated: []string{"pdf"},
				RetryAfter: 6 * time.Second,
			}, 429, "6",
			`{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"T","status":429,"detail":"D","code":"c","field":"f",` +
				`"request_id":"r","violated-policies":["pdf"]}`,
		},
		"a quota": {
			problem.Details{Status: 403, Code: "c", Quota: &problem.Quota{Resource: "projects", Tier: "free", Limit: 5, Used: 3, Reserved: 2, Asked: 1}}, 403, "",
			`{"type":"about:blank","title":"Forbidden","status":403,"detail":"","code":"c","request_id":"request-1",` +
				`"resource":"projects","tier":"free","limit":5,"used":3,"reserved":2,"asked":1}`,
		},
		"a quota of nothing, for a day": {
			problem.Details{Status: 429, Quota: &problem.Quota{ResetsAt: time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC)}}, 429, "",
			`{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"","code":"","request_id":"request-1",` +
				`"resource":"","tier":"","limit":0,"used":0,"reserved":0,"asked":0,"resets_at":"2026-03-03T00:00:00Z"}`,
		},
		"rounded up": {
			problem.Details{Status: 429, RetryAfter: 61*time.Second + 1}, 429, "62",
			`{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"","code":"","request_id":"request-1"}`,
		},
		"soon": {
			problem.Details{Status: 503, RetryAfter: 1}, 503, "1",
			`{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"","code":"","request_id":"request-1"}`,
		},
		"503 without a time": {
			problem.Details{Status: 503}, 503, "1",
			`{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"","code":"","request_id":"request-1"}`,
		},
		"no time before now": {
			problem.Details{Status: 429, RetryAfter: -time.Second}, 429, "",
			`{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"","code":"","request_id":"request-1"}`,
		},
		"never": {
			problem.Details{Status: 429, RetryAfter: math.MaxInt64}, 429, "9223372037",
			`{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"","code":"","request_id":"request-1"}`,
		},
		"no status": {
			problem.Details{}, 500, "",
			`{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"","code":"","request_id":"request-1"}`,
		},
		"a status without a body": {
			problem.Details{Status: 204}, 500, "",
			`{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"","code":"","request_id":"request-1"}`,
		},
		"a status of nobody": {
			problem.Details{Status: 599}, 599, "",
			`{"type":"about:blank","title":"","status":599,"detail":"","code":"","request_id":"request-1"}`,
		},
		"a status that is none": {
			problem.Details{Status: 1000}, 500, "",
			`{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"","code":"","request_id":"request-1"}`,
		},
	} {
		w := httptest.NewRecorder()
		for _, field := range []string{
			"Content-Length", "Content-Encoding", "Content-Disposition", "Content-Language", "Content-Range", "Accept-Ranges", "ETag", "Expires", "Last-Modified",
		} {
			w.Header().Set(field, "x")
		}
		w.Header().Set("Content-Type", "application/pdf")
		w.Header().Set("Vary", "Cookie")
		r := httptest.NewRequest("GET", "/", nil)
		problem.Write(w, r.WithContext(audit.WithOrigin(t.Context(), audit.Origin{RequestID: "request-1"})), c.d)

		require.Equal(t, c.status, w.Code, name)
		require.Equal(t, c.body+"\n", w.Body.String(), name)
		want := http.Header{
			"Cache-Control": {"private, no-store"}, "Content-Type": {"application/problem+json"}, "X-Content-Type-Options": {"nosniff"}, "Vary": {"Cookie"},
		}
		if c.retry != "" {
			want.Set("Retry-After", c.retry)
		}
		require.Equal(t, want, w.Header(), name)
	}
}

// Texts of anybody make neither markup nor what is no UTF-8, and who has no request id has none.
func TestWriteTexts(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	problem.Write(w, httptest.NewRequest("GET", "/", nil), problem.Details{Status: 422, Detail: "<script>\xff\x00\u2028\"", Field: "a\xc3"})
	require.True(t, utf8.Valid(w.Body.Bytes()))
	require.NotContains(t, w.Body.String(), "<")
	require.NotContains(t, w.Body.String(), "request_id")
	var got problem.Details
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
	require.Equal(t, problem.Details{
		Type: "about:blank", Title: "Unprocessable Entity", Status: 422, Detail: "<script>\uFFFD\x00\u2028\"", Field: "a\uFFFD",
	}, got)
}

// A program that reads a problem into Details has the members of a quota where there are some.
func TestRead(t *testing.T) {
	t.Parallel()
	for _, quota := range []*problem.Quota{nil, {Resource: "jobs-per-day", Limit: 3, Used: 3, Asked: 1, ResetsAt: time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC)}} {
		w := httptest.NewRecorder()
		problem.Write(w, httptest.NewRequest("GET", "/", nil), problem.Details{Status: 429, Code: "c", Quota: quota})
		var got problem.Details
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
		require.Equal(t, quota, got.Quota)
	}
}

// HEAD gets the header of GET, and no body, after which the connection is good for more.
func TestWriteHead(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000000")
		problem.Write(w, r, problem.Details{Status: 404, Detail: "There is no such planner.", Code: "not-found"})
	}))
	t.Cleanup(server.Close)
	bodies := map[string]string{}
	lengths := map[string]int64{}
	for _, method := range []string{"HEAD", "GET", "HEAD"} {
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL, nil)
		require.NoError(t, err)
		answer, err := server.Client().Do(r)
		require.NoError(t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, 404, answer.StatusCode)
		bodies[method], lengths[method] = string(body), answer.ContentLength
	}
	require.Empty(t, bodies["HEAD"])
	require.Len(t, bodies["GET"], int(lengths["GET"]))
	require.Equal(t, lengths["GET"], lengths["HEAD"])
}

func TestOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		code   string
	}{
		"busy":     {fmt.Errorf("secret: %w", sqldb.ErrBusy), 503, problem.CodeUnavailable},
		"away":     {fmt.Errorf("secret: %w", sqldb.ErrUnavailable), 503, problem.CodeUnavailable},
		"too slow": {fmt.Errorf("secret: %w", context.DeadlineExceeded), 503, problem.CodeUnavailable},
		"left":     {fmt.Errorf("secret: %w", context.Canceled), 503, problem.CodeUnavailable},
		"broken":   {errors.New("secret"), 500, problem.CodeInternal},
		"nothing":  {nil, 500, problem.CodeInternal},
	} {
		d := problem.Of(c.err)
		require.Equal(t, c.status, d.Status, name)
		require.Equal(t, c.code, d.Code, name)
		require.NotEmpty(t, d.Detail, name)
		require.NotContains(t, d.Detail, "secret", name)
		require.Zero(t, d.RetryAfter, name)
	}
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]int64{
		0: 0, 1: 1, time.Second - 1: 1, time.Second: 1, time.Second + 1: 2, time.Hour: 3600, math.MaxInt64: 9223372037,
	} {
		require.Equal(t, want, problem.Seconds(d))
	}
}
