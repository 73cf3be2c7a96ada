package ratehttp_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
	"github.com/einkpdf/platform/sqldb"
)

func TestDetails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want problem.Details
	}{
		"limited": {
			fmt.Errorf("count: %w", &ratelimit.Error{Code: ratelimit.CodeLimited, Message: "Later.", Policy: "pdf", RetryAfter: time.Second}),
			problem.Details{
				Type: problem.QuotaExceeded, Status: 429, Detail: "Later.", Code: "rate-limited", Violated: []string{"pdf"}, RetryAfter: time.Second,
			},
		},
		"nobody knows": {
			&ratelimit.Error{Code: ratelimit.CodeUnavailable, Message: "Later.", Policy: "login", RetryAfter: time.Second, Err: errors.New("secret")},
			problem.Details{Status: 503, Detail: "Later.", Code: "rate-unknown", RetryAfter: time.Second},
		},
		"forbidden": {&ratelimit.Error{Code: ratelimit.CodeForbidden, Message: "No."}, problem.Details{Status: 403, Detail: "No.", Code: "forbidden"}},
		"filter": {
			&ratelimit.Error{Code: ratelimit.CodeFilter, Message: "No.", Field: "since"},
			problem.Details{Status: 400, Detail: "No.", Code: "invalid-filter", Field: "since"},
		},
		"cursor":   {&ratelimit.Error{Code: ratelimit.CodeCursor, Message: "No."}, problem.Details{Status: 400, Detail: "No.", Code: "invalid-cursor"}},
		"new code": {&ratelimit.Error{Code: "from-the-future", Message: "secret"}, problem.Of(errors.New("x"))},
		"busy":     {fmt.Errorf("secret: %w", sqldb.ErrBusy), problem.Of(sqldb.ErrBusy)},
		"broken":   {errors.New("secret"), problem.Of(errors.New("x"))},
		"nothing":  {nil, problem.Of(nil)},
	} {
		require.Equal(t, c.want, ratehttp.Details(c.err), name)
	}
}

// Every code that package ratelimit has is in the table.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../errors.go")
	require.NoError(t, err)
	codes := regexp.MustCompile(`Code\w+\s+Code\s+= "([^"]+)"`).FindAllStringSubmatch(string(source), -1)
	require.GreaterOrEqual(t, len(codes), 5)
	for _, code := range codes {
		require.NotEqual(t, 500, ratehttp.Status(ratelimit.Code(code[1])), code[1])
	}
	require.Equal(t, 500, ratehttp.Status(""))
}
