package main

import (
	"context"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
)

//go:embed reportlab.py
var reportlabScript string

// python is a Python that has ReportLab, or "".
func python(ctx context.Context) string {
	for _, name := range []string{os.Getenv("PYTHON"), "python3", "/usr/bin/python3"} {
		if name == "" {
			continue
		}
		if exec.CommandContext(ctx, name, "-c", "import reportlab").Run() == nil { // #nosec G204 G702 -- the user's own Python
			return name
		}
	}
	return ""
}

// reportlab is the command that draws the workload with ReportLab. The fonts go
// into a directory beside the PDF, since ReportLab reads them from files.
func reportlab(py string) func(context.Context, int, string) (*exec.Cmd, error) {
	return func(ctx context.Context, pages int, out string) (*exec.Cmd, error) {
		fonts := filepath.Join(filepath.Dir(out), "fonts")
		if err := os.MkdirAll(fonts, 0o750); err != nil {
			return nil, err
		}
		for name, ttf := range map[string][]byte{"DejaVuSans.ttf": dejavusans.TTF, "DejaVuSans-Bold.ttf": dejavusansbold.TTF} {
			if err := os.WriteFile(filepath.Join(fonts, name), ttf, 0o600); err != nil {
				return nil, err
			}
		}
		cmd := exec.CommandContext(ctx, py, "-", strconv.Itoa(pages), out, fonts) // #nosec G204 G702 -- the user's own Python
		cmd.Stdin = strings.NewReader(reportlabScript)
		return cmd, nil
	}
}
