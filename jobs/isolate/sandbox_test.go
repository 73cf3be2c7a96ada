package isolate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs/isolate"
)

// sandbox has children of the test's own priority: with a lower one, a busy machine may leave them next to nothing for minutes.
func sandbox(t testing.TB) *isolate.Sandbox {
	t.Helper()
	s, err := isolate.New(isolate.Config{Nice: -1})
	require.NoError(t, err)
	return s
}

// both runs a test with children and without.
func both(t *testing.T, test func(t *testing.T, s *isolate.Sandbox)) {
	for name, c := range map[string]isolate.Config{"child": {}, "in process": {InProcess: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := isolate.New(c)
			require.NoError(t, err)
			test(t, s)
		})
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, c := range []isolate.Config{
		{Nice: -2}, {Nice: 20}, {StartTimeout: -1}, {Command: []string{"/nowhere/at/all"}}, {Strict: true, InProcess: true},
	} {
		_, err := isolate.New(c)
		require.Error(t, err, "%+v", c)
	}
	_, err := isolate.New(isolate.Config{Strict: true})
	if len(isolate.Support().Missing) == 0 {
		require.NoError(t, err)
	} else {
		require.ErrorIs(t, err, isolate.ErrUnsupported)
		require.ErrorContains(t, err, isolate.Support().Missing[0])
	}
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *isolate.Sandbox) {
		_, _, err := s.Run(t.Context(), isolate.Job{Work: "nothing"})
		require.ErrorIs(t, err, isolate.ErrNoWork)
		_, _, err = s.Run(t.Context(), isolate.Job{Work: "echo", Request: make([]byte, isolate.MaxRequest+1)})
		require.Error(t, err)
		for _, l := range []isolate.Limits{{Time: -1}, {CPU: -time.Hour}, {Memory: 64<<20 - 1}, {Output: -1}, {Files: 15}, {Files: 1 << 20}} {
			_, _, err = s.Run(t.Context(), isolate.Job{Work: "echo", Limits: l})
			require.Error(t, err, "%+v", l)
			require.Empty(t, isolate.CodeOf(err))
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		why := errors.New("not today")
		cancel(why)
		_, _, err = s.Run(ctx, isolate.Job{Work: "echo"})
		require.ErrorIs(t, err, why)
	})
}

func TestResults(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *isolate.Sandbox) {
		for _, size := range []int{0, 1, 506, 508, 64 << 10, 64<<10 + 1, isolate.MaxResult} {
			request := bytes.Repeat([]byte{'x'}, size)
			result, u, err := s.Run(t.Context(), isolate.Job{Work: "echo", Request: request})
			require.NoError(t, err)
			require.True(t, bytes.Equal(request, result), "of %d bytes", size)
			require.Positive(t, u.Time)
		}
		_, _, err := s.Run(t.Context(), isolate.Job{Work: "echo", Request: make([]byte, isolate.MaxResult+1)})
		require.Equal(t, isolate.CodeFailed, isolate.CodeOf(err), "%v", err)
		_, _, err = s.Run(t.Context(), isolate.Job{Work: "huge-result", Request: make([]byte, isolate.MaxRequest)})
		require.Equal(t, isolate.CodeFailed, isolate.CodeOf(err), "%v", err)
	})
}

func TestErrors(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *isolate.Sandbox) {
		_, _, err := s.Run(t.Context(), isolate.Job{Work: "fault"})
		f, ok := errors.AsType[*isolate.Fault](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, &isolate.Fault{Code: "bad-page", Message: "Page 3 is bad.", Detail: []byte(`{"page":3}`)}, f)

		_, _, err = s.Run(t.Context(), isolate.Job{Work: "error"})
		require.Equal(t, isolate.CodeFailed, isolate.CodeOf(err))
		require.ErrorContains(t, err, "no such page")
		require.EqualError(t, errors.Unwrap(err), "no such page")

		for work, code := range map[string]isolate.Code{
			"huge-fault": isolate.CodeFailed, "permission": isolate.CodeForbidden, "panic": isolate.CodeCrashed,
		} {
			_, _, err = s.Run(t.Context(), isolate.Job{Work: work})
			require.Equal(t, code, isolate.CodeOf(err), "%v", err)
		}
		e, _ := errors.AsType[*isolate.Error](func() error { _, _, err := s.Run(t.Context(), isolate.Job{Work: "panic"}); return err }())
		require.Contains(t, e.Log, "panic: on purpose")
		require.Contains(t, e.Log, "works_test.go")
		require.NotContains(t, e.Message, "on purpose")
	})
}

