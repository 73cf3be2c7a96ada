package sqldbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// maxPoints is how many points a scenario may have: more would take too long.
const maxPoints = 400

// childName is the name by which a child process knows that it is one.
const childName = "sqldbtest-child"

// Main is the first line of TestMain. In a child process of Crash or Start it
// does what the scenario says and never returns; otherwise it does nothing.
func Main(e Engine, scenarios ...Scenario) {
	if !isChild() {
		return
	}
	if err := child(e, scenarios, os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(2) //nolint:forbidigo // the child is this program
	}
	os.Exit(0) //nolint:forbidigo // see above
}

func isChild() bool { return os.Args[0] == childName }

func child(e Engine, scenarios []Scenario, args []string) error {
	if len(args) != 6 || args[0] != e.Name {
		return fmt.Errorf("sqldbtest: a child of %q is not for engine %s", args, e.Name)
	}
	at, err := strconv.ParseInt(args[4], 10, 64)
	if err != nil {
		return err
	}
	for _, s := range scenarios {
		if s.Name != args[1] {
			continue
		}
		k := &killer{at: at, when: When(args[5])}
		ctx := context.Background()
		db, err := e.open(ctx, args[2], k)
		if err != nil {
			return err
		}
		k.armed.Store(true)
		return s.Do(ctx, Place{DB: db, Source: args[2], Dir: args[3], Point: func() { k.next(false) }})
	}
	return fmt.Errorf("sqldbtest: Main knows no scenario %q", args[1])
}

// Crash runs a scenario in a new place with the child killed before its first
// statement, then before its second, and so on until it comes through, and the
// same with a kill after each that leaves something (see After). Each time the
// scenario checks what is left. A place is prepared once and copied, where the Engine can.
func Crash(t *testing.T, e Engine, s Scenario) {
	t.Helper()
	require.False(t, isChild(), "TestMain must begin with sqldbtest.Main")
	newPlace := places(t, e, s)
	for _, when := range []When{Before, After} {
		t.Run(string(when), func(t *testing.T) {
			t.Parallel()
			for n, finished := 1, false; !finished; n++ {
				require.LessOrEqual(t, n, maxPoints, "the scenario has too many points")
				t.Run(strconv.Itoa(n), func(t *testing.T) {
					defer func() { finished = finished || t.Skipped() }() // New may skip
					p := newPlace(t)
					finished = Start(t, e, s, p, n, when).Wait()
					p.DB = e.connect(t, p.Source)
					s.Check(t, p, finished)
					require.False(t, finished && n == 1 && when == Before, "the scenario never reached a point")
				})
				if t.Failed() {
					return
				}
			}
		})
	}
}

// Process is a child that runs a scenario.
type Process struct {
	t      testing.TB
	cmd    *exec.Cmd
	output bytes.Buffer
}

// Start starts a child that does the scenario's work in the place, and dies at
// point n (0: at none). When the test ends, it is killed, unless it has been
// waited for.
func Start(t testing.TB, e Engine, s Scenario, p Place, n int, when When) *Process {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := &Process{t: t, cmd: exec.CommandContext(context.WithoutCancel(t.Context()), self)} // #nosec G204 -- this program itself
	c.cmd.Args = []string{childName, e.Name, s.Name, p.Source, p.Dir, strconv.Itoa(n), string(when)}
	c.cmd.Stdout, c.cmd.Stderr = &c.output, &c.output
	require.NoError(t, c.cmd.Start())
	t.Cleanup(func() {
		if c.cmd.ProcessState == nil {
			c.Kill()
			_ = c.cmd.Wait()
		}
	})
	return c
}

// Kill kills the child, which may have ended.
func (c *Process) Kill() { _ = c.cmd.Process.Kill() }

// Wait waits until the child has ended and says whether it finished its work: if
// not, it was killed. A child that failed fails the test.
func (c *Process) Wait() (finished bool) {
	c.t.Helper()
	err := c.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && killed(exit.ProcessState) {
		return false
	}
	require.NoError(c.t, err, "%s", &c.output)
	return true
}
