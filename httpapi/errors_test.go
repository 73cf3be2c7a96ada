package httpapi_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/problem"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

// worded are the packages whose errors come to clients, and how each error is one of theirs.
var worded = map[string]func(code string) error{
	"auth":             func(code string) error { return &auth.Error{Code: auth.Code(code)} },
	"auth/authhttp":    func(code string) error { return &auth.Error{Code: auth.Code(code)} },
	"projects":         func(code string) error { return &projects.Error{Code: projects.Code(code)} },
	"assets":           func(code string) error { return &assets.Error{Code: assets.Code(code)} },
	"assets/assethttp": func(code string) error { return &assets.Error{Code: assets.Code(code)} },
	"jobs":             func(code string) error { return &jobs.Error{Code: jobs.Code(code)} },
	"jobs/renderjob":   func(code string) error { return &renderjob.Error{Code: renderjob.Code(code)} },
	"ratelimit":        func(code string) error { return &ratelimit.Error{Code: ratelimit.Code(code)} },
	"quota":            func(code string) error { return &quota.Error{Code: quota.Code(code)} },
	"preview":          func(code string) error { return &preview.Error{Code: preview.Code(code)} },
	"admin":            func(code string) error { return &admin.Error{Code: admin.Code(code)} },
}

// ours are the codes that say that something broke, or what is wrong with whoever wrote the program.
var ours = map[string]bool{problem.CodeInternal: true, "renderer-error": true}

// answers are all pairs of status and code that there are, as docs/api.md has them: "404 no-such-project".
func answers(t *testing.T) []string {
	t.Helper()
	var all []string
	for name, made := range worded {
		codes := parsePackage(t, "../"+name).codes
		require.NotEmpty(t, codes, name)
		for _, code := range codes {
			if name == "jobs" && code == string(jobs.CodeQuota) {
				continue // of no Error
			}
			status := httpapi.ProblemOf(made(code)).Status
			require.True(t, status >= 400 && status != 500 || ours[code], "%s.Error with %q is answered with %d", name, code, status)
			all = append(all, fmt.Sprint(status, " ", code))
		}
	}
	for _, r := range parsePackage(t, ".").refusals {
		if r.status != 0 {
			all = append(all, fmt.Sprint(r.status, " ", r.code))
		}
	}
	all = append(all, "500 "+problem.CodeInternal, "503 "+problem.CodeUnavailable, "412 "+string(projects.CodeConflict), "412 other-file", "416 no-such-range")
	for _, code := range []admin.Code{admin.CodeNoImpersonation, admin.CodeNoUser} { // of who acts as a user: not that what was asked for is not there
		all = append(all, "403 "+string(code))
	}
	for _, code := range parsePackage(t, "../ratelimit").codes { // the middleware has its own answers
		all = append(all, fmt.Sprint(ratehttp.Status(ratelimit.Code(code)), " ", code))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// errorRows are the rows of docs/api.md: "404 no-such-project".
var errorRows = sync.OnceValues(func() (map[string]bool, error) {
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		return nil, err
	}
	rows, last := map[string]bool{}, ""
	for _, m := range regexp.MustCompile("(?m)^\\| (\\d{3}) \\| `([a-z0-9-]+)` \\| (.+) \\|$").FindAllStringSubmatch(string(text), -1) {
		row := m[1] + " " + m[2]
		switch {
		case row <= last:
			return nil, fmt.Errorf("docs/api.md: %s stands behind %s", row, last)
		case !imperative(m[3]):
			return nil, fmt.Errorf("docs/api.md: %s does not say what to do", row)
		}
		rows[row], last = true, row
	}
	return rows, nil
})

// docs/api.md has a row for each answer that is an error, with what to do, and no others.
func TestErrorsAreListed(t *testing.T) {
	t.Parallel()
	rows, err := errorRows()
	require.NoError(t, err)
	listed := slices.Sorted(maps.Keys(rows))
	there := answers(t)
	require.Empty(t, without(there, listed), "docs/api.md does not list them")
	require.Empty(t, without(listed, there), "docs/api.md lists what there is not")
}

// Whatever is refused says what to do: in words, or by naming the field that is to blame.
func TestRefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	total := 0
	var silent []string
	for _, name := range append(slices.Collect(maps.Keys(worded)), "httpapi") {
		for _, r := range parsePackage(t, "../"+name).refusals {
			total++
			status := r.status
			if status == 0 {
				status = httpapi.ProblemOf(worded[name](r.code)).Status
			}
			if status < 500 && r.field == "" && !r.hinted && strings.TrimSpace(r.message) != "" {
				if !imperative(r.message) {
					silent = append(silent, r.at+": "+r.message)
				}
			}
		}
	}
	require.Empty(t, silent, "they do not say what to do")
	require.Greater(t, total, 150, "there are more refusals than that")
}

// imperative tells whether a text asks for something.
func imperative(text string) bool {
	return regexp.MustCompile(`(?i:\bplease\b)|(^|[.:;] )(` +
		`Accept|Add|Apply|Ask|Begin|Call|Cancel|Change|Check|Choose|Come|Correct|Cut|Delete|Do|End|Export|Follow|Give|Go|Leave|Let|Log|Look|Make|Mend|Name|Open|Pass|Put|Raise|` +
		`Read|Remove|Rename|Repeat|Report|Restore|See|Search|Send|Set|Share|Show|Split|Take|Tell|Try|Upload|Use|Wait|Write|Say|Store|GET /|ask|begin|choose|leave|say|see|send|use` +
		`)\b|lists those that there are`).MatchString(text)
}

// sayWhatToDo is what is missing in a problem that was answered.
func sayWhatToDo(status int, p *problemBody) error {
	if status >= 500 || p.Field != "" || p.Hint != "" || imperative(p.Detail) {
		return nil
	}
	return fmt.Errorf("the problem does not say what to do: %q", p.Detail)
}

// Errors of programs, and those that pass by themselves, say nothing of what is behind them.
func TestUnknownErrors(t *testing.T) {
	t.Parallel()
	p := httpapi.ProblemOf(fmt.Errorf("secret: %w", os.ErrPermission))
	require.Equal(t, 500, p.Status)
	require.NotContains(t, p.Detail, "secret")
	p = httpapi.ProblemOf(&projects.Error{Code: "made-up", Message: "made up"})
	require.Equal(t, 500, p.Status)
	p = httpapi.ProblemOf(&projects.Error{Code: projects.CodeBusy, RetryAfter: time.Second})
	require.Equal(t, 503, p.Status)
	require.Equal(t, time.Second, p.RetryAfter)
	require.False(t, strings.Contains(p.Detail, "Err"))
}
