package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
)

// cramped has links that are too small on every device, and a text that is too
// small on small ones.
const cramped = `einkpdf: 1
title: Cramped
designs:
  page:
    key: page/{n}
    outline: Page {n}
    body:
      type: stack
      children:
        - {type: text, text: A line of text that is wider than the page of a small device and yet fits on that of a large one, style: {size: 7pt}, fit: shrink, height: 14mm}
        - {type: dots, pitch: 5mm}
        - {type: link, text: next, to: "page/{n+1}?", width: 20mm, height: 6mm}
plan:
  - {design: page, each: 1..3}
`

func TestCheckFindings(t *testing.T) {
	folder(t, map[string]string{"cramped.yaml": cramped})
	want := "cramped.yaml:12:11: warning: page page/1: the link to \"page/2\" is 20 × 6 mm, 7 mm are needed (tap-size; 2 pages)\n" +
		"\thint: make it larger, show less on the page, or let a larger area lead there\n"
	total := " (3 pages for remarkable-2, portrait, right hand)\n"
	require.Equal(t, want+"cramped.yaml: 1 warning"+total, ok(t, "", "check", "cramped.yaml"))

	r := invoke(t, "", "check", "cramped.yaml", "--strict")
	require.Equal(t, result{exitProject, strings.Replace(want, "warning", "error", 1) + "cramped.yaml: 1 error" + total, "einkpdf: cramped.yaml has 1 error\n"}, r)

	ignored := cramped + "checks:\n  - {ignore: tap-size, reason: It is for a pen.}\n"
	require.Equal(t, "standard input: ok; 1 ignored"+total, ok(t, ignored, "check", "-", "--strict"))
	left := ok(t, ignored, "check", "-", "--hand", "left", "--orientation", "landscape", "--device", "supernote-nomad")
	require.Equal(t, "standard input: ok; 1 ignored (3 pages for supernote-nomad, landscape, left hand)\n", left)
	both := ok(t, ignored, "check", "-", "--hand", "both")
	require.Equal(t, "standard input: ok; 1 ignored (remarkable-2, both hands)\n", both)
}

// With several devices each finding is there once, with the devices that have it.
func TestCheckAllDevices(t *testing.T) {
	folder(t, map[string]string{"cramped.yaml": cramped + "devices: {mine: {like: kobo-clara-bw}}\n"})
	out := ok(t, "", "check", "cramped.yaml", "--device", "all", "--hand", "both")
	require.Equal(t, 1, strings.Count(out, "(tap-size"))
	require.Regexp(t, `tap-size; 2 pages\)\n.*\n\ton all devices\n`, out)
	require.Equal(t, 1, strings.Count(out, "(text-size"))
	require.Regexp(t, `text-size; 3 pages\)\n.*\n\ton \d+ devices: mine, .*kobo-clara-bw.*\n`, out)
	require.Regexp(t, `\nERRORS +WARNINGS +NOTICES +DEVICES\n0 +2 +0 +mine, .*\n0 +1 +0 +.*remarkable-2`, out)
	require.True(t, strings.HasSuffix(out, "\ncramped.yaml: 2 warnings (46 devices)\n"), out)
	require.Less(t, strings.Count(out, "\n"), 15)
}

// An entry of checks that only some devices need is in use.
func TestCheckUnusedOnSomeDevices(t *testing.T) {
	source := cramped + "checks:\n  - {ignore: [text-size], reason: r}\n"
	require.Contains(t, ok(t, source, "check", "-"), "(unused-ignore)")
	require.NotContains(t, ok(t, source, "check", "-", "--device", "all"), "unused-ignore")
	require.NotContains(t, ok(t, source, "check", "-", "--device", "all", "--json"), "unused-ignore")
	source += "  - {ignore: grey-level, reason: r}\n"
	require.Equal(t, 1, strings.Count(ok(t, source, "check", "-", "--device", "all"), "(unused-ignore)"))
}

// Where a toolbar stands at one side, one hand has the finding and the other not.
func TestCheckHands(t *testing.T) {
	source := "einkpdf: 1\ntitle: Side\ntoolbar: ignore\nmargin: 0mm\ndesigns:\n  page: {body: {type: layers, children: [{type: tap, to: \"@first\", x: 0mm, y: 50mm, width: 12mm, height: 12mm}]}}\nplan:\n  - {design: page}\n"
	out := ok(t, source, "check", "-", "--hand", "both")
	require.Contains(t, out, "\ton 1 device: remarkable-2 (right hand)\n")
}

