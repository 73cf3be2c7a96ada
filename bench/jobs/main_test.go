package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// Children, and the process that cancels, are this program.
func TestMain(m *testing.M) {
	isolate.Main(renderjob.Worker(), plain(), deaf())
	if len(os.Args) == 3 && os.Args[1] == cancelCommand {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-time", "1ms", "-renders", "1", "-cancels", "2"}, &out))
	require.Equal(t, 8, bytes.Count(out.Bytes(), []byte("\n")), out.String())
	require.Error(t, run(t.Context(), []string{"-time", "0s"}, &out))
	require.Error(t, run(t.Context(), []string{"-renders", "0"}, &out))
}
