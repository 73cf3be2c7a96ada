package near

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWord(t *testing.T) {
	words := []string{"title", "children", "height", "title-link", "to", "of"}
	for in, want := range map[string]string{
		"titel": "title", "childs": "", "chilren": "children", "hieght": "height", "titleLink": "title-link", "title_link": "title-link",
		"Title": "title", "zzz": "", "x": "", "": "", "t": "", "fo": "to", strings.Repeat("a", 100): "",
	} {
		require.Equal(t, want, Word(in, words), in)
	}
}

func TestWords(t *testing.T) {
	devices := []string{"kobo-clara-2e", "kobo-clara-bw", "kobo-sage", "remarkable-1", "remarkable-2", "supernote-nomad"}
	for in, want := range map[string][]string{
		"kobo clara": {"kobo-clara-2e", "kobo-clara-bw"}, "remarkable": {"remarkable-1", "remarkable-2"},
		"supernote-nomda": {"supernote-nomad"}, "typewriter": nil, "": nil, strings.Repeat("k", 1000): nil,
	} {
		require.Equal(t, want, Words(in, devices, 3), in)
	}
	require.Len(t, Words("kobo", devices, 2), 2)
}
