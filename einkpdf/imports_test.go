package einkpdf_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestImports lists what a program that imports this package brings in.
func TestImports(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the go command is missing")
		}
		t.Skip("the go command is not installed")
	}
	list := exec.Command(goTool, "list", "-deps", ".")
	list.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	out, err := list.CombinedOutput()
	require.NoError(t, err, "%s", out)
	packages := strings.Fields(string(out))
	require.Contains(t, packages, "github.com/einkpdf/platform/einkpdf/widget")
	for _, p := range packages {
		for _, banned := range []string{"net", "net/http", "crypto/tls", "database/sql", "runtime/cgo", "os/exec", "log", "testing", "math/rand",
			"github.com/pdfcpu", "github.com/signintech", "github.com/stretchr", "modernc.org", "github.com/jmoiron"} {
			require.False(t, p == banned || strings.Contains(banned, ".") && strings.HasPrefix(p, banned+"/"), "the renderer imports %s", p)
		}
		module, inside := strings.CutPrefix(p, "github.com/einkpdf/platform/")
		require.False(t, inside && !strings.HasPrefix(module, "einkpdf"), "the renderer imports the service %s", p)
	}

	build := exec.Command(goTool, "build", "-o", os.DevNull, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err = build.CombinedOutput()
	require.NoError(t, err, "%s", out)
}
