package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-time", "1ms", "-width", "400"}, &out))
	require.Equal(t, 1+3*4, bytes.Count(out.Bytes(), []byte("\n")), out.String())
	require.Error(t, run(t.Context(), []string{"-time", "0s"}, &out))
	require.Error(t, run(t.Context(), []string{"-width", "3"}, &out))
}
