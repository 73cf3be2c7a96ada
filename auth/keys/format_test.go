package keys_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/keys"
)

const (
	secretA = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopo="
	secretB = "opqrstuvwxyzabcdefghijklmnABCDEFGHIJKLMNOPQ="
	goodOne = `{"version":1,"keys":[{"id":"a","created":"2026-03-01T12:00:00Z","secret":"` + secretA + `"}]}`
	goodTwo = `{"version":1,"keys":[{"id":"b","created":"2026-03-02T12:00:00Z","secret":"` + secretB + `"},` +
		`{"id":"a","created":"2026-03-01T12:00:00Z","retired":"2026-03-02T12:00:00Z","secret":"` + secretA + `"}]}`
)

func TestKeyFiles(t *testing.T) {
	t.Parallel()
	for _, s := range []string{goodOne, goodTwo, " \n" + goodOne + "\n\n", strings.ReplaceAll(goodTwo, ",", ",\r\n\t"), strings.Replace(goodOne, "00Z", "00.5Z", 1)} {
		written, err := keys.DecodeFile([]byte(s))
		require.NoError(t, err, s)
		require.True(t, bytes.HasSuffix(written, []byte("\n")))
		again, err := keys.DecodeFile(written)
		require.NoError(t, err)
		require.Equal(t, written, again)
	}

	one := func(old, s string) string {
		require.Contains(t, goodOne, old)
		return strings.Replace(goodOne, old, s, 1)
	}
	two := func(old, s string) string {
		require.Contains(t, goodTwo, old)
		return strings.Replace(goodTwo, old, s, 1)
	}
	var many []string
	for i := range 33 {
		retired := ""
		if i > 0 {
			retired = `"retired":"2026-03-02T12:00:00Z",`
		}
		many = append(many, fmt.Sprintf(`{"id":"k%d","created":"2026-03-01T12:00:00Z",%s"secret":"%s"}`, i, retired, secretA))
	}
	list := func(n int) string { return `{"version":1,"keys":[` + strings.Join(many[:n], ",") + `]}` }
	_, err := keys.DecodeFile([]byte(list(32)))
	require.NoError(t, err)

	short := base64.StdEncoding.EncodeToString([]byte(secretA)[:31])
	path := filepath.Join(t.TempDir(), "keys.json")
	for name, s := range map[string]string{
		"empty":              ``,
		"null":               `null`,
		"no JSON":            `secret`,
		"a list":             `[` + goodOne + `]`,
		"cut":                goodOne[:len(goodOne)-10],
		"two of them":        goodOne + goodOne,
		"text behind":        goodOne + "x",
		"byte order mark":    "\ufeff" + goodOne,
		"no version":         one(`"version":1,`, ``),
		"version 2":          one(`"version":1`, `"version":2`),
		"no keys":            `{"version":1}`,
		"empty keys":         `{"version":1,"keys":[]}`,
		"too many keys":      list(33),
		"unknown field":      one(`"id"`, `"alg":"none","id"`),
		"unknown field, top": one(`"keys"`, `"note":"","keys"`),
		"doubled field":      one(`"id":"a"`, `"id":"a","id":"a"`),
		"doubled secret":     one(`"secret"`, `"secret":"AAAA","secret"`),
		"another case":       one(`"id"`, `"ID"`),
		"another order":      `{"keys":[],"version":1}`,
		"no id":              one(`"id":"a",`, ``),
		"id a path":          one(`"id":"a"`, `"id":"../a"`),
		"id twice":           two(`"id":"b"`, `"id":"a"`),
		"no created":         one(`"created":"2026-03-01T12:00:00Z",`, ``),
		"created a number":   one(`"2026-03-01T12:00:00Z"`, `1772366400`),
		"created no date":    one(`2026-03-01T12:00:00Z`, ``+secretB),
		"zone":               one(`12:00:00Z`, `12:00:00+01:00`),
		"none signs":         one(`"secret"`, `"retired":"2026-03-02T12:00:00Z","secret"`),
		"two sign":           two(`"retired":"2026-03-02T12:00:00Z",`, ``),
		"no secret":          one(`,"secret":"`+secretA+`"`, ``),
		"secret null":        one(`"`+secretA+`"`, `null`),
		"secret a number":    one(`"`+secretA+`"`, `12345678901234567890`),
		"secret a list":      one(`"`+secretA+`"`, `[1,2,3]`),
		"secret short":       one(secretA, short),
		"secret of zeros":    one(secretA, strings.Repeat("A", 43)+"="),
		"secret stray bits":  one(secretA, secretA[:42]+"p="),
		"secret line end":    one(secretA, secretA[:20]+`\n`+secretA[20:]),
		"secret no base64":   one(secretA, "!"+secretA[1:]),
		"secret escaped":     one(`"ABC`, `"\u0041BC`),
		"secret unquoted":    one(`"`+secretA+`"`, secretA),
		"large":              goodOne + strings.Repeat(" ", 64<<10),
		"deep":               strings.Repeat("[", 60000),
	} {
		_, err := keys.DecodeFile([]byte(s))
		require.ErrorIs(t, err, keys.ErrMalformed, name)
		for _, hidden := range []string{secretA[:12], secretA[30:], secretB[:12], short[:12], "1234567890"} {
			require.NotContains(t, err.Error(), hidden, name)
		}

		require.NoError(t, os.WriteFile(path, []byte(s), 0o600))
		_, err = keys.Open(keys.Config{Path: path})
		require.ErrorIs(t, err, keys.ErrMalformed, name)
		require.ErrorContains(t, err, path)
		require.ErrorContains(t, err, "restore it from a backup")
		left, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, s, string(left), "a refused file stays as it is")
	}
}

// What is read as keys is what would be written, but for white space.
func FuzzKeyFile(f *testing.F) {
	for _, s := range []string{goodOne, goodTwo, "", "{}", `{"version":1,"keys":[{}]}`, goodOne[:60], goodOne + " {}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		written, err := keys.DecodeFile(data)
		if err != nil {
			require.ErrorIs(t, err, keys.ErrMalformed)
			return
		}
		var a, b bytes.Buffer
		require.NoError(t, json.Compact(&a, data))
		require.NoError(t, json.Compact(&b, written))
		require.Equal(t, a.String(), b.String())
	})
}
