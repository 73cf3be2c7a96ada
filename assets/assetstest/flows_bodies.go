package assetstest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// requireNoTemp says that no temporary file is left.
func (s *Setup) requireNoTemp(t testing.TB) {
	t.Helper()
	files, err := os.ReadDir(s.Config.TempDir)
	require.NoError(t, err)
	require.Empty(t, files)
}

// counted counts what is read of it.
type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

// Bodies may be too long, too short, broken, or not what they said.
func flowBodies(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db, func(c *assets.Config) { c.MaxBytes = 100_000 }), User("ann")
	data := PNG(50, 50, 1)
	broken := errors.New("the line broke")
	for name, c := range map[string]struct {
		size int64
		body io.Reader
		code assets.Code
		err  error
		most int // bytes read
	}{
		"empty, said":    {0, strings.NewReader("x"), assets.CodeEmpty, nil, 0},
		"empty":          {-1, strings.NewReader(""), assets.CodeEmpty, nil, 0},
		"too large said": {100_001, bytes.NewReader(make([]byte, 100_001)), assets.CodeTooLarge, nil, 0},
		"much too large": {1 << 62, strings.NewReader("x"), assets.CodeTooLarge, nil, 0},
		"too large":      {-1, bytes.NewReader(make([]byte, 200_000)), assets.CodeTooLarge, nil, 100_001},
		"endless":        {-1, endless{}, assets.CodeTooLarge, nil, 100_001},
		"short":          {int64(len(data) + 1), bytes.NewReader(data), assets.CodeIncomplete, nil, len(data)},
		"long":           {int64(len(data) - 1), bytes.NewReader(data), assets.CodeIncomplete, nil, len(data)},
		"cut off":        {-1, io.MultiReader(bytes.NewReader(data), iotest.ErrReader(io.ErrUnexpectedEOF)), assets.CodeIncomplete, io.ErrUnexpectedEOF, len(data)},
		"broken":         {-1, io.MultiReader(bytes.NewReader(data), iotest.ErrReader(broken)), "", broken, len(data)},
		"refused":        {-1, iotest.ErrReader(&assets.Error{Code: assets.CodeTooLarge, Message: "No."}), assets.CodeTooLarge, nil, 0},
		"broken at once": {int64(len(data)), iotest.ErrReader(broken), "", broken, 0},
	} {
		body := &counted{Reader: c.body}
		_, err := s.Service.Upload(t.Context(), ann, assets.NewUpload{Size: c.size}, body)
		require.Error(t, err, name)
		require.Equal(t, c.code, assets.CodeOf(err), "%s: %v", name, err)
		if c.err != nil {
			require.ErrorIs(t, err, c.err, name)
		}
		require.LessOrEqual(t, body.n, c.most, name)
		s.requireNoTemp(t)
	}
	require.Empty(t, s.Keys(t))
	require.Empty(t, s.Events(t, 0))

	// They may come in any pieces.
	var ids []string
	for _, body := range []io.Reader{iotest.OneByteReader(bytes.NewReader(data)), iotest.DataErrReader(bytes.NewReader(data)), iotest.HalfReader(bytes.NewReader(data))} {
		up, err := s.Service.Upload(t.Context(), ann, assets.NewUpload{Size: int64(len(data))}, body)
		require.NoError(t, err)
		ids = append(ids, up.ID)
	}
	require.Equal(t, []string{ids[0], ids[0], ids[0]}, ids)
	s.requireNoTemp(t)
	s.requireWhole(t)
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// While a file comes, it has no name on disk, where the system allows that; and the request may end any time.
func flowBodyCancelled(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	data := PNG(50, 50, 1)
	for _, at := range []int{0, 1, len(data) / 2, len(data)} {
		ctx, cancel := context.WithCancel(t.Context())
		body := io.MultiReader(bytes.NewReader(data[:at]), readerFunc(func([]byte) (int, error) {
			if os.PathSeparator == '/' {
				s.requireNoTemp(t)
			}
			cancel()
			return 0, nil
		}))
		_, err := s.Service.Upload(ctx, ann, assets.NewUpload{Size: -1}, body)
		require.ErrorIs(t, err, context.Canceled)
		requireCode(t, assets.CodeIncomplete, err)
		s.requireNoTemp(t)
	}
	// net/http ends the context when the body breaks: what the body says of that is what is said.
	for _, broke := range []error{io.ErrUnexpectedEOF, &assets.Error{Code: assets.CodeIncomplete, Message: "Too slow."}, &assets.Error{Code: assets.CodeTooLarge, Message: "Too much."}} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.Service.Upload(ctx, ann, assets.NewUpload{Size: -1}, io.MultiReader(bytes.NewReader(data), readerFunc(func([]byte) (int, error) {
			cancel()
			return 0, broke
		})))
		require.ErrorIs(t, err, broke)
		want := assets.CodeOf(broke)
		if want == "" {
			want = assets.CodeIncomplete
		}
		requireCode(t, want, err)
		s.requireNoTemp(t)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Service.Upload(ended, ann, assets.NewUpload{Size: -1}, bytes.NewReader(data))
	require.ErrorIs(t, err, context.Canceled)
	requireCode(t, assets.CodeIncomplete, err)
	require.Empty(t, s.Keys(t))

	// When all has come, it is no fault of the file.
	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.Service.Upload(ctx, ann, assets.NewUpload{Size: -1}, io.MultiReader(bytes.NewReader(data), readerFunc(func([]byte) (int, error) {
		cancel()
		return 0, io.EOF
	})))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, assets.CodeOf(err))
	require.Empty(t, s.Keys(t))
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// No more than Config.Uploads are on their way; a slow one keeps nobody's turn to be looked into.
func flowSlots(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db, func(c *assets.Config) { c.Uploads, c.UploadsEach, c.Decodes, c.Wait = 2, 2, 1, 10*time.Millisecond }), User("ann")
	data := PNG(50, 50, 1)
	r, w := io.Pipe()
	slow := make(chan error)
	go func() {
		_, err := s.Service.Upload(t.Context(), ann, assets.NewUpload{Size: int64(len(data))}, r)
		slow <- err
	}()
	_, err := w.Write(data[:10]) // until this is read, it has not begun
	require.NoError(t, err)
	s.Upload(t, ann, PNG(50, 50, 2))

	busy := func(err error) {
		t.Helper()
		e := refusal(t, assets.CodeBusy, err)
		require.Positive(t, e.RetryAfter)
	}
	_, err = s.Service.Upload(t.Context(), ann, assets.NewUpload{Size: -1}, io.MultiReader(bytes.NewReader(data), readerFunc(func([]byte) (int, error) {
		for _, who := range []string{"ann", "bob"} {
			_, err := s.TryUpload(t, User(who), assets.NewUpload{Size: -1}, PNG(50, 50, 3)) // the third at a time
			busy(err)
		}
		return 0, io.EOF
	})))
	require.NoError(t, err)
	_, err = w.Write(data[10:])
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, <-slow)
	s.requireWhole(t)
	require.EqualValues(t, 2, s.Counts.Refused.Load())

	// One at a time is looked into, and the next one waits as long as Config.Wait.
	gate := newGate()
	t.Cleanup(gate.let)
	s = Open(t, db, func(c *assets.Config) { c.Blobs, c.Decodes, c.Wait, c.Fonts = s.Blobs, 1, 10*time.Millisecond, gate })
	go func() {
		_, err := s.TryUpload(t, ann, assets.NewUpload{Size: -1}, FontFile("Sans", 100))
		slow <- err
	}()
	<-gate.entered
	_, err = s.TryUpload(t, ann, assets.NewUpload{Size: -1}, PNG(50, 50, 4))
	busy(err)
	up, err := s.TryUpload(t, ann, assets.NewUpload{Size: -1}, data)
	require.NoError(t, err, "what is there need not be looked into")
	require.True(t, up.Existed)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Service.Upload(ctx, ann, assets.NewUpload{Size: -1}, bytes.NewReader(PNG(50, 50, 4)))
	require.ErrorIs(t, err, context.Canceled)
	gate.let()
	require.NoError(t, <-slow)
	s.Upload(t, ann, PNG(50, 50, 4))
	s.requireNoTemp(t)
}

