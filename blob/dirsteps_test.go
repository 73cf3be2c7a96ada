package blob_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

// steps notes the steps of a Dir, and fails where it is told to.
type steps struct {
	seen []blob.Step
	fail func(n int, s blob.Step) error // nil = never
}

func (s *steps) on(step blob.Step) error {
	s.seen = append(s.seen, step)
	if s.fail == nil {
		return nil
	}
	return s.fail(len(s.seen), step)
}

func (s *steps) take() []blob.Step {
	defer func() { s.seen = nil }()
	return s.seen
}

// TestDirSteps: the order of things is what makes them last.
func TestDirSteps(t *testing.T) {
	t.Parallel()
	var s steps
	d := openDir(t, t.TempDir(), s.on)
	require.Empty(t, s.take())
	put := func(key, text string) []blob.Step {
		require.NoError(t, d.Put(t.Context(), key, strings.NewReader(text), int64(len(text))))
		return s.take()
	}
	written := []blob.Step{blob.StepCreate, blob.StepWrite, blob.StepSync}
	upTo := func(folders int) (steps []blob.Step) {
		for range folders {
			steps = append(steps, blob.StepSyncFolder)
		}
		return append([]blob.Step{blob.StepRename}, steps...)
	}
	made := []blob.Step{blob.StepMakeFolder, blob.StepMakeFolder}
	require.Equal(t, append(append(written, made...), upTo(3)...), put("a/b/c", "text"))
	require.Equal(t, append(written, upTo(3)...), put("a/b/c", "another"), "over another")
	require.Equal(t, append(written, upTo(3)...), put("a/b/d", "text"))
	require.Equal(t, append([]blob.Step{blob.StepCreate, blob.StepSync}, upTo(1)...), put("e", ""))
	require.Equal(t, append([]blob.Step{blob.StepCreate, blob.StepWrite, blob.StepWrite, blob.StepSync}, upTo(1)...), put("e", strings.Repeat("x", 100_000)))

	remove := func(key string) []blob.Step {
		require.NoError(t, d.Delete(t.Context(), key))
		return s.take()
	}
	require.Equal(t, []blob.Step{blob.StepUnlink, blob.StepSyncFolder, blob.StepRemoveFolder}, remove("a/b/c"))
	require.Equal(t, []blob.Step{blob.StepSyncFolder, blob.StepRemoveFolder}, remove("a/b/c"), "whoever unlinked it may have died before the sync")
	require.Equal(t, []blob.Step{blob.StepUnlink, blob.StepSyncFolder, blob.StepRemoveFolder, blob.StepRemoveFolder}, remove("a/b/d"))
	require.Equal(t, []blob.Step{blob.StepUnlink, blob.StepSyncFolder}, remove("e"))
	require.Equal(t, []blob.Step{blob.StepSyncFolder}, remove("a/b/c"), "whoever removed the folder may have died as well")

	require.ErrorIs(t, d.Put(t.Context(), "a/b", strings.NewReader("text"), 5), blob.ErrSize)
	require.Equal(t, []blob.Step{blob.StepCreate, blob.StepWrite, blob.StepDiscard}, s.take())
}

// TestDirFaults has the disk fail at each step of a Put and of a Delete, and with all that come
// after it: the error is returned, and nothing is seen by halves.
func TestDirFaults(t *testing.T) {
	t.Parallel()
	broken := errors.New("input/output error")
	const old, text = "what was there", "what comes"
	for name, c := range map[string]struct {
		prepared bool
		do       func(d *blob.Dir) error
		allowed  []string // after an error
	}{
		"put": {false, func(d *blob.Dir) error {
			return d.Put(t.Context(), "a/b/c", strings.NewReader(text), int64(len(text)))
		}, []string{"", text}},
		"put over": {true, func(d *blob.Dir) error {
			return d.Put(t.Context(), "a/b/c", strings.NewReader(text), int64(len(text)))
		}, []string{old, text}},
		"delete": {true, func(d *blob.Dir) error { return d.Delete(t.Context(), "a/b/c") }, []string{old, ""}},
	} {
		for _, all := range []bool{false, true} {
			for n, failed := 1, true; failed; n++ {
				failed = false
				path := t.TempDir()
				if c.prepared {
					require.NoError(t, openDir(t, path, nil).Put(t.Context(), "a/b/c", strings.NewReader(old), int64(len(old))))
				}
				var at blob.Step
				s := steps{fail: func(i int, s blob.Step) error {
					if i == n {
						failed, at = true, s
					}
					if i == n || all && i > n {
						return broken
					}
					return nil
				}}
				err := c.do(openDir(t, path, s.on))
				what := name + " " + strconv.Itoa(n) + " " + string(at)
				if at == "" || at == blob.StepRemoveFolder || at == blob.StepDiscard {
					require.NoError(t, err, what)
					continue
				}
				require.ErrorIs(t, err, broken, what)
				require.Contains(t, c.allowed, textOf(t, openDir(t, path, nil), "a/b/c"), what)
				swept, err := openDir(t, path, nil).Sweep(t.Context(), time.Now().Add(time.Hour))
				require.NoError(t, err)
				if !all {
					require.Zero(t, swept, what)
				}
				if !all && !c.prepared && at == blob.StepRename {
					require.NoDirExists(t, filepath.Join(path, "a"), what)
				}
				require.Empty(t, filesIn(t, filepath.Join(path, ".tmp")), what)
			}
		}
	}
}

