package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/widget"
)

func TestUpToDate(t *testing.T) {
	for name, want := range map[string]string{"widgets.md": widgets(), "project.md": project(), "devices.md": devices()} {
		got, err := os.ReadFile("../" + name)
		require.NoError(t, err)
		require.True(t, want == string(got), "%s is out of date: run go generate ./docs", name)
	}
}

// Every widget is there with every key, and every key says what it means.
func TestComplete(t *testing.T) {
	page := widgets()
	for _, k := range widget.Builtin() {
		require.NotEmpty(t, k.Doc, k.Name)
		require.Contains(t, page, "\n## "+k.Name+"\n")
	}
	for _, p := range []string{page, project()} {
		for _, line := range strings.Split(p, "\n") {
			if strings.HasPrefix(line, "| `") || strings.HasPrefix(line, "| **`") {
				cells := strings.Split(strings.ReplaceAll(line, `\|`, "/"), "|")
				require.Len(t, cells, 6, line)
				require.Regexp(t, `^ [A-Za-z0-9]`, cells[4], "a sentence: %s", line)
			}
		}
	}
}
