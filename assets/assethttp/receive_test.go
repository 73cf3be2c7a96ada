package assethttp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

// got is what a handler with Receive had from a request.
type got struct {
	Name, Type string
	Size       int64
	Text       string // all of the file, or what came before the error
	Code       assets.Code
	Message    string
	Late       bool // the error came from the Reader, not from Receive
}

// serve starts a server that receives files of at most so many bytes, and says what it had. An
// answer with an error is 400.
func serve(t testing.TB, most int64, p pace) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g := receiveAll(w, r, most, p)
		if g.Code != "" {
			w.WriteHeader(http.StatusBadRequest)
		}
		if err := json.NewEncoder(w).Encode(g); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func receiveAll(w http.ResponseWriter, r *http.Request, most int64, p pace) got {
	u, file, err := receive(w, r, most, p)
	if err != nil {
		return got{Code: assets.CodeOf(err), Message: err.Error()}
	}
	text, err := io.ReadAll(file)
	g := got{Name: u.Name, Type: u.Type, Size: u.Size, Text: string(text)}
	if err != nil {
		g.Code, g.Message, g.Late = assets.CodeOf(err), err.Error(), true
	}
	if n, again := file.Read(make([]byte, 1)); n != 0 || again == nil || assets.CodeOf(again) != g.Code {
		g.Code, g.Message = "again", fmt.Sprint("and then: ", again)
	}
	return g
}

func post(t testing.TB, s *httptest.Server, query string, header map[string]string, body io.Reader) got {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/"+query, body)
	require.NoError(t, err)
	for k, v := range header {
		r.Header.Set(k, v)
	}
	answer, err := s.Client().Do(r)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	return decode(t, answer.Body)
}

func decode(t testing.TB, r io.Reader) (g got) {
	t.Helper()
	require.NoError(t, json.NewDecoder(r).Decode(&g))
	return g
}

func TestReceiveBody(t *testing.T) {
	t.Parallel()
	s := serve(t, 10, usual())
	for name, c := range map[string]struct {
		query  string
		header map[string]string
		body   io.Reader
		want   got
	}{
		"plain":             {"", nil, strings.NewReader("text"), got{Size: 4, Text: "text"}},
		"type":              {"", map[string]string{"Content-Type": "image/png"}, strings.NewReader("text"), got{Type: "image/png", Size: 4, Text: "text"}},
		"just small enough": {"", nil, strings.NewReader("0123456789"), got{Size: 10, Text: "0123456789"}},
		"empty":             {"", nil, http.NoBody, got{}},
		"chunked":           {"", nil, struct{ io.Reader }{strings.NewReader("text")}, got{Size: -1, Text: "text"}},
		"chunked, just small enough": {"", nil, struct{ io.Reader }{strings.NewReader("0123456789")},
			got{Size: -1, Text: "0123456789"}},
		"name in the query":  {"?name=a%20b.png", nil, strings.NewReader("x"), got{Name: "a b.png", Size: 1, Text: "x"}},
		"name in the header": {"?name=other", map[string]string{"Content-Disposition": `attachment; filename="a b.png"`}, strings.NewReader("x"), got{Name: "a b.png", Size: 1, Text: "x"}},
		"name of any writing": {"", map[string]string{"Content-Disposition": `attachment; filename="a.png"; filename*=UTF-8''%E6%97%A5.png`},
			strings.NewReader("x"), got{Name: "日.png", Size: 1, Text: "x"}},
		"a header that is none": {"?name=a", map[string]string{"Content-Disposition": `;;;"`}, strings.NewReader("x"), got{Name: "a", Size: 1, Text: "x"}},
	} {
		require.Equal(t, c.want, post(t, s, c.query, c.header, c.body), name)
	}
}

func TestReceiveTooLarge(t *testing.T) {
	t.Parallel()
	s := serve(t, 1<<20, usual())
	for _, n := range []int64{1<<20 + 1, 1 << 30, 1<<63 - 1} {
		g := sendSize(t, s, n)
		require.Equal(t, assets.CodeTooLarge, g.Code)
		require.False(t, g.Late, "before anything was read")
		require.Contains(t, g.Message, "1 MiB")
		r := httptest.NewRequest("POST", "/", io.LimitReader(zeros{}, n)) // chunked
		g = receiveAll(httptest.NewRecorder(), r, 1<<20, usual())
		require.Equal(t, assets.CodeTooLarge, g.Code)
		require.True(t, g.Late)
		require.Len(t, g.Text, 1<<20)
	}
	g := post(t, s, "", nil, io.LimitReader(zeros{}, 1<<20+1))
	require.Equal(t, assets.CodeTooLarge, g.Code, "chunked")
	require.Len(t, g.Text, 1<<20)
	for _, most := range []int64{0, -1, -1 << 63} {
		for _, size := range []int64{1, -1} {
			r := httptest.NewRequest("POST", "/", strings.NewReader("x"))
			r.ContentLength = size
			require.Equal(t, assets.CodeTooLarge, receiveAll(httptest.NewRecorder(), r, most, usual()).Code)
		}
	}
	require.Equal(t, "x", receiveAll(httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader("x")), 1<<63-1, usual()).Text)
	require.Contains(t, post(t, serve(t, 3000, usual()), "", nil, strings.NewReader(strings.Repeat("x", 3001))).Message, "3000 bytes")
	require.Contains(t, post(t, serve(t, 3<<10, usual()), "", nil, strings.NewReader(strings.Repeat("x", 3<<10+1))).Message, "3 KiB")
}

