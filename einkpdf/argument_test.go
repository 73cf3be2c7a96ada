package einkpdf_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
)

// A mistake in the options is not one of the project.
func TestWrongOptions(t *testing.T) {
	p := parse(t, head+rest)
	for name, tt := range map[string]struct {
		options             einkpdf.Options
		code, message, hint string
	}{
		"device":       {einkpdf.Options{Device: "kobo"}, "unknown-device", `unknown device "kobo"`, "did you mean kobo-clara-2e, "},
		"no device":    {einkpdf.Options{Device: "qqqqqqqq"}, "unknown-device", `unknown device "qqqqqqqq"`, "`einkpdf devices` lists the names"},
		"semicolons":   {einkpdf.Options{Device: "qqqq; qqqq"}, "unknown-device", `unknown device "qqqq; qqqq"`, "`einkpdf devices` lists the names"},
		"long device":  {einkpdf.Options{Device: strings.Repeat("; ", 40)}, "unknown-device", "unknown device: a name of 80 bytes (the longest has 64)", "device.All lists the built-in devices"},
		"locale":       {einkpdf.Options{Locale: "xx"}, "unknown-locale", `unknown locale "xx"`, "use one of bg, ca, "},
		"long locale":  {einkpdf.Options{Locale: strings.Repeat("x", 80)}, "unknown-locale", "a tag has at most 64 letters", "locale.Tags lists the locales"},
		"orientation":  {einkpdf.Options{Orientation: "Landscape"}, "enum", `the orientation must be portrait or landscape, is "Landscape"`, "leave it empty for the project's"},
		"hand":         {einkpdf.Options{Hand: 7}, "enum", "there is no hand 7", "use device.Right or device.Left"},
		"profile":      {einkpdf.Options{Profile: &device.Profile{Name: "lab"}}, "unknown-device", `the profile "lab" has a panel of 0 × 0 pixels at 0 ppi`, "give Width and Height"},
		"page":         {einkpdf.Options{Profile: &device.Profile{Name: "lab", Width: 50, Height: 50, PPI: 2000}}, "range", `the pages of the device "lab" would be 2 × 2 pt`, "20 to 14,400 pt"},
		"all of these": {einkpdf.Options{Device: "kobo", Locale: "xx"}, "unknown-device", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := einkpdf.Compile(context.Background(), p, tt.options)
			var (
				wrong   *einkpdf.ArgumentError
				project einkpdf.Errors
			)
			require.ErrorAs(t, err, &wrong)
			require.NotErrorAs(t, err, &project)
			require.Equal(t, tt.code, wrong.Code)
			require.Contains(t, wrong.Message, tt.message)
			require.Contains(t, wrong.Hint, tt.hint)
			_, ok := einkpdf.ReportOf(err)
			require.False(t, ok)
		})
	}
}

// Errors go to an editor as JSON.
func TestErrorsAsJSON(t *testing.T) {
	encoded := func(v any) string {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		return string(b)
	}
	errs := fails(t, "einkpdf: 1\ntitle: x\ncolour: red\ndevcie: x\n"+rest, einkpdf.Options{})
	require.JSONEq(t, `{"line":4,"col":1,"pointer":"/devcie","code":"unknown-key","message":"unknown key \"devcie\"","hint":"did you mean device?"}`, encoded(errs[1]))
	require.JSONEq(t, `{"code":"range","message":"m","hint":"h"}`, encoded(&einkpdf.ArgumentError{Code: "range", Message: "m", Hint: "h"}))

	report, ok := einkpdf.ReportOf(errs)
	require.True(t, ok)
	require.Len(t, report.Findings, 2)
	single, ok := einkpdf.ReportOf(errs[1])
	require.True(t, ok)
	require.Equal(t, report.Findings[1:], single.Findings)
	require.JSONEq(t, `{"severity":"error","code":"unknown-key","pointer":"/devcie","line":4,"col":1,"measured":0,"required":0,
		"message":"unknown key \"devcie\"","hint":"did you mean device?","pages":0,"places":0}`, encoded(single.Findings[0]))

	byHand, ok := einkpdf.ReportOf(&einkpdf.Error{Pointer: "/title", Code: "missing", Message: "the key title is missing"})
	require.True(t, ok)
	require.Equal(t, "/title: the key title is missing", byHand.Findings[0].Message)

	for _, err := range []error{nil, context.Canceled, &einkpdf.RangeError{}} {
		_, ok := einkpdf.ReportOf(err)
		require.False(t, ok)
	}
}
