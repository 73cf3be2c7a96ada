package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOutput(t *testing.T) {
	tests := []struct {
		name  string
		stdin string
		args  []string
		file  string // written; "" = standard output
	}{
		{"default name", "", []string{"render", "in/small.yaml"}, "small.pdf"},
		{"without extension", "", []string{"render", "in/plain"}, "plain.pdf"},
		{"named", "", []string{"render", "in/small.yaml", "-o", "out/a.pdf"}, "out/a.pdf"},
		{"named first", "", []string{"render", "--out=b.pdf", "in/small.yaml"}, "b.pdf"},
		{"to standard output", "", []string{"render", "in/small.yaml", "-o", "-"}, ""},
		{"from standard input", small, []string{"render", "-"}, ""},
		{"from standard input to a file", small, []string{"render", "-", "-o", "c.pdf"}, "c.pdf"},
		{"JSON", `{"einkpdf": 1, "title": "J", "designs": {"d": {"body": {"type": "dots", "pitch": "5mm"}}}, "plan": [{"design": "d"}]}`, []string{"render", "-", "-o", "d.pdf"}, "d.pdf"},
		{"built-in", "", []string{"render", "gallery:notebook"}, "notebook.pdf"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := folder(t, map[string]string{"in/small.yaml": small, "in/plain": small, "out/keep": ""})
			before := tree(t, dir)
			out := ok(t, test.stdin, test.args...)
			if test.file == "" {
				requirePDF(t, out)
				require.Equal(t, before, tree(t, dir))
				return
			}
			require.Empty(t, out)
			after := tree(t, dir)
			requirePDF(t, after[filepath.FromSlash(test.file)])
			delete(after, filepath.FromSlash(test.file))
			require.Equal(t, before, after, "nothing else is written")
		})
	}
}

func TestSameBytesEverywhere(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	ok(t, "", "render", "small.yaml")
	require.Equal(t, read(t, "small.pdf"), ok(t, small, "render", "-"))
}

func TestReplacesOutput(t *testing.T) {
	dir := folder(t, map[string]string{"small.yaml": small, "kept/real.pdf": "old"})
	require.NoError(t, os.Chmod("kept/real.pdf", 0o640))
	require.NoError(t, os.Symlink("kept/real.pdf", "link.pdf"))
	ok(t, "", "render", "small.yaml", "-o", "link.pdf")

	info, err := os.Lstat("link.pdf")
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink, "the link stays")
	requirePDF(t, read(t, "kept/real.pdf"))
	info, err = os.Stat("kept/real.pdf")
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode(), "the mode stays")
	require.Len(t, tree(t, dir), 4)
}

func TestOptionsReachThePages(t *testing.T) {
	dated := strings.NewReplacer("text: \"Page {n}\"", "text: \"{calendar.from|full}\"", "device:", "calendar: {from: 2026-03-01, to: 2026-03-02}\ndevice:").Replace(small)
	folder(t, map[string]string{"small.yaml": dated, "boox.yaml": strings.Replace(dated, "remarkable-2", "boox-go-7", 1)})
	plain := ok(t, "", "render", "small.yaml", "-o", "-")
	for _, args := range [][]string{{"--device", "boox-go-7"}, {"--locale", "de-AT"}, {"--hand", "left"}} {
		require.NotEqual(t, plain, ok(t, "", append([]string{"render", "small.yaml", "-o", "-"}, args...)...), args)
	}
	require.Equal(t, ok(t, "", "render", "boox.yaml", "-o", "-"), ok(t, "", "render", "small.yaml", "-o", "-", "--device", "BOOX_go_7"))
	require.Equal(t, plain, ok(t, "", "render", "small.yaml", "-o", "-", "--hand", "right", "--max-pages", "3", "--strict"))
}

func TestStats(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	check := func(text string, size int) {
		t.Helper()
		var figures map[string]float64
		require.NoError(t, json.Unmarshal([]byte(text), &figures), text)
		require.Equal(t, []string{"bytes", "compile_seconds", "destinations", "links", "outlines", "pages", "parse_seconds", "peak_rss_bytes", "render_seconds"},
			slices.Sorted(maps.Keys(figures)))
		require.EqualValues(t, 3, figures["pages"])
		require.EqualValues(t, 2, figures["links"])
		require.EqualValues(t, 3, figures["destinations"])
		require.EqualValues(t, 3, figures["outlines"])
		require.EqualValues(t, size, figures["bytes"])
		require.Positive(t, figures["parse_seconds"])
		require.Positive(t, figures["compile_seconds"])
		require.Positive(t, figures["render_seconds"])
		require.Greater(t, figures["peak_rss_bytes"], 1e6)
		require.Equal(t, 1, strings.Count(text, "\n"), "one line")
	}
	out := ok(t, "", "render", "small.yaml", "--stats")
	check(out, len(read(t, "small.pdf")))

	r := invoke(t, small, "render", "-", "--stats") // the PDF has standard output
	require.Equal(t, exitOK, r.code)
	requirePDF(t, r.out)
	check(r.err, len(r.out))
}

func TestWarnings(t *testing.T) {
	dir := folder(t, map[string]string{"tight.yaml": tight})
	r := invoke(t, "", "render", "tight.yaml")
	require.Equal(t, exitOK, r.code)
	require.Regexp(t, `^tight.yaml:8:11: warning: page page: .* \(text-overflow\)\n\thint: `, r.err)
	requirePDF(t, read(t, "tight.pdf"))

	require.NoError(t, os.WriteFile("tight.pdf", []byte("old"), 0o600))
	before := tree(t, dir)
	r = invoke(t, "", "render", "tight.yaml", "--strict")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.err, "(text-overflow)")
	require.True(t, strings.HasSuffix(r.err, "\neinkpdf: 1 error, nothing was written\n"), r.err)
	require.Equal(t, before, tree(t, dir), "the old output stays and no temporary file is left")

	r = invoke(t, "", "render", "tight.yaml", "--strict", "-o", "-")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.err, "einkpdf: 1 error, the output is incomplete\n")
}

