package isolate_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/einkpdf/platform/jobs/isolate"
)

func TestCancel(t *testing.T) {
	t.Parallel()
	s := sandbox(t)
	for i := range 20 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			why := errors.New("cancelled by hand")
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			pid, ended := running(ctx, t, s, isolate.Job{Work: "sleep"})
			require.False(t, gone(pid))
			cancel(why)
			require.Equal(t, why, <-ended)
			require.True(t, gone(pid)) // Run waits for that
		})
	}
}

func TestKilledFromOutside(t *testing.T) {
	t.Parallel()
	pid, ended := running(t.Context(), t, sandbox(t), isolate.Job{Work: "sleep"})
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
	err := <-ended
	require.Equal(t, isolate.CodeKilled, isolate.CodeOf(err), "%v", err)
}

func program(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	require.NoError(t, err)
	return path
}

// helper starts the test program as a parent.
func helper(t *testing.T, path, role string) (cmd *exec.Cmd, in io.WriteCloser, out *bufio.Scanner) {
	t.Helper()
	cmd = exec.Command(path)
	cmd.Env = append(os.Environ(), "ISOLATE_TEST_PARENT="+role)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, in, bufio.NewScanner(stdout)
}

func TestParentKilled(t *testing.T) {
	t.Parallel()
	cmd, _, out := helper(t, program(t), "of-one")
	require.True(t, out.Scan())
	pid, err := strconv.Atoi(out.Text())
	require.NoError(t, err, out.Text())
	require.False(t, gone(pid))
	require.NoError(t, cmd.Process.Kill())
	soonGone(t, pid)
}

// A program that is not in the group that is killed.
func TestLeftTheGroup(t *testing.T) {
	t.Parallel()
	s, err := isolate.New(isolate.Config{Command: []string{program(t), leaver}, StartTimeout: 500 * time.Millisecond})
	require.NoError(t, err)
	_, _, err = s.Run(t.Context(), isolate.Job{Work: "sleep"})
	require.Equal(t, isolate.CodeStart, isolate.CodeOf(err), "%v", err)
}

// Where somebody else learns how children end, Run does not, and says so.
func TestEndIsTaken(t *testing.T) {
	t.Parallel()
	cmd, _, out := helper(t, program(t), "robbed")
	require.True(t, out.Scan())
	require.Contains(t, out.Text(), string(isolate.CodeKilled))
	for out.Scan() {
		require.Fail(t, "more was said", out.Text())
	}
	require.Error(t, cmd.Wait())
	require.Equal(t, 1, cmd.ProcessState.ExitCode())
}

func TestProgramReplacedAndDeleted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "program")
	original, err := os.Open(program(t))
	require.NoError(t, err)
	defer func() { _ = original.Close() }()
	syscall.ForkLock.RLock() // or another test's child holds the file for a moment, which is then too busy to run
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o700)
	if err == nil {
		_, err = io.Copy(file, original)
		err = errors.Join(err, file.Close())
	}
	syscall.ForkLock.RUnlock()
	require.NoError(t, err)

	_, in, out := helper(t, path, "without-a-file")
	echo := func(line string) {
		_, err := io.WriteString(in, line+"\n")
		require.NoError(t, err)
		require.True(t, out.Scan())
		require.Equal(t, line, out.Text())
	}
	echo("as it was")
	require.NoError(t, os.WriteFile(path+".new", []byte("#!/bin/false\n"), 0o700))
	require.NoError(t, os.Rename(path+".new", path))
	echo("replaced")
	require.NoError(t, os.Remove(path))
	echo("deleted")
	require.NoError(t, in.Close())
	require.False(t, out.Scan())
}

