package docs

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// The page about the checks has each of them, with its severity and rule, a
// project that it finds something in and one that it does not.
func TestChecksAreDocumented(t *testing.T) {
	data, err := os.ReadFile("checks.md")
	require.NoError(t, err)
	page := string(data)
	examples := map[string]int{}
	for _, b := range blocks(t, "checks.md") {
		examples[b.info]++
	}
	for _, c := range einkpdf.Checks() {
		require.Contains(t, page, fmt.Sprintf("\n| [%s](#%s) | %s | %s |\n", c.Code, c.Code, c.Severity, c.Rule))
		require.Contains(t, page, fmt.Sprintf("\n### %s\n\n*%s*\n", c.Code, c.Rule))
		require.NotZero(t, examples["yaml finding "+c.Code], c.Code)
		require.NotZero(t, examples["yaml clean "+c.Code], c.Code)
	}
	require.Equal(t, len(einkpdf.Checks()), strings.Count(page, "\n| ["))
}

// A project that a check finds something in gives findings of that check and no
// others; one that it does not has no findings at all.
func TestChecks(t *testing.T) {
	severities := map[string]widget.Severity{}
	for _, c := range einkpdf.Checks() {
		severities[c.Code] = c.Severity
	}
	for _, b := range blocks(t, "checks.md") {
		code, finding := strings.CutPrefix(b.info, "yaml finding ")
		if _, clean := strings.CutPrefix(b.info, "yaml clean "); !finding && !clean {
			continue
		}
		t.Run(fmt.Sprintf("%s:%d", b.page, b.line), func(t *testing.T) {
			project, err := einkpdf.Parse([]byte(wrap(b.text)))
			require.NoError(t, err)
			report, err := einkpdf.CheckProject(context.Background(), project, einkpdf.Options{Assets: pictures(t)}, einkpdf.CheckOptions{})
			require.NoError(t, err)
			if !finding {
				require.Empty(t, report.Findings)
				return
			}
			require.NotEmpty(t, report.Findings)
			for _, f := range report.Findings {
				require.Equal(t, code, f.Code, "%+v", f)
				require.Equal(t, severities[code], f.Severity)
				require.NotEmpty(t, f.Hint, "what to do")
				require.NotZero(t, f.Line, "where")
				if aboutPages := code != "unused-ignore"; aboutPages {
					require.NotEmpty(t, f.Page)
					require.NotEmpty(t, f.Design)
					require.NotZero(t, f.Pages)
					require.NotZero(t, f.Places)
				}
				if !strings.HasPrefix(f.Pointer, "/designs/") || strings.Contains(f.Pointer, "/outline") {
					continue // there is no place on a page
				}
				require.False(t, f.Box.Empty(), "where on the page: %+v", f)
			}
		})
	}
}
