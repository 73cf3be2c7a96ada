//go:build unix

package isolate

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Who asks without end, many questions in one write, is not answered as fast as it asks.
func TestQuestionsHaveABrake(t *testing.T) {
	t.Parallel()
	stdin, err := os.Create(filepath.Join(t.TempDir(), "stdin"))
	require.NoError(t, err)
	defer func() { _ = stdin.Close() }()
	synctest.Test(t, func(t *testing.T) {
		asked, start := 0, time.Now()
		d := &dialogue{ready: 1, p: &process{stdin: stdin}, job: Job{Answer: func(context.Context, []byte) ([]byte, error) { asked++; return nil, nil }}}
		for range 3000 {
			require.NoError(t, d.hear(t.Context(), frameQuestion, nil))
		}
		require.Equal(t, 3000, asked)
		require.Equal(t, 2000*time.Millisecond, time.Since(start)) // the first thousand are free
	})
}