// A program that does not begin with Main, and has a child of its own: both are gone.
func TestGrandchild(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pid")
	s, err := isolate.New(isolate.Config{Command: []string{"/bin/sh", "-c", `sleep 1000 & echo $! > "$0"; sleep 1000`, path}})
	require.NoError(t, err)
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	why := errors.New("enough")
	ended := make(chan error)
	go func() {
		_, _, err := s.Run(ctx, isolate.Job{Work: "sleep"})
		ended <- err
	}()
	pid := 0
	require.Eventually(t, func() bool {
		b, err := os.ReadFile(path)
		pid, _ = strconv.Atoi(strings.TrimSpace(string(b)))
		return err == nil && pid > 0
	}, 10*time.Second, 5*time.Millisecond)
	require.False(t, gone(pid))
	cancel(why)
	require.Equal(t, why, <-ended)
	soonGone(t, pid)
}

// One that ends and leaves its child behind, which holds all its pipes.
func TestGrandchildLeftBehind(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pid")
	s, err := isolate.New(isolate.Config{Command: []string{"/bin/sh", "-c", `sleep 1000 & echo $! > "$0"`, path}})
	require.NoError(t, err)
	_, _, err = s.Run(t.Context(), isolate.Job{Work: "sleep"})
	require.Equal(t, isolate.CodeStart, isolate.CodeOf(err), "%v", err)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	require.NoError(t, err)
	soonGone(t, pid)
}

func TestStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]isolate.Config{
		"says nothing":   {Command: []string{"/bin/sleep", "1000"}, StartTimeout: 200 * time.Millisecond},
		"is not there":   {Command: []string{"/bin/sh", "-c", "exit 0"}},
		"is no program":  {Command: []string{script(t, "no program")}},
		"says something": {Command: []string{"/bin/sh", "-c", "echo hello >&4; sleep 1000"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := isolate.New(c)
			require.NoError(t, err)
			_, u, err := s.Run(t.Context(), isolate.Job{Work: "echo"})
			want := isolate.CodeStart
			if name == "says something" {
				want = isolate.CodeBroken
			}
			require.Equal(t, want, isolate.CodeOf(err), "%v", err)
			require.Zero(t, u.Start)
		})
	}
}

func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "script")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o700))
	return path
}

// Config.Command may have works that this program does not know, and not have those that it does.
func TestCommand(t *testing.T) {
	t.Parallel()
	s, err := isolate.New(isolate.Config{Command: []string{program(t), "-of", "another"}})
	require.NoError(t, err)
	result, _, err := s.Run(t.Context(), isolate.Job{Work: "echo", Request: []byte("x")})
	require.NoError(t, err)
	require.Equal(t, "x", string(result))
	_, _, err = s.Run(t.Context(), isolate.Job{Work: "unknown"})
	require.ErrorIs(t, err, isolate.ErrNoWork)
}

// The variable alone, as somebody may have it in a shell, makes no child.
func TestMarkerAlone(t *testing.T) {
	t.Parallel()
	for name, stdin := range map[string]io.Reader{
		"no input": nil, "a closed pipe": strings.NewReader(""), "text": strings.NewReader("hello, hello\n"),
		"setup of another kind": strings.NewReader("\x00\x00\x00\x02s[]"), "a request at once": strings.NewReader("\x00\x00\x00\x02r{}"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(program(t))
			cmd.Env = append(os.Environ(), "EINKPDF_ISOLATE=1")
			cmd.Stdin = stdin
			out, err := cmd.CombinedOutput()
			require.Error(t, err)
			require.Equal(t, 3, cmd.ProcessState.ExitCode())
			require.Contains(t, string(out), "isolate: ")
		})
	}
}

