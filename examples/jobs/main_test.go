package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

func TestMain(m *testing.M) {
	isolate.Main(renderjob.Worker())
	os.Exit(m.Run())
}

func TestRun(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	bad := filepath.Join(folder, "long.yaml")
	require.NoError(t, os.WriteFile(bad, []byte("einkpdf: 1\ntitle: Own\ndesigns: {a: {key: 'a/{n}', body: {type: lines, pitch: 8mm}}}\nplan: [{design: a, each: 1..3, as: n}]\n"), 0o600))
	c := config{data: filepath.Join(folder, "data"), out: filepath.Join(folder, "out"), sources: []string{"gallery:notebook", bad}}
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), c, &out))
	require.Contains(t, out.String(), "Sandbox: a process each")
	require.Contains(t, out.String(), "2 PDFs in")
	for _, name := range []string{"Notebook.pdf", "Own.pdf"} {
		pdf, err := os.ReadFile(filepath.Join(c.out, name))
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(pdf, []byte("%PDF-")))
	}
	out.Reset()
	require.NoError(t, run(t.Context(), c, &out))
	require.Contains(t, out.String(), "gallery:notebook (made before)", "by the first run")
}

func TestAll(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), config{out: t.TempDir(), device: "supernote-nomad"}, &out))
	require.Contains(t, out.String(), "gallery:day-planner")
	require.Contains(t, out.String(), "3 PDFs in")
}

func TestWrong(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(t.Context(), config{out: t.TempDir(), sources: []string{"gallery:nothing"}}, &bytes.Buffer{}), "nothing")
	require.ErrorContains(t, run(t.Context(), config{out: t.TempDir(), device: "remarkabl-2", sources: []string{"gallery:notebook"}}, &bytes.Buffer{}), "remarkable-2")
	_, err := parse([]string{"-h"}, &bytes.Buffer{})
	require.ErrorIs(t, err, flag.ErrHelp)
	_, err = parse([]string{"-nothing"}, &bytes.Buffer{})
	require.Error(t, err)
	c, err := parse([]string{"-data", "d", "a.yaml"}, &bytes.Buffer{})
	require.NoError(t, err)
	require.Equal(t, config{data: "d", out: "planners", sources: []string{"a.yaml"}}, c)
}

// Whoever stops it gets no error, and the next run goes on.
func TestStopped(t *testing.T) {
	t.Parallel()
	s, err := open(t.Context(), "")
	require.NoError(t, err)
	sources, err := read([]string{"gallery:notebook"})
	require.NoError(t, err)
	list, err := s.submit(t.Context(), sources, "")
	require.NoError(t, err)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("stop"))
	require.Error(t, s.wait(ctx, list, &bytes.Buffer{}))
	again, err := s.submit(t.Context(), sources, "")
	require.NoError(t, err)
	require.True(t, again[0].existed)
	require.Equal(t, list[0].job.ID, again[0].job.ID)
	require.NoError(t, s.close())
}
