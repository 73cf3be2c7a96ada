package assethttp

import (
	"bytes"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

func TestReceiveForm(t *testing.T) {
	t.Parallel()
	s := serve(t, 1000, usual())
	for _, text := range []string{"text", "", strings.Repeat("x", 1000), "\r\n--b\r\n", "\r\n"} {
		body, contentType := form(t, text)
		require.Equal(t, got{Name: "Ein Bild ä.png", Type: "image/png", Size: -1, Text: text},
			post(t, s, "", map[string]string{"Content-Type": contentType}, body))
		body, contentType = form(t, text)
		require.Equal(t, text, post(t, s, "", map[string]string{"Content-Type": contentType}, struct{ io.Reader }{body}).Text, "chunked")
	}
	much := strings.Replace(other, "\r\n\r\nx", "\r\n\r\n"+strings.Repeat("x", 60_000), 1)
	require.Empty(t, post(t, s, "", map[string]string{"Content-Type": "multipart/form-data; boundary=b"},
		strings.NewReader(much+open+strings.Repeat("x", 1000)+"\r\n"+much+"--b--\r\n")).Message, "before it and behind")
	body, contentType := form(t, strings.Repeat("x", 1001))
	g := post(t, s, "", map[string]string{"Content-Type": contentType}, body)
	require.Equal(t, assets.CodeTooLarge, g.Code)
	require.Len(t, g.Text, 1000)
	body, contentType = form(t, strings.Repeat("x", 1000+3*formBytes))
	g = post(t, s, "", map[string]string{"Content-Type": contentType}, body)
	require.Equal(t, assets.CodeTooLarge, g.Code)
	require.False(t, g.Late, "before anything was read")
}

const (
	open  = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n"
	shut  = "\r\n--b--\r\n"
	other = "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n"
)

func TestReceiveHostileForm(t *testing.T) {
	t.Parallel()
	const form = "multipart/form-data; boundary=b"
	for name, c := range map[string]struct {
		contentType, body string
		code              assets.Code
		text              string
	}{
		"as it should be":          {form, open + "text" + shut, "", "text"},
		"of several the first":     {form, open + "first\r\n" + open + "second" + shut, CodeForm, "first"},
		"another one behind it":    {form, open + "text\r\n" + other + open[5:] + "\r\n" + other + open + shut, CodeForm, "text"},
		"other parts behind it":    {form, open + "text\r\n" + other + other + "--b--", "", "text"},
		"too much behind it":       {form, open + "text\r\n" + other[:len(other)-2] + strings.Repeat("x", 1<<20) + shut, CodeForm, "text"},
		"many parts behind it":     {form, open + "text\r\n" + strings.Repeat(other, 10_000) + "--b--", CodeForm, "text"},
		"nonsense behind it":       {form, open + "text\r\n--b\r\n\x00\xff\r\n\r\nx" + shut, CodeForm, "text"},
		"no end":                   {form, open + "text\r\n--b", assets.CodeIncomplete, "text"},
		"no end of another":        {form, open + "text\r\n" + other[:len(other)-2], assets.CodeIncomplete, "text"},
		"a preamble":               {form, "This is a form.\r\n" + open + "text" + shut, "", "text"},
		"much behind":              {form, open + "text" + shut + strings.Repeat("x", 1<<20), "", "text"},
		"no file":                  {form, other + "--b--\r\n", CodeForm, ""},
		"no part":                  {form, "--b--\r\n", CodeForm, ""},
		"no boundary":              {"multipart/form-data", open + "text" + shut, CodeForm, ""},
		"another boundary":         {"multipart/form-data; boundary=c", open + "text" + shut, assets.CodeIncomplete, ""},
		"an empty boundary":        {`multipart/form-data; boundary=""`, open + "text" + shut, CodeForm, ""},
		"a long boundary":          {"multipart/form-data; boundary=" + strings.Repeat("b", 10_000), open + "text" + shut, assets.CodeIncomplete, ""},
		"another kind of parts":    {"multipart/byteranges; boundary=b", open + "text" + shut, CodeForm, ""},
		"no kind":                  {"multipart/", open + "text" + shut, CodeForm, ""},
		"nonsense":                 {form + ";;=", open + "text" + shut, CodeForm, ""},
		"10,000 parts":             {form, strings.Repeat(other, 10_000) + open + "text" + shut, CodeForm, ""},
		"10,000 parts of one line": {form, strings.Repeat("--b\r\n\r\n\r\n", 10_000) + open + "text" + shut, CodeForm, ""},
		"a huge header":            {form, "--b\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n" + open[5:] + "text" + shut, CodeForm, ""},
		"10,000 headers":           {form, "--b\r\n" + strings.Repeat("X: y\r\n", 10_000) + open[5:] + "text" + shut, CodeForm, ""},
		"20,000 headers":           {form, "--b\r\n" + strings.Repeat("X:\r\n", 20_000) + open[5:] + "text" + shut, CodeForm, ""},
		"a header that is none":    {form, "--b\r\n\x00\xff\r\n\r\ntext" + shut, CodeForm, ""},
		"a large part before it":   {form, other[:len(other)-2] + strings.Repeat("x", 1<<20) + "\r\n" + open + "text" + shut, CodeForm, ""},
		"a large preamble":         {form, strings.Repeat("x", 1<<20) + "\r\n" + open + "text" + shut, CodeForm, ""},
		"nothing but a boundary":   {form, "--b\r\n", CodeForm, ""},
		"half a header":            {form, "--b\r\nContent-Dis", CodeForm, ""},
		"an empty body":            {form, "", assets.CodeIncomplete, ""},
		"quoted-printable":         {form, strings.Replace(open, "\r\n\r\n", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", 1) + "t=65xt" + shut, "", "text"},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.contentType)
		g := receiveAll(httptest.NewRecorder(), r, 2<<20, usual())
		require.Equal(t, c.code, g.Code, "%s: %s", name, g.Message)
		require.Equal(t, c.text, g.Text, name)
		require.Less(t, len(g.Message), 200, name)
	}
}

// TestReceiveFormNames: browsers and curl escape three characters, and no others (WHATWG HTML, multipart/form-data encoding algorithm).
func TestReceiveFormNames(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		`a%22b%22.png`:   `a"b".png`,
		`a%0D%0Ab.png`:   "a\r\nb.png",
		`%2522.png`:      `%2522.png`,
		`100%.png`:       `100%.png`,
		`a%20b%2Fc.png`:  `a%20b%2Fc.png`,
		`%2e%2e%5c.png`:  `%2e%2e%5c.png`,
		`a%0d%0a.png`:    `a%0d%0a.png`,
		`a\"b\\c.png`:    `a"b\c.png`,
		`Bild ä 日 😀.png`: `Bild ä 日 😀.png`,
		`../../a%22.png`: `a".png`,
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(strings.Replace(open, "a.png", sent, 1)+"text"+shut))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		g := receiveAll(httptest.NewRecorder(), r, 1000, usual())
		require.Empty(t, g.Message)
		require.Equal(t, want, g.Name)
	}
}

// TestReceiveFlatMemory is not parallel: it measures what the process allocates, and what is in the
// folder of temporary files.
func TestReceiveFlatMemory(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	const size = 32 << 20
	for name, body := range map[string]io.Reader{
		"file":         io.MultiReader(strings.NewReader(open), io.LimitReader(zeros{}, size), strings.NewReader(shut)),
		"parts":        &repeated{text: other, n: size / len(other)},
		"headers":      io.MultiReader(strings.NewReader("--b\r\n"), &repeated{text: "X: y\r\n", n: size / 6}),
		"one header":   io.MultiReader(strings.NewReader("--b\r\nX: "), io.LimitReader(zeros{}, size)),
		"long part":    io.MultiReader(strings.NewReader(other[:len(other)-2]), io.LimitReader(zeros{}, size)),
		"all behind":   io.MultiReader(strings.NewReader(open+"text"+shut), io.LimitReader(zeros{}, size)),
		"parts behind": io.MultiReader(strings.NewReader(open+"text\r\n"), &repeated{text: other, n: size / len(other)}),
	} {
		r := httptest.NewRequest("POST", "/", body)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, file, err := Receive(httptest.NewRecorder(), r, size)
		if err == nil {
			_, err = io.Copy(io.Discard, file)
			if name == "parts behind" {
				require.Equal(t, CodeForm, assets.CodeOf(err))
			} else {
				require.NoError(t, err, name)
			}
		}
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(size/4), name)
		files, err := os.ReadDir(temp)
		require.NoError(t, err)
		require.Empty(t, files, name)
	}
}

