package postgres

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAttempts(t *testing.T) {
	t.Parallel()
	refused, ended := errors.New("connection refused"), fmt.Errorf("closed: %w", io.EOF)
	err := each(errors.Join(refused, errors.New("connection refused"), ended))
	require.EqualError(t, err, "connection refused; closed: EOF")
	require.ErrorIs(t, err, refused)
	require.ErrorIs(t, err, io.EOF)
	require.Equal(t, ended, each(ended))
}

// Nobody listens there, with TLS or without: that is said once.
func TestRefusedIsSaidOnce(t *testing.T) {
	t.Parallel()
	_, err := Open(t.Context(), "postgres://a:b@127.0.0.1:1/c", Options{})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "\n")
	require.Regexp(t, `^postgres: 127\.0\.0\.1:1: the database cannot be reached: [^;]+$`, err.Error())
}
