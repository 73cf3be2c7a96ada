//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRunbook runs the shell commands of docs/operating.md in their order, on a machine that is a folder: what would change the real one, or needs a
// service of it (systemd, Docker, root), is done by the small programs in testdata/machine, which refuse whatever they are not made for.
func TestRunbook(t *testing.T) {
	t.Parallel()
	machine, tree := t.TempDir(), filepath.Join(t.TempDir(), "tree")
	page, err := os.ReadFile("../../docs/operating.md")
	require.NoError(t, err)
	for _, folder := range []string{"usr/local/bin", "etc/systemd/system", "var/lib"} {
		require.NoError(t, os.MkdirAll(filepath.Join(machine, folder), 0o755))
	}
	// The commands are for the root of the repository, and make files there.
	require.NoError(t, os.CopyFS(filepath.Join(tree, "examples/server/deploy"), os.DirFS("deploy")))
	t.Cleanup(func() { stopThose(t, filepath.Join(machine, "pid"), filepath.Join(machine, "container/pid")) })

	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, environment) && !strings.HasPrefix(v, "PATH=") {
			env = append(env, v)
		}
	}
	tools, err := filepath.Abs("testdata/machine")
	require.NoError(t, err)
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	path := strings.Join([]string{tools, filepath.Join(machine, "usr/local/bin"), os.Getenv("PATH")}, string(os.PathListSeparator))
	env = append(env, "PATH="+path, "MACHINE="+machine, "TREE="+root, "REAL_GO="+where(t, "go"), "REAL_INSTALL="+where(t, "install"))
	shell := func(script string) string {
		cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script)
		cmd.Dir, cmd.Env = tree, env
		said, err := os.Create(filepath.Join(t.TempDir(), "said"))
		require.NoError(t, err)
		cmd.Stdout, cmd.Stderr = said, said // a file: whatever stays in the background holds no pipe
		err = cmd.Run()
		require.NoError(t, said.Close())
		out, readErr := os.ReadFile(said.Name())
		require.NoError(t, readErr)
		require.NoError(t, err, "%s\n%s", script, out)
		return string(out)
	}

	var said []string
	var leaked string
	here := strings.NewReplacer("/usr/local/bin/", machine+"/usr/local/bin/", "/etc/", machine+"/etc/", "/var/lib/", machine+"/var/lib/")
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		script := here.Replace(block[1])
		if strings.Contains(script, "keys revoke") { // the id is of a key that there is
			leaked = keyID.FindString(shell("./server keys init"))
			require.NotEmpty(t, leaked)
			script = keyID.ReplaceAllString(script, leaked)
		}
		said = append(said, shell(script))
	}
	require.Len(t, said, 5, "blocks of shell commands: see that each is run")
	link := regexp.MustCompile(`/reset#token=[A-Z2-7]{26}`)
	require.Regexp(t, link, said[1], "the unit's server serves")
	require.Contains(t, said[2], "admin", "and its folder has the first admin")
	require.Regexp(t, link, said[3], "so does the container's")
	require.Contains(t, said[3][strings.LastIndex(said[3], "server: serves"):], "admin")
	require.NotContains(t, said[4][strings.LastIndex(said[4], "KEY"):], leaked)
}

// where is a program of this machine.
func where(t *testing.T, name string) string {
	t.Helper()
	file, err := exec.LookPath(name)
	require.NoError(t, err)
	return file
}

// stopThose ends the servers that these files name, and waits until they have ended.
func stopThose(t *testing.T, files ...string) {
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it was not started
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		require.NoError(t, err)
		require.NoError(t, syscall.Kill(pid, syscall.SIGTERM))
		require.Eventually(t, func() bool {
			stat, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
			return syscall.Kill(pid, 0) != nil || strings.Contains(string(stat), ") Z ") // nobody may have asked how it ended
		}, time.Minute, 20*time.Millisecond)
	}
}
