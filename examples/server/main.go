// Command server is the thin server: configuration, the services put together, and the commands of its operator.
//
//	go run ./examples/server                # makes the folder data, and serves on http://127.0.0.1:8080
//	server user add ann --email ann@example.com
//	server quota tier ann plus --reason "paid for it"
//	server import-users old/data            # says what would be done
//	server import-users old/data --apply
//	server import-projects old/data --apply
//	server backup
//	server restore data/server.sqlite.backup-20260302T093000.000Z
//	server gc --dry-run
//	server keys rotate
//	server doctor
//
// docs/operating.md has the rest. Exit codes: 0 all is well; 1 some users or projects cannot be imported, images are missing or damaged, or
// the doctor has found something, the report says which; 2 the command line or a setting is wrong; 3 something cannot be read or
// written; 130 interrupted.
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

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/jobs/renderjob/pdfvalidate"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/quota"
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
	Version kong.VersionFlag `help:"Say which program this is."`
	Data    dataFolder       `env:"EINKPDF_DATA" default:"data" placeholder:"DIR" help:"Folder of the server's data. Without it: data."`

	Serve          serveCmd          `cmd:"" default:"withargs" help:"Serve. Without a command this is done."`
	User           userCmd           `cmd:"" help:"Accounts."`
	Quota          quotaCmd          `cmd:"" help:"How much a user may have."`
	ImportUsers    importUsersCmd    `cmd:"" help:"Bring in the users of the predecessor."`
	ImportProjects importProjectsCmd `cmd:"" help:"Bring in the projects and the gallery of the predecessor."`
	Backup         backupCmd         `cmd:"" help:"Write a backup of the database and the images, also while the server runs."`
	Restore        restoreCmd        `cmd:"" help:"Put a backup in the place of the database, with its images; the server must not run."`
	GC             gcCmd             `cmd:"" name:"gc" help:"Remove what nobody needs any more: old versions, what was in the trash for long, images and fonts that no project uses."`
	Keys           keysCmd           `cmd:"" help:"The keys that sign access tokens."`
	Doctor         doctorCmd         `cmd:"" help:"Look whether all is well: settings, folder, database, images, sandbox."`
}

// streams are standard output and error.
type streams struct{ out, err io.Writer }

func main() {
	isolate.Main(renderjob.Worker(), pdfvalidate.Worker()) // the first line: in a child it makes a planner or reads one, and does not return
	useThreads()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who asks a second time does not wait
	os.Exit(start(ctx, os.Args[1:], os.Environ(), streams{os.Stdout, os.Stderr}))
}

// start is the whole program but for the process around it.
func start(ctx context.Context, args, environ []string, s streams) int {
	var known *kong.Kong
	known, err := parser(ctx, new(cli), s, func(int) {})
	if err == nil {
		err = checkEnvironment(environ, table(known.Model))
	}
	if err != nil {
		return report(s.err, err)
	}
	return run(ctx, args, s)
}

// parser reads command lines into commands.
func parser(ctx context.Context, commands *cli, s streams, exit func(code int)) (*kong.Kong, error) {
	return kong.New(commands,
		kong.Name("server"),
		kong.Description("The planner server, and the commands of its operator.\n\nExit codes:\n\n  0 all is well\n  1 some users or projects cannot be imported, images are missing or damaged, or the doctor has found something\n  2 the command line or a setting is wrong\n  3 something cannot be read or written\n  130 interrupted"),
		kong.Writers(s.out, s.err),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Vars{"version": versionLine()},
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(s),
	)
}

// run is start without a look at the environment's other settings.
func run(ctx context.Context, args []string, s streams) int {
	var commands cli
	code := -1
	parser, err := parser(ctx, &commands, s, func(c int) { code = c })
	if err != nil {
		fmt.Fprintln(s.err, "server:", err)
		return exitUsage
	}
	emptyIsUnset(parser.Model)
	parsed, err := parser.Parse(args)
	if code >= 0 {
		return code // help was asked for
	}
	if err != nil {
		fmt.Fprintf(s.err, "server: %v\nTry: server --help\n", err)
		return exitUsage
	}
	if commands.Data == "" {
		return report(s.err, &usageError{"--data (EINKPDF_DATA) names no folder"})
	}
	return report(s.err, parsed.Run(&commands.Data))
}

// versionLine says which program this is, as /version does.
func versionLine() string {
	v := health.ReadVersion("")
	return strings.TrimSpace(fmt.Sprintf("einkpdf server %s %s", v.Version, v.Revision)) + ", " + v.Go
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
	case errors.Is(err, errProblems), errors.Is(err, errProjectProblems), errors.Is(err, errMissing), errors.Is(err, errDamaged), errors.Is(err, errBoth),
		errors.Is(err, errUnwell), errors.Is(err, errNotReady):
		code = exitProblems
	case errors.As(err, &usage), errors.Is(err, migrate.ErrRename), errors.Is(err, migrate.ErrOwner), auth.CodeOf(err) != "", quota.CodeOf(err) != "":
		code = exitUsage
	case errors.Is(err, errUnrecorded):
		say += "; do not change them again for that: note it down"
	case errors.Is(err, sqldb.ErrBusy):
		say += "; stop the server, then try again"
	}
	for _, prefix := range []string{"migrate: ", "sqldb: ", "keys: ", "blob: ", "assets: ", "projects: ", "auth: ", "quota: "} {
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