// One user who begins many uploads and sends nothing keeps nobody else from uploading; when these have ended he may again.
func flowSlotsEach(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db, func(c *assets.Config) { c.Uploads, c.UploadsEach, c.Wait = 8, 3, time.Hour }), User("ann")
	r, w := io.Pipe()
	began, ended := make(chan struct{}), make(chan error)
	for range 20 {
		go func() {
			_, err := s.Service.Upload(t.Context(), ann, assets.NewUpload{Size: -1}, io.MultiReader(readerFunc(func([]byte) (int, error) {
				began <- struct{}{}
				return 0, io.EOF
			}), r))
			ended <- err
		}()
	}
	for range 17 { // at once, although Wait is an hour
		require.Contains(t, refusal(t, assets.CodeBusy, <-ended).Message, "You are uploading many files at once.")
	}
	for range 3 {
		<-began
	}
	for i := range 20 {
		s.Upload(t, User("bob"), PNG(9, 9, uint64(i)))
	}
	require.NoError(t, w.CloseWithError(io.ErrUnexpectedEOF))
	for range 3 {
		requireCode(t, assets.CodeIncomplete, <-ended)
	}
	s.Upload(t, ann, PNG(9, 9, 1))
	s.requireNoTemp(t)
}

// gate are Fonts that take until it is let.
type gate struct {
	entered, open chan struct{}
	let           func() // may be called more than once
}

func newGate() *gate {
	g := &gate{entered: make(chan struct{}), open: make(chan struct{})}
	g.let = sync.OnceFunc(func() { close(g.open) })
	return g
}

// Read implements assets.Fonts.
func (g *gate) Read(ctx context.Context, data []byte) (string, assets.Font, error) {
	close(g.entered)
	<-g.open
	return Fonts{}.Read(ctx, data)
}
