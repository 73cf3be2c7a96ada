package renderjob

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob/internal/validation"
	"github.com/einkpdf/platform/projects"
)

func TestBounds(t *testing.T) {
	t.Parallel()
	require.Equal(t, projects.MaxAsset, maxName)
	require.Greater(t, maxAsked, 2*projects.MaxAssets)
	require.Less(t, maxDetail, 64<<10)
	require.Less(t, maxCheck+MaxMissing*maxName*6+8<<10, jobs.MaxResult)
	require.Less(t, maxReport+maxCheck+8<<10, isolate.MaxResult)
	require.Less(t, projects.MaxSource+maxHeader, jobs.MaxInput)
	require.Equal(t, assets.CodeNotFound, assets.CodeOf(&assets.Error{Code: assets.CodeNotFound}))
}

func TestFilename(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Day planner 2026": "Day planner 2026.pdf", "": "Title.pdf", "../../etc/passwd": "etc-passwd.pdf", "a\x00b\nc": "ab c.pdf", "CON": "planner CON.pdf",
		"com1.tar": "planner com1.tar.pdf", "lpt²": "planner lpt².pdf", "communist": "communist.pdf", `a<b>:"|?*c`: "a-b-c.pdf", "x\u202Egpj.exe": "xgpj.exe.pdf", "...": "Title.pdf",
		"日記 2026": "日記 2026.pdf", " . -~ x. ": "x.pdf", "ends\\": "ends.pdf", "\xff\xfe": "Title.pdf", "👩‍💻": "👩💻.pdf",
	} {
		if name == `a<b>:"|?*c` {
			want = "a-b------c.pdf"
		}
		require.Equal(t, want, filename(cleanName(name), "Title", PDF), "%q", name)
	}
	require.Equal(t, "planner.zip", filename("", "", PNG))
	long := filename(strings.Repeat("é", 300), "", PDF)
	require.True(t, utf8.ValidString(long))
	require.LessOrEqual(t, len(long), maxFilename+4)
}

func FuzzFilename(f *testing.F) {
	for _, s := range []string{"", "a", "../x", "con", "COM¹.x", "\u202e", strings.Repeat("x/", 200), "é\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := filename(cleanName(s), s, PDF)
		require.True(t, utf8.ValidString(name))
		require.LessOrEqual(t, len(name), maxFilename+len("planner .pdf"))
		require.Equal(t, name, filepath.Base(name))
		require.True(t, filepath.IsLocal(name))
		require.False(t, strings.ContainsAny(name, "<>:\"/\\|?*\x00\r\n"))
		require.True(t, strings.HasSuffix(name, ".pdf") && name != ".pdf" && name[0] != '.' && name[0] != '-')
		stem, _, _ := strings.Cut(name, ".")
		require.False(t, reserved(stem))
	})
}

func TestPictureName(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"day/2026-03-01": "0001-day-2026-03-01.png", "../..": "0001.png", "日": "0001.png", "": "0001.png", strings.Repeat("k", 200): "0001-" + strings.Repeat("k", 60) + ".png"} {
		require.Equal(t, want, pictureName(0, key))
	}
	require.Equal(t, "12345-x.png", pictureName(12344, "x"))
}

func TestPack(t *testing.T) {
	t.Parallel()
	want := order{Project: "p", Version: 3, Name: "A\nB", Options: Options{Format: PNG, Picture: Picture{Width: 100}}}
	packed, err := pack(want, []byte("einkpdf: 1\n"))
	require.NoError(t, err)
	var got order
	file, err := unpack(packed, &got)
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, "einkpdf: 1\n", string(file))
	_, err = pack(order{Name: strings.Repeat("x", maxHeader)}, nil)
	require.Error(t, err)
	for _, bad := range []string{"", "{}", "\n", "x\n", "{\"newer\": 1}\n", "{} {}\n", "[]\n", "{\"version\": \"1\"}\n", strings.Repeat(" ", maxHeader+2) + "{}\n"} {
		_, err := unpack([]byte(bad), &got)
		require.ErrorIs(t, err, errHeader, "%.20q", bad)
	}
}

