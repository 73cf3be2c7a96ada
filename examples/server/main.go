// Command server is to be the thin server: configuration, the services put
// together, and the commands of its operator. It begins life with the commands;
// to serve comes with the HTTP API.
//
//	server import-users old/data            # says what would be done
//	server import-users old/data --apply
//	server import-projects old/data --apply
//	server backup
//	server restore data/server.sqlite.backup-20260302T093000.000Z
//	server gc --dry-run
//	server keys rotate
//
// docs/operating.md has the rest. Exit codes: 0 all is well; 1 some users or
// projects cannot be imported, or images are missing or damaged, the report says which; 2 the
// command line is wrong; 3 something cannot be read or written; 130 interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/sqldb"
)

// The exit codes.
const (
	exitOK          = 0
	exitProblems    = 1
	exitUsage       = 2
	exitFiles       = 3
	exitInterrupted = 130
)

// cli is the command line.
type cli struct {
	Data dataFolder `default:"data" placeholder:"DIR" help:"Folder of the server's data. Without it: data."`

	ImportUsers    importUsersCmd    `cmd:"" help:"Bring in the users of the predecessor."`
	ImportProjects importProjectsCmd `cmd:"" help:"Bring in the projects and the gallery of the predecessor."`
	Backup         backupCmd         `cmd:"" help:"Write a backup of the database and the images, also while the server runs."`
	Restore        restoreCmd        `cmd:"" help:"Put a backup in the place of the database, with its images; the server must not run."`
	GC             gcCmd             `cmd:"" name:"gc" help:"Remove what nobody needs any more: old versions, what was in the trash for long, images and fonts that no project uses."`
	Keys           keysCmd           `cmd:"" help:"The keys that sign access tokens."`
}

// streams are standard output and error.
type streams struct{ out, err io.Writer }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, s streams) int {
	var commands cli
	code := -1
	parser, err := kong.New(&commands,
		kong.Name("server"),
		kong.Description("Commands of the operator.\n\nExit codes:\n\n  0 all is well\n  1 some users or projects cannot be imported, or images are missing or damaged\n  2 the command line is wrong\n  3 something cannot be read or written\n  130 interrupted"),
		kong.Writers(s.out, s.err),
		kong.Exit(func(c int) { code = c }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(s),
	)
	if err != nil {
		fmt.Fprintln(s.err, "server:", err)
		return exitUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if code >= 0 {
		return code // help was asked for
	}
	if err != nil {
		fmt.Fprintf(s.err, "server: %v\nTry: server --help\n", err)
		return exitUsage
	}
	return report(s.err, parsed.Run(&commands.Data))
}

// report prints an error and chooses the exit code.
func report(w io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	var usage *usageError
	var partly *partlyError
	code, say := exitFiles, err.Error()
	switch {
	case errors.Is(err, context.Canceled) && errors.As(err, &partly):
		code, say = exitInterrupted, "interrupted; "+partly.message
	case errors.Is(err, context.Canceled):
		code, say = exitInterrupted, "interrupted; the database is as it was"
	case errors.Is(err, errProblems), errors.Is(err, errProjectProblems), errors.Is(err, errMissing), errors.Is(err, errDamaged), errors.Is(err, errBoth):
		code = exitProblems
	case errors.As(err, &usage), errors.Is(err, migrate.ErrRename), errors.Is(err, migrate.ErrOwner):
		code = exitUsage
	case errors.Is(err, errUnrecorded):
		say += "; do not change them again for that: note it down"
	case errors.Is(err, sqldb.ErrBusy):
		say += "; stop the server, then try again"
	}
	for _, prefix := range []string{"migrate: ", "sqldb: ", "keys: ", "blob: ", "assets: ", "projects: "} {
		say = strings.TrimPrefix(say, prefix)
	}
	fmt.Fprintln(w, "server:", say)
	return code
}

// usageError is a mistake on the command line.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

// partlyError says what was done by a command that came to an end in the middle.
type partlyError struct {
	message string
	err     error // what ended it
}

func (e *partlyError) Error() string { return e.message + ": " + e.err.Error() }

func (e *partlyError) Unwrap() error { return e.err }
