package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/sqldb"
)

var (
	keyID  = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)
	minute = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d UTC`)
)

// keyIDs are those of a listing, from the top.
func keyIDs(out string) []string { return keyID.FindAllString(out, -1) }

func TestKeys(t *testing.T) {
	t.Parallel()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	file := filepath.Join(p.data, "keys.json")
	made := p.server(t, "keys", "init")
	require.Equal(t, exitOK, made.code, made.err)
	require.Regexp(t, `^KEY +MADE +STATUS\n[A-Z2-7]{26}  \d{4}-\d\d-\d\d \d\d:\d\d UTC  signs\n$`, made.out)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.Equal(t, made.out, p.server(t, "keys", "list").out)
	again := p.server(t, "keys", "init")
	require.Equal(t, exitOK, again.code)
	require.Equal(t, "The keys are there. Nothing was changed.\n"+made.out, again.out)

	// A program that runs signs with the next key, and believes the one before
	// until that is revoked.
	ring, err := keys.Open(keys.Config{Path: file, Production: true})
	require.NoError(t, err)
	token, err := ring.Sign(keys.Claims{Issuer: "me", Audience: "api", Subject: "u", Expires: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	verify := func() error {
		require.NoError(t, ring.Reload())
		_, err := ring.Verify(token, keys.Want{Issuer: "me", Audience: "api"})
		return err
	}
	old := keyIDs(made.out)[0]
	rotated := p.server(t, "keys", "rotate")
	require.Equal(t, exitOK, rotated.code, rotated.err)
	require.Regexp(t, `signs\n`+old+` .* verifies until .* UTC\n$`, rotated.out)
	require.NoError(t, verify())
	require.Equal(t, keyIDs(rotated.out)[0], ring.Keys()[0].ID)

	signing := p.server(t, "keys", "revoke", keyIDs(rotated.out)[0])
	require.Equal(t, exitUsage, signing.code)
	require.Equal(t, "server: this key signs; first: server keys rotate\n", signing.err)
	require.NoError(t, verify())
	revoked := p.server(t, "keys", "revoke", old)
	require.Equal(t, exitOK, revoked.code, revoked.err)
	require.Equal(t, keyIDs(rotated.out)[:1], keyIDs(revoked.out))
	require.ErrorIs(t, verify(), keys.ErrUnknownKey)
	gone := p.server(t, "keys", "revoke", old)
	require.Equal(t, exitUsage, gone.code)
	require.Contains(t, gone.err, "there is no key")
	require.Equal(t, []string{"keys.json", "keys.json.lock"}, names(t, p.data), "keys need no database")
}

// What is not the server's to mend is said, and nothing is changed.
func TestKeysRefused(t *testing.T) {
	t.Parallel()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	for _, args := range [][]string{{"keys", "list"}, {"keys", "rotate"}, {"keys", "revoke", "x"}} {
		r := p.server(t, args...)
		require.Equal(t, exitUsage, r.code)
		require.Contains(t, r.err, "make them: server keys init")
		require.NoDirExists(t, p.data)
	}
	require.Equal(t, exitOK, p.server(t, "keys", "init").code)
	file := filepath.Join(p.data, "keys.json")
	require.NoError(t, os.Chmod(file, 0o640))
	for _, args := range [][]string{{"keys", "init"}, {"keys", "list"}, {"keys", "rotate"}} {
		r := p.server(t, args...)
		require.Equal(t, exitFiles, r.code)
		require.Regexp(t, `^server: key file is not private: .*chmod 600`, r.err)
	}
	require.NoError(t, os.Chmod(file, 0o600))
	require.NoError(t, os.WriteFile(file, []byte("{"), 0o600))
	r := p.server(t, "keys", "init")
	require.Equal(t, exitFiles, r.code, "damaged keys are not replaced")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "{", string(data))
}

// A key that has verified for its time goes with the next rotation.
func TestKeysOver(t *testing.T) {
	t.Parallel()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	made := p.server(t, "keys", "init")
	require.Equal(t, exitOK, p.server(t, "keys", "rotate").code)
	file := filepath.Join(p.data, "keys.json")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	then := []byte(`"retired": "2020-01-01T00:00:00Z"`)
	data = regexp.MustCompile(`"retired": "[^"]+"`).ReplaceAll(data, then)
	require.Contains(t, string(data), string(then))
	data = regexp.MustCompile(`"created": "[^"]+"`).ReplaceAll(data, []byte(`"created": "2019-01-01T00:00:00Z"`))
	require.NoError(t, os.WriteFile(file, data, 0o600))
	require.Regexp(t, `(?m)over; the next rotation removes it$`, p.server(t, "keys", "list").out)
	rotated := p.server(t, "keys", "rotate")
	require.Len(t, keyIDs(rotated.out), 2)
	require.NotContains(t, rotated.out, keyIDs(made.out)[0])
}

