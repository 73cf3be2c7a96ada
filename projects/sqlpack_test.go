package projects

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzUnpack reads what a damaged row may hold: it is an error, or a file that
// Store would keep.
func FuzzUnpack(f *testing.F) {
	var p packer
	for _, source := range []string{"", "a", "title: A\n", "\x00\xff"} {
		data, err := p.pack([]byte(source))
		require.NoError(f, err)
		f.Add(data)
		f.Add(data[:len(data)/2])
		f.Add([]byte(source))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		source, err := p.unpack(data)
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(source), MaxSource)
		again, err := p.pack(source)
		require.NoError(t, err)
		back, err := p.unpack(again)
		require.NoError(t, err)
		require.True(t, bytes.Equal(source, back))
	})
}
