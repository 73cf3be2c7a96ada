package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// build builds the server into a folder.
func build(ctx context.Context, dir string) (program string, err error) {
	program = filepath.Join(dir, "server.exe") // as Windows wants it, and nobody else minds

	c := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/einkpdf/platform/examples/server") // #nosec G204 -- Go itself
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the server: %w\n%s", err, out)
	}
	return program, nil
}

// server is one that runs.
type server struct {
	base    string // of the API
	metrics string // URL
	process *exec.Cmd
}

// startServer starts a server on a data folder, with limits that nobody meets. It believes everybody who is said to be a client's address: each of the
// clients comes from another one, as logins are counted by these. Its log goes into a file, as it does elsewhere.
func (o options) startServer(ctx context.Context, folder string) (s *server, err error) {
	const unmet = "60000/min"
	c := exec.CommandContext(ctx, o.server, "--data", folder, "serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--trusted-proxies", "127.0.0.1",
		"--tier", "unlimited", "--log-format", "json", "--limit-all", unmet, "--limit-pdf", unmet, "--limit-preview", unmet, "--limit-upload", unmet,
		"--limit-create", unmet, "--limit-login", unmet) // #nosec G204 -- the program that was built, or that the command line names
	log, err := os.OpenFile(folder+".log", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600) // #nosec G304 -- beside the folder that we made
	if err != nil {
		return nil, err
	}
	defer log.Close() //nolint:errcheck // the server writes it
	c.Stderr = log
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	s = &server{process: c}
	line, err := bufio.NewReader(out).ReadString('\n') // it prints all at once
	address, found := strings.CutPrefix(strings.TrimSpace(line), "Address: ")
	if err == nil && found {
		s.base = address + "/api/v1"
		s.metrics, err = metricsAddress(ctx, log.Name())
	}
	if err != nil || !found {
		said, _ := os.ReadFile(log.Name())
		return nil, errors.Join(fmt.Errorf("the server does not serve: %.2000s", said), err, s.stop())
	}
	return s, nil
}

// metricsAddress is where the log says that the metrics are; it may say so a moment later.
func metricsAddress(ctx context.Context, log string) (string, error) {
	for range 100 {
		data, err := os.ReadFile(log) // #nosec G304 -- our own
		if err != nil {
			return "", err
		}
		for line := range bytes.Lines(data) {
			var said struct{ Msg, Address string }
			if json.Unmarshal(line, &said) == nil && said.Msg == "server: metrics" {
				return "http://" + said.Address + "/metrics", nil
			}
		}
		if !sleep(ctx, 50*time.Millisecond) {
			return "", ctx.Err()
		}
	}
	return "", errors.New("the server does not say where its metrics are")
}

// stop stops it gracefully, where the system lets us ask.
func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
		return nil
	}
	return s.process.Wait()
}

// memory is how much of it is resident, in bytes, as Linux knows it; 0 elsewhere.
func (s *server) memory() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	var kb int64
	_, _ = fmt.Sscan(after, &kb)
	return kb << 10
}

// processors is how long all of them have worked, and how long they could have, as Linux knows it, in its ticks; 0 elsewhere.
func processors() (busy, all float64) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, 0
	}
	var t [8]float64 // user, nice, system, idle, waiting for disks, interrupts, soft ones, stolen
	_, _ = fmt.Sscanf(string(stat), "cpu %g %g %g %g %g %g %g %g", &t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7])
	for _, part := range t {
		all += part
	}
	return all - t[3] - t[4], all
}
