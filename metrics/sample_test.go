package metrics_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/metrics"
)

// reader is a source whose readings are counted.
type reader struct {
	mu    sync.Mutex
	calls int
	told  []error
	takes time.Duration
	err   error
}

func (r *reader) read(ctx context.Context) (int, error) {
	r.mu.Lock()
	r.calls++
	n, takes, err := r.calls, r.takes, r.err
	r.mu.Unlock()
	select {
	case <-time.After(takes):
		return n, err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

// seen is how often it was read, and what was told.
func (r *reader) seen() (calls int, told []error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls, r.told
}

// set changes what comes of the next reading.
func (r *reader) set(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

func (r *reader) tell(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, err)
}

func TestSampleIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &reader{takes: 100 * time.Millisecond}
		s := metrics.NewSample(t.Context(), 10*time.Second, time.Minute, r.read, r.tell)
		var all sync.WaitGroup
		for range 20 { // at once: one reads
			all.Go(func() {
				n, ok := s.Get(time.Second)
				require.True(t, ok)
				require.Equal(t, 1, n)
			})
		}
		all.Wait()
		time.Sleep(9 * time.Second)
		n, _ := s.Get(time.Second)
		require.Equal(t, 1, n)
		time.Sleep(time.Second)
		n, _ = s.Get(time.Second)
		require.Equal(t, 2, n)
	})
}

func TestSampleThatIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &reader{takes: 20 * time.Second}
		s := metrics.NewSample(t.Context(), 10*time.Second, time.Minute, r.read, r.tell)
		began := time.Now()
		_, ok := s.Get(3 * time.Second)
		require.False(t, ok, "there is nothing yet")
		require.Equal(t, 3*time.Second, time.Since(began))
		_, ok = s.Get(3 * time.Second)
		require.False(t, ok)
		calls, _ := r.seen()
		require.Equal(t, 1, calls, "which is waited for")
		time.Sleep(15 * time.Second)
		n, ok := s.Get(3 * time.Second)
		require.True(t, ok)
		require.Equal(t, 1, n)
		time.Sleep(11 * time.Second)
		n, ok = s.Get(3 * time.Second)
		require.True(t, ok, "what was read before, while it is read again")
		require.Equal(t, 1, n)
		time.Sleep(20 * time.Second)
	})
}

func TestSampleThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &reader{}
		s := metrics.NewSample(t.Context(), 10*time.Second, time.Minute, r.read, r.tell)
		_, ok := s.Get(time.Second)
		require.True(t, ok)
		r.set(errors.New("broken"))
		time.Sleep(11 * time.Second)
		n, ok := s.Get(time.Second)
		require.False(t, ok, "old values would look like new ones")
		require.Zero(t, n)
		_, _ = s.Get(time.Second)
		calls, _ := r.seen()
		require.Equal(t, 2, calls, "a source that fails is not asked more often")
		r.set(nil)
		time.Sleep(11 * time.Second)
		_, ok = s.Get(time.Second)
		require.True(t, ok)
		_, told := r.seen()
		require.Len(t, told, 3)
		require.EqualError(t, told[1], "broken")
		require.NoError(t, told[2])
	})
}

func TestSampleThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &reader{takes: time.Hour}
		s := metrics.NewSample(t.Context(), time.Second, time.Minute, r.read, r.tell)
		_, ok := s.Get(time.Second)
		require.False(t, ok)
		time.Sleep(time.Minute)
		synctest.Wait()
		_, told := r.seen()
		require.Len(t, told, 1)
		require.ErrorContains(t, told[0], "too long")
	})
}

// What heeds no context is not taken for what was read long ago.
func TestSampleThatIsDeaf(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		over, n := make(chan struct{}), 0
		s := metrics.NewSample(t.Context(), 10*time.Second, time.Minute, func(context.Context) (int, error) {
			if n++; n == 2 {
				<-over
			}
			return n, nil
		}, func(error) {})
		_, ok := s.Get(time.Second)
		require.True(t, ok)
		time.Sleep(11 * time.Second)
		_, ok = s.Get(time.Second)
		require.True(t, ok, "it may still come")
		time.Sleep(time.Minute)
		_, ok = s.Get(time.Second)
		require.False(t, ok)
		close(over)
		synctest.Wait()
		got, ok := s.Get(time.Second)
		require.True(t, ok)
		require.Equal(t, 2, got)
	})
}

func TestSampleThatPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &reader{}
		s := metrics.NewSample(t.Context(), time.Second, time.Minute, func(context.Context) (int, error) { panic("a mistake") }, r.tell)
		_, ok := s.Get(time.Second)
		require.False(t, ok)
		_, told := r.seen()
		require.ErrorContains(t, told[0], "a mistake")
	})
}

func TestSampleEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r := &reader{takes: time.Hour}
		s := metrics.NewSample(ctx, time.Second, 2*time.Hour, r.read, r.tell)
		time.AfterFunc(time.Second, cancel)
		_, ok := s.Get(5 * time.Second)
		require.False(t, ok)
		_, told := r.seen()
		require.ErrorIs(t, told[0], context.Canceled)
	})
}
