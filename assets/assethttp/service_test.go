package assethttp

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// library is a real Service behind a server, as programs have it.
type library struct {
	*httptest.Server
	blobs  *blob.Memory
	temp   string
	failed chan error // of each upload that failed; nobody need read them
}

// newLibrary starts one that keeps files of at most so many bytes, all ada's, and answers with codes. start is httptest.NewServer, or like it.
func newLibrary(t testing.TB, most int64, p pace, start func(http.Handler) *httptest.Server) *library {
	t.Helper()
	l := &library{blobs: &blob.Memory{}, temp: t.TempDir(), failed: make(chan error, 100)}
	service, err := assets.New(assets.Config{
		Store: assets.NewSQL(sqldbtest.SQLite(t, assets.Schema())), Blobs: l.blobs, MaxBytes: most, TempDir: l.temp,
	})
	require.NoError(t, err)
	by := assets.Actor{User: "ada"}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		u, file, err := receive(w, r, service.MaxBytes(), p)
		var up assets.Uploaded
		if err == nil {
			up, err = service.Upload(r.Context(), by, u, file)
		}
		if err != nil {
			l.failed <- err
			http.Error(w, string(assets.CodeOf(err)), Status(assets.CodeOf(err)))
			return
		}
		if err := json.NewEncoder(w).Encode(up); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET /{id}", func(w http.ResponseWriter, r *http.Request) {
		c, err := service.Open(r.Context(), by, r.PathValue("id"))
		if err != nil {
			http.Error(w, string(assets.CodeOf(err)), Status(assets.CodeOf(err)))
			return
		}
		defer func() { _ = c.Close() }()
		Serve(w, r, c)
	})
	l.Server = start(mux)
	t.Cleanup(l.Close)
	return l
}

// requireEmpty says that nothing was kept, and nothing left.
func (l *library) requireEmpty(t testing.TB) {
	t.Helper()
	for info, err := range l.blobs.List(t.Context(), "") {
		require.NoError(t, err)
		require.Fail(t, "something was kept", info.Key)
	}
	files, err := os.ReadDir(l.temp)
	require.NoError(t, err)
	require.Empty(t, files)
}

func picture(t testing.TB) string {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, png.Encode(&file, image.NewGray(image.Rect(0, 0, 20, 10))))
	return file.String()
}

// TestService has a real Service behind it: a picture goes in by each way, and comes back as it is kept.
func TestService(t *testing.T) {
	t.Parallel()
	const most = 100_000
	s := newLibrary(t, most, usual(), httptest.NewServer)
	do := func(method, path, contentType string, body io.Reader) (*http.Response, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, body)
		require.NoError(t, err)
		r.Header.Set("Content-Type", contentType)
		answer, err := s.Client().Do(r)
		require.NoError(t, err)
		defer func() { _ = answer.Body.Close() }()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer, string(text)
	}
	file := picture(t)

	var first, second assets.Uploaded
	body, contentType := form(t, file)
	_, text := do("POST", "/", contentType, body)
	require.NoError(t, json.Unmarshal([]byte(text), &first), "%s", text)
	require.Equal(t, "Ein Bild ä.png", first.Name)
	require.False(t, first.Existed)
	_, text = do("POST", "/?name=other.png", "image/png", struct{ io.Reader }{strings.NewReader(file)})
	require.NoError(t, json.Unmarshal([]byte(text), &second), "%s", text)
	require.Equal(t, first.ID, second.ID)
	require.True(t, second.Existed)

	answer, text := do("GET", "/"+first.ID, "", nil)
	require.Equal(t, assets.PNG, answer.Header.Get("Content-Type"))
	require.Contains(t, answer.Header.Get("Content-Disposition"), "Ein%20Bild%20%C3%A4.png")
	require.Contains(t, answer.Header.Get("ETag"), first.SHA256)
	require.EqualValues(t, first.Bytes, len(text))
	config, err := png.DecodeConfig(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, []int{20, 10}, []int{config.Width, config.Height})

	for want, sent := range map[assets.Code]io.Reader{
		assets.CodeTooLarge:   struct{ io.Reader }{io.LimitReader(zeros{}, most+1)},
		assets.CodeEmpty:      http.NoBody,
		assets.CodeMislabeled: strings.NewReader("GIF89a is another format than it says"),
	} {
		_, text := do("POST", "/", "image/png", sent)
		require.Equal(t, string(want), strings.TrimSpace(text))
	}
	body, contentType = form(t, strings.Repeat("x", most+1))
	_, text = do("POST", "/", contentType, body)
	require.Equal(t, string(assets.CodeTooLarge), strings.TrimSpace(text))
	answer, _ = do("GET", "/none", "", nil)
	require.Equal(t, http.StatusNotFound, answer.StatusCode)
}