func FuzzUnpack(f *testing.F) {
	for _, s := range []string{"", "{}\n", "{\"options\":{\"format\":\"png\"}}\neinkpdf: 1", "{\"limits\":{\"Pages\":-1}}\nx", "{\n", "null\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got task
		file, err := unpack(data, &got)
		if err != nil {
			require.ErrorIs(t, err, errHeader)
			return
		}
		again, err := pack(got, file)
		if err != nil {
			return // longer than it may be, by its escapes
		}
		var same task
		rest, err := unpack(again, &same)
		require.NoError(t, err)
		require.Equal(t, got, same)
		require.Equal(t, string(file), string(rest))
		_, _ = got.Options.normal()
	})
}

func TestFindingsFit(t *testing.T) {
	t.Parallel()
	var list []Finding
	for i := range 200 {
		list = append(list, Finding{Severity: "error", Line: i, Code: "c", Message: strings.Repeat("<é", 2_000), Hint: strings.Repeat("\x01", 2_000), Pointer: strings.Repeat("/a", 2_000)})
	}
	data := detail(list, 7)
	require.Less(t, len(data), 64<<10)
	var p problems
	require.NoError(t, json.Unmarshal(data, &p))
	require.NotEmpty(t, p.Findings)
	require.Equal(t, 207, len(p.Findings)+p.More)

	report := &einkpdf.CheckReport{}
	for range 4_000 {
		f := einkpdf.CheckFinding{Message: strings.Repeat("x", 2_000)}
		report.Findings, report.Ignored = append(report.Findings, f), append(report.Ignored, f)
	}
	data = reportJSON(report)
	require.Less(t, len(data), maxReport+1)
	var cut einkpdf.CheckReport
	require.NoError(t, json.Unmarshal(data, &struct{ More *int }{&cut.More}))
	require.Positive(t, cut.More)
	require.Len(t, report.Findings, 4_000, "it stays as it was")
	c := summary(report, maxCheck)
	require.Equal(t, 4_000, len(c.Findings)+c.More)
}

// What a child says takes no more memory here than it has bytes, or a few times as much. Not parallel, for it counts what this process allocates.
func TestHeard(t *testing.T) {
	flood := `[{}` + strings.Repeat(",{}", isolate.MaxResult/3-100) + `]`
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := heard([]byte(`{"pages": 1, "report": {}, "check": {"findings": `+flood+`}}`), 1000)
	require.Error(t, err)
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(10*isolate.MaxResult))

	most := Check{Findings: []Finding{}}
	for range MaxFindings {
		most.Findings = append(most.Findings, Finding{Message: strings.Repeat("\x01", maxText)})
	}
	most.Findings = fitting(most.Findings, maxCheck)
	check, err := json.Marshal(most)
	require.NoError(t, err)
	said, err := json.Marshal(made{Pages: 1000, Check: check, Report: []byte("{}")})
	require.NoError(t, err)
	_, got, err := heard(said, 1000)
	require.NoError(t, err)
	require.Equal(t, most, *got)

	for _, odd := range []string{`"parse": -1, "check": {}`, `"check": {"errors": -1}`, `"check": {"more": -1}`} {
		_, _, err := heard([]byte(`{"pages": 1, "report": {}, `+odd+`}`), 10)
		require.Error(t, err, odd)
	}

	f := heardFault(&isolate.Fault{Code: FailPages, Detail: detail([]Finding{{Code: "c", Message: "m"}}, 3)})
	require.JSONEq(t, `{"findings": [{"severity": "", "code": "c", "message": "m"}], "more": 3}`, string(f.Detail))
	require.Nil(t, heardFault(&isolate.Fault{Code: codeNoAsset}))
}

