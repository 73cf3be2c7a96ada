package postgres

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	t.Parallel()
	config, err := parse("postgres://u:p@localhost/d", Options{})
	require.NoError(t, err)
	require.Equal(t, 10*time.Second, config.ConnectTimeout)
	config, err = parse("postgres://u:p@localhost/d?connect_timeout=3", Options{})
	require.NoError(t, err)
	require.Equal(t, 3*time.Second, config.ConnectTimeout)
	config, err = parse("postgres://u:p@localhost/d?connect_timeout=3", Options{ConnectTimeout: time.Second})
	require.NoError(t, err)
	require.Equal(t, time.Second, config.ConnectTimeout)
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://u:hunter2@localhost:port/d",
		"postgres://u:hunter2@localhost:99999/d",
		"postgres://u:hunter2@local host/d",
		"postgres://u:hunter2@localhost/d?sslmode=never",
		"postgres://u:hunter2%zz@localhost/d",
		"postgres://u:hunter2/x@localhost/d",
		"mysql://u:hunter2@localhost/d",
		"host=localhost password='hunter2",
		"\x00hunter2",
	} {
		_, err := parse(url, Options{})
		require.ErrorContains(t, err, "postgres: the URL cannot be understood", url)
		require.NotContains(t, err.Error(), "hunter2", url)
	}
	for name, o := range map[string]Options{
		"connections": {MaxConns: -1},
		"timeout":     {ConnectTimeout: -1},
		"long name":   {Name: strings.Repeat("x", 64)},
		"name":        {Name: "a\nb"},
	} {
		_, err := parse("postgres://u:p@localhost/d", o)
		require.ErrorContains(t, err, "postgres: ", name)
	}
}

func TestParseWantsTLSElsewhere(t *testing.T) {
	t.Parallel()
	for url, fine := range map[string]bool{
		"postgres://u:hunter2@db.example/d":                                        false,
		"postgres://u:hunter2@db.example/d?sslmode=prefer":                         false,
		"postgres://u:hunter2@db.example/d?sslmode=allow":                          false,
		"postgres://u:hunter2@10.0.0.1/d":                                          false,
		"postgres://u:hunter2@127.0.0.1,db.example/d":                              false,
		"postgres://u:hunter2@db.example/d?sslmode=verify-full":                    true,
		"postgres://u:hunter2@db.example/d?sslmode=require":                        true,
		"postgres://u:hunter2@db.example/d?sslmode=disable":                        true,
		"postgres://u:hunter2@a.example,b.example/d?sslmode=verify-full":           true,
		"postgres://u:hunter2@localhost/d":                                         true,
		"postgres://u:hunter2@127.0.0.1/d":                                         true,
		"postgres://u:hunter2@[::1]/d":                                             true,
		"postgres://u:hunter2@/d?host=/run/postgresql":                             true,
		"host=/run/postgresql user=u password=hunter2 dbname=d sslmode=disable":    true,
		"host=db.example user=u password=hunter2 dbname=d target_session_attrs=rw": false,
	} {
		_, err := parse(url, Options{})
		if fine {
			require.NoError(t, err, url)
			continue
		}
		require.Error(t, err, url)
		require.NotContains(t, err.Error(), "hunter2", url)
	}
}

func TestWillDo(t *testing.T) {
	t.Parallel()
	require.NoError(t, willDo("130000", "13.0", "UTF8"))
	require.NoError(t, willDo("180001", "18.1", "UTF8"))
	require.EqualError(t, willDo("120022", "12.22", "UTF8"), "the PostgreSQL server will not do: it is version 12.22, and must be 13 or newer")
	require.ErrorIs(t, willDo("", "CockroachDB", "UTF8"), ErrServer)
	require.ErrorIs(t, willDo("150000", "15", "LATIN1"), ErrServer)
}
