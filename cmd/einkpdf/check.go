package main

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/widget"
)

type checkCmd struct {
	File        string `arg:"" help:"Project file, - for standard input, or gallery:NAME for a built-in project."`
	Device      string `placeholder:"NAME" help:"Device to check for, instead of the project's: a built-in one (see: einkpdf devices), one of the project's own, or all for all of them."`
	Hand        string `enum:"right,left,both" default:"right" help:"Hand that holds the pen, right, left or both; toolbars stand on the other side."`
	Orientation string `enum:",portrait,landscape" default:"" placeholder:"HOW" help:"How the device is held, portrait or landscape, instead of the project's."`
	Locale      string `placeholder:"TAG" help:"Language and region of dates, instead of the project's, as in de-AT."`
	Assets      string `placeholder:"DIR" help:"Folder with the images and fonts that the project names."`
	Pages       int    `name:"max-pages" placeholder:"N" default:"1000" help:"Refuse projects with more pages (default 1000)."`
	Strict      bool   `help:"Treat warnings as errors."`
	JSON        bool   `name:"json" help:"Print the findings as one JSON object."`
}

// flags are those that other commands have as well, but for device and hand.
func (c *checkCmd) flags() *projectFlags {
	return &projectFlags{File: c.File, Orientation: c.Orientation, Locale: c.Locale, Assets: c.Assets, Pages: c.Pages}
}

// Validate checks what the project has no part in.
func (c *checkCmd) Validate() error { return c.flags().Validate() }

// checkError says that a project has errors. They have been printed.
type checkError struct {
	file string
	n    int
}

func (e *checkError) Error() string { return e.file + " has " + count(e.n) }

// Run checks the project.
func (c *checkCmd) Run(ctx context.Context, s streams) error {
	data, name, err := readProject(ctx, c.File, s.in)
	if err != nil {
		return err
	}
	options, err := c.flags().options()
	if err != nil {
		return err
	}
	project, from, err := openProject(data, name, &options)
	if broken, ok := einkpdf.ReportOf(err); ok {
		return c.print(s, name, []*einkpdf.CheckReport{broken})
	}
	if err != nil {
		return err
	}
	runs, err := c.runs(project, options)
	if err != nil {
		return err
	}
	progress := newProgress(s.err, time.Now)
	progress.what = "device"
	reports, err := checkAll(ctx, project, runs, einkpdf.CheckOptions{Strict: c.Strict}, progress.ofDevices(runs))
	progress.done()
	if err != nil {
		return err
	}
	dropUsed(reports)
	for _, r := range reports {
		r.Findings, r.Ignored = from.checked(r.Findings), from.checked(r.Ignored)
	}
	err = c.print(s, name, reports)
	summary(s.err, name, from.report())
	return err
}

// runs are the devices and hands to check the project for.
func (c *checkCmd) runs(project *einkpdf.Project, o einkpdf.Options) ([]einkpdf.Options, error) {
	devices := []string{c.Device}
	switch c.Device {
	case "":
	case "all":
		devices = nil
		for name := range project.Devices {
			devices = append(devices, name)
		}
		slices.Sort(devices)
		for _, p := range device.All() {
			if _, own := project.Devices[p.Name]; !own {
				devices = append(devices, p.Name)
			}
		}
	default:
		if _, err := project.LookupDevice(c.Device); err != nil {
			return nil, &usageError{"--device: " + err.Error()}
		}
	}
	hands := map[string][]device.Hand{"right": {device.Right}, "left": {device.Left}, "both": {device.Right, device.Left}}[c.Hand]
	var runs []einkpdf.Options
	for _, o.Device = range devices {
		for _, o.Hand = range hands {
			runs = append(runs, o)
		}
	}
	return runs, nil
}

// checkAll checks the project for each of the options, several at a time, and
// calls checked after each, from one goroutine at a time.
func checkAll(ctx context.Context, p *einkpdf.Project, runs []einkpdf.Options, o einkpdf.CheckOptions, checked func(device string)) ([]*einkpdf.CheckReport, error) {
	reports, errs := make([]*einkpdf.CheckReport, len(runs)), make([]error, len(runs))
	next := make(chan int)
	var (
		workers sync.WaitGroup
		telling sync.Mutex
	)
	for range min(len(runs), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				reports[i], errs[i] = einkpdf.CheckProject(ctx, p, runs[i], o)
				telling.Lock()
				checked(runs[i].Device)
				telling.Unlock()
			}
		})
	}
	for i := range runs {
		next <- i
	}
	close(next)
	workers.Wait()
	return reports, errors.Join(errs...)
}

// print prints the reports. The error says that there are errors among them.
func (c *checkCmd) print(s streams, name string, reports []*einkpdf.CheckReport) error {
	hints{maxPages: true}.reports(reports)
	groups := group(reports)
	wrong := 0
	for _, g := range groups {
		if g.Severity == widget.Failure {
			wrong++
		}
	}
	var err error
	if c.JSON {
		err = printJSON(s.out, checkJSON{name, wrong == 0, reports})
	} else {
		err = printGroups(s.out, name, groups, reports)
	}
	switch {
	case err != nil:
		return cannot("write", "standard output", err)
	case wrong > 0:
		return &checkError{name, wrong}
	}
	return nil
}

// checkJSON is what --json prints.
type checkJSON struct {
	File    string                 `json:"file"`
	OK      bool                   `json:"ok"`
	Reports []*einkpdf.CheckReport `json:"reports"`
}
