package assethttp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

// nopCloser is bytes as a Store opens them.
type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

func content(data string) *assets.Content {
	return &assets.Content{
		ReadSeekCloser: nopCloser{bytes.NewReader([]byte(data))},
		Name:           "Bild ä.png", Type: assets.PNG, Size: int64(len(data)), ETag: `"abc"`,
	}
}

func serving(t testing.TB, open func() *assets.Content) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { Serve(w, r, open()) }))
	t.Cleanup(s.Close)
	return s
}

func ask(t testing.TB, s *httptest.Server, method string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := s.Client().Do(r)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer, string(text)
}

func TestServe(t *testing.T) {
	t.Parallel()
	s := serving(t, func() *assets.Content { return content("0123456789") })
	for _, c := range []struct {
		name, method string
		header       []string
		status       int
		text, part   string
	}{
		{"all", "GET", nil, 200, "0123456789", ""},
		{"head", "HEAD", nil, 200, "", ""},
		{"a range", "GET", []string{"Range", "bytes=2-4"}, 206, "234", "bytes 2-4/10"},
		{"its end", "GET", []string{"Range", "bytes=-3"}, 206, "789", "bytes 7-9/10"},
		{"from there", "GET", []string{"Range", "bytes=8-"}, 206, "89", "bytes 8-9/10"},
		{"more than there is", "GET", []string{"Range", "bytes=8-100"}, 206, "89", "bytes 8-9/10"},
		{"head of a range, which GET alone has", "HEAD", []string{"Range", "bytes=2-4"}, 200, "", ""},
		{"head behind the end", "HEAD", []string{"Range", "bytes=10-"}, 200, "", ""},
		{"a unit that is not known", "GET", []string{"Range", "lines=2-4"}, 200, "0123456789", ""},
		{"behind the end", "GET", []string{"Range", "bytes=10-"}, 416, "invalid range: failed to overlap\n", "bytes */10"},
		{"nonsense", "GET", []string{"Range", "bytes=x"}, 416, "invalid range\n", ""},
		{"too many ranges", "GET", []string{"Range", "bytes=0-0" + strings.Repeat(",0-0", 16)}, 200, "0123456789", ""},
		{"very many", "GET", []string{"Range", "bytes=0-0" + strings.Repeat(",1-1", 100_000)}, 200, "0123456789", ""},
		{"the same", "GET", []string{"If-None-Match", `"abc"`}, 304, "", ""},
		{"the same, weakly", "GET", []string{"If-None-Match", `"x", W/"abc"`}, 304, "", ""},
		{"anything", "GET", []string{"If-None-Match", "*"}, 304, "", ""},
		{"the same, its head", "HEAD", []string{"If-None-Match", `"abc"`}, 304, "", ""},
		{"the same, of which a range", "GET", []string{"If-None-Match", `"abc"`, "Range", "bytes=2-4"}, 304, "", ""},
		{"another", "GET", []string{"If-None-Match", `"abd"`}, 200, "0123456789", ""},
		{"the rest of the same", "GET", []string{"Range", "bytes=8-", "If-Range", `"abc"`}, 206, "89", "bytes 8-9/10"},
		{"the rest of another", "GET", []string{"Range", "bytes=8-", "If-Range", `"abd"`}, 200, "0123456789", ""},
		{"the rest, by a date, which is not known", "GET", []string{"Range", "bytes=8-", "If-Range", "Mon, 23 Nov 2026 12:00:00 GMT"}, 200, "0123456789", ""},
		{"the rest, weakly", "GET", []string{"Range", "bytes=8-", "If-Range", `W/"abc"`}, 200, "0123456789", ""},
		{"if it is that, which it is not", "GET", []string{"If-Match", `"abd"`}, 412, "", ""},
		{"if it is that, weakly", "GET", []string{"If-Match", `W/"abc"`}, 412, "", ""},
	} {
		answer, text := ask(t, s, c.method, c.header...)
		require.Equal(t, c.status, answer.StatusCode, c.name)
		require.Equal(t, c.text, text, c.name)
		require.Equal(t, c.part, answer.Header.Get("Content-Range"), c.name)
		require.Empty(t, answer.Header.Get("Last-Modified"), c.name)
		require.Equal(t, "default-src 'none'; sandbox", answer.Header.Get("Content-Security-Policy"), c.name)
		require.Equal(t, "same-origin", answer.Header.Get("Cross-Origin-Resource-Policy"), c.name)
		require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"), c.name)
		switch c.status {
		case 200, 206:
			require.Equal(t, "image/png", answer.Header.Get("Content-Type"), c.name)
			require.Equal(t, "bytes", answer.Header.Get("Accept-Ranges"), c.name)
			require.Equal(t, `inline; filename="Bild _.png"; filename*=UTF-8''Bild%20%C3%A4.png`, answer.Header.Get("Content-Disposition"))
			fallthrough
		case 304:
			require.Equal(t, `"abc"`, answer.Header.Get("ETag"), c.name)
			require.Equal(t, "private, max-age=31536000, immutable", answer.Header.Get("Cache-Control"), c.name)
		case 412, 416:
			require.NotContains(t, answer.Header.Get("Cache-Control"), "max-age", "an error is not kept for a year")
		}
		if c.status == 200 {
			require.EqualValues(t, 10, answer.ContentLength, c.name)
		}
	}
}

