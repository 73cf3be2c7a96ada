package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/password"
)

// A round of everything, whatever the figures.
func TestMeasure(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := measure(t.Context(), &out, []kind{unknown, inactive, legacy}, options{
		tries: 2, rounds: 1, clients: 2, quick: true, floor: time.Millisecond,
		hasher: password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true, BcryptCost: 4},
	})
	require.NoError(t, err)
	require.Regexp(t, `(?m)^legacy +2 +\d`, out.String())
	require.Regexp(t, `(?m)^unknown / inactive +[01]\.\d{3} +`, out.String())
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"-tries=1", "-rounds=0", "-clients=61", "-other"} {
		require.Error(t, run(t.Context(), []string{arg}), arg)
	}
}
