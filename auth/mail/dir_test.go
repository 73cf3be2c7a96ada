package mail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/mail/mailtest"
)

func TestDirSuite(t *testing.T) {
	t.Parallel()
	mailtest.Run(t, func(t *testing.T) (mail.Mailer, func() [][]byte) {
		path := filepath.Join(t.TempDir(), "outbox", "mail")
		dir, err := mail.NewDir(path, "Planner <noreply@planner.example>")
		require.NoError(t, err)
		return dir, func() (mails [][]byte) {
			for _, name := range files(t, path) {
				data, err := os.ReadFile(filepath.Join(path, name))
				require.NoError(t, err)
				mails = append(mails, data)
			}
			return mails
		}
	})
}

func TestDirFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mails")
	dir, err := mail.NewDir(path, "noreply@planner.example")
	require.NoError(t, err)
	folder, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), folder.Mode().Perm())
	var last string
	for range 3 {
		require.NoError(t, dir.Send(t.Context(), mailtest.Message()))
		names := files(t, path)
		require.Greater(t, names[len(names)-1], last, "the newest sorts last")
		last = names[len(names)-1]
		time.Sleep(time.Microsecond)
	}
	require.Len(t, files(t, path), 3)
	for _, name := range files(t, path) {
		require.Regexp(t, `^\d{8}T\d{6}\.\d{9}Z-[a-z2-7]{8}\.eml$`, name)
		info, err := os.Stat(filepath.Join(path, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode())
		data, err := os.ReadFile(filepath.Join(path, name))
		require.NoError(t, err)
		require.Equal(t, strings.Count(string(data), "\n"), strings.Count(string(data), "\r\n"), "CRLF throughout")
	}
}

func TestDirProblems(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	_, err := mail.NewDir("", "a@b.example")
	require.Error(t, err)
	_, err = mail.NewDir(path, "nobody")
	require.Error(t, err)
	file := filepath.Join(path, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = mail.NewDir(file, "a@b.example")
	require.Error(t, err)

	gone := filepath.Join(path, "gone")
	dir, err := mail.NewDir(gone, "a@b.example")
	require.NoError(t, err)
	require.NoError(t, os.Remove(gone))
	err = dir.Send(t.Context(), mailtest.Message())
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NotErrorIs(t, err, mail.ErrRefused)
	require.NotContains(t, err.Error(), "reader")
}

// files lists the folder, sorted by name.
func files(t *testing.T, path string) (names []string) {
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
