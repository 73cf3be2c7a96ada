package renderjob_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

func TestSelfTest(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	h := newHouse(t, func(s *setup) { s.render.TempDir = folder })
	require.NoError(t, h.render.SelfTest(t.Context()))
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestSelfTestFails(t *testing.T) {
	t.Parallel()
	sandbox := func(c isolate.Config) *isolate.Sandbox {
		s, err := isolate.New(c)
		require.NoError(t, err)
		return s
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx    context.Context
		config renderjob.Config
		want   string
	}{
		"nobody waits":        {gone, renderjob.Config{Sandbox: sandbox(isolate.Config{})}, "canceled"},
		"no place for a file": {t.Context(), renderjob.Config{Sandbox: sandbox(isolate.Config{}), TempDir: filepath.Join(t.TempDir(), "none")}, "renderjob: "},
		"no child of ours":    {t.Context(), renderjob.Config{Sandbox: sandbox(isolate.Config{Command: []string{"/bin/sh", "-c", "exit 0"}})}, "self-test"},
		"no time":             {t.Context(), renderjob.Config{Sandbox: sandbox(isolate.Config{}), Limits: isolate.Limits{Time: time.Millisecond}}, "self-test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.config.Version = "test"
			s, err := renderjob.New(c.config)
			require.NoError(t, err)
			require.ErrorContains(t, s.SelfTest(c.ctx), c.want)
		})
	}
	h := newHouse(t)
	s, err := renderjob.New(renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects), Version: "test"})
	require.NoError(t, err)
	require.ErrorContains(t, s.SelfTest(t.Context()), "Sandbox is missing")
}
