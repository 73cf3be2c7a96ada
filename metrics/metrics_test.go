package metrics_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/metrics"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

func newMetrics(t testing.TB) *metrics.Metrics {
	t.Helper()
	m, err := metrics.New(metrics.Config{Version: health.Version{Version: "1.2.3", Revision: "abc", Go: "go1.26.0"}})
	require.NoError(t, err)
	return m
}

// scrape is what Prometheus gets.
func scrape(t testing.TB, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	body, err := io.ReadAll(w.Result().Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, w.Code, "%s", body)
	return string(body)
}

// lines tells whether a scrape has these lines.
func lines(t testing.TB, text string, want ...string) {
	t.Helper()
	have := map[string]bool{}
	for line := range strings.Lines(text) {
		have[strings.TrimSpace(line)] = true
	}
	for _, line := range want {
		name, _, _ := strings.Cut(line, "{")
		name, _, _ = strings.Cut(name, " ")
		var near []string
		for l := range have {
			if strings.HasPrefix(l, name) {
				near = append(near, l)
			}
		}
		require.True(t, have[line], "there is no line %s\nbut %s", line, strings.Join(near, "\n    "))
	}
}

func TestObserversCount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(m *metrics.Metrics)
		want []string
	}{
		"nothing yet": {func(*metrics.Metrics) {}, []string{
			`einkpdf_build_info{go="go1.26.0",revision="abc",version="1.2.3"} 1`,
			`einkpdf_auth_logins_total{outcome="refused"} 0`,
			`einkpdf_ratelimit_failed_total{as="open"} 0`,
			`einkpdf_jobs_failed_total{fault="server"} 0`,
			`einkpdf_alerts_raised_total{rule="disk-low"} 0`,
			`einkpdf_projects_conflicts_total 0`,
		}},
		"requests": {func(m *metrics.Metrics) {
			o := m.API()
			o.OnRequest(httpapi.Request{Operation: "createProject", Method: "POST", Status: 201, Took: 30 * time.Millisecond, Bytes: 100})
			o.OnRequest(httpapi.Request{Operation: "createProject", Method: "POST", Status: 409, Took: 3 * time.Millisecond, Bytes: 11})
			o.OnRequest(httpapi.Request{Method: "BREW", Status: 404})
			o.OnRequest(httpapi.Request{Method: "BREW", Status: 70_000})
		}, []string{
			`einkpdf_http_requests_total{operation="createProject",status="201"} 1`,
			`einkpdf_http_requests_total{operation="createProject",status="409"} 1`,
			`einkpdf_http_requests_total{operation="none",status="404"} 1`,
			`einkpdf_http_requests_total{operation="none",status="other"} 1`,
			`einkpdf_http_response_bytes_total{operation="createProject"} 111`,
			`einkpdf_http_request_duration_seconds_bucket{operation="createProject",le="0.025"} 1`,
			`einkpdf_http_request_duration_seconds_bucket{operation="createProject",le="0.05"} 2`,
			`einkpdf_http_request_duration_seconds_count{operation="createProject"} 2`,
		}},
		"limits": {func(m *metrics.Metrics) {
			o := m.RateLimit()
			o.OnAllow("POST /login", "login")
			o.OnAllow("POST /login", "login")
			o.OnRefuse("POST /login", "login")
			o.OnFail("POST /login", "login", false)
			o.OnFail("GET /gallery", "all", true)
			o.OnLost(3)
		}, []string{
			`einkpdf_ratelimit_requests_total{outcome="allowed",policy="login",route="POST /login"} 2`,
			`einkpdf_ratelimit_requests_total{outcome="refused",policy="login",route="POST /login"} 1`,
			`einkpdf_ratelimit_failed_total{as="closed"} 1`,
			`einkpdf_ratelimit_failed_total{as="open"} 1`,
			`einkpdf_ratelimit_hits_lost_total 3`,
		}},
		"quotas": {func(m *metrics.Metrics) {
			o := m.Quota()
			o.OnRefuse(quota.Error{Code: quota.CodeExceeded, Resource: quota.Projects, Tier: "free"})
			o.OnSweep(quota.Swept{Missing: 1, Counters: 2, Old: 3})
		}, []string{
			`einkpdf_quota_refused_total{code="quota-exceeded",resource="projects",tier="free"} 1`,
			`einkpdf_quota_mended_total{what="missing"} 1`,
			`einkpdf_quota_mended_total{what="counters"} 2`,
			`einkpdf_quota_mended_total{what="old"} 3`,
		}},
		"jobs": {func(m *metrics.Metrics) {
			o := m.Jobs()
			render := func(s jobs.State) jobs.Job { return jobs.Job{Kind: renderjob.Kind, State: s, Owner: "ann"} }
			o.OnEnqueue(renderjob.Kind, false)
			o.OnRefuse(renderjob.Kind, jobs.CodeQuota)
			o.OnStart(render(jobs.Running), 4*time.Second)
			o.OnFinish(jobs.Outcome{Job: render(jobs.Succeeded), Run: 20 * time.Second, Usage: jobs.Usage{CPU: 1500 * time.Millisecond, Peak: 100 << 20}})
			o.OnFinish(jobs.Outcome{Job: render(jobs.Failed), Code: renderjob.FailProject, Run: time.Second})
			o.OnFinish(jobs.Outcome{Job: render(jobs.Failed), Code: jobs.FailInternal, Run: time.Second})
			o.OnFinish(jobs.Outcome{Job: render(jobs.Pending), Code: jobs.FailLost}) // rescued: nobody knows for how long it ran
			o.OnFinish(jobs.Outcome{Job: jobs.Job{Kind: "sweep", State: jobs.Failed}, Code: "of-its-own", Run: time.Second})
			o.OnLeaseLost(render(jobs.Running))
			o.OnRescue(2)
			o.OnError("claim")
			o.OnSweep(jobs.Swept{Jobs: 1, Files: 2, Bytes: 300, Left: 4})
		}, []string{
			`einkpdf_jobs_enqueued_total{existed="false",kind="render"} 1`,
			`einkpdf_jobs_refused_total{code="quota",kind="render"} 1`,
			`einkpdf_jobs_started_total{kind="render"} 1`,
			`einkpdf_jobs_wait_seconds_sum{kind="render"} 4`,
			`einkpdf_jobs_attempts_total{code="none",kind="render",state="succeeded"} 1`,
			`einkpdf_jobs_attempts_total{code="project-errors",kind="render",state="failed"} 1`,
			`einkpdf_jobs_attempts_total{code="` + jobs.FailLost + `",kind="render",state="pending"} 1`,
			`einkpdf_jobs_failed_total{fault="owner"} 1`,
			`einkpdf_jobs_failed_total{fault="server"} 2`,
			`einkpdf_jobs_run_seconds_count{kind="render"} 3`,
			`einkpdf_jobs_child_cpu_seconds_total{kind="render"} 1.5`,
			`einkpdf_jobs_child_memory_bytes_count{kind="render"} 1`,
			`einkpdf_jobs_child_memory_bytes_sum{kind="render"} 1.048576e+08`,
			`einkpdf_jobs_lease_lost_total{kind="render"} 1`,
			`einkpdf_jobs_rescued_total 2`,
			`einkpdf_jobs_errors_total{what="claim"} 1`,
			`einkpdf_jobs_swept_total{what="left"} 4`,
			`einkpdf_jobs_swept_bytes_total 300`,
		}},
		"accounts": {func(m *metrics.Metrics) {
			o := m.Auth()
			o.OnLogin(auth.LoginOK)
			o.OnHash(200 * time.Millisecond)
			o.OnMail(auth.PendingReset, "sent")
			o.OnReuse()
		}, []string{
			`einkpdf_auth_logins_total{outcome="ok"} 1`,
			`einkpdf_auth_hash_seconds_count 1`,
			`einkpdf_auth_mails_total{kind="` + string(auth.PendingReset) + `",outcome="sent"} 1`,
			`einkpdf_auth_token_reuse_total 1`,
		}},
		"projects": {func(m *metrics.Metrics) {
			o := m.Projects()
			o.OnWrite(projects.Created, 500)
			o.OnConflict()
			o.OnInspect(time.Millisecond, true)
		}, []string{
			`einkpdf_projects_writes_total{change="created"} 1`,
			`einkpdf_projects_written_bytes_total 500`,
			`einkpdf_projects_conflicts_total 1`,
			`einkpdf_projects_inspect_seconds_count{draft="true"} 1`,
		}},
		"assets": {func(m *metrics.Metrics) {
			o := m.Assets()
			o.OnUpload(assets.KindImage, 1000, false, time.Second)
			o.OnRefuse(assets.CodeDamaged)
			o.OnRead(assets.KindFont, 2000)
			o.OnCollect(assets.Collected{DryRun: true, Assets: 7})
			o.OnCollect(assets.Collected{Assets: 1, Bytes: 10, Orphans: 2, OrphanBytes: 20})
		}, []string{
			`einkpdf_assets_upload_seconds_count{existed="false",kind="image"} 1`,
			`einkpdf_assets_uploaded_bytes_total{kind="image"} 1000`,
			`einkpdf_assets_refused_total{code="` + string(assets.CodeDamaged) + `"} 1`,
			`einkpdf_assets_reads_total{kind="font"} 1`,
			`einkpdf_assets_read_bytes_total{kind="font"} 2000`,
			`einkpdf_assets_collected_total{what="assets"} 1`,
			`einkpdf_assets_collected_bytes_total{what="orphans"} 20`,
		}},
		"previews": {func(m *metrics.Metrics) {
			o := m.Preview()
			o.OnAnswer("page", time.Second, true)
			o.OnBusy()
		}, []string{
			`einkpdf_preview_duration_seconds_count{kept="true",what="page"} 1`,
			`einkpdf_preview_busy_total 1`,
		}},
		"events": {func(m *metrics.Metrics) {
			o := m.Outbox()
			o.OnDone(sqldb.Event{Topic: "auth.mail"}, time.Millisecond)
			o.OnFailed(sqldb.Event{Topic: "auth.mail"}, io.EOF, time.Time{})
		}, []string{
			`einkpdf_outbox_handled_seconds_count{topic="auth.mail"} 1`,
			`einkpdf_outbox_failed_total{topic="auth.mail"} 1`,
		}},
		"alerts": {func(m *metrics.Metrics) {
			o := m.Alerts()
			o.OnRaise(admin.Alert{Rule: admin.RuleDiskLow})
			o.OnClear(admin.Alert{Rule: admin.RuleDiskLow})
		}, []string{
			`einkpdf_alerts_raised_total{rule="disk-low"} 1`,
			`einkpdf_alerts_cleared_total{rule="disk-low"} 1`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMetrics(t)
			c.do(m)
			lines(t, scrape(t, m), c.want...)
			problems, err := testutil.GatherAndLint(m.Registry())
			require.NoError(t, err)
			require.Empty(t, problems, "Prometheus's rules of names")
		})
	}
}

// Whatever a service begins to tell is counted, or left out here on purpose.
func TestObserversAreWhole(t *testing.T) {
	t.Parallel()
	m := newMetrics(t)
	leftOut := map[string]string{"jobs.Observer.OnStats": "Sources.Jobs asks at each scrape, wherever jobs run"}
	for _, o := range []any{
		m.API(), m.RateLimit(), m.Quota(), m.Jobs(), m.Auth(), m.Projects(), m.Assets(), m.Preview(), m.Outbox(), m.Alerts(),
	} {
		v := reflect.ValueOf(o)
		for i := range v.NumField() {
			name := fmt.Sprintf("%v.%s", v.Type(), v.Type().Field(i).Name)
			require.Equal(t, leftOut[name] != "", v.Field(i).IsNil(), name)
		}
	}
}

func TestTwoInAProcess(t *testing.T) {
	t.Parallel()
	a, b := newMetrics(t), newMetrics(t)
	a.Preview().OnBusy()
	lines(t, scrape(t, a), `einkpdf_preview_busy_total 1`)
	lines(t, scrape(t, b), `einkpdf_preview_busy_total 0`)
}
