package isolate_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/einkpdf/platform/jobs/isolate"
)

// parent is what the test program does when a test starts it as a parent to be killed, or to lose its file.
func parent(role string) int {
	s, err := isolate.New(isolate.Config{})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	switch role {
	case "of-one": // says the child's number, and waits
		_, _, err = s.Run(context.Background(), isolate.Job{Work: "sleep", OnProgress: func(_, _ int, note string) { fmt.Println(note) }})
	case "robbed": // somebody else waits for its children, as a program does that is process 1 of a container
		signal.Ignore(syscall.SIGCHLD)
		_, _, err = s.Run(context.Background(), isolate.Job{Work: "echo"})
	case "without-a-file": // runs a job for each line
		for in := bufio.NewScanner(os.Stdin); in.Scan() && err == nil; {
			var result []byte
			result, _, err = s.Run(context.Background(), isolate.Job{Work: "echo", Request: in.Bytes()})
			fmt.Printf("%s\n", result)
		}
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// leaver is the argument of a program that is no child: it joins its parent's process group.
const leaver = "-leave"

func leave() int {
	group, err := unix.Getpgid(os.Getppid())
	if err == nil {
		err = unix.Setpgid(0, group)
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	time.Sleep(time.Hour)
	return 0
}

// gone tells whether a process has ended, whether or not anybody has asked how.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return true
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(state, "Z")
}

func soonGone(t *testing.T, pid int) {
	t.Helper()
	require.Positive(t, pid)
	require.Eventually(t, func() bool { return gone(pid) }, 10*time.Second, 5*time.Millisecond)
}

// running starts a job and returns the number of its child once that works, and how the job ends.
func running(ctx context.Context, t *testing.T, s *isolate.Sandbox, j isolate.Job) (pid int, ended <-chan error) {
	t.Helper()
	pids, end := make(chan int, 1), make(chan error, 1)
	j.Limits.Time = 5 * time.Minute // what hangs is named before go test gives up
	j.OnProgress = func(_, _ int, note string) {
		pid, err := strconv.Atoi(note)
		if err == nil {
			pids <- pid
		}
	}
	go func() {
		_, _, err := s.Run(ctx, j)
		end <- err
	}()
	select {
	case pid := <-pids:
		return pid, end
	case err := <-end:
		require.Fail(t, "the job ended", "%v", err)
		return 0, nil
	}
}
