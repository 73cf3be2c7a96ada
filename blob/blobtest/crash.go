package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

// maxSteps is how many steps the work of Crash may have: more would take too long.
const maxSteps = 200

// childName is the name by which a child process knows that it is one.
const childName = "blobtest-child"

// Main is the first line of TestMain. In a child process of Crash it works and never
// returns; otherwise it does nothing.
func Main(engines ...Engine) {
	if !isChild() {
		return
	}
	if err := child(engines, os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(2) //nolint:forbidigo // the child is this program
	}
	os.Exit(0) //nolint:forbidigo // see above
}

func isChild() bool { return os.Args[0] == childName }

func child(engines []Engine, args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("blobtest: a child of %q", args)
	}
	at, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	for _, e := range engines {
		if e.Name != args[0] {
			continue
		}
		armed, n := false, 0
		s, err := e.Open(args[1], func(blob.Step) error {
			if armed {
				if n++; n == at {
					die()
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		armed = true
		return work(context.Background(), s)
	}
	return fmt.Errorf("blobtest: Main knows no engine %q", args[0])
}

// die is kill -9: nothing is closed or flushed.
func die() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	for {
		time.Sleep(time.Second) // until the signal arrives
	}
}

// deed is something that a child does, and says when it has.
type deed struct{ key, text string } // "" = it is deleted

// deeds are puts into no folder, a new and an old one, over another blob, and deletes of one of several in
// a folder and of the last. The texts differ in length, and one takes more than one write. Each step is a process, so
// there are no more.
func deeds() []deed {
	long := strings.Repeat("long ", 20_000)
	return []deed{
		{"top", "at the top"}, {"a/b/1", "first"}, {"a/b/2", long}, {"a/b/2", "short"},
		{"a/b/1", ""}, {"a/b/2", ""}, {"top", ""},
	}
}

// work does all deeds, and prints a dot for each that was acknowledged.
func work(ctx context.Context, s blob.Store) error {
	for _, d := range deeds() {
		var err error
		if d.text == "" {
			err = s.Delete(ctx, d.key)
		} else {
			err = s.Put(ctx, d.key, strings.NewReader(d.text), int64(len(d.text)))
		}
		if err != nil {
			return err
		}
		if _, err := os.Stdout.WriteString("."); err != nil {
			return err
		}
	}
	return nil
}

// after is what is there when so many deeds are done.
func after(n int) map[string]string {
	all := map[string]string{}
	for _, d := range deeds()[:n] {
		if all[d.key] = d.text; d.text == "" {
			delete(all, d.key)
		}
	}
	return all
}

// Crash has a child put, replace and delete blobs in a new place, killed before its first step, then before its
// second, and so on until it comes through. Each time what was acknowledged must be there, what was on its
// way done or not, and whatever else the child left must go with Sweep.
func Crash(t *testing.T, e Engine) {
	t.Helper()
	require.False(t, isChild(), "TestMain must begin with blobtest.Main")
	swept := 0
	for n, finished := 1, false; !finished; n++ {
		require.LessOrEqual(t, n, maxSteps, "too many steps")
		place := e.New(t)
		var done int
		done, finished = start(t, e, place, n)
		require.False(t, finished && n == 1, "the engine has no steps")
		swept += checkPlace(t, e, place, done)
	}
	require.NotZero(t, swept, "no kill left anything: are there steps between the first byte and the last?")
}

// start has a child die at step n and returns how many deeds were acknowledged, and whether it came through.
func start(t *testing.T, e Engine, place string, n int) (done int, finished bool) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	var out, wrong bytes.Buffer
	c := exec.CommandContext(t.Context(), self) // #nosec G204 -- this program itself
	c.Args = []string{childName, e.Name, place, strconv.Itoa(n)}
	c.Stdout, c.Stderr = &out, &wrong
	err = c.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && killed(exit.ProcessState) {
		return out.Len(), false
	}
	require.NoError(t, err, "%s", &wrong)
	require.Len(t, deeds(), out.Len())
	return out.Len(), true
}

// checkPlace looks at what a child left that had so many deeds acknowledged, and returns how many files
// were swept.
func checkPlace(t *testing.T, e Engine, place string, done int) int {
	t.Helper()
	opened, err := e.Open(place, func(blob.Step) error { return nil })
	require.NoError(t, err)
	if c, ok := opened.(io.Closer); ok {
		defer func() { require.NoError(t, c.Close()) }()
	}
	s := &store{Store: opened}
	there := s.all(t)
	if !maps.Equal(there, after(done)) {
		require.Less(t, done, len(deeds()))
		require.Equal(t, after(done+1), there, "neither done nor not done")
	}
	swept, err := s.Sweep(t.Context(), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.LessOrEqual(t, swept.Files, 1)
	again, err := s.Sweep(t.Context(), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Zero(t, again)
	require.Equal(t, there, s.all(t), "Sweep takes no blobs")
	for _, d := range deeds() { // life goes on
		if d.text != "" {
			s.put(t, d.key, d.text)
			s.has(t, d.key, d.text)
		}
		require.NoError(t, s.Delete(t.Context(), d.key))
	}
	require.Empty(t, s.all(t))
	return swept.Files
}

// all returns texts by key.
func (s *store) all(t testing.TB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for key := range s.listed(t, "") {
		text, err := s.read(t.Context(), key)
		require.NoError(t, err)
		all[key] = text
	}
	return all
}
