package authhttp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/sqldb"
)

func TestProblem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		retry  string
		code   string
		detail string
	}{
		"login":     {&auth.Error{Code: auth.CodeLogin, Message: "No."}, 401, "", "login-failed", "No."},
		"wrapped":   {fmt.Errorf("flow: %w", &auth.Error{Code: auth.CodeNameTaken, Message: "Taken."}), 409, "", "name-taken", "Taken."},
		"throttled": {&auth.Error{Code: auth.CodeThrottled, Message: "Later.", RetryAfter: 61*time.Second + 1}, 429, "62", "too-many-attempts", "Later."},
		"soon":      {&auth.Error{Code: auth.CodeThrottled, Message: "Later.", RetryAfter: time.Millisecond}, 429, "1", "too-many-attempts", "Later."},
		"busy":      {&auth.Error{Code: auth.CodeBusy, Message: "Busy."}, 503, "1", "busy", "Busy."},
		"cursor":    {fmt.Errorf("x: %w", auth.ErrCursor), 400, "", "invalid-cursor", "This is not a cursor that a page before returned."},
		"trail":     {fmt.Errorf("x: %w", audit.ErrCursor), 400, "", "invalid-cursor", "This is not a cursor that a page before returned."},
		"filter":    {fmt.Errorf("x: %w", audit.ErrFilter), 400, "", "invalid-filter", "This is not a filter of this listing: an address or an outcome is none."},
		"event":     {fmt.Errorf("a mistake of ours: %w", audit.ErrInvalid), 500, "", "internal", "Something went wrong on our side. If it goes on, tell us the request's number."},
		"db busy":   {fmt.Errorf("secret: %w", sqldb.ErrBusy), 503, "1", "unavailable", "This does not work at the moment. Please try again in a while."},
		"timeout":   {context.DeadlineExceeded, 503, "1", "unavailable", "This does not work at the moment. Please try again in a while."},
		"unknown":   {errors.New("secret"), 500, "", "internal", "Something went wrong on our side. If it goes on, tell us the request's number."},
		"new code":  {&auth.Error{Code: "from-the-future", Message: "secret"}, 500, "", "internal", "Something went wrong on our side. If it goes on, tell us the request's number."},
		"nothing":   {nil, 500, "", "internal", "Something went wrong on our side. If it goes on, tell us the request's number."},
	} {
		m, _ := open(t, authhttp.Config{})
		w := httptest.NewRecorder()
		w.Header().Set("Content-Length", "12")
		w.Header().Set("Etag", `"1"`)
		m.Problem(w, httptest.NewRequest("POST", "/login", nil), c.err)
		require.Equal(t, c.status, w.Code, name)
		require.Equal(t, c.retry, w.Header().Get("Retry-After"), name)
		require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"), name)
		require.Equal(t, "private, no-store", w.Header().Get("Cache-Control"), name)
		require.Empty(t, w.Header().Get("Content-Length"), name)
		require.Empty(t, w.Header().Get("Etag"), name)
		var got map[string]any
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got), name)
		require.Equal(t, c.code, got["code"], name)
		require.Equal(t, c.detail, got["detail"], name)
		require.EqualValues(t, c.status, got["status"], name)
		require.Equal(t, "about:blank", got["type"], name)
		require.NotContains(t, got, "field", name)
	}
}

func TestProblemFields(t *testing.T) {
	t.Parallel()
	m, _ := open(t, authhttp.Config{})
	w := httptest.NewRecorder()
	m.Problem(w, httptest.NewRequest("POST", "/", nil), &auth.Error{Code: auth.CodePassword, Message: "Too <short>.", Field: "password", Err: errors.New("secret")})
	require.JSONEq(t, `{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"Too <short>.","code":"invalid-password","field":"password"}`, w.Body.String())
}

// What is nobody's fault is logged, and what clients do wrong is not.
func TestProblemLogs(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m, _ := open(t, authhttp.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	r := httptest.NewRequest("GET", "/reset/token-in-a-path?q=secret", nil)
	m.Problem(httptest.NewRecorder(), r, errors.New("disk on fire"))
	require.Contains(t, log.String(), "disk on fire")
	require.NotContains(t, log.String(), "token-in-a-path")
	require.NotContains(t, log.String(), "secret")

	log.Reset()
	for _, err := range []error{&auth.Error{Code: auth.CodeLogin}, &auth.Error{Code: auth.CodeBusy}, auth.ErrCursor} {
		m.Problem(httptest.NewRecorder(), r, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m.Problem(httptest.NewRecorder(), r.WithContext(ctx), fmt.Errorf("read: %w", context.Canceled))
	require.Empty(t, log.String())
}

// Every code that package auth has is in the table.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "../errors.go", nil, 0)
	require.NoError(t, err)
	codes := 0
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			require.NotEqual(t, 500, authhttp.Status(&auth.Error{Code: auth.Code(code)}), code)
			codes++
		}
		return true
	})
	require.GreaterOrEqual(t, codes, 16)
}
