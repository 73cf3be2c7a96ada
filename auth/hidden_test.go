package auth_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

// Whoever logs or prints what holds a secret shows none of it.
func TestSecretsAreHidden(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for _, v := range []any{
		auth.Credentials{Password: secret},
		auth.Registration{Password: secret, Email: secret},
		auth.NewUser{Password: secret, Email: secret},
		&auth.Grant{Secret: secret, Access: secret},
		auth.Letter{Link: secret},
	} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("test", "value", v)
		slog.New(slog.NewTextHandler(&log, nil)).Info("test", "value", v)
		require.NotContains(t, log.String()+fmt.Sprintf("%v %+v %#v %s", v, v, v, v), secret)
	}
}
