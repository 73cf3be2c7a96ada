package golden

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/gopdfout"
	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

var update = flag.Bool("update", false, "rewrite the expectations of the golden suite")

// TestGolden renders every case and compares it with what is expected, and with
// what gopdf makes of it.
func TestGolden(t *testing.T) {
	if !inktest.Available() {
		require.NoError(t, missingPoppler(os.Getenv("CI")))
		t.Log("pdftoppm is not installed, so no picture is compared: install poppler-utils")
	}
	out := outFolder(t)
	cases := allCases(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			run(t, c, out)
		})
	}
	requireNoOthers(t, cases)
}

// missingPoppler is the error of a suite that cannot compare pictures; it is none
// outside of continuous integration.
func missingPoppler(ci string) error {
	if ci == "true" {
		return errors.New("pdftoppm is not installed, so no picture can be compared")
	}
	return nil
}

// requirePoppler skips a test that is about pictures where none can be made.
func requirePoppler(t *testing.T) {
	t.Helper()
	if !inktest.Available() {
		require.NoError(t, missingPoppler(os.Getenv("CI")))
		t.Skip("pdftoppm is not installed")
	}
}

// run renders a case and looks at it from all sides.
func run(t *testing.T, c testCase, out *lazyFolder) {
	ctx := context.Background()
	r, err := render(ctx, c)
	require.NoError(t, err)

	w, err := readWant(filepath.Join(wantDir, c.name))
	require.NoError(t, err)
	if *update {
		changed, err := w.update(r)
		require.NoError(t, err)
		if len(changed) > 0 {
			lines := ""
			if len(w.digest) > 1 { // the case is not new
				lines = diffLines(w.digest, r.digest) + "\n"
			}
			fmt.Printf("%s: %s\n%s", c.name, strings.Join(changed, ", "), lines)
		}
	} else {
		problems, err := w.compare(r, out.path(t))
		require.NoError(t, err)
		for _, p := range problems {
			t.Error(p)
		}
		if len(problems) > 0 {
			t.Error("if that is meant, go test -update in this folder takes it over")
		}
	}
	if large := r.document.Len() > 100; large && underRace {
		return // .ci/run has a round without the race detector
	}
	anew, err := writtenAnew(ctx, c, r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(r.pdf, anew), "written as a file and read again, the project gives another PDF")
	report, err := pdfcheck.Verify(ctx, r.pdf, pdfcheck.Options{Pages: r.document.Len()})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	if c.own == "" {
		problems, err := compareWriters(ctx, r, c.name, out.path(t))
		require.NoError(t, err)
		for _, p := range problems {
			t.Error("gopdf: " + p)
		}
	} else {
		err := gopdfout.WritePDF(ctx, r.document, new(bytes.Buffer))
		require.ErrorIs(t, err, gopdfout.ErrUnsupported, "take away the mark: %s", c.own)
	}
}

// requireNoOthers finds folders of cases that are no more.
func requireNoOthers(t *testing.T, cases []testCase) {
	t.Helper()
	known := map[string]bool{}
	for _, c := range cases {
		known[c.name] = true
	}
	folders, err := os.ReadDir(wantDir)
	if !*update {
		require.NoError(t, err)
	}
	for _, f := range folders {
		if known[f.Name()] {
			continue
		}
		if !*update {
			t.Errorf("%s/%s is of no case; go test -update removes it", wantDir, f.Name())
			continue
		}
		fmt.Printf("%s: removed\n", f.Name())
		require.NoError(t, os.RemoveAll(filepath.Join(wantDir, f.Name())))
	}
}

// TestSize keeps the folder small enough to be in the repository.
func TestSize(t *testing.T) {
	const most = 6 << 20
	sum := int64(0)
	require.NoError(t, filepath.WalkDir(filepath.Dir(wantDir), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		sum += info.Size()
		return err
	}))
	require.Less(t, sum, int64(most))
}

// lazyFolder is a folder for pictures that is made when it is needed.
type lazyFolder struct {
	once sync.Once
	name string
}

// outFolder is where pictures of differences go. A temporary one is removed when
// it has stayed empty.
func outFolder(t *testing.T) *lazyFolder {
	f := &lazyFolder{name: os.Getenv("GOLDEN_OUT")}
	t.Cleanup(func() {
		if f.name != "" && os.Getenv("GOLDEN_OUT") == "" {
			err := os.Remove(f.name) // fails when something is inside, as it should
			_ = err
		}
	})
	return f
}

func (f *lazyFolder) path(t *testing.T) string {
	f.once.Do(func() {
		if f.name == "" {
			name, err := os.MkdirTemp("", "golden-")
			require.NoError(t, err)
			f.name = name
		}
	})
	return f.name
}
