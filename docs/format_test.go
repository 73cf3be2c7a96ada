package docs

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// block is a fenced block of a page.
type block struct {
	page string
	line int
	info string // what stands after the opening fence
	text string
}

// blocks are the fenced blocks of the pages that a pattern matches.
func blocks(t *testing.T, pattern string) []block {
	t.Helper()
	pages, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	var list []block
	for _, page := range pages {
		data, err := os.ReadFile(page)
		require.NoError(t, err)
		var open *block
		for i, line := range strings.SplitAfter(string(data), "\n") {
			fence, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
			switch {
			case isFence && open == nil:
				open = &block{page: page, line: i + 2, info: fence}
			case isFence:
				list, open = append(list, *open), nil
			case open != nil:
				open.text += line
			}
		}
		require.Nil(t, open, "%s: a block is not closed", page)
	}
	return list
}

// wrap makes a project of a fragment: a widget becomes the body of a page, other
// keys are completed with what a project needs. around has pages for links.
func wrap(fragment string) string {
	if strings.HasPrefix(fragment, "type:") {
		return around + "  example:\n    body:\n" + indent(fragment, "      ")
	}
	project := fragment
	for _, key := range []struct{ name, text string }{
		{"plan", "plan:\n  - {design: page}\n"},
		{"designs", "designs:\n  page: {body: {type: text, text: \"{title}\"}}\n"},
		{"calendar", "calendar: {from: 2026-03-01, to: 2026-03-14}\n"},
		{"title", "title: Example\n"},
		{"einkpdf", "einkpdf: 1\n"},
	} {
		if !regexp.MustCompile(`(?m)^` + key.name + `:`).MatchString(project) {
			project = key.text + project
		}
	}
	return project
}

// around has a page for everything that the examples link to, and every name
// that they use: those of a day, and the number n.
const around = `einkpdf: 1
title: Example
calendar: {from: 2026-01-01, to: 2026-12-31}
plan:
  - {design: blank, each: [year, notes, index, day/1]}
  - {design: month, each: month}
  - {design: week, each: week}
  - {design: day, each: day}
  - {design: note, each: 1..40}
  - {each: day, from: 2026-03-12, to: 2026-03-12, nested: [{design: example, each: 4..4}]}
parts:
  header: {type: text, text: "{date|full}"}
styles:
  heading: {size: 14pt, weight: bold}
designs:
  blank: {key: "{n}"}
  month: {key: "month/{month}"}
  week: {key: "week/{week}"}
  day: {key: "day/{date}"}
  note: {key: "note/{n}"}
`

func indent(s, by string) string {
	return regexp.MustCompile(`(?m)^(.)`).ReplaceAllString(s, by+"$1")
}

// render renders a project without anything to report.
func render(t *testing.T, source string) {
	t.Helper()
	project, err := einkpdf.Parse([]byte(source))
	require.NoError(t, err, source)
	for _, device := range []string{"", "supernote-nomad"} {
		document, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{Device: device, Assets: pictures(t), Strict: true})
		require.NoError(t, err, source)
		require.NoError(t, document.WritePDF(context.Background(), io.Discard), "%s\n%s", device, source)
	}
}

// pictures gives a picture for every name of an image.
func pictures(t *testing.T) einkpdf.Assets {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))))
	return einkpdf.AssetFunc(func(name string) ([]byte, error) {
		if strings.HasSuffix(name, ".ttf") {
			return nil, fs.ErrNotExist
		}
		return b.Bytes(), nil
	})
}

// Every project on the pages renders, and every fragment in a project.
func TestExamples(t *testing.T) {
	for _, b := range append(blocks(t, "*.md"), append(blocks(t, "widgets/*.md"), blocks(t, "../README.md")...)...) {
		kind, _, _ := strings.Cut(b.info, " ")
		if kind != "yaml" && kind != "json" || strings.HasPrefix(b.info, "yaml wrong ") || strings.HasPrefix(b.info, "yaml finding ") {
			continue
		}
		t.Run(fmt.Sprintf("%s:%d", b.page, b.line), func(t *testing.T) {
			source := b.text
			switch {
			case strings.HasPrefix(source, "einkpdf: 1\n"), kind == "json":
			case b.info == "yaml fragment", strings.HasPrefix(b.info, "yaml clean "), strings.HasPrefix(b.page, "widgets"):
				source = wrap(source)
			default:
				t.Fatal("an example is a whole project, or marked as a fragment")
			}
			render(t, source)
		})
	}
}

// What the guide says is wrong is refused, with the code that it names.
func TestWrongExamples(t *testing.T) {
	found := 0
	for _, b := range blocks(t, "*.md") {
		code, wrong := strings.CutPrefix(b.info, "yaml wrong ")
		if !wrong {
			continue
		}
		found++
		_, err := einkpdf.Parse([]byte(wrap(b.text)))
		require.ErrorContains(t, err, "("+code+")", "%s:%d", b.page, b.line)
	}
	require.NotZero(t, found)
}

// Every widget has a page of examples; parts need a project around them and are
// explained in the guide.
func TestEveryWidgetHasAPage(t *testing.T) {
	for _, k := range widget.Builtin() {
		if k.Name != "part" {
			require.FileExists(t, "widgets/"+k.Name+".md")
		}
	}
}

// Links between the pages lead to files and headings that exist.
func TestLinks(t *testing.T) {
	var pages []string
	for _, pattern := range []string{"*.md", "widgets/*.md"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		pages = append(pages, found...)
	}
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, page := range pages {
		data, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(string(data), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, heading, _ := strings.Cut(m[1], "#")
			target := page
			if file != "" {
				target = filepath.Join(filepath.Dir(page), file)
			}
			require.FileExists(t, target+ifDir(target), "%s links to %s", page, m[1])
			if heading != "" {
				require.Contains(t, headings(t, target), heading, "%s links to %s", page, m[1])
			}
		}
	}
}

func ifDir(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "/README.md"
	}
	return ""
}

var punctuation = regexp.MustCompile(`[^\p{L}\p{N} -]`)

// headings are the names that a page's headings have in links.
func headings(t *testing.T, page string) []string {
	t.Helper()
	data, err := os.ReadFile(page)
	require.NoError(t, err)
	var list []string
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			name := punctuation.ReplaceAllString(strings.ToLower(strings.TrimSpace(strings.TrimLeft(line, "#"))), "")
			list = append(list, strings.ReplaceAll(name, " ", "-"))
		}
	}
	return list
}
