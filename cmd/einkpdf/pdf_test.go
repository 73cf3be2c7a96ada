package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLinks(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	ok(t, "", "render", "small.yaml")

	table := ok(t, "", "links", "small.pdf")
	require.Regexp(t, `^1\t\d+\.\d\d\t\d+\.\d\d\t\d+\.\d\d\t\d+\.\d\d\t2\t/Fit\n2\t.*\t3\t/Fit\n$`, table)
	require.Equal(t, table, ok(t, read(t, "small.pdf"), "links", "-"))

	var links []map[string]any
	require.NoError(t, json.Unmarshal([]byte(ok(t, "", "links", "small.pdf", "--json")), &links))
	require.Len(t, links, 2)
	require.Equal(t, 2.0, links[0]["target"])
	require.Equal(t, "page/2", links[0]["name"])
	require.Equal(t, "[]\n", ok(t, linkless, "links", "-", "--json"))
	require.Empty(t, ok(t, linkless, "links", "-"))
}

// linkless is a PDF of a page, written by hand; its cross-reference table is
// missing.
const linkless = "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n" +
	"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 90 90]>>\nendobj\n" +
	"3 0 obj\n<</Type/Page/Parent 2 0 R/Annots[]/Resources<<>>>>\nendobj\n"

func TestBrokenLinks(t *testing.T) {
	broken := strings.Replace(linkless, "/Annots[]", "/Annots[4 0 R]", 1) + "4 0 obj\n<</Type/Annot/Subtype/Link/Rect[10 10 20 20]/Dest(x)>>\nendobj\n"
	require.Equal(t, result{exitOK, "1\t10.00\t70.00\t10.00\t10.00\t0\tthere is no destination (x)\n", "standard input: warning: 1 link leads nowhere (target 0)\n"},
		invoke(t, broken, "links", "-"))
}

func TestVerify(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small})
	ok(t, "", "render", "small.yaml")

	require.Regexp(t, `^small\.pdf: ok\n3 pages, 2 links, 3 named destinations, 3 outline entries, 1 font, \d+ objects\nchecked: .*, pdfcpu strict\n$`,
		ok(t, "", "verify", "small.pdf", "--pages", "3"))
	require.Contains(t, ok(t, read(t, "small.pdf"), "verify", "-"), "standard input: ok\n")
	require.Equal(t, result{exitProject, "small.pdf: there are 3 pages instead of 4 (page-count)\n", "einkpdf: small.pdf has 1 finding\n"},
		invoke(t, "", "verify", "small.pdf", "--pages", "4"))

	var report struct {
		File     string
		OK       bool
		Pages    int
		Findings []struct{ Code, Message string }
	}
	require.NoError(t, json.Unmarshal([]byte(ok(t, "", "verify", "small.pdf", "--json")), &report))
	require.True(t, report.OK)
	require.Equal(t, "small.pdf", report.File)
	require.Equal(t, 3, report.Pages)
	require.NotNil(t, report.Findings)
	r := invoke(t, linkless, "verify", "-", "--json")
	require.Equal(t, exitProject, r.code)
	require.NoError(t, json.Unmarshal([]byte(r.out), &report))
	require.False(t, report.OK)
	require.Equal(t, "xref", report.Findings[0].Code)
}

// Files that cannot be read say so.
func TestNoPDF(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small, "sub/keep": ""})
	ok(t, "", "render", "small.yaml")
	require.NoError(t, os.WriteFile("half.pdf", []byte(read(t, "small.pdf")[:2000]), 0o600))
	for _, command := range []string{"links", "verify"} {
		for file, message := range map[string]string{
			"none.pdf":   "einkpdf: cannot read none.pdf: no such file or directory\n",
			"sub":        "einkpdf: cannot read sub: is a directory\n",
			"small.yaml": "einkpdf: cannot read small.yaml: not a PDF: it does not begin with %PDF-\n",
			"half.pdf":   "einkpdf: cannot read half.pdf: damaged: there is no document catalog; perhaps the end of the file is missing\n",
			"-":          "einkpdf: cannot read standard input: not a PDF: it does not begin with %PDF-\n",
		} {
			require.Equal(t, result{exitFiles, "", message}, invoke(t, "", command, file))
		}
		require.Equal(t, exitUsage, invoke(t, "", command).code)
	}
	r := invoke(t, linkless+"trailer<</Root 1 0 R/Encrypt<<>>>>", "verify", "-")
	require.Equal(t, result{exitFiles, "", "einkpdf: cannot read standard input: encrypted; decrypt it first, as with: qpdf --decrypt IN.pdf OUT.pdf\n"}, r)
	require.Equal(t, exitUsage, invoke(t, "", "verify", "small.pdf", "--pages", "0").code)
}

// A file may take long, and the user has enough of it.
func TestInterruptedWhileChecking(t *testing.T) {
	slow := strings.Replace(linkless, "/Annots[]", "/Annots["+strings.Repeat("4 0 R ", 100_000)+"]", 1) + "4 0 obj\n[" + strings.Repeat("0 ", 400_000) + "]\nendobj\n"
	for _, command := range []string{"links", "verify"} {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(200*time.Millisecond, cancel)
		var out, errs strings.Builder
		code := run(ctx, []string{command, "-"}, streams{strings.NewReader(slow), &out, &errs})
		require.Equal(t, exitInterrupted, code, errs.String())
		require.Equal(t, "einkpdf: interrupted, nothing was written\n", errs.String())
	}
}

// The page about the command line has every option and every code.
func TestPDFDocumentation(t *testing.T) {
	page := read(t, "../../docs/cli.md")
	for _, command := range []string{"links", "verify"} {
		require.Contains(t, page, "\n## "+command+"\n")
		for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(ok(t, "", command, "--help"), -1) {
			if flag != "--help" {
				require.Contains(t, page, flag)
			}
		}
	}
	codes := regexp.MustCompile(`Code\w+ += "([a-z-]+)"`).FindAllStringSubmatch(read(t, "../../einkpdf/pdfcheck/finding.go"), -1)
	require.Greater(t, len(codes), 15)
	for _, m := range codes {
		require.Contains(t, page, "`"+m[1]+"`")
	}
}

// Neither command writes anything, least of all into the user's home.
func TestPDFProcess(t *testing.T) {
	program := build(t)
	dir := folder(t, map[string]string{"home/.profile": "", "tmp/keep": "", "small.yaml": small})
	ok(t, "", "render", "small.yaml")
	before := tree(t, dir)
	for _, command := range []string{"links", "verify"} {
		cmd := exec.Command(program, command, "small.pdf")
		cmd.Dir = dir
		cmd.Env = []string{"HOME=" + filepath.Join(dir, "home"), "TMPDIR=" + filepath.Join(dir, "tmp"), "PATH=" + dir}
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
	}
	require.Equal(t, before, tree(t, dir))
}