// TestServeFile: what is to be saved, and is there for an hour.
func TestServeFile(t *testing.T) {
	t.Parallel()
	file := File{Name: "Größe.pdf", Type: "application/pdf", ETag: `"abc"`, Attachment: true, Fresh: time.Hour + time.Millisecond}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := file
		f.ReadSeeker = strings.NewReader("0123456789")
		ServeFile(w, r, f)
	}))
	t.Cleanup(s.Close)
	answer, text := ask(t, s, "GET")
	require.Equal(t, "0123456789", text)
	require.Equal(t, `attachment; filename="Gr__e.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf`, answer.Header.Get("Content-Disposition"))
	require.Equal(t, "private, max-age=3600, immutable", answer.Header.Get("Cache-Control"))
	require.Equal(t, "application/pdf", answer.Header.Get("Content-Type"))
	require.Equal(t, "default-src 'none'; sandbox", answer.Header.Get("Content-Security-Policy"))
	answer, text = ask(t, s, "GET", "Range", "bytes=-3")
	require.Equal(t, http.StatusPartialContent, answer.StatusCode)
	require.Equal(t, "789", text)
	answer, _ = ask(t, s, "GET", "If-None-Match", `"abc"`)
	require.Equal(t, http.StatusNotModified, answer.StatusCode)
	file.Name = ""
	answer, _ = ask(t, s, "HEAD")
	require.Equal(t, "attachment", answer.Header.Get("Content-Disposition"))
}

func TestServeRanges(t *testing.T) {
	t.Parallel()
	s := serving(t, func() *assets.Content { return content(strings.Repeat("0123456789", 100)) })
	answer, text := ask(t, s, "GET", "Range", "bytes=0-4, 15-19,-3")
	require.Equal(t, http.StatusPartialContent, answer.StatusCode)
	kind, params, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/byteranges", kind)
	require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
	parts := multipart.NewReader(strings.NewReader(text), params["boundary"])
	for _, want := range [][2]string{{"bytes 0-4/1000", "01234"}, {"bytes 15-19/1000", "56789"}, {"bytes 997-999/1000", "789"}} {
		part, err := parts.NextPart()
		require.NoError(t, err)
		require.Equal(t, want[0], part.Header.Get("Content-Range"))
		require.Equal(t, "image/png", part.Header.Get("Content-Type"))
		got, err := io.ReadAll(part)
		require.NoError(t, err)
		require.Equal(t, want[1], string(got))
	}
	_, err = parts.NextPart()
	require.ErrorIs(t, err, io.EOF)
	answer, _ = ask(t, s, "GET", "Range", "bytes=0-0"+strings.Repeat(",2-2", maxRanges-1))
	require.Equal(t, http.StatusPartialContent, answer.StatusCode, "as many as there may be")
	answer, text = ask(t, s, "GET", "Range", "bytes=0-0"+strings.Repeat(",2-2", maxRanges))
	require.Equal(t, http.StatusOK, answer.StatusCode, "one more")
	require.Len(t, text, 1000)
	answer, text = ask(t, s, "GET", "Range", "bytes=0-,0-,0-")
	require.Equal(t, http.StatusOK, answer.StatusCode, "more than there is in all")
	require.Len(t, text, 1000)
}

