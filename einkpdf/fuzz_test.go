package einkpdf_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

// FuzzParseCompile goes all the way with any file. Whatever is wrong must come
// back as Errors.
func FuzzParseCompile(f *testing.F) {
	for _, e := range gallery.All() {
		source, err := gallery.Source(e.Name)
		require.NoError(f, err)
		f.Add(source)
	}
	everything, err := os.ReadFile("testdata/everything.yaml")
	require.NoError(f, err)
	f.Add(everything)
	for _, file := range rightFiles {
		f.Add([]byte(file))
	}
	for _, tt := range wrongFiles {
		f.Add([]byte(tt.file))
	}
	for _, file := range hostileFiles() {
		if len(file[0]) < 2_000 {
			f.Add([]byte(file[0]))
		}
	}
	f.Add([]byte(layerFile))
	limits := einkpdf.Limits{FileBytes: 64 << 10, Nodes: 5_000, Pages: 20}
	f.Fuzz(func(t *testing.T, file []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		err := render(ctx, file, einkpdf.Options{Limits: limits, Assets: logo()})
		var errs einkpdf.Errors
		if err == nil || errors.Is(err, context.DeadlineExceeded) {
			return
		}
		require.True(t, errors.As(err, &errs), "%v", err)
		require.NotEmpty(t, errs)
		for _, e := range errs {
			require.NotEqual(t, "internal", e.Code, "%v", e)
			require.True(t, e.Line >= 1 || e.Code == "more", "%v", e)
		}
	})
}
