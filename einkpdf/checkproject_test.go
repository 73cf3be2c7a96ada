package einkpdf_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

func checkProject(t *testing.T, source string, o einkpdf.Options) *einkpdf.CheckReport {
	t.Helper()
	p, err := einkpdf.Parse([]byte(source))
	require.NoError(t, err)
	_, err = einkpdf.Compile(context.Background(), p, o)
	require.Error(t, err, "there is no document of it")
	r, err := einkpdf.CheckProject(context.Background(), p, o, einkpdf.CheckOptions{})
	require.NoError(t, err)
	return r
}

// What keeps a project from being compiled does not hide what else there is to say.
func TestCheckProjectFindsAll(t *testing.T) {
	r := checkProject(t, head+`designs:
  note:
    key: note/{m}
    outline: Note
    body:
      type: stack
      children:
        - type: link
          text: Next
          height: 10mm
          width: 20mm
          to: "next/{m}"
        - {type: link, text: First, to: note/1, height: 5mm}
vars: {m: "1"}
plan: [{design: note, each: 1..3}]
`, einkpdf.Options{})
	require.Equal(t, []any{"remarkable-2", "right", "portrait", 3}, []any{r.Device, r.Hand, r.Orientation, r.Pages})
	codes := map[string]einkpdf.CheckFinding{}
	for _, f := range r.Findings {
		codes[f.Code] = f
	}
	require.Len(t, codes, len(r.Findings))

	doubled := codes["doubled-key"]
	require.Equal(t, []any{widget.Failure, "note/1", "note", 6}, []any{doubled.Severity, doubled.Page, doubled.Design, doubled.Line})
	require.Equal(t, []any{3.0, 1.0, "pages", 2, 2}, []any{doubled.Measured, doubled.Required, doubled.Unit, doubled.Pages, doubled.Places})
	require.False(t, doubled.Box.Empty())

	missing := codes["missing-target"]
	require.Equal(t, []any{widget.Failure, "note/1", "note", 15}, []any{missing.Severity, missing.Page, missing.Design, missing.Line}, "where it says to")
	require.Equal(t, "/designs/note/body/children/0", missing.Pointer)
	require.Equal(t, geom.MM(20).Resolve(0, 0), missing.Box.W)
	require.Equal(t, []any{3, 3}, []any{missing.Pages, missing.Places})
	require.Equal(t, `there is no page or anchor "next/1"`, missing.Message)
	require.Contains(t, missing.Hint, `add "?"`)

	require.Equal(t, widget.Warning, codes["tap-size"].Severity, "the other checks go on")
}

func TestCheckProjectFindsDoubledAnchors(t *testing.T) {
	r := checkProject(t, head+"designs: {a: {key: 'a/{n}', outline: A, body: {type: anchor, name: here}}}\nplan: [{design: a, each: 1..3}]\n", einkpdf.Options{})
	require.Len(t, r.Findings, 1)
	require.Equal(t, []any{"doubled-key", "a/2", 2}, []any{r.Findings[0].Code, r.Findings[0].Page, r.Findings[0].Places})
}

// Any other error is reported alone.
func TestCheckProjectReportsErrors(t *testing.T) {
	r := checkProject(t, head+"designs: {a: {key: one, body: {type: link, text: x, to: y}}}\nplan: [{design: a, each: 1..900}]\n", einkpdf.Options{Orientation: "landscape", Limits: einkpdf.Limits{Pages: 10}})
	require.Len(t, r.Findings, 1)
	require.Equal(t, []any{"too-many-pages", "landscape", 0}, []any{r.Findings[0].Code, r.Orientation, r.Pages})
}

func TestCheckProjectFails(t *testing.T) {
	p, err := einkpdf.Parse([]byte(head + "designs: {a: {}}\nplan: [{design: a}]\n"))
	require.NoError(t, err)
	_, err = einkpdf.CheckProject(context.Background(), p, einkpdf.Options{Device: "none"}, einkpdf.CheckOptions{})
	var argument *einkpdf.ArgumentError
	require.ErrorAs(t, err, &argument)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = einkpdf.CheckProject(ctx, p, einkpdf.Options{}, einkpdf.CheckOptions{})
	require.ErrorIs(t, err, context.Canceled)
}

// Errors are no findings that may be meant to be so.
func TestErrorsCannotBeIgnored(t *testing.T) {
	_, err := einkpdf.Parse([]byte(head + "designs: {a: {}}\nplan: [{design: a}]\nchecks: [{ignore: missing-target, reason: later}]\n"))
	require.ErrorContains(t, err, `"missing-target" is an error, which cannot be ignored`)
}