// sendSize says how much it will send, waits for the go-ahead, and never gets it.
func sendSize(t testing.TB, s *httptest.Server, size int64) got {
	t.Helper()
	c := send(t, s, fmt.Sprintf("Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", size))
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	require.Equal(t, http.StatusBadRequest, answer.StatusCode, "and not 100")
	return decode(t, answer.Body)
}

// send sends a request over HTTP/1, from its own headers on.
func send(t testing.TB, s *httptest.Server, request string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	_, err = io.WriteString(c, "POST / HTTP/1.1\r\nHost: a\r\n"+request)
	require.NoError(t, err)
	return c
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestReceiveBroken has connections that end, or send nonsense, in the middle of a file.
func TestReceiveBroken(t *testing.T) {
	t.Parallel()
	done := make(chan got, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		done <- receiveAll(w, r, 1000, usual())
	}))
	t.Cleanup(s.Close)
	for name, request := range map[string]string{
		"shorter than it said":       length + "half",
		"nothing":                    length,
		"a chunk cut off":            chunks + "10\r\nhalf",
		"no last chunk":              chunks + "4\r\nhalf\r\n",
		"a chunk that is none":       chunks + "4\r\nhalf\r\nzz\r\n",
		"form cut off in the file":   ofForm + length + open + "half",
		"form cut off in a header":   ofForm + length + "--b\r\nContent-Dis",
		"form cut off before a part": ofForm + length,
	} {
		c := send(t, s, request)
		require.NoError(t, c.(*net.TCPConn).CloseWrite())
		g := <-done
		require.Equal(t, assets.CodeIncomplete, g.Code, "%s: %s", name, g.Message)
		require.Contains(t, []string{"", "half"}, g.Text, name)
	}
	// The same, where the request ends, and the form in it does not.
	for _, body := range []string{"", "--b", open, open + "half", open + "half\r\n", open + "half\r\n--"} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		require.Equal(t, assets.CodeIncomplete, receiveAll(httptest.NewRecorder(), r, 1000, usual()).Code, "%q", body)
	}
}

// TestReceiveSlow has clients that stop in the middle and keep the connection.
func TestReceiveSlow(t *testing.T) {
	t.Parallel()
	s := serve(t, 1<<20, hasty)
	for name, request := range map[string]string{
		"the body": length + "half",
		"nothing":  length,
		"a form":   ofForm + length + open + "half",
		"a header": ofForm + length + "--b\r\nContent-Dis",
	} {
		c := send(t, s, request)
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		require.NoError(t, err)
		g := decode(t, answer.Body)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, assets.CodeIncomplete, g.Code, name)
		require.Contains(t, g.Message, "too slowly")
		_, err = io.Copy(io.Discard, c)
		require.NoError(t, err, "the server ends the connection")
	}
}

// TestReceiveTooLargeAndSlow: a body that is refused by its length is read by the server, if it is short; it waits for that no longer
// than for others, and then answers.
func TestReceiveTooLargeAndSlow(t *testing.T) {
	t.Parallel()
	s := serve(t, 1000, hasty)
	c := send(t, s, "Content-Length: 2000\r\n\r\nhalf")
	require.NoError(t, c.SetReadDeadline(time.Now().Add(10*time.Second)))
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	require.Equal(t, assets.CodeTooLarge, decode(t, answer.Body).Code)
}

// form makes one as a browser does: a field, the file, another field.
func form(t testing.TB, text string) (body *bytes.Buffer, contentType string) {
	t.Helper()
	body = &bytes.Buffer{}
	f := multipart.NewWriter(body)
	require.NoError(t, f.WriteField("title", "My planner"))
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="file"; filename="Ein Bild ä.png"`)
	h.Set("Content-Type", "image/png")
	part, err := f.CreatePart(h)
	require.NoError(t, err)
	_, err = part.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, f.WriteField("more", "behind"))
	require.NoError(t, f.Close())
	return body, f.FormDataContentType()
}