func TestProjectErrors(t *testing.T) {
	dir := folder(t, map[string]string{"wrong.yaml": wrong, "small.yaml": small, "wrong.pdf": "old"})
	before := tree(t, dir)

	r := invoke(t, "", "render", "wrong.yaml")
	require.Equal(t, exitProject, r.code)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "wrong.yaml:3:1: ")
	require.Contains(t, r.err, "(unknown-key)")
	require.Contains(t, r.err, "wrong.yaml:5:")
	require.Contains(t, r.err, "(missing)")
	require.Contains(t, r.err, "\thint: ")
	require.True(t, strings.HasSuffix(r.err, "\neinkpdf: 2 errors, nothing was written\n"), r.err)

	r = invoke(t, wrong, "render", "-")
	require.Equal(t, exitProject, r.code)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "standard input:3:1: ")

	r = invoke(t, "", "render", "small.yaml", "--max-pages", "2")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.err, "(too-many-pages)\n\thint: use a shorter calendar, fewer notes, or raise the limit with --max-pages\n")

	r = invoke(t, strings.Repeat("# long\n", 200_000), "render", "-")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.err, "(too-large)")

	r = invoke(t, "%PDF-1.7\n", "render", "-")
	require.Equal(t, exitProject, r.code)
	require.Contains(t, r.err, "standard input:1:1: this is a PDF file, not a project (encoding)\n\thint: einkpdf links and einkpdf verify read PDFs")

	require.Equal(t, before, tree(t, dir))
}

func TestBadOutputs(t *testing.T) {
	dir := folder(t, map[string]string{"small.yaml": small, "small.pdf": "old", "sub/keep": ""})
	before := tree(t, dir)
	tests := []struct {
		name, out string
		code      int
		message   string
	}{
		{"missing folder", "no/such/x.pdf", exitFiles, "einkpdf: there is no folder no/such; create it first\n"},
		{"a folder", "sub", exitUsage, "einkpdf: sub is a folder; name a file in it: -o sub/planner.pdf\n"},
		{"the project", "./small.yaml", exitUsage, "einkpdf: ./small.yaml is the project itself; name another file with -o\n"},
		{"a file as folder", "small.pdf/x.pdf", exitFiles, "einkpdf: cannot write small.pdf/x.pdf: not a directory\n"},
		{"a name too long", strings.Repeat("x", 300), exitFiles, "einkpdf: cannot write " + strings.Repeat("x", 300) + ": file name too long\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := invoke(t, "", "render", "small.yaml", "-o", test.out)
			require.Equal(t, result{test.code, "", test.message}, r)
			require.Equal(t, before, tree(t, dir))
		})
	}
}

func TestUnwritable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("everything is writable for root")
	}
	dir := folder(t, map[string]string{"small.yaml": small, "locked/x.pdf": "old", "open/x.pdf": "old"})
	require.NoError(t, os.Chmod("locked", 0o500))
	require.NoError(t, os.Chmod("open/x.pdf", 0o400))
	before := tree(t, dir)
	for _, out := range []string{"locked/new.pdf", "locked/x.pdf", "open/x.pdf"} {
		r := invoke(t, "", "render", "small.yaml", "-o", out)
		require.Equal(t, result{exitFiles, "", "einkpdf: cannot write " + out + ": permission denied\n"}, r)
	}
	require.NoError(t, os.Chmod("locked", 0o700))
	require.Equal(t, before, tree(t, dir))
}

// failing takes some bytes and then fails.
type failing struct {
	room int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, f.err
	}
	return len(p), nil
}

func TestBrokenPipe(t *testing.T) {
	for _, command := range [][]string{{"render", "-"}, {"schema"}, {"devices"}, {"devices", "--json"}, {"gallery"}, {"gallery", "notebook"}} {
		var errs strings.Builder
		code := run(context.Background(), command, streams{strings.NewReader(small), &failing{10, syscall.EPIPE}, &errs})
		require.Equal(t, exitFiles, code, command)
		require.Regexp(t, `^einkpdf: ([a-z: ]+: )?broken pipe\n$`, errs.String(), command)
	}
}

func TestFailedRenderLeavesNothing(t *testing.T) {
	dir := folder(t, map[string]string{"x.pdf": "old"})
	before := tree(t, dir)
	for _, out := range []string{"x.pdf", "new.pdf"} {
		err := writeTo(out, nil, func(w io.Writer) error {
			_, err := w.Write([]byte("half"))
			return errors.Join(err, errors.New("no more"))
		})
		require.EqualError(t, err, "no more")
		require.Equal(t, before, tree(t, dir))
	}
}

func TestInterrupted(t *testing.T) {
	dir := folder(t, map[string]string{"small.yaml": small, "small.pdf": "old"})
	before := tree(t, dir)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs strings.Builder
	require.Equal(t, exitInterrupted, run(ctx, []string{"render", "small.yaml"}, streams{strings.NewReader(""), &out, &errs}))
	require.Equal(t, "einkpdf: interrupted, nothing was written\n", errs.String())
	require.Empty(t, out.String())
	require.Equal(t, before, tree(t, dir))
}

// A terminal that nobody types at must not keep the program.
func TestInterruptedWhileReading(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close() //nolint:errcheck // a test
	defer w.Close() //nolint:errcheck // a test
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var errs strings.Builder
	require.Equal(t, exitInterrupted, run(ctx, []string{"render", "-"}, streams{r, &errs, &errs}))
}