// TestServeTypes: the type is that of the asset, whatever the bytes look like.
func TestServeTypes(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{assets.PNG, assets.JPEG, assets.TTF, assets.OTF, assets.TTC} {
		c := content("<html><script>alert(1)</script>")
		c.Type, c.Name = kind, ""
		w := httptest.NewRecorder()
		Serve(w, httptest.NewRequest("GET", "/", nil), c)
		require.Equal(t, kind, w.Header().Get("Content-Type"))
		require.Equal(t, "inline", w.Header().Get("Content-Disposition"))
	}
}

// TestServeBreaks has the disk fail in the middle: whoever asked can tell that not all came.
func TestServeBreaks(t *testing.T) {
	t.Parallel()
	s := serving(t, func() *assets.Content {
		c := content(strings.Repeat("x", 1_000_000))
		c.ReadSeekCloser = &breaking{c.ReadSeekCloser, 500_000}
		return c
	})
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
	require.NoError(t, err)
	answer, err := s.Client().Do(r)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	require.EqualValues(t, 1_000_000, answer.ContentLength)
	text, err := io.ReadAll(answer.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.LessOrEqual(t, len(text), 500_000)
}

type breaking struct {
	io.ReadSeekCloser
	left int
}

func (b *breaking) Read(p []byte) (int, error) {
	n, err := b.ReadSeekCloser.Read(p[:min(len(p), b.left)])
	if b.left -= n; b.left == 0 {
		err = errors.New("input/output error")
	}
	return n, err
}

func TestDisposition(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":                     `inline`,
		"a.png":                `inline; filename="a.png"`,
		"my picture (1).png":   `inline; filename="my picture (1).png"`,
		"ä.png":                `inline; filename="_.png"; filename*=UTF-8''%C3%A4.png`,
		"100%.png":             `inline; filename="100_.png"; filename*=UTF-8''100%25.png`,
		`a"; x="b.png`:         `inline; filename="a_; x=_b.png"`,
		"a\r\nX: y":            `inline; filename="aX_ y"`,
		"../../etc/passwd":     `inline; filename="_.._etc_passwd"`,
		`C:\a.png`:             `inline; filename="C__a.png"`,
		".htaccess":            `inline; filename="htaccess"`,
		"gpj.\u202eexe":        `inline; filename="gpj.exe"`,
		"\xff\xfea.png":        `inline; filename="a.png"`,
		"a\ufffdb":             `inline; filename="ab"`,
		"...":                  `inline`,
		"'(*)'.png":            `inline; filename="'(_)'.png"`,
		"日本.ttf":               `inline; filename="__.ttf"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.ttf`,
		"😀":                    `inline; filename="_"; filename*=UTF-8''%F0%9F%98%80`,
		"\u2028\x00\x7f\u0085": `inline`,
	} {
		require.Equal(t, want, disposition("inline", name), "%q", name)
	}
	require.LessOrEqual(t, len(disposition("inline", strings.Repeat("日", 10_000))), 3000)
}

