package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// buildServer builds the program as people run it, without the race detector, whatever these tests have.
func buildServer(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "server")
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", file, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	return file
}

// command is a process of the program. Settings of whoever runs the tests are not for it.
func command(binary, folder string, args ...string) *exec.Cmd {
	cmd := exec.Command(binary, append([]string{"--data", folder}, args...)...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, environment) {
			cmd.Env = append(cmd.Env, v)
		}
	}
	return cmd
}

// process is a server in a process of its own.
type process struct {
	cmd  *exec.Cmd
	url  string
	link string // with which the password of the first admin is set; "" = none was printed
	log  *journal
	took time.Duration // to begin

	ended chan struct{}
	err   error // how it ended, then
}

// startServer starts a server, and waits until it has printed where it serves. spare, if not 0, is how long it may live: then it is killed, and nil returned.
func startServer(t *testing.T, binary, folder string, spare time.Duration, args ...string) *process {
	t.Helper()
	p := &process{cmd: command(binary, folder, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...), log: &journal{}, ended: make(chan struct{})}
	p.cmd.Stderr = p.log
	read, write, err := os.Pipe()
	require.NoError(t, err)
	p.cmd.Stdout = write
	began := time.Now()
	require.NoError(t, p.cmd.Start())
	require.NoError(t, write.Close())
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	if spare > 0 {
		defer time.AfterFunc(spare, p.kill).Stop()
	}
	said := make([]byte, 4<<10)
	n, err := read.Read(said) // it prints all at once
	require.NoError(t, read.Close())
	if spare > 0 {
		<-p.ended
		return nil
	}
	if err != nil {
		p.kill() // so that all of its log is there
	}
	require.NoError(t, err, p.log)
	p.took = time.Since(began)
	text := string(said[:n])
	p.url = regexp.MustCompile(`(?m)^Address: (.*)$`).FindStringSubmatch(text)[1]
	p.link = regexp.MustCompile(`(?m)^http\S*/reset#token=\S*$`).FindString(text)
	return p
}

// kill ends the process at once (SIGKILL), and waits until it is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
}

// stop ends it as an operator does, and says how it ended.
func (p *process) stop(t *testing.T) error {
	t.Helper()
	if runtime.GOOS == "windows" { // which has no signal for it
		p.kill()
		return nil
	}
	require.NoError(t, p.cmd.Process.Signal(os.Interrupt))
	<-p.ended
	return p.err
}

// journal is the log of a process, to be read while it grows.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
