package golden

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

// The built-in projects pass every check on every built-in device, in the right
// and in the left hand, and ignore none.
func TestCleanOnEveryDevice(t *testing.T) {
	for _, entry := range gallery.All() {
		t.Run(entry.Name, func(t *testing.T) {
			t.Parallel()
			source, err := gallery.Source(entry.Name)
			require.NoError(t, err)
			project, err := einkpdf.Parse(source)
			require.NoError(t, err)
			for i, profile := range device.All() {
				if underRace && i%9 != 0 { // .ci/run has a round without the race detector
					continue
				}
				for _, hand := range []device.Hand{device.Right, device.Left} {
					doc, err := einkpdf.Compile(context.Background(), project, einkpdf.Options{Device: profile.Name, Hand: hand})
					require.NoError(t, err, profile.Name)
					report, err := doc.Check(context.Background(), einkpdf.CheckOptions{Strict: true})
					require.NoError(t, err, profile.Name)
					require.Empty(t, report.Findings, profile.Name)
					require.Empty(t, report.Ignored, profile.Name)
				}
			}
		})
	}
}
