package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// A little of everything, whatever the figures.
func TestRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-time=20ms", "-versions=3"}, &out))
	require.Regexp(t, `(?m)^8 +\d+ +\d`, out.String())
	require.Regexp(t, `(?m)^3 versions of \d`, out.String())
}

// Each client saves once at least, however little time it has.
func TestNoTime(t *testing.T) {
	t.Parallel()
	require.NoError(t, run(t.Context(), []string{"-time=1ns", "-versions=2"}, &bytes.Buffer{}))
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"-time=0", "-time=2h", "-versions=1", "-other"} {
		require.Error(t, run(t.Context(), []string{arg}, &bytes.Buffer{}), arg)
	}
}
