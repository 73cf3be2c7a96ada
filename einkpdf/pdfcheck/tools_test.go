package pdfcheck_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// However another program writes the file, its links are the same.
func TestRewritten(t *testing.T) {
	original := builtin(t, "weekly-planner")
	want, err := pdfcheck.Links(original)
	require.NoError(t, err)
	keys, err := pdfcheck.PageMap(original)
	require.NoError(t, err)
	for _, args := range [][]string{
		{"--object-streams=disable"},
		{"--object-streams=generate", "--compress-streams=n"},
		{"--linearize"},
		{"--linearize", "--object-streams=disable"},
		{"--qdf", "--no-original-object-ids"},
		{"--object-streams=disable", "--stream-data=uncompress", "--newline-before-endstream"},
	} {
		pdf := qpdf(t, original, args...)
		links, err := pdfcheck.Links(pdf)
		require.NoError(t, err, args)
		require.Equal(t, want, links, args)
		report, err := pdfcheck.Verify(ctx, pdf, pdfcheck.Options{Pages: len(keys)})
		require.NoError(t, err, args)
		require.Empty(t, report.Findings, args)
		again, err := pdfcheck.PageMap(pdf)
		require.NoError(t, err)
		require.Equal(t, keys, again)
	}

	_, err = pdfcheck.Links(qpdf(t, original, "--encrypt", "", "secret", "256", "--"))
	require.ErrorIs(t, err, pdfcheck.ErrEncrypted)

	// Half of the pages: the links to the other half lead nowhere.
	pdf := qpdf(t, original, "--pages", ".", "1-50", "--")
	links, err := pdfcheck.Links(pdf)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(links, func(l pdfcheck.Link) bool { return l.Target == 0 }))
	_, found := verify(t, pdf, pdfcheck.Options{Pages: 50})
	require.True(t, slices.ContainsFunc(found, func(f pdfcheck.Finding) bool {
		return f.Code == pdfcheck.CodeLink || f.Code == pdfcheck.CodeDestination
	}), "%v", found)
}