func TestOutput(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *isolate.Sandbox) {
		path := filepath.Join(t.TempDir(), "out")
		open := func() *os.File {
			f, err := os.Create(path)
			require.NoError(t, err)
			t.Cleanup(func() { _ = f.Close() })
			return f
		}
		f := open()
		result, _, err := s.Run(t.Context(), isolate.Job{Work: "write", Request: []byte("hello"), Output: f, Limits: isolate.Limits{Output: 5}})
		require.NoError(t, err)
		require.Equal(t, "5", string(result))
		written, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, "hello", string(written))
		_, err = f.WriteString("still mine")
		require.NoError(t, err)

		for _, work := range []string{"write-forever", "write-forever-and-deny", "write-forever-and-mumble"} {
			_, _, err = s.Run(t.Context(), isolate.Job{Work: work, Output: open(), Limits: isolate.Limits{Output: 1_000_001}})
			require.Equal(t, isolate.CodeOutput, isolate.CodeOf(err), "%v", err)
			require.ErrorContains(t, err, "1,000,001 bytes")
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, int64(1_000_001), info.Size())
		}
	})
}

func TestProgress(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *isolate.Sandbox) {
		var last, calls int
		var note string
		_, u, err := s.Run(t.Context(), isolate.Job{Work: "progress", OnProgress: func(done, _ int, n string) {
			calls, last, note = calls+1, done, n
		}})
		require.NoError(t, err)
		require.Equal(t, 100_000, last)
		require.Equal(t, "page", note)
		require.LessOrEqual(t, calls, 2+int(u.Time/(50*time.Millisecond)))

		type report struct {
			done, total int
			note        string
		}
		var all []report
		_, _, err = s.Run(t.Context(), isolate.Job{Work: "odd-progress", OnProgress: func(done, total int, note string) {
			all = append(all, report{done, total, note})
		}})
		require.NoError(t, err)
		require.Equal(t, []report{{0, 0, "\uFFFD" + strings.Repeat("é", 126)}, {5, 5, ""}}, all)
	})
}

func TestAsk(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *isolate.Sandbox) {
		mirror := func(_ context.Context, q []byte) ([]byte, error) { return q, nil }
		result, _, err := s.Run(t.Context(), isolate.Job{Work: "ask", Request: []byte("why"), Answer: mirror})
		require.NoError(t, err)
		require.Equal(t, "why", string(result))

		_, _, err = s.Run(t.Context(), isolate.Job{Work: "ask-much", Answer: mirror})
		require.NoError(t, err)

		result, _, err = s.Run(t.Context(), isolate.Job{Work: "ask-too-much", Answer: mirror})
		require.NoError(t, err)
		require.Contains(t, string(result), "65536")

		large := bytes.Repeat([]byte{'y'}, isolate.MaxResult)
		result, _, err = s.Run(t.Context(), isolate.Job{Work: "ask", Answer: func(context.Context, []byte) ([]byte, error) { return large, nil }})
		require.NoError(t, err)
		require.True(t, bytes.Equal(large, result))

		_, _, err = s.Run(t.Context(), isolate.Job{Work: "ask"})
		f, ok := errors.AsType[*isolate.Fault](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, "unanswered", f.Code)

		refusal := &isolate.Fault{Code: "gone", Message: "That font is gone."}
		_, _, err = s.Run(t.Context(), isolate.Job{Work: "ask", Answer: func(context.Context, []byte) ([]byte, error) {
			return nil, fmt.Errorf("font 7: %w", refusal)
		}})
		f, ok = errors.AsType[*isolate.Fault](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, refusal, f)

		broken := errors.New("the disk is on fire")
		_, _, err = s.Run(t.Context(), isolate.Job{Work: "ask", Answer: func(context.Context, []byte) ([]byte, error) { return nil, broken }})
		require.Equal(t, broken, err)

		_, _, err = s.Run(t.Context(), isolate.Job{Work: "ask", Answer: func(context.Context, []byte) ([]byte, error) {
			return make([]byte, isolate.MaxAnswer+1), nil
		}})
		require.ErrorContains(t, err, "answer")
	})
}

