package projectfile_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
)

// checked is what tests look at of an einkpdf.CheckReport.
type checked struct {
	Device   string
	Pages    int
	Findings []struct{ Severity, Code, Message string }
}

func report(t *testing.T, r projects.Refit) checked {
	var report checked
	require.NoError(t, json.Unmarshal(r.Report, &report))
	return report
}

func TestRefitInPlace(t *testing.T) {
	t.Parallel()
	files := patient()
	refit, err := files.Refit(t.Context(), []byte(small), "Kobo_Sage")
	require.NoError(t, err)
	require.False(t, refit.Scaled)
	require.Equal(t, strings.Replace(small, "# for short\n", "# for short\ndevice: kobo-sage\n", 1), string(refit.Source))
	r := report(t, refit)
	require.Equal(t, "kobo-sage", r.Device)
	require.Equal(t, 2, r.Pages)
	for _, f := range r.Findings { // assets are not looked at
		require.NotContains(t, []string{"missing-image", einkpdf.CodeBadAsset}, f.Code)
	}
	again, err := files.Refit(t.Context(), refit.Source, "kobo-sage")
	require.NoError(t, err)
	require.Equal(t, string(refit.Source), string(again.Source))

	for _, e := range gallery.All() {
		refit, err := files.Refit(t.Context(), builtIn(t, e.Name), "boox-tab-x")
		require.NoError(t, err)
		require.False(t, refit.Scaled)
		require.Empty(t, report(t, refit).Findings, e.Name)
	}
}

func TestRefitScales(t *testing.T) {
	t.Parallel()
	c, err := projectfile.Convert(oldFile(t, "weekly-2026.json"), "weekly-2026.json")
	require.NoError(t, err)
	source, err := c.Source(nil)
	require.NoError(t, err)
	files := patient()
	refit, err := files.Refit(t.Context(), source, "kobo-libra-2")
	require.NoError(t, err)
	require.True(t, refit.Scaled)
	require.True(t, strings.HasPrefix(string(refit.Source), "# Scaled from canvas (445.3 × 593.8 pt) to kobo-libra-2 (303.4 × 403.2 pt).\n# Imported from weekly-2026.json."), "%.200s", refit.Source)
	facts, err := files.Inspect(t.Context(), refit.Source)
	require.NoError(t, err)
	require.False(t, facts.Draft())
	require.Equal(t, "kobo-libra-2", facts.Device)
	require.Equal(t, 66, facts.Pages)
	r := report(t, refit)
	require.Equal(t, "kobo-libra-2", r.Device)
	require.Equal(t, 66, r.Pages)
	require.NotEmpty(t, r.Findings)
}

// Facts.Device is the device that a file is for.
func TestRefitForTheSameDevice(t *testing.T) {
	t.Parallel()
	c, err := projectfile.Convert(oldFile(t, "weekly-2026.json"), "weekly-2026.json")
	require.NoError(t, err)
	imported, err := c.Source(nil)
	require.NoError(t, err)
	files := patient()
	for name, source := range map[string][]byte{"imported": imported, "no device": []byte(small), "built in": builtIn(t, "notebook")} {
		facts, err := files.Inspect(t.Context(), source)
		require.NoError(t, err)
		require.NotEmpty(t, facts.Device)
		refit, err := files.Refit(t.Context(), source, facts.Device)
		require.NoError(t, err)
		require.Equal(t, string(source), string(refit.Source), name)
		require.False(t, refit.Scaled, name)
		require.Positive(t, report(t, refit).Pages, name)
	}
}

// Whoever asked is told why.
func TestRefitReasons(t *testing.T) {
	t.Parallel()
	shared := strings.Replace(small, "title: Small", "device: &d kobo-sage\ntitle: *d\nauthor: *d", 1)
	head := strings.Repeat("#", projects.MaxSource-len(small)-4) + "\n" // no room for the name of a device
	for name, test := range map[string]struct{ source, device, want string }{
		"probably meant": {small, "nomad", "There is no such device; did you mean supernote-nomad?"},
		"a shared name":  {shared, "kobo-libra-2", "The device cannot be changed to kobo-libra-2: the value cannot be changed without"},
		"too large":      {head + small, "kobo-libra-2", "The device cannot be changed to kobo-libra-2: the file is larger"},
	} {
		_, err := patient().Refit(t.Context(), []byte(test.source), test.device)
		refusal, ok := errors.AsType[*projects.Refusal](err)
		require.True(t, ok, "%s: %v", name, err)
		require.Contains(t, refusal.Reason, test.want, name)
		require.Less(t, len(refusal.Reason), 500, name)
		require.NotContains(t, refusal.Reason, "\n", name)
	}
	for _, test := range [][2]string{{small, ""}, {small, "#*!"}, {"a: [", "kobo-sage"}} { // nothing that helps
		_, err := patient().Refit(t.Context(), []byte(test[0]), test[1])
		_, ok := errors.AsType[*projects.Refusal](err)
		require.Error(t, err)
		require.False(t, ok, "%v", err)
	}
}

func TestRefitRefuses(t *testing.T) {
	t.Parallel()
	files := patient()
	for name, test := range map[string]struct {
		source, device string
		want           error
	}{
		"no device":       {small, "", projects.ErrDevice},
		"unknown device":  {small, "toaster\x00", projects.ErrDevice},
		"damaged":         {"a: [", "kobo-sage", projects.ErrDraft},
		"does not render": {strings.Replace(small, "1..2", "1..9999", 1), "kobo-sage", projects.ErrDraft},
		"shared device":   {strings.Replace(small, "title: Small", "device: &d kobo-sage\ntitle: *d\nauthor: *d", 1), "kobo-libra-2", projects.ErrDraft},
	} {
		refit, err := files.Refit(t.Context(), []byte(test.source), test.device)
		require.ErrorIs(t, err, test.want, name)
		require.Zero(t, refit, name)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := files.Refit(ctx, []byte(small), "kobo-sage")
	require.ErrorIs(t, err, context.Canceled)
}

func TestRefitTakesNoLongerThanItMay(t *testing.T) {
	t.Parallel()
	files := projectfile.New(projectfile.Config{Timeout: time.Minute, CheckTimeout: time.Nanosecond})
	refit, err := files.Refit(t.Context(), []byte(small), "kobo-sage")
	require.NoError(t, err)
	r := report(t, refit)
	require.Equal(t, projectfile.CodeTooSlow, r.Findings[0].Code)
	require.Equal(t, "kobo-sage", r.Device)

	_, err = projectfile.New(projectfile.Config{Timeout: time.Nanosecond, CheckTimeout: time.Nanosecond}).Refit(t.Context(), []byte(small), "kobo-sage")
	require.ErrorIs(t, err, projects.ErrDraft)
}