func TestCheckErrors(t *testing.T) {
	folder(t, map[string]string{"wrong.yaml": wrong, "lost.yaml": "einkpdf: 1\ntitle: Lost\ndesigns:\n  page: {body: {type: link, text: x, to: nowhere}}\nplan:\n  - {design: page}\n"})
	r := invoke(t, "", "check", "wrong.yaml")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.out, "wrong.yaml:3:1: error: unknown key \"colour\" (unknown-key)\n")
	require.Contains(t, r.out, "\nwrong.yaml: 2 errors\n")
	require.Equal(t, "einkpdf: wrong.yaml has 2 errors\n", r.err)

	r = invoke(t, "", "check", "lost.yaml", "--device", "all")
	require.Equal(t, exitProject, r.code)
	require.Equal(t, 1, strings.Count(r.out, "(missing-target)"), r.out)
	require.Contains(t, r.out, "\ton all devices\n")
	require.Contains(t, r.out, "lost.yaml: 1 error (45 devices)\n")

	r = invoke(t, cramped+"checks: [{}]\n", "check", "-")
	require.Contains(t, r.out, "15:10: error: the key ignore is missing (missing)\n")
	require.Contains(t, r.out, "15:10: error: the key reason is missing (missing)\n")
	require.Contains(t, r.out, "\nstandard input: 2 errors\n")

	require.Equal(t, exitFiles, invoke(t, "", "check", "none.yaml").code)
	require.Equal(t, exitUsage, invoke(t, "", "check", "gallery:none").code)
	require.Equal(t, exitUsage, invoke(t, cramped, "check", "-", "--device", "remarkable-9").code)
	require.Equal(t, exitUsage, invoke(t, cramped, "check", "-", "--locale", "xx").code)
	require.Equal(t, exitUsage, invoke(t, cramped, "check", "-", "--max-pages", "0").code)
	require.Contains(t, invoke(t, cramped, "check", "-", "--max-pages", "2").out, "(too-many-pages)")
}

func TestCheckJSON(t *testing.T) {
	var got struct {
		File    string                `json:"file"`
		OK      *bool                 `json:"ok"`
		Reports []einkpdf.CheckReport `json:"reports"`
	}
	source := cramped + "checks:\n  - {ignore: tap-size, device: remarkable-2, reason: It is for a pen.}\n"
	out := invoke(t, source, "check", "-", "--json", "--device", "all", "--strict")
	require.Equal(t, exitProject, out.code)
	// Severities have no way back; this is about the keys.
	require.NoError(t, json.Unmarshal([]byte(regexp.MustCompile(`\s+"severity": "[a-z]+",`).ReplaceAllString(out.out, "")), &got))
	require.Equal(t, "standard input", got.File)
	require.False(t, *got.OK)
	require.Len(t, got.Reports, len(device.All()))
	for _, r := range got.Reports {
		require.Equal(t, []any{"right", "portrait", 3}, []any{r.Hand, r.Orientation, r.Pages})
		if r.Device == "remarkable-2" {
			require.Equal(t, "It is for a pen.", r.Ignored[0].Reason)
		}
	}

	out = invoke(t, wrong, "check", "-", "--json")
	require.Equal(t, exitProject, out.code)
	require.Contains(t, out.out, `"code": "unknown-key"`)
	require.Contains(t, out.out, `"severity": "error"`)
}

// The page about the command line has every option and every key of the JSON.
func TestCheckIsDocumented(t *testing.T) {
	page := read(t, "../../docs/cli.md")
	at := strings.Index(page, "\n## check\n")
	require.Positive(t, at)
	page = page[at:]
	page = page[:strings.Index(page[1:], "\n## ")]
	for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(ok(t, "", "check", "--help"), -1) {
		if flag != "--help" && flag != "--version" {
			require.Contains(t, page, flag)
		}
	}
	out := invoke(t, cramped+"checks:\n  - {ignore: text-size, reason: r}\n", "check", "-", "--json", "--device", "kobo-clara-bw")
	for _, m := range regexp.MustCompile(`"([a-z_]+)":`).FindAllStringSubmatch(out.out, -1) {
		require.Contains(t, page, "`"+m[1]+"`")
	}
}

// A project of the predecessor has the same checks, with the lines of its file.
func TestCheckImported(t *testing.T) {
	name := filepath.Join("..", "..", "testdata", "legacy", "weekly-2026.json")
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	lines := strings.Split(string(data), "\n")
	r := invoke(t, "", "check", name)
	require.Equal(t, exitOK, r.code)
	require.Contains(t, r.err, "not everything is as it was there")
	found := regexp.MustCompile(`(?m)^.*json:(\d+):(\d+): warning: .*: ([a-z]+_[a-z_]+\d+): `).FindAllStringSubmatch(r.out, -1)
	require.NotEmpty(t, found)
	for _, m := range found {
		line := 0
		require.NoError(t, json.Unmarshal([]byte(m[1]), &line))
		require.Contains(t, strings.Join(lines[line-1:line+8], "\n"), `"`+m[3]+`"`, "the widget begins there")
	}
	require.Contains(t, r.out, "(after einkpdf import)")
}