func FuzzHeard(f *testing.F) {
	for _, s := range []string{"", "{}", `{"pages": 1, "report": {}, "check": {}}`, `{"pages": 1, "report": {}, "check": {"findings": [{"line": -1}]}, "title": "\ud800"}`, `{"pages": 1e9}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, c, err := heard(data, 10)
		if err == nil {
			require.True(t, m.Pages >= 1 && m.Pages <= 10 && len(m.Title) <= maxText && len(c.Findings) <= MaxFindings)
			kept, err := json.Marshal(Result{Title: m.Title, Device: m.Device, Check: *c})
			require.NoError(t, err)
			require.Less(t, len(kept), jobs.MaxResult)
		}
		if f := heardFault(&isolate.Fault{Code: FailProject, Detail: data}); f.Detail != nil {
			require.Less(t, len(f.Detail), 64<<10)
		}
	})
}

func TestFailureOf(t *testing.T) {
	t.Parallel()
	l := limits(isolate.Limits{}, isolate.Limits{Time: 10 * time.Minute, Memory: 256 << 20, Output: 50_000_000, Files: 64})
	seen := map[string]bool{}
	for code, want := range map[isolate.Code]string{
		isolate.CodeTime: "10 minutes", isolate.CodeCPU: "10 minutes", isolate.CodeMemory: "256 MiB", isolate.CodeOutput: "50 MB", isolate.CodeFiles: "64 files",
		isolate.CodeForbidden: "report", isolate.CodeCrashed: "try again", isolate.CodeKilled: "try again", isolate.CodeStart: "try again", isolate.CodeFailed: "try again",
	} {
		f := failureOf(code, l)
		require.Contains(t, f.Message, want)
		require.False(t, seen[f.Code], f.Code)
		seen[f.Code] = true
	}
	require.Equal(t, "1.5 MB", megabytes(1_500_000))
}

func TestTrace(t *testing.T) {
	t.Parallel()
	log := "panic: a secret\n\ta secret line of it\n\ngoroutine 1 [running]:\nmain.work({0x1, 0x2})\n\t/src/main.go:12 +0x1d\nfatal error: runtime: out of memory\n"
	require.Equal(t, "goroutine 1 [running]:\n\t/src/main.go:12 +0x1d\nfatal error: runtime: out of memory\n", trace(log))
	require.LessOrEqual(t, len(trace(strings.Repeat("goroutine 1\n", 10_000))), 5<<10)
}

func TestShort(t *testing.T) {
	t.Parallel()
	for n := 3; n < 12; n++ {
		s := short("aé日👩x", n)
		require.True(t, utf8.ValidString(s), s)
		require.LessOrEqual(t, len(s), n)
	}
	require.Equal(t, "ab", short("ab", 3))
	require.Equal(t, fmt.Sprint(math.MaxInt32), short(fmt.Sprint(math.MaxInt32), 20))
}

func TestInvalidPDF(t *testing.T) {
	t.Parallel()
	f := invalid([]validation.Finding{{Code: "link", Page: 3, Message: "leads nowhere"}})
	require.Equal(t, FailPDF, f.Code)
	require.True(t, f.Final)
	require.JSONEq(t, `{"findings": [{"severity": "error", "page": "3", "code": "link", "message": "leads nowhere"}]}`, string(f.Detail))
}

func TestPiece(t *testing.T) {
	t.Parallel()
	pdf := strings.NewReader(strings.Repeat("x", validation.Piece+10))
	for number, want := range map[string]int{"0": validation.Piece, "1": 10} {
		data, err := piece(pdf, pdf.Size(), number)
		require.NoError(t, err)
		require.Len(t, data, want)
	}
	for _, number := range []string{"2", "-1", "", "x", "99999999999999999999"} {
		_, err := piece(pdf, pdf.Size(), number)
		require.Error(t, err, number)
	}
}

// What only a program can do is no advice for whoever makes planners.
func TestAdvice(t *testing.T) {
	t.Parallel()
	for hint, want := range map[string]string{
		"": "",
		"use a shorter calendar, fewer notes, or raise the limit of pages": "use a shorter calendar, fewer notes",
		"draw less, or raise Limits.Operations":                            "draw less",
		"raise the limit of pages":                                         "make it smaller",
		"close the bracket":                                                "close the bracket",
	} {
		require.Equal(t, want, advice(hint))
	}
}

// What to do stands behind what is wrong, each as a sentence of its own.
func TestJoined(t *testing.T) {
	t.Parallel()
	for hint, want := range map[string]string{
		"":                               "There is no such page.",
		"choose another":                 "There is no such page. Choose another.",
		"choose another.":                "There is no such page. Choose another.",
		`did you mean "day/2026-03-01"?`: `There is no such page. Did you mean "day/2026-03-01"?`,
	} {
		require.Equal(t, want, joined(sentence("there is no such page"), hint))
	}
}
