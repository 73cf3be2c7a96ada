package metrics_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// deploy has what watches a server.
const deploy = "../examples/server/deploy"

// promtool runs Prometheus's own tool in that folder.
func promtool(t *testing.T, args ...string) {
	t.Helper()
	path, err := exec.LookPath("promtool")
	if err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "promtool is not installed")
		t.Skip("promtool is not installed: Debian's package prometheus has it")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = deploy
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func TestPrometheusConfig(t *testing.T) {
	t.Parallel()
	promtool(t, "check", "config", "prometheus.yml")
}

func TestAlertRules(t *testing.T) {
	t.Parallel()
	promtool(t, "test", "rules", "alerts_test.yml")
}

// alert is one of alerts.yml.
type alert struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func alerts(t testing.TB) []alert {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(deploy, "alerts.yml"))
	require.NoError(t, err)
	var file struct {
		Groups []struct {
			Rules []alert `yaml:"rules"`
		} `yaml:"groups"`
	}
	require.NoError(t, yaml.Unmarshal(data, &file))
	var all []alert
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	return all
}

// Each alert has been seen to be raised, says what to do, and has a known severity.
func TestAlertsAreTested(t *testing.T) {
	t.Parallel()
	tested, err := os.ReadFile(filepath.Join(deploy, "alerts_test.yml"))
	require.NoError(t, err)
	labels, all := labelsOf(t), alerts(t)
	require.NotEmpty(t, all)
	for _, a := range all {
		require.Contains(t, string(tested), `alertname="`+a.Alert+`",alertstate="firing"`)
		require.Contains(t, []string{"page", "ticket"}, a.Labels["severity"], a.Alert)
		require.NotEmpty(t, a.Annotations["summary"], a.Alert)
		require.NotEmpty(t, a.Annotations["action"], a.Alert)
		known(t, labels, a.Alert, a.Expr)
	}
}

// panel is one of the dashboard.
type panel struct {
	ID      int    `json:"id"`
	Type    string `json:"type"`
	Title   string `json:"title"`
	GridPos struct{ H, W, X, Y int }
	Targets []struct {
		Expr string `json:"expr"`
	} `json:"targets"`
}

func panels(t testing.TB) []panel {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(deploy, "grafana.json"))
	require.NoError(t, err)
	var d struct {
		Title      string  `json:"title"`
		Panels     []panel `json:"panels"`
		Templating struct {
			List []struct {
				Name string `json:"name"`
			} `json:"list"`
		} `json:"templating"`
	}
	require.NoError(t, json.Unmarshal(data, &d))
	require.NotEmpty(t, d.Title)
	var variables []string
	for _, v := range d.Templating.List {
		variables = append(variables, v.Name)
	}
	require.Equal(t, []string{"datasource", "instance", "operation"}, variables)
	return d.Panels
}

// The dashboard asks only for what there is, and no panel lies on another.
func TestDashboard(t *testing.T) {
	t.Parallel()
	labels := labelsOf(t)
	taken, ids, asked := map[[2]int]string{}, map[int]bool{}, map[string]bool{}
	for _, p := range panels(t) {
		require.NotEmpty(t, p.Title)
		require.False(t, ids[p.ID], p.Title)
		ids[p.ID] = true
		require.Equal(t, p.Type == "row", len(p.Targets) == 0, p.Title)
		for x := range p.GridPos.W {
			for y := range p.GridPos.H {
				at := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
				require.Empty(t, taken[at], p.Title)
				require.Less(t, at[0], 24, p.Title)
				taken[at] = p.Title
			}
		}
		for _, target := range p.Targets {
			for _, name := range known(t, labels, p.Title, target.Expr) {
				asked[name] = true
			}
		}
	}
	// What the plan of the service says is to be seen.
	for _, name := range []string{
		"einkpdf_http_requests_total", "einkpdf_http_request_duration_seconds", "einkpdf_ratelimit_requests_total", "einkpdf_quota_used", "einkpdf_jobs",
		"einkpdf_jobs_wait_seconds", "einkpdf_jobs_attempts_total", "einkpdf_jobs_run_seconds", "einkpdf_jobs_child_memory_bytes", "einkpdf_blob_bytes",
		"einkpdf_database_writer_busy_seconds_total",
	} {
		require.True(t, asked[name], name)
	}
}

// Prometheus can read what the dashboard asks: each question is a rule for promtool.
func TestDashboardQueries(t *testing.T) {
	t.Parallel()
	type rule struct {
		Record string `yaml:"record"`
		Expr   string `yaml:"expr"`
	}
	var rules []rule
	fill := strings.NewReplacer("$__rate_interval", "5m", "$instance", ".*", "$operation", ".*")
	for _, p := range panels(t) {
		for _, target := range p.Targets {
			expr := fill.Replace(target.Expr)
			require.NotContains(t, expr, "$", p.Title)
			rules = append(rules, rule{fmt.Sprintf("query:%d", len(rules)), expr})
		}
	}
	require.NotEmpty(t, rules)
	data, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "dashboard", "rules": rules}}})
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "rules.yml")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	promtool(t, "check", "rules", path)
}

var (
	metricName = regexp.MustCompile(`\beinkpdf_[a-z0-9_]+`)
	selector   = regexp.MustCompile(`\b(einkpdf_[a-z0-9_]+)\{([^}]*)\}`)
	labelName  = regexp.MustCompile(`([a-z_]+)\s*(?:=~|!~|!=|=)`)
	grouping   = regexp.MustCompile(`\bby \(([^)]*)\)`)
)

// known tells whether all metrics and labels in a question to Prometheus are there, and returns the metrics.
func known(t testing.TB, labels map[string][]string, where, expr string) []string {
	t.Helper()
	named := func(name string) (string, []string) {
		l, ok := labels[name]
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			if base := strings.TrimSuffix(name, suffix); !ok && base != name {
				name, l = base, labels[base]
				ok = l != nil
			}
		}
		require.True(t, ok, "%s: there is no metric %s", where, name)
		return name, l
	}
	var all, any []string
	for _, name := range metricName.FindAllString(expr, -1) {
		name, l := named(name)
		all, any = append(all, name), append(any, l...)
	}
	for _, m := range selector.FindAllStringSubmatch(expr, -1) {
		_, l := named(m[1])
		for _, label := range labelName.FindAllStringSubmatch(m[2], -1) {
			require.True(t, slices.Contains(l, label[1]), "%s: %s has no label %s", where, m[1], label[1])
		}
	}
	for _, m := range grouping.FindAllStringSubmatch(expr, -1) {
		for label := range strings.SplitSeq(m[1], ",") {
			require.Contains(t, any, strings.TrimSpace(label), where)
		}
	}
	return all
}

// labelsOf are the labels of each metric, with those that Prometheus adds.
func labelsOf(t testing.TB) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, r := range rows(t) {
		all[r.Name] = append([]string{"instance", "job"}, r.Labels...)
		if r.Kind == "histogram" {
			all[r.Name] = append(all[r.Name], "le")
		}
	}
	return all
}
