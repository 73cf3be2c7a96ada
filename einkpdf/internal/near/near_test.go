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
