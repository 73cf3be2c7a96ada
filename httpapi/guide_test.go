package httpapi_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/quota"
)

var update = flag.Bool("update", false, "write the table of operations into docs/api.md")

const guideFile = "../docs/api.md"

func guide(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(guideFile)
	require.NoError(t, err)
	return string(text)
}

// The table of operations at the end of docs/api.md has all of them, with what the description says.
func TestGuideHasOperations(t *testing.T) {
	t.Parallel()
	doc, err := openapi()
	require.NoError(t, err)
	a := newHouse(t).api
	who := httpapi.Who(a)
	words := map[string]string{"anybody": "anybody", "user": "users", "operator": "administrators"}
	var rows strings.Builder
	for _, o := range a.Operations() {
		fmt.Fprintf(&rows, "| %s | `%s` | `%s` | %s | %s |\n", o.Method, o.Path, o.ID, words[who[o.ID]], doc.Paths.Value(o.Path).GetOperation(o.Method).Summary)
	}
	const head = "| Method | Path | Id | Who | |\n|---|---|---|---|---|\n"
	before, table, found := strings.Cut(guide(t), head)
	require.True(t, found)
	if *update {
		require.NoError(t, os.WriteFile(guideFile, []byte(before+head+rows.String()), 0o644)) //nolint:gosec // everybody reads it
		return
	}
	require.Equal(t, rows.String(), table, "go test ./httpapi -run TestGuideHasOperations -update")
}

// What the guide says of limits is so.
func TestGuideHasResources(t *testing.T) {
	t.Parallel()
	text := guide(t)
	for _, r := range quota.Resources() {
		require.Contains(t, text, "`"+string(r)+"`")
	}
	for _, link := range regexp.MustCompile(`\]\(#([a-z-]+)\)`).FindAllStringSubmatch(text, -1) {
		require.Regexp(t, "(?im)^#+ "+strings.ReplaceAll(link[1], "-", " ")+"$", text)
	}
}

// The commands of docs/api.md are run by curl, one after the other, and answer what stands there.
func TestGuideCommands(t *testing.T) {
	t.Parallel()
	curl, err := exec.LookPath("curl")
	if err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "curl must be there")
		t.Skip("curl is not there")
	}
	h := newHouse(t)
	h.work()
	server := httptest.NewServer(h.api)
	defer server.Close()
	h.user("ada")
	dir := t.TempDir()
	for name, text := range map[string][]byte{"planner.yaml": []byte(planner("Notes", 2)), "longer.yaml": []byte(planner("Notes", 3)), "logo.png": assetstest.PNG(40, 30, 1)} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	names := map[string]string{"API": server.URL + h.prefix, "PASSWORD": authtest.Password("ada")}
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(guide(t), -1) {
		for _, step := range regexp.MustCompile(`(?m)^\$ curl `).Split(block[1], -1)[1:] {
			command, want, _ := strings.Cut(step, "\n")
			out := runCurl(t, curl, dir, spelled(command, names))
			compare(t, command, strings.TrimSpace(want), strings.TrimSpace(out), names)
			ran++
		}
	}
	require.Equal(t, 16, ran)
	pdf, err := os.ReadFile(filepath.Join(dir, "planner.pdf"))
	require.NoError(t, err)
	require.Equal(t, "%PDF", string(pdf[:4]))
}

// spelled puts what is known into a text: words in capitals.
func spelled(text string, names map[string]string) string {
	return regexp.MustCompile(`\b[A-Z]{3,}\b`).ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := names[name]; ok {
			return value
		}
		return name
	})
}

// runCurl runs curl with the arguments of a command line, which are in single quotes where they have spaces.
func runCurl(t *testing.T, curl, dir, command string) string {
	t.Helper()
	var args []string
	for _, m := range regexp.MustCompile(`'([^']*)'|([^' ]+)`).FindAllStringSubmatch(command, -1) {
		args = append(args, m[1]+m[2])
	}
	c := exec.CommandContext(t.Context(), curl, append([]string{"--noproxy", "*", "--max-time", "60"}, args...)...) //nolint:gosec // of our own documentation
	c.Dir = dir
	out, err := c.Output()
	require.NoError(t, err, command)
	return string(out)
}

// compare holds an answer against the documented one, and learns what words in capitals stand for. Of JSON the documented members must be there; of
// other text, "…" is any.
func compare(t *testing.T, command, want, got string, names map[string]string) {
	t.Helper()
	var wanted, answered any
	if json.Unmarshal([]byte(regexp.MustCompile(`,\s*…`).ReplaceAllString(want, "")), &wanted) == nil && strings.HasPrefix(want, "{") {
		require.NoError(t, json.Unmarshal([]byte(got), &answered), "%s: %s", command, got)
		subset(t, command+": "+got, wanted, answered, names)
		return
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(spelled(want, names)), "…", "(?s:.*)")
	require.Regexp(t, "^"+pattern+"$", got, command)
}

func subset(t *testing.T, at string, want, got any, names map[string]string) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		members, ok := got.(map[string]any)
		require.True(t, ok, at)
		for key, value := range want {
			require.Contains(t, members, key, at)
			subset(t, at, value, members[key], names)
		}
	case []any:
		list, ok := got.([]any)
		require.True(t, ok && len(list) == len(want), at)
		for i, value := range want {
			subset(t, at, value, list[i], names)
		}
	case string:
		text, ok := got.(string)
		require.True(t, ok, at)
		if known, ok := names[want]; ok {
			require.Equal(t, known, text, at)
		} else if regexp.MustCompile(`^[A-Z]{3,}$`).MatchString(want) {
			names[want] = text
		} else {
			require.Equal(t, want, text, at)
		}
	default:
		require.Equal(t, want, got, at)
	}
}
