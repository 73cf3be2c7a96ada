//go:build unix

package keys_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/keys"
)

// TestMain lets the test program be another process that uses the key file.
func TestMain(m *testing.M) {
	if do := os.Getenv("KEYS_TEST_CHILD"); do != "" {
		if err := child(do, os.Getenv("KEYS_TEST_PATH")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child does something once its standard input ends, and prints a line for each
// thing done.
func child(do, path string) error {
	if do == "umask" {
		syscall.Umask(0o777)
	}
	if do == "nomask" {
		syscall.Umask(0)
	}
	at := noon
	c := keys.Config{Path: path, Lifetime: time.Hour}
	if from, storm := strings.CutPrefix(do, "storm "); storm {
		seconds, err := strconv.ParseInt(from, 10, 64)
		if err != nil {
			return err
		}
		do, at = "storm", time.Unix(seconds, 0)
		c.Now = func() time.Time { return at }
	}
	if _, err := io.ReadAll(os.Stdin); err != nil {
		return err
	}
	r, err := keys.Open(c)
	if err != nil {
		return err
	}
	switch do {
	case "rotate":
		kid, err := r.Rotate()
		if err != nil {
			return err
		}
		fmt.Println(kid)
	case "storm": // until it is killed
		for {
			at = at.Add(10 * time.Minute)
			kid, err := r.Rotate()
			if err != nil {
				return err
			}
			fmt.Println(kid)
		}
	default:
		token, err := r.Sign(claims(time.Now()))
		if err != nil {
			return err
		}
		fmt.Println(token)
	}
	return nil
}

func start(t *testing.T, do, path string, stdin io.Reader) (*exec.Cmd, io.Reader) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), "KEYS_TEST_CHILD="+do, "KEYS_TEST_PATH="+path)
	cmd.Stdin, cmd.Stderr = stdin, os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return cmd, out
}

// atOnce runs n processes that begin when all have started, and returns what they print.
func atOnce(t *testing.T, n int, do, path string) []string {
	t.Helper()
	gate, opener, err := os.Pipe()
	require.NoError(t, err)
	defer func() { _ = gate.Close() }()
	cmds := make([]*exec.Cmd, n)
	outs := make([]io.Reader, n)
	for i := range n {
		cmds[i], outs[i] = start(t, do, path, gate)
	}
	require.NoError(t, opener.Close())
	lines := make([]string, n)
	for i := range n {
		b, err := io.ReadAll(outs[i])
		require.NoError(t, err)
		require.NoError(t, cmds[i].Wait())
		lines[i] = strings.TrimSpace(string(b))
	}
	return lines
}

// 20 processes that find no file end with one key, and 20 that rotate lose none.
func TestProcessesAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	tokens := atOnce(t, 20, "open", path)
	r, err := keys.Open(keys.Config{Path: path, Production: true})
	require.NoError(t, err)
	require.Len(t, r.Keys(), 1)
	for _, token := range tokens {
		_, err := r.Verify(token, want)
		require.NoError(t, err)
	}

	kids := []string{r.Keys()[0].ID}
	kids = append(kids, atOnce(t, 20, "rotate", path)...)
	require.NoError(t, r.Reload())
	var have []string
	for _, k := range r.Keys() {
		have = append(have, k.ID)
	}
	require.ElementsMatch(t, kids, have)
	for _, token := range tokens {
		_, err := r.Verify(token, want)
		require.NoError(t, err)
	}
}

// A process killed at any moment of a rotation leaves the keys of before or of
// after, loses none that it was told of, and holds up nobody.
func TestKilledWhileRotating(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	now := noon
	for range 15 {
		cmd, out := start(t, fmt.Sprint("storm ", now.Unix()), path, nil)
		lines := bufio.NewScanner(out)
		last := ""
		for range 1 + rand.IntN(5) {
			require.True(t, lines.Scan())
			last = lines.Text()
		}
		time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
		require.NoError(t, cmd.Process.Kill())
		for lines.Scan() {
			last = lines.Text()
		}
		require.Error(t, cmd.Wait())

		now = now.Add(1000 * time.Hour)
		r, err := keys.Open(keys.Config{Path: path, Production: true, Lifetime: time.Hour, Now: func() time.Time { return now }})
		require.NoError(t, err)
		got := r.Keys()
		require.LessOrEqual(t, len(got), 10)
		require.True(t, got[0].ID == last || got[1].ID == last, "the last rotation that was reported is there")
		kid, err := r.Rotate()
		require.NoError(t, err)
		require.Equal(t, kid, r.Keys()[0].ID)
		left, err := filepath.Glob(path + "*")
		require.NoError(t, err)
		require.ElementsMatch(t, []string{path, path + ".lock"}, left)
	}
}

// One that is killed while it makes the file leaves none, or a whole one.
func TestKilledWhileOpening(t *testing.T) {
	t.Parallel()
	for range 15 {
		path := filepath.Join(t.TempDir(), "keys.json")
		cmd, _ := start(t, "open", path, nil)
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait() // it may have ended before
		r, err := keys.Open(keys.Config{Path: path})
		require.NoError(t, err)
		_, err = r.Verify(sign(t, r, time.Now()), want)
		require.NoError(t, err)
	}
}

func TestModeWhateverTheUmask(t *testing.T) {
	t.Parallel()
	for _, do := range []string{"umask", "nomask"} {
		path := filepath.Join(t.TempDir(), "keys.json")
		token := atOnce(t, 1, do, path)[0]
		for _, p := range []string{path, path + ".lock"} {
			info, err := os.Stat(p)
			require.NoError(t, err)
			require.Equal(t, fs.FileMode(0o600), info.Mode(), do)
		}
		r, err := keys.Open(keys.Config{Path: path})
		require.NoError(t, err)
		_, err = r.Verify(token, want)
		require.NoError(t, err)
		_, err = r.Rotate()
		require.NoError(t, err)
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode())
	}
}

func TestFilesRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "keys.json")

	_, err := keys.Open(keys.Config{})
	require.ErrorContains(t, err, "Path is missing")
	_, err = keys.Open(keys.Config{Path: path, Production: true})
	require.ErrorIs(t, err, keys.ErrNoKeys)
	require.ErrorContains(t, err, path)
	require.NoFileExists(t, path)
	_, err = keys.Open(keys.Config{Path: filepath.Join(dir, "missing", "keys.json")})
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "the folder must exist")
	_, err = keys.Open(keys.Config{Path: dir})
	require.ErrorIs(t, err, keys.ErrMalformed)
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, err = keys.Open(keys.Config{Path: pipe})
	require.ErrorIs(t, err, keys.ErrMalformed)

	r, err := keys.Open(keys.Config{Path: path})
	require.NoError(t, err)
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o610, 0o601, 0o620, 0o602, 0o666, 0o777} {
		require.NoError(t, os.Chmod(path, mode))
		for _, try := range []func() error{
			func() error { _, err := keys.Open(keys.Config{Path: path}); return err },
			func() error { _, err := keys.Open(keys.Config{Path: path, Production: true}); return err },
			func() error { _, err := r.Rotate(); return err },
			r.Reload,
		} {
			err := try()
			require.ErrorIs(t, err, keys.ErrExposed)
			require.ErrorContains(t, err, path)
			require.ErrorContains(t, err, "chmod 600")
		}
		_, err = r.Verify(sign(t, r, time.Now()), want)
		require.NoError(t, err, "who has the keys goes on")
	}
	for _, mode := range []fs.FileMode{0o600, 0o400, 0o700} {
		require.NoError(t, os.Chmod(path, mode))
		_, err := keys.Open(keys.Config{Path: path})
		require.NoError(t, err)
	}

	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(path, link))
	l, err := keys.Open(keys.Config{Path: link})
	require.NoError(t, err, "secret stores mount links")
	_, err = l.Rotate()
	require.ErrorContains(t, err, "name the file itself")
	require.Equal(t, r.Keys(), l.Keys())

	require.NoError(t, os.Remove(path))
	require.ErrorIs(t, r.Reload(), fs.ErrNotExist)
	_, err = r.Rotate()
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = r.Verify(sign(t, r, time.Now()), want)
	require.NoError(t, err)
}

// What a crash left in the temporary file's place is in nobody's way.
func TestLeftovers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	victim := filepath.Join(t.TempDir(), "victim")
	require.NoError(t, os.WriteFile(victim, []byte("untouched"), 0o600))
	for _, leave := range []func(string) error{
		func(p string) error { return os.WriteFile(p, []byte(`{"version":1,"ke`), 0o644) },
		func(p string) error { return os.Symlink(victim, p) },
	} {
		require.NoError(t, leave(path+".tmp"))
		r, err := keys.Open(keys.Config{Path: path})
		require.NoError(t, err)
		require.NoError(t, leave(path+".tmp.x")) // no leftover of ours stays
		require.NoError(t, os.Remove(path+".tmp.x"))
		_, err = r.Rotate()
		require.NoError(t, err)
		require.NoFileExists(t, path+".tmp")
	}
	got, err := os.ReadFile(victim)
	require.NoError(t, err)
	require.Equal(t, "untouched", string(got))
}

// A lock that is held is waited for, but not for ever. Time is the bubble's.
func TestHeldLock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "keys.json")
		r, err := keys.Open(keys.Config{Path: path})
		require.NoError(t, err)
		l, err := os.Open(path + ".lock")
		require.NoError(t, err)
		require.NoError(t, syscall.Flock(int(l.Fd()), syscall.LOCK_EX))
		before := r.Keys()
		_, err = r.Rotate()
		require.ErrorContains(t, err, path+".lock for more than 10s")
		require.Equal(t, before, r.Keys())

		closed := make(chan error)
		go func() {
			time.Sleep(5 * time.Second)
			closed <- errors.Join(syscall.Flock(int(l.Fd()), syscall.LOCK_UN), l.Close())
		}()
		go func() {
			_, err := r.Rotate()
			closed <- err
		}()
		require.NoError(t, <-closed)
		require.NoError(t, <-closed)
	})
}

// What root writes belongs to the service, so that it can read its keys.
func TestRootKeepsTheOwner(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	const service = 65534
	dir := t.TempDir()
	require.NoError(t, os.Chown(dir, service, service))
	path := filepath.Join(dir, "keys.json")
	owner := func(p string) uint32 {
		info, err := os.Lstat(p)
		require.NoError(t, err)
		return info.Sys().(*syscall.Stat_t).Uid
	}
	r, err := keys.Open(keys.Config{Path: path})
	require.NoError(t, err)
	require.EqualValues(t, service, owner(path), "the folder's")
	require.EqualValues(t, service, owner(path+".lock"))
	require.NoError(t, os.Chown(path, 1234, 1234))
	_, err = r.Rotate()
	require.NoError(t, err)
	require.EqualValues(t, 1234, owner(path), "the file's")

	// A lock file that somebody put there as a link is neither followed nor given away.
	victim := filepath.Join(t.TempDir(), "victim")
	require.NoError(t, os.WriteFile(victim, nil, 0o600))
	require.NoError(t, os.Remove(path+".lock"))
	require.NoError(t, os.Symlink(victim, path+".lock"))
	_, err = r.Rotate()
	require.ErrorIs(t, err, syscall.ELOOP)
	require.EqualValues(t, 0, owner(victim))
}