// textOf returns "" where nothing is.
func textOf(t testing.TB, d *blob.Dir, key string) string {
	t.Helper()
	r, info, err := d.Open(t.Context(), key)
	if errors.Is(err, blob.ErrNotFound) {
		return ""
	}
	require.NoError(t, err)
	text := make([]byte, info.Size)
	_, err = r.Read(text)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	return string(text)
}

func filesIn(t testing.TB, folder string) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, path)
		}
		return err
	}))
	return names
}

// TestDirFolderGoes has a folder taken away, as a Delete does, between when a Put
// made it and when it renames into it.
func TestDirFolderGoes(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	n := 0
	d := openDir(t, path, func(s blob.Step) error {
		if s == blob.StepRename {
			if n++; n < 4 {
				return os.RemoveAll(filepath.Join(path, "a"))
			}
		}
		return nil
	})
	require.NoError(t, d.Put(t.Context(), "a/b/c", strings.NewReader("text"), 4))
	require.Equal(t, "text", textOf(t, d, "a/b/c"))
	require.Equal(t, 4, n)

	n = -1000
	err := d.Put(t.Context(), "a/b/c", strings.NewReader("text"), 4)
	require.ErrorIs(t, err, fs.ErrNotExist, "not forever")
	require.Empty(t, filesIn(t, path))
}

// TestDirDeletedTogether has others find a folder empty and remove it between when a Delete unlinked the blob and
// when it syncs: what they synced before may not have had that, so it is the folder above that has to last.
func TestDirDeletedTogether(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	var seen []blob.Step
	d := openDir(t, path, func(s blob.Step) error {
		seen = append(seen, s)
		if s == blob.StepSyncFolder && len(seen) == 2 {
			return os.Remove(filepath.Join(path, "a", "b"))
		}
		return nil
	})
	require.NoError(t, openDir(t, path, nil).Put(t.Context(), "a/b/c", strings.NewReader("text"), 4))
	require.NoError(t, d.Delete(t.Context(), "a/b/c"))
	require.Equal(t, []blob.Step{blob.StepUnlink, blob.StepSyncFolder, blob.StepSyncFolder, blob.StepRemoveFolder}, seen)
	require.NoDirExists(t, filepath.Join(path, "a"), "now this one is empty")
}

// TestDirDeletedAtOnce has another delete the blob, and its folder with it, before the Put has synced: it took effect.
func TestDirDeletedAtOnce(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	other := openDir(t, path, nil)
	d := openDir(t, path, func(s blob.Step) error {
		if s == blob.StepSyncFolder {
			return other.Delete(t.Context(), "a/b/c")
		}
		return nil
	})
	require.NoError(t, d.Put(t.Context(), "a/b/c", strings.NewReader("text"), 4))
	require.NoDirExists(t, filepath.Join(path, "a"))
}

// TestDirSwept has the temporary file of a Put swept away before it is renamed.
func TestDirSwept(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	other := openDir(t, path, nil)
	d := openDir(t, path, func(s blob.Step) error {
		if s == blob.StepRename {
			swept, err := other.Sweep(t.Context(), time.Now().Add(time.Hour))
			require.Equal(t, blob.Swept{Files: 1, Bytes: 4}, swept)
			return err
		}
		return nil
	})
	err := d.Put(t.Context(), "a/b", strings.NewReader("text"), 4)
	require.ErrorContains(t, err, "swept away")
	require.Empty(t, textOf(t, d, "a/b"))
	require.NoError(t, other.Put(t.Context(), "a/b", strings.NewReader("text"), 4))
}
