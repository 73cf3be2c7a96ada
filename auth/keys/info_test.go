package keys_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/keys"
)

// Nothing that prints, logs or marshals shows a key.
func TestSecretsStayHidden(t *testing.T) {
	t.Parallel()
	r := fixed(t)
	hidden := []string{
		string(secret.Key), fmt.Sprint(secret.Key), fmt.Sprintf("%x", secret.Key), fmt.Sprintf("%X", secret.Key),
		fmt.Sprintf("%#v", secret.Key)[8:], base64.StdEncoding.EncodeToString(secret.Key), fmt.Sprintf("%q", secret.Key),
	}
	type nested struct {
		Ring   *keys.Ring
		Secret keys.Secret
		Many   []keys.Secret
		ring   *keys.Ring
	}
	var out bytes.Buffer
	for _, v := range []any{r, secret, &secret, nested{r, secret, []keys.Secret{secret}, r}, r.Keys(), map[string]any{"ring": r}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		b, err := json.Marshal(v)
		require.NoError(t, err)
		out.Write(b)
		slog.New(slog.NewTextHandler(&out, nil)).Info("text", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "v", v)
	}
	require.Contains(t, out.String(), "k1")
	for _, h := range hidden {
		require.NotContains(t, out.String(), h)
	}
}
