package assethttp

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// deadlines notes when a connection would be ended.
type deadlines struct {
	*httptest.ResponseRecorder
	last, write time.Time
	late        bool // a read deadline had passed when it was set
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.late = d.late || !t.IsZero() && t.Before(time.Now())
	d.last = t
	return nil
}

func (d *deadlines) SetWriteDeadline(t time.Time) error {
	d.write = t
	return nil
}

// TestPace: a minute, and what has come at 8 KiB a second; when all has come there is no deadline any more, or
// else it would end the request while the file is looked into.
func TestPace(t *testing.T) {
	t.Parallel()
	body, contentType := form(t, strings.Repeat("x", 100_000))
	for name, header := range map[string]string{"form": contentType, "body": "image/png"} {
		text := body.String()
		synctest.Test(t, func(t *testing.T) {
			w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
			began := time.Now()
			r := httptest.NewRequest("POST", "/", iotest.HalfReader(strings.NewReader(text)))
			r.Header.Set("Content-Type", header)
			_, file, err := Receive(w, r, 1<<20)
			require.NoError(t, err)
			require.Equal(t, began.Add(time.Minute), w.last, name)
			_, err = io.CopyN(io.Discard, file, 90_000)
			require.NoError(t, err)
			time.Sleep(30 * time.Second) // which changes nothing
			_, err = io.CopyN(io.Discard, file, 5_000)
			require.NoError(t, err)
			require.WithinRange(t, w.last, began.Add(70*time.Second), began.Add(73*time.Second), name)
			_, err = io.Copy(io.Discard, file)
			require.NoError(t, err)
			require.Zero(t, w.last, name)
			time.Sleep(time.Hour)
			n, err := file.Read(make([]byte, 1))
			require.Equal(t, []any{0, io.EOF}, []any{n, err})
			require.Zero(t, w.last, "%s: no deadline that has passed, even for a moment", name)
			require.False(t, w.late, name)
		})
	}
}

// TestPaceWriting: the same for what goes, which may take as long as what comes.
func TestPaceWriting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
		began := time.Now()
		c := content(strings.Repeat("x", 100_000))
		Serve(w, httptest.NewRequest("GET", "/", nil), c)
		require.Equal(t, 100_000, w.Body.Len())
		require.WithinRange(t, w.write, began.Add(68*time.Second), began.Add(73*time.Second))
		require.Zero(t, w.last)
	})
}

// TestPaceAfterErrors: the deadline stays, for the server reads on for a while before it ends the connection.
func TestPaceAfterErrors(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]io.Reader{
		"broken":   io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("broken"))),
		"too much": strings.NewReader(strings.Repeat("x", 2000)),
	} {
		w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
		_, file, err := Receive(w, httptest.NewRequest("POST", "/", body), 1000)
		if err == nil {
			_, err = io.Copy(io.Discard, file)
		}
		require.Error(t, err)
		if name == "broken" {
			require.NotZero(t, w.last)
		}
	}
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	_, _, err := Receive(w, httptest.NewRequest("POST", "/", http.NoBody), 1000)
	require.NoError(t, err)
	require.Zero(t, w.last, "there is nothing to wait for")
}