func TestSurroundings(t *testing.T) {
	t.Setenv("ISOLATE_TEST_SECRET", "secret")
	s := sandbox(t)
	result, _, err := s.Run(t.Context(), isolate.Job{Work: "surroundings"})
	require.NoError(t, err)
	var got struct {
		Env  []string
		Args int
	}
	require.NoError(t, json.Unmarshal(result, &got))
	require.Empty(t, got.Env)
	require.Equal(t, 1, got.Args)

	leak, err := os.Create(filepath.Join(t.TempDir(), "leak"))
	require.NoError(t, err)
	defer func() { _ = leak.Close() }()
	fd, err := syscall.Dup(int(leak.Fd())) // without FD_CLOEXEC
	require.NoError(t, err)
	defer func() { _ = syscall.Close(fd) }()

	pid, ended := running(t.Context(), t, s, isolate.Job{Work: "sleep"})
	env, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
	require.NoError(t, err)
	require.Equal(t, "EINKPDF_ISOLATE=1\x00", strings.TrimSuffix(string(env), "GORACE=atexit_sleep_ms=0\x00"))
	cwd, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/cwd")
	require.NoError(t, err)
	require.Equal(t, "/", cwd)
	fds, err := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/fd")
	require.NoError(t, err)
	require.Less(t, len(fds), 14)
	for _, e := range fds {
		target, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/fd/" + e.Name())
		require.NoError(t, err)
		require.NotEqual(t, leak.Name(), target)
	}
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
	require.Error(t, <-ended)
}

// Every thread of a child yields to the server, and the system takes a child first when it is out of memory.
func TestPriority(t *testing.T) {
	t.Parallel()
	own, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	require.NoError(t, err)
	for config, lower := range map[int]int{0: 10, 3: 3, -1: 0} {
		t.Run(strconv.Itoa(config), func(t *testing.T) {
			t.Parallel()
			s, err := isolate.New(isolate.Config{Nice: config})
			require.NoError(t, err)
			pid, ended := running(t.Context(), t, s, isolate.Job{Work: "sleep"})
			folder := "/proc/" + strconv.Itoa(pid)
			threads, err := os.ReadDir(folder + "/task")
			require.NoError(t, err)
			for _, thread := range threads {
				tid, err := strconv.Atoi(thread.Name())
				require.NoError(t, err)
				nice, err := unix.Getpriority(unix.PRIO_PROCESS, tid)
				require.NoError(t, err)
				require.Equal(t, min(20-own+lower, 19), 20-nice)
			}
			score, err := os.ReadFile(folder + "/oom_score_adj")
			require.NoError(t, err)
			require.Equal(t, "1000\n", string(score))
			status, err := os.ReadFile(folder + "/status")
			require.NoError(t, err)
			if isolate.Support().NoNetwork {
				require.Contains(t, string(status), "Seccomp:\t2\n")
			}
			require.Contains(t, string(status), "NoNewPrivs:\t1\n")
			require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
			require.Error(t, <-ended)
		})
	}
}

func TestSupport(t *testing.T) {
	t.Parallel()
	for _, strict := range []bool{false, true} {
		s, err := isolate.New(isolate.Config{Strict: strict})
		if strict && len(isolate.Support().Missing) > 0 {
			require.ErrorIs(t, err, isolate.ErrUnsupported)
			continue
		}
		require.NoError(t, err)
		result, _, err := s.Run(t.Context(), isolate.Job{Work: "enforced"})
		require.NoError(t, err)
		var found isolate.Enforcement
		require.NoError(t, json.Unmarshal(result, &found))
		require.Equal(t, isolate.Support(), found)
	}
}

func TestInChild(t *testing.T) {
	t.Parallel()
	result, _, err := sandbox(t).Run(t.Context(), isolate.Job{Work: "new"})
	require.NoError(t, err)
	require.Equal(t, "true", string(result))
}

// What a child used is its own, however large its parent is.
func TestUsage(t *testing.T) {
	ballast := make([]byte, 256<<20)
	for i := 0; i < len(ballast); i += 4096 {
		ballast[i] = 1
	}
	_, u, err := sandbox(t).Run(t.Context(), isolate.Job{Work: "echo"})
	require.NoError(t, err)
	require.Positive(t, u.CPU)
	require.Greater(t, u.Peak, int64(1<<20))
	require.Less(t, u.Peak, int64(len(ballast)))
	require.LessOrEqual(t, u.Start, u.Time)
	require.NotZero(t, ballast[0])
}
