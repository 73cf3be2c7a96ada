package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/gallery"
)

func TestHelp(t *testing.T) {
	help := ok(t, "", "--help")
	for _, word := range []string{"render", "schema", "devices", "gallery", "0 all is well", "1 the project is wrong", "2 the command line is wrong", "3 a file cannot be read or written", "130 interrupted"} {
		require.Contains(t, strings.Join(strings.Fields(help), " "), word)
	}
	require.Equal(t, help, ok(t, ""))
	require.Contains(t, ok(t, "", "render", "--help"), "--max-pages=N")
	require.Equal(t, help, ok(t, "", "help"))
	require.Equal(t, ok(t, "", "render", "--help"), ok(t, "", "help", "render"))
	require.Contains(t, invoke(t, "", "help", "paint").err, "unexpected argument paint")
}

// The page about the command line has every option and exit code.
func TestDocumentation(t *testing.T) {
	page := read(t, "../../docs/cli.md")
	for _, command := range []string{"render", "png", "svg", "sheet", "inspect"} {
		_, section, found := strings.Cut(page, "\n## "+command+"\n")
		require.True(t, found, command)
		section, _, _ = strings.Cut(section, "\n## ")
		for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(ok(t, "", command, "--help"), -1) {
			if flag != "--help" && flag != "--version" && !strings.Contains(section, flag) {
				require.Contains(t, []string{"--device", "--orientation", "--locale", "--hand", "--assets", "--max-pages"}, flag, "%s: %s", command, flag)
				require.Contains(t, section, "[render](#render)")
			}
		}
	}
	for _, code := range []int{exitOK, exitProject, exitUsage, exitFiles, exitInterrupted} {
		require.Contains(t, page, fmt.Sprintf("\n| %d | ", code))
	}
	for _, key := range []string{"pages", "links", "destinations", "outlines", "bytes", "parse_seconds", "compile_seconds", "render_seconds", "peak_rss_bytes"} {
		require.Contains(t, page, "`"+key+"`")
	}
}

func TestUsage(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	tests := []struct {
		args    []string
		message string
	}{
		{[]string{"paint"}, "unexpected argument paint"},
		{[]string{"render"}, `expected "<file>"`},
		{[]string{"render", "small.yaml", "other.yaml"}, "unexpected argument other.yaml"},
		{[]string{"render", "small.yaml", "--colour"}, "unknown flag --colour"},
		{[]string{"render", "small.yaml", "--hand", "both"}, `--hand must be one of "right","left" but got "both"`},
		{[]string{"render", "small.yaml", "--device", "remarkable"}, "did you mean remarkable-"},
		{[]string{"render", "small.yaml", "--locale", "xx"}, "use one of bg, ca, cs"},
		{[]string{"render", "small.yaml", "--max-pages", "0"}, "--max-pages must be at least 1"},
		{[]string{"render", "small.yaml", "--max-pages", "many"}, "--max-pages"},
		{[]string{"render", "gallery:none"}, "there are: day-planner, "},
		{[]string{"gallery", "../gallery/notebook"}, "there is no built-in project"},
	}
	for _, test := range tests {
		r := invoke(t, "", test.args...)
		require.Equal(t, exitUsage, r.code, test.args)
		require.Empty(t, r.out)
		require.Contains(t, r.err, "einkpdf: ", test.args)
		require.Contains(t, r.err, test.message, test.args)
	}
}

func TestUnreadable(t *testing.T) {
	folder(t, map[string]string{"sub/keep": ""})
	require.Equal(t, result{exitFiles, "", "einkpdf: cannot read none.yaml: no such file or directory\n"}, invoke(t, "", "render", "none.yaml"))
	require.Equal(t, result{exitFiles, "", "einkpdf: cannot read sub: is a directory\n"}, invoke(t, "", "render", "sub"))
}

func TestSchema(t *testing.T) {
	var schema map[string]any
	require.NoError(t, json.Unmarshal([]byte(ok(t, "", "schema")), &schema))
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", schema["$schema"])
}

func TestGallery(t *testing.T) {
	list := ok(t, "", "gallery")
	for _, e := range gallery.All() {
		require.Contains(t, list, e.Name)
		require.Contains(t, list, e.About)
		source, err := gallery.Source(e.Name)
		require.NoError(t, err)
		require.Equal(t, string(source), ok(t, "", "gallery", e.Name))
		requirePDF(t, ok(t, "", "render", "gallery:"+e.Name, "-o", "-", "--strict"))
	}
}
