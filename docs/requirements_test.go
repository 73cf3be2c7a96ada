package docs

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Requirements are read from requirements.md.
const requirements = "requirements.md"

// requirement is a row of the page.
type requirement struct {
	planned
	text  string   // the row, without its commands
	tests []string // commands
}

// readRequirements reads the page. A row begins with its number in bold and a line of the plan; commands stand apart.
func readRequirements(t *testing.T) (all []requirement) {
	t.Helper()
	page, err := os.ReadFile(requirements)
	require.NoError(t, err)
	begin := regexp.MustCompile(`(?m)^\*\*(\d+\.\d+)\*\* `)
	at := begin.FindAllSubmatchIndex(page, -1)
	for i, m := range at {
		end := len(page)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		r := requirement{planned: planned{id: string(page[m[2]:m[3]])}}
		var said []string
		for line := range strings.Lines(string(page[m[1]:end])) {
			if command, ok := strings.CutPrefix(line, "    "); ok {
				r.tests = append(r.tests, strings.TrimSpace(command))
			} else if !strings.HasPrefix(line, "#") {
				said = append(said, strings.Fields(line)...)
			}
		}
		quote, text, found := strings.Cut(strings.TrimPrefix(strings.Join(said, " "), `"`), `" `)
		require.True(t, found, r.id)
		r.line, r.text = quote, text
		all = append(all, r)
	}
	return all
}

// Each line of the plan has its row, in its order, which shows something or says what is missing.
func TestRequirements(t *testing.T) {
	rows := readRequirements(t)
	var lines []planned
	for _, r := range rows {
		lines = append(lines, r.planned)
		require.NotEmpty(t, r.text, r.id)
		require.True(t, len(r.tests) > 0 || strings.Contains(r.text, "Not yet: "), "%s shows nothing, and does not say so", r.id)
	}
	require.Equal(t, thePlan, lines)
}

// command is one of the page: the folder of a package, and what to run.
var command = regexp.MustCompile(`^(?:go test \./(\S+)|\.ci/postgres go -C (cluster) test \./(postgres)) -run '?([^' ]+)'?$`)

// Each test that is named is there, and so are its parts.
func TestRequirementsHaveTests(t *testing.T) {
	house := newSources("..")
	for _, r := range readRequirements(t) {
		for _, test := range r.tests {
			m := command.FindStringSubmatch(test)
			require.NotNil(t, m, "%s: %s", r.id, test)
			folder := path.Join(m[1], m[2], m[3])
			name, parts, _ := strings.Cut(m[4], "/")
			names, err := house.parts(folder, name)
			require.NoError(t, err, "%s: %s", r.id, test)
			for part := range strings.SplitSeq(parts, "/") {
				require.True(t, part == "" || names[part], "%s: %s: there is no %q in %s", r.id, test, part, name)
			}
		}
	}
}

// No package of the services is without a row.
func TestRequirementsHavePackages(t *testing.T) {
	page, err := os.ReadFile(requirements)
	require.NoError(t, err)
	// What is no service: the renderer and what shows it, what is shared, and what tests are made of.
	aside := []string{"bench", "cluster", "cmd", "docs", "einkpdf", "examples", "internal"}
	missing := map[string]bool{}
	require.NoError(t, filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(file))
		name := strings.TrimPrefix(folder, "../")
		switch {
		case d.IsDir() && file != "..":
			below := strings.TrimPrefix(filepath.ToSlash(file), "../")
			if slices.Contains(aside, below) || strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"internal", "testdata"}, d.Name()) ||
				strings.HasSuffix(d.Name(), "test") {
				return fs.SkipDir
			}
		case strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") && name != "..":
			missing[name] = true
		}
		return nil
	}))
	require.Greater(t, len(missing), 25)
	for _, m := range regexp.MustCompile(`go test \./(\S+) `).FindAllStringSubmatch(string(page), -1) {
		delete(missing, m[1])
	}
	require.Empty(t, missing, "no row of requirements.md shows anything of them")
}

// Names of parts are those of the tables that a test goes through, and none that stand deeper.
func TestSources(t *testing.T) {
	house := newSources("..")
	for _, c := range []struct {
		folder, test   string
		there, missing []string
	}{
		{"auth", "TestFlows", []string{"Refresh", "LastAdmin"}, []string{"logout", "Burst", "AccountIsKept"}},                    // a suite
		{"auth", "TestSQLite", []string{"Store", "AccountIsKept", "Burst"}, []string{"Refresh"}},                                 // with suites within
		{"auth", "TestCrash", []string{"registration"}, []string{"asset_uploaded"}},                                              // scenarios
		{"jobs", "TestRunner", []string{"Lease", "rescue", "by_itself"}, []string{"by itself", "wrapped"}},                       // groups
		{"jobs/isolate", "TestHostile", []string{"wait"}, []string{"limits"}},                                                    // for one system
		{"cluster/postgres", "TestCrash", []string{"registration", "asset_uploaded"}, []string{"reader"}},                        // of several packages
		{"httpapi", "TestWritesSayWhatTheyHaveSeen", []string{"rename", "purge"}, []string{"device-copies"}},                     // its own
		{"ratelimit", "TestSQL", []string{"Hits", "Top", "Limiter", "Model", "Table"}, []string{"equal_ones_by_name", "policy"}}, // in slices
	} {
		parts, err := house.parts(c.folder, c.test)
		require.NoError(t, err)
		for _, name := range c.there {
			require.True(t, parts[name], "%s %s/%s", c.folder, c.test, name)
		}
		for _, name := range c.missing {
			require.False(t, parts[name], "%s %s/%s", c.folder, c.test, name)
		}
	}
	for _, c := range [][2]string{{"auth", "TestNothing"}, {"auth", "flowRefresh"}, {"nothing", "TestFlows"}, {"auth/authtest", "TestFlows"}} {
		_, err := house.parts(c[0], c[1])
		require.Error(t, err, c)
	}
}