// Who interrupts a change of the keys, or reads none of what it prints, has made
// it all the same. So it is recorded, and nobody is told that nothing happened.
func TestKeysInterrupted(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	keys := func(out io.Writer, args ...string) (code int, said string) {
		var err strings.Builder
		code = run(ctx, append([]string{"--data", p.data, "keys"}, args...), streams{out, &err})
		return code, err.String()
	}
	var out strings.Builder
	code, said := keys(&out, "init")
	require.Equal(t, exitOK, code, said)
	require.Empty(t, said)
	first := keyIDs(out.String())[0]

	code, said = keys(closed{}, "rotate")
	require.Equal(t, exitFiles, code)
	require.Equal(t, "server: "+io.ErrClosedPipe.Error()+"\n", said)
	second := keyIDs(p.server(t, "keys", "list").out)[0]
	require.NotEqual(t, first, second)

	code, said = keys(io.Discard, "revoke", first)
	require.Equal(t, exitOK, code, said)
	require.Equal(t, []string{"operator keys.revoke key:" + first, "operator keys.rotate key:" + second, "operator keys.init key:" + first}, p.keyDeeds(t))
}

// closed is a pipe that nobody reads.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// A change that cannot be recorded is said to have been made, and listed.
func TestKeysNotRecorded(t *testing.T) {
	t.Parallel()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	first := keyIDs(p.server(t, "keys", "init").out)[0]
	require.NoError(t, os.WriteFile(filepath.Join(p.data, "server.sqlite"), []byte(strings.Repeat("not a database ", 100)), 0o600))
	r := p.server(t, "keys", "rotate")
	require.Equal(t, exitFiles, r.code)
	require.Contains(t, r.err, "the keys were changed, but that could not be recorded: ")
	require.Len(t, keyIDs(r.out), 2)
	require.Equal(t, first, keyIDs(r.out)[1])

	var said strings.Builder
	require.Equal(t, exitFiles, report(&said, fmt.Errorf("%w: %w", errUnrecorded, sqldb.ErrBusy)))
	require.Equal(t, "server: the keys were changed, but that could not be recorded: the database is busy; do not change them again for that: note it down\n", said.String())
}

func TestKeysAreRecorded(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	first := keyIDs(p.server(t, "keys", "init").out)[0]
	second := keyIDs(p.server(t, "keys", "rotate").out)[0]
	require.Equal(t, exitOK, p.server(t, "keys", "revoke", first).code)

	require.Equal(t, []string{"operator keys.revoke key:" + first, "operator keys.rotate key:" + second, "operator keys.init key:" + first}, p.keyDeeds(t))

	data, err := os.ReadFile(filepath.Join(p.data, "keys.json"))
	require.NoError(t, err)
	secrets := regexp.MustCompile(`"secret": "(.{40,})"`).FindAllStringSubmatch(string(data), -1)
	require.Len(t, secrets, 1)
	require.NotContains(t, p.server(t, "keys", "list").out, secrets[0][1])
}

// keyDeeds are what the audit trail has of keys, newest first.
func (p place) keyDeeds(t *testing.T) (deeds []string) {
	t.Helper()
	db, err := sqldb.OpenSQLite(t.Context(), filepath.Join(p.data, "server.sqlite"), sqldb.SQLiteOptions{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	events, _, err := audit.NewSQL(db, audit.Config{}).List(t.Context(), audit.Filter{Action: "keys."}, audit.Page{})
	require.NoError(t, err)
	for _, e := range events {
		deeds = append(deeds, e.Actor+" "+e.Action+" "+e.Object)
	}
	return deeds
}