// Whatever the name is, the header is one of plain characters, from which the same name is read again.
func FuzzDisposition(f *testing.F) {
	for _, name := range []string{"", "a.png", "ä.png", `"\`, "a\r\nb", "\xff", "%41", "日本", "a;b='c'", strings.Repeat("x", 300)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		header := disposition("inline", name)
		for i := range len(header) {
			require.True(t, header[i] >= ' ' && header[i] <= '~', "%q", header)
		}
		kind, params, err := mime.ParseMediaType(header)
		require.NoError(t, err, "%q", header)
		require.Equal(t, "inline", kind)
		require.Equal(t, safeName(name), params["filename"])
		require.True(t, utf8.ValidString(params["filename"]))
		require.NotContains(t, params["filename"], "/")
	})
}

// files stands for assets.Service.
type files struct{}

func (files) Open(context.Context, assets.Actor, string) (*assets.Content, error) {
	return content("bytes of a picture"), nil
}

func (files) Upload(_ context.Context, _ assets.Actor, u assets.NewUpload, r io.Reader) (assets.Uploaded, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return assets.Uploaded{}, err
	}
	held := assets.Held{Asset: assets.Asset{ID: "7f3c", Type: u.Type, Bytes: int64(len(data))}, Name: u.Name}
	return assets.Uploaded{Held: held}, nil
}

func (files) MaxBytes() int64 { return 20 << 20 }

// A program takes files and shows them.
func Example() {
	service := files{} // an *assets.Service
	by := assets.Actor{User: "ada"}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /assets", func(w http.ResponseWriter, r *http.Request) {
		upload, file, err := Receive(w, r, service.MaxBytes())
		if err != nil {
			http.Error(w, err.Error(), Status(assets.CodeOf(err)))
			return
		}
		uploaded, err := service.Upload(r.Context(), by, upload, file)
		if err != nil {
			http.Error(w, err.Error(), Status(assets.CodeOf(err)))
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = fmt.Fprintf(w, "%s: %s, %d bytes", uploaded.ID, uploaded.Name, uploaded.Bytes)
	})
	mux.HandleFunc("GET /assets/{id}", func(w http.ResponseWriter, r *http.Request) {
		c, err := service.Open(r.Context(), by, r.PathValue("id"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer func() { _ = c.Close() }()
		Serve(w, r, c)
	})

	do := func(method, path, body string, header ...string) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Header().Get("ETag"), strings.TrimSpace(w.Body.String()))
	}
	do("POST", "/assets?name=a.png", "bytes of a picture", "Content-Type", "image/png")
	do("GET", "/assets/7f3c", "")
	do("GET", "/assets/7f3c", "", "Range", "bytes=-7")
	do("GET", "/assets/7f3c", "", "If-None-Match", `"abc"`)
	// Output:
	// 201  7f3c: a.png, 18 bytes
	// 200 "abc" bytes of a picture
	// 206 "abc" picture
	// 304 "abc"
}

// TestServeRangesAborted: net/http reads several ranges in a goroutine of its own, and does not wait for it when the
// client is gone. What the caller closes then, and a ResponseWriter that ended with its handler, nobody may touch any more.
func TestServeRangesAborted(t *testing.T) {
	t.Parallel()
	const soon = 20 * time.Millisecond
	for name, c := range map[string]struct{ read, seek time.Duration }{"read": {soon, 0}, "seek": {0, soon}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asset := content(strings.Repeat("0123456789", 100))
			file := &slowFile{ReadSeekCloser: asset.ReadSeekCloser, read: c.read, seek: c.seek}
			asset.ReadSeekCloser = file
			w := &gone{ResponseWriter: httptest.NewRecorder()}
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Range", "bytes=0-9,20-29")
			Serve(w, r, asset)
			require.NoError(t, asset.Close())
			w.over.Store(true)
			time.Sleep(2 * soon) // in which a goroutine that was left would go on
			require.False(t, file.late.Load(), "a file that is closed")
			require.False(t, w.late.Load(), "the deadline of an answer that is over")
		})
	}
}

// gone is an answer whose client does not take it.
type gone struct {
	http.ResponseWriter
	over, late atomic.Bool
}

func (*gone) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func (g *gone) SetWriteDeadline(time.Time) error {
	if g.over.Load() {
		g.late.Store(true)
	}
	return nil
}

// slowFile takes its time, and notes whether it is closed before it has what it was asked for.
type slowFile struct {
	io.ReadSeekCloser
	read, seek   time.Duration
	closed, late atomic.Bool
}

func (f *slowFile) wait(d time.Duration) {
	time.Sleep(d)
	if f.closed.Load() {
		f.late.Store(true)
	}
}

func (f *slowFile) Read(p []byte) (int, error) {
	f.wait(f.read)
	return f.ReadSeekCloser.Read(p)
}

func (f *slowFile) Seek(offset int64, whence int) (int64, error) {
	f.wait(f.seek)
	return f.ReadSeekCloser.Seek(offset, whence)
}

func (f *slowFile) Close() error {
	f.closed.Store(true)
	return f.ReadSeekCloser.Close()
}
