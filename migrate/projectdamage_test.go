package migrate

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects/projectfile"
)

func TestDamage(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"":                                      "",
		" \n":                                   "",
		"{\n \"metadata\": {\"name\": \"A":      "it is damaged: line 2, byte 26: unexpected end of JSON input",
		"{\n \"a\": 1,\n x}":                    "it is damaged: line 3, byte 13: invalid character 'x' looking for beginning of object key string",
		"\xef\xbb\xbf{x":                        "it is damaged: line 1, byte 5: invalid character 'x' looking for beginning of object key string",
		"{} {}":                                 "it is damaged: line 1, byte 4: invalid character '{' after top-level value",
		"{}":                                    "",
		"{\"metadata\": 1, \"masters\": \"a\"}": "",
		"hello":                                 "",
		"[1":                                    "",
	} {
		err := damageOf([]byte(data))
		require.ErrorIs(t, err, projectfile.ErrForeign, data)
		why, ok := conversionError(err)
		require.True(t, ok)
		if want == "" {
			want = "it is no project of the predecessor"
		}
		require.Equal(t, []string{want}, why, data)
	}
}