func TestAskAndLeave(t *testing.T) {
	t.Parallel()
	result, _, err := sandbox(t).Run(t.Context(), isolate.Job{Work: "ask-late", Answer: func(_ context.Context, q []byte) ([]byte, error) {
		if string(q) == "slow" {
			time.Sleep(200 * time.Millisecond)
		}
		return q, nil
	}})
	require.NoError(t, err)
	require.Equal(t, "quick", string(result))
}

// The context of an answer ends with the job.
func TestAnswerEnds(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *isolate.Sandbox) {
		_, _, err := s.Run(t.Context(), isolate.Job{Work: "ask", Limits: isolate.Limits{Time: 500 * time.Millisecond}, Answer: func(ctx context.Context, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}})
		require.Equal(t, isolate.CodeTime, isolate.CodeOf(err), "%v", err)
	})
}

func TestTimeInProcess(t *testing.T) {
	t.Parallel()
	s, err := isolate.New(isolate.Config{InProcess: true})
	require.NoError(t, err)
	_, _, err = s.Run(t.Context(), isolate.Job{Work: "until-cancelled", Limits: isolate.Limits{Time: 20 * time.Millisecond}})
	require.Equal(t, isolate.CodeTime, isolate.CodeOf(err), "%v", err)

	why := errors.New("cancelled by hand")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(20*time.Millisecond, func() { cancel(why) })
	_, _, err = s.Run(ctx, isolate.Job{Work: "until-cancelled"})
	require.Equal(t, why, err)
}

func TestLimitsFilled(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *isolate.Sandbox) {
		for given, want := range map[isolate.Limits]isolate.Limits{
			{}: {Time: 600 * time.Second, CPU: 600 * time.Second, Memory: 256 << 20, Output: 50_000_000, Files: 64},
			{Time: 1500 * time.Millisecond, Memory: 64 << 20, Files: 16}: {Time: 1500 * time.Millisecond, CPU: 2 * time.Second, Memory: 64 << 20, Output: 50_000_000, Files: 16},
		} {
			given.Time = max(given.Time, 0)
			if given.Time > 0 { // a busy machine needs longer than that
				given.Time, want.Time, want.CPU = given.Time+60*time.Second, want.Time+60*time.Second, want.CPU+60*time.Second
			}
			result, _, err := s.Run(t.Context(), isolate.Job{Work: "limits", Limits: given})
			require.NoError(t, err)
			var got isolate.Limits
			require.NoError(t, json.Unmarshal(result, &got))
			require.Equal(t, want, got)
		}
	})
}

func TestFiftyAtOnce(t *testing.T) {
	t.Parallel()
	s := sandbox(t)
	var all sync.WaitGroup
	errs := make([]error, 50)
	for i := range errs {
		all.Go(func() {
			want := fmt.Sprint("job ", i)
			result, u, err := s.Run(t.Context(), isolate.Job{Work: "echo", Request: []byte(want)})
			switch {
			case err != nil:
				errs[i] = err
			case string(result) != want || u.Start <= 0 || u.Start > u.Time:
				errs[i] = fmt.Errorf("%q, %+v", result, u)
			}
		})
	}
	all.Wait()
	require.NoError(t, errors.Join(errs...))
}

func TestCodes(t *testing.T) {
	t.Parallel()
	for code, limit := range map[isolate.Code]bool{
		isolate.CodeTime: true, isolate.CodeCPU: true, isolate.CodeMemory: true, isolate.CodeOutput: true, isolate.CodeFiles: true, isolate.CodeForbidden: true,
		isolate.CodeFailed: false, isolate.CodeCrashed: false, isolate.CodeKilled: false, isolate.CodeStart: false, isolate.CodeBroken: false,
	} {
		require.Equal(t, limit, code.Limit(), code)
		require.Equal(t, code, isolate.CodeOf(fmt.Errorf("render: %w", &isolate.Error{Code: code})))
	}
	require.Empty(t, isolate.CodeOf(errors.New("x")))
	require.Empty(t, isolate.CodeOf(nil))
}
