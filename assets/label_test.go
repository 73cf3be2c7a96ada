package assets

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets/internal/picture"
	"github.com/einkpdf/platform/internal/textkey"
)

func TestBytesText(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		1: "1 bytes", 1023: "1023 bytes", 1024: "1 KiB", 1536: "1.5 KiB", 20_000: "19.5 KiB", 1<<20 - 1: "1023.9 KiB", 1 << 20: "1 MiB", 20 << 20: "20 MiB",
		20<<20 + 1: "20 MiB", 31<<20 + 300_000: "31.2 MiB",
	} {
		require.Equal(t, want, bytesText(n))
	}
}

// Whatever a file is called, its name can be kept and shown, and says of it what is true.
func FuzzKeptName(f *testing.F) {
	for _, name := range []string{
		"", ".", "a.png", "a.jpg", "a.gif.webp", `C:\fakepath\x.JPEG`, "../../etc/passwd", ".png", "a.tiff ", "\xff.png", "\u202egnp.exe", "a\u0301.png",
		strings.Repeat("x", 300) + ".png", strings.Repeat("\u200d", 300), "a." + strings.Repeat("y", 300), "\x00", "logo 1.5", "foo.", "foo. .", "x.otf", "a.png.", "a.png .", strings.Repeat("x", MaxName-2) + ".",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, a := range []Asset{
			{Kind: KindImage, Type: PNG}, {Kind: KindImage, Type: JPEG}, {Kind: KindFont, Type: TTF, Font: &Font{Family: name}},
		} {
			got := keptName(name, a)
			require.True(t, utf8.ValidString(got), "%q", got)
			require.LessOrEqual(t, utf8.RuneCountInString(got), MaxName, "%q", got)
			require.NotEmpty(t, textkey.Fold(got), "%q", got)
			require.NotContains(t, got, "/")
			require.NotContains(t, got, `\`)
			require.NotContains(t, got, "\x00")
			require.Equal(t, a.Type, typeOf(formatOfName(got)), "%q", got)
			require.Equal(t, got, keptName(got, a), "again")
		}
	})
}

// Whatever is said of whatever file, a format is named, or a refusal with a code and a sentence.
func FuzzIdentify(f *testing.F) {
	for _, name := range []string{"", "a.png", "a.ttf", "a.svg", "a.pdf"} {
		for _, mediaType := range []string{"", "image/png", "font/otf", "image/svg+xml", "text/html;", "a/b; c=\xff"} {
			f.Add(name, mediaType, []byte("\x89PNG\r\n\x1a\n"))
			f.Add(name, mediaType, []byte("<svg/>"))
			f.Add(name, mediaType, []byte("OTTO\x00\x01"))
		}
	}
	f.Fuzz(func(t *testing.T, name, mediaType string, head []byte) {
		is, err := identify(NewUpload{Name: name, Type: mediaType}, head)
		if err == nil {
			require.True(t, taken(is))
			want, _ := picture.Sniff(head)
			require.Equal(t, want, is)
			return
		}
		require.Contains(t, []Code{CodeType, CodeSVG, CodeMislabeled}, CodeOf(err))
		require.True(t, utf8.ValidString(err.Error()), "%q", err)
		require.Less(t, len(err.Error()), 500)
	})
}
