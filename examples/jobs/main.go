// Command jobs renders projects as a service does: each is a job in a queue, made in a child process that can harm nobody, and
// what was asked for before is answered at once. Take it and change it.
//
//	go run ./examples/jobs                                  # the built-in planners
//	go run ./examples/jobs gallery:notebook my-planner.yaml
//	go run ./examples/jobs -data data                       # keeps the queue: what an interrupted run left is done by the next one
//
// The PDFs are in the folder planners then. Ctrl-C stops it: jobs that run are given back to the queue.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

func main() {
	isolate.Main(renderjob.Worker()) // the first line: in a child it does the work, and does not return
	c, err := parse(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		os.Exit(2) // parse has said why
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, c, os.Stdout); {
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Println("Stopped. What was not finished is back in the queue.")
	case err != nil:
		log.Fatal(err)
	}
}

// config is what the command line says.
type config struct {
	data, out, device string
	sources           []string // files, and gallery:NAME
}

// parse reads the command line, and writes what is wrong with it.
func parse(args []string, out io.Writer) (c config, err error) {
	flags := flag.NewFlagSet("jobs", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&c.data, "data", "", "folder of the database and the files (default: a temporary one, removed at the end)")
	flags.StringVar(&c.out, "out", "planners", "folder for the PDFs")
	flags.StringVar(&c.device, "device", "", "device to render for (default: what each project says)")
	flags.Usage = func() {
		fmt.Fprintln(out, "usage: jobs [-data DIR] [-out DIR] [-device NAME] [FILE | gallery:NAME]...")
		flags.PrintDefaults()
	}
	err = flags.Parse(args)
	c.sources = flags.Args()
	return c, err
}

func run(ctx context.Context, c config, out io.Writer) (err error) {
	s, err := open(ctx, c.data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	showSupport(out, isolate.Support())

	sources, err := read(c.sources)
	if err != nil {
		return err
	}
	asked, err := s.submit(ctx, sources, c.device)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ran := make(chan error, 1)
	go func() {
		ran <- s.queue.Run(ctx, jobs.Handlers{renderjob.Kind: s.render.Handler()})
		stop() // when it cannot run, nothing that is waited for will come
	}()
	err = s.wait(ctx, asked, out)
	if err == nil {
		err = s.again(ctx, asked, c.device)
	}
	if err == nil {
		err = s.save(ctx, asked, c.out)
	}
	stop() // runs no further job, and waits for those that run
	if err := <-ran; err != nil {
		return err
	}
	if err == nil {
		show(out, asked, c.out)
	}
	return err
}
