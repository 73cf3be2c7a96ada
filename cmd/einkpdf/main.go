// Command einkpdf renders planner and notebook projects to hyperlinked PDFs.
//
//	einkpdf render planner.yaml -o planner.pdf
//	einkpdf render gallery:day-planner --device supernote-nomad --stats
//
// Exit codes: 0 all is well; 1 the project is wrong, every error is listed with
// its place, or verify found something; 2 the command line is wrong; 3 a file
// cannot be read or written; 130 interrupted. docs/cli.md has the rest.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gopdfout"
)

// The exit codes.
const (
	exitOK          = 0
	exitProject     = 1
	exitUsage       = 2
	exitFiles       = 3
	exitInterrupted = 130
)

// cli is the command line.
type cli struct {
	Render  renderCmd  `cmd:"" help:"Render a project to a PDF."`
	Check   checkCmd   `cmd:"" help:"Check a project: links, lines, text and greys, for one device or all."`
	Import  importCmd  `cmd:"" help:"Turn a project of the predecessor into a project file."`
	Refit   refitCmd   `cmd:"" help:"Make of a project one for another device."`
	PNG     pngCmd     `cmd:"" name:"png" help:"Draw a page as a PNG picture, as the device shows it."`
	SVG     svgCmd     `cmd:"" name:"svg" help:"Draw a page as an SVG picture."`
	Sheet   sheetCmd   `cmd:"" help:"Draw the first page of each design on one contact sheet."`
	Inspect inspectCmd `cmd:"" help:"Show where the widgets and links of a page are, and their lines in the project."`
	Schema  schemaCmd  `cmd:"" help:"Print the JSON Schema of the project file."`
	Devices devicesCmd `cmd:"" help:"List the devices."`
	Gallery galleryCmd `cmd:"" help:"List the built-in projects, or print one."`
	Links   linksCmd   `cmd:"" help:"Print where the links of a PDF lead."`
	Verify  verifyCmd  `cmd:"" help:"Check a PDF: structure, links, outline, fonts."`
	Help    helpCmd    `cmd:"" help:"Show this help, or that of a command."`

	Version kong.VersionFlag `help:"Print the version."`
}

// helpCmd is another way to write --help: run reads it before the others.
type helpCmd struct {
	Command string `arg:"" optional:"" help:"Command to show the help of."`
}

// version is that of the module: a release, or (devel) for a build of a checkout.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// streams are standard input, output and error.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, s streams) int {
	var commands cli
	code := -1
	parser, err := kong.New(&commands,
		kong.Name("einkpdf"),
		kong.Vars{"version": "einkpdf " + version()},
		kong.Description("Hyperlinked PDF planners and notebooks for e-ink tablets.\n\nExit codes:\n\n  0 all is well\n  1 the project is wrong, or verify has findings\n  2 the command line is wrong\n  3 a file cannot be read or written\n  130 interrupted"),
		kong.Writers(s.out, s.err),
		kong.Exit(func(c int) { code = c }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(s),
	)
	if err != nil {
		fmt.Fprintln(s.err, "einkpdf:", err)
		return exitUsage
	}
	if len(args) == 0 || args[0] == "help" {
		args = append(slices.Clone(args[min(len(args), 1):]), "--help")
	}
	parsed, err := parser.Parse(args)
	if code >= 0 {
		return code // help was asked for
	}
	if err != nil {
		fmt.Fprintf(s.err, "einkpdf: %v\nTry: einkpdf --help\n", err)
		return exitUsage
	}
	h := hints{maxPages: slices.ContainsFunc(parsed.Flags(), func(f *kong.Flag) bool { return f.Name == "max-pages" })}
	return report(s.err, h.errors(parsed.Run()))
}

// report prints an error and chooses the exit code.
func report(w io.Writer, err error) int {
	var (
		project einkpdf.Errors
		usage   *usageError
		partial incompleteError
		wrong   *einkpdf.ArgumentError
		found   *findingsError
		checked *checkError
	)
	left := "nothing was written"
	if errors.As(err, &partial) {
		left = "the output is incomplete"
	}
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(w, "einkpdf: interrupted, %s\n", left)
		return exitInterrupted
	case errors.As(err, &project):
		fmt.Fprintf(w, "%s\neinkpdf: %s, %s\n", project.Error(), count(len(project)), left)
		return exitProject
	case errors.As(err, &checked):
		fmt.Fprintln(w, "einkpdf:", checked)
		return exitProject
	case errors.As(err, &found):
		fmt.Fprintln(w, "einkpdf:", found)
		return exitProject
	case errors.Is(err, gopdfout.ErrUnsupported):
		fmt.Fprintf(w, "%s, %s\n\thint: render it without --backend gopdf\n", err, left)
		return exitProject
	case errors.As(err, &wrong):
		fmt.Fprintf(w, "einkpdf: %s; %s\n", wrong.Message, wrong.Hint)
		return exitUsage
	case errors.As(err, &usage):
		fmt.Fprintln(w, "einkpdf:", usage.message)
		return exitUsage
	}
	fmt.Fprintln(w, "einkpdf:", strings.TrimPrefix(err.Error(), "einkpdf: "))
	return exitFiles
}

func count(n int) string {
	if n == 1 {
		return "1 error"
	}
	return fmt.Sprintf("%d errors", n)
}

// usageError is a mistake on the command line.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }
