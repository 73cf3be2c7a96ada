package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// TestDeploy says that the files to deploy it with speak of settings and commands that there are.
func TestDeploy(t *testing.T) {
	t.Parallel()
	var known []string
	for _, row := range rows(t) {
		known = append(known, row.Env)
	}
	for _, name := range []string{"Dockerfile", "compose.yaml", "einkpdf.service", ".env.example"} {
		text, err := os.ReadFile(filepath.Join("deploy", name))
		require.NoError(t, err)
		found := regexp.MustCompile(`EINKPDF_[A-Z_]*[A-Z]`).FindAllString(string(text), -1)
		require.NotEmpty(t, found, name)
		for _, setting := range found {
			require.True(t, slices.Contains(known, setting), "%s: %s", name, setting)
		}
	}
	text, err := os.ReadFile(filepath.Join("deploy", "compose.yaml"))
	require.NoError(t, err)
	var compose struct {
		Services map[string]struct {
			Build   struct{ Context, Dockerfile string }
			Volumes []string
		}
		Volumes map[string]any
	}
	require.NoError(t, yaml.Unmarshal(text, &compose))
	require.Len(t, compose.Services, 1)
	require.Len(t, compose.Volumes, 1, "one volume has everything")
	server := compose.Services["server"]
	require.FileExists(t, filepath.Join("deploy", server.Build.Context, server.Build.Dockerfile))
	require.Equal(t, []string{"data:/data"}, server.Volumes)
}

// TestUnit lets systemd read the unit, where there is systemd.
func TestUnit(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("deploy", "einkpdf.service"))
	require.NoError(t, err)
	require.Contains(t, string(text), "KillMode=mixed", "else planners that are being made end with the server")
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return // as on a Mac; nothing is claimed there
	}
	program, err := os.Executable()
	require.NoError(t, err)
	unit := filepath.Join(t.TempDir(), "einkpdf.service")
	require.NoError(t, os.WriteFile(unit, []byte(strings.ReplaceAll(string(text), "/usr/local/bin/einkpdf-server", program)), 0o600))
	said, err := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", unit).CombinedOutput()
	require.NoError(t, err, string(said))
	require.NotContains(t, string(said), "einkpdf.service", "it has nothing to say of it")
	said, err = exec.CommandContext(t.Context(), analyze, "security", "--offline=yes", "--threshold=20", unit).CombinedOutput()
	require.NoError(t, err, string(said))
}