// repeated reads a text n times.
type repeated struct {
	text string
	n    int
	rest string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.n == 0 {
			return 0, io.EOF
		}
		r.rest = r.text
		r.n--
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Whatever a request says, an error is one for people, and no more than max bytes come.
func FuzzReceive(f *testing.F) {
	const form = "multipart/form-data; boundary=b"
	for _, body := range []string{"", open + "text" + shut, other + open + "text" + shut, open, "--b--", "--b\r\n\r\n\r\n--b--", "\r\n--b\n\n"} {
		f.Add(form, "", []byte(body))
	}
	f.Add("image/png", `attachment; filename*=UTF-8''%ff`, []byte("text"))
	f.Add("multipart/form-data; boundary*=utf-8''b", "", []byte(open))
	f.Add("multipart/mixed; boundary=\"\x00\"", "", bytes.Repeat([]byte("--"), 100))
	f.Fuzz(func(t *testing.T, contentType, disposition string, body []byte) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Content-Disposition", disposition)
		const most = 100
		g := receiveAll(httptest.NewRecorder(), r, most, usual())
		require.LessOrEqual(t, len(g.Text), most)
		if g.Message != "" {
			require.Contains(t, []assets.Code{CodeForm, assets.CodeTooLarge, assets.CodeIncomplete}, g.Code, "%s", g.Message)
		}
	})
}

func ExampleReceive_form() {
	r := httptest.NewRequest("POST", "/assets", strings.NewReader(open+"bytes of a picture"+shut))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	upload, file, err := Receive(httptest.NewRecorder(), r, 20<<20)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := io.ReadAll(file)
	fmt.Printf("%s: %s %v\n", upload.Name, text, err)
	// Output: a.png: bytes of a picture <nil>
}
