package renderjob

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/jobs/isolate"
)

// workName names the work of Worker.
const workName = "render"

// Worker is what a child does: give it to isolate.Main in the first line of main. Kinds are widgets beside the built-in ones; the
// projects must know them, too.
func Worker(kinds ...widget.Kind) isolate.Work {
	return isolate.Work{Name: workName, Do: func(ctx context.Context, c *isolate.Child) ([]byte, error) {
		return work(ctx, c, kinds)
	}}
}

// made is what a child says that it has made: see heard.
type made struct {
	Title        string        `json:"title"`
	Device       string        `json:"device"`
	Pages        int           `json:"pages"`
	Bytes        int64         `json:"bytes"`
	Links        int           `json:"links"`
	Destinations int           `json:"destinations"`
	Outlines     int           `json:"outlines"`
	Parse        time.Duration `json:"parse"`
	Compile      time.Duration `json:"compile"`
	Checking     time.Duration `json:"checking"`
	Write        time.Duration `json:"write"`

	Check  json.RawMessage `json:"check"`  // a Check
	Report json.RawMessage `json:"report"` // the einkpdf.CheckReport, for check.json
}

// work makes the file of one project.
func work(ctx context.Context, c *isolate.Child, kinds []widget.Kind) ([]byte, error) {
	var t task
	source, err := unpack(c.Request, &t)
	if err != nil {
		return nil, err
	}
	assets := &askingAssets{ctx: ctx, child: c}
	m, err := t.do(ctx, c, source, kinds, assets)
	if broken := assets.broken(); broken != nil {
		return nil, broken
	}
	if err != nil {
		return nil, faultOf(err)
	}
	return json.Marshal(m)
}

func (t *task) do(ctx context.Context, c *isolate.Child, source []byte, kinds []widget.Kind, assets einkpdf.Assets) (*made, error) {
	var m made
	watch := stopwatch(time.Now())
	c.Progress(0, 0, "reading")
	project, err := einkpdf.Parser{Limits: t.Limits, Widgets: kinds}.Parse(source)
	if err != nil {
		return nil, err
	}
	m.Parse = watch.lap()
	options := t.Options.compile(t.Limits)
	options.Assets = assets
	options.Progress = func(done, total int) { c.Progress(done, total, "writing") }
	document, err := einkpdf.Compile(ctx, project, options)
	if err != nil {
		return nil, err
	}
	m.Compile = watch.lap()
	c.Progress(0, document.Len(), "checking")
	report, err := document.Check(ctx, einkpdf.CheckOptions{
		Strict:   t.Options.Strict,
		Progress: func(done, total int) { c.Progress(done, total, "checking") },
	})
	if err != nil {
		return nil, err
	}
	m.Title, m.Device, m.Pages = short(project.Title, maxText), short(document.Device().Name, maxOption), document.Len()
	if m.Check, err = json.Marshal(summary(report, maxCheck)); err != nil {
		return nil, err
	}
	m.Report = reportJSON(report)
	m.Checking = watch.lap()
	if t.Options.Strict && report.Count(widget.Failure) > 0 {
		return nil, &checkError{report: report}
	}
	c.Progress(0, document.Len(), "writing")
	out := bufio.NewWriterSize(c.Output, 64<<10)
	stats, err := t.write(ctx, document, out, c)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return nil, &writeError{err, report}
	}
	m.Bytes, m.Links, m.Destinations, m.Outlines = stats.Bytes, stats.Links, stats.Destinations, stats.Outlines
	m.Write = watch.lap()
	return &m, nil
}

func (t *task) write(ctx context.Context, d *einkpdf.Document, w io.Writer, c *isolate.Child) (einkpdf.Stats, error) {
	if t.Options.Format == PNG {
		n, err := writeArchive(ctx, d, w, t.Options.preview(), func(done int) { c.Progress(done, d.Len(), "writing") })
		return einkpdf.Stats{Pages: d.Len(), Bytes: n}, err
	}
	return d.WritePDFStats(ctx, w)
}

// The bounds of what a child tells of the checks, in bytes of JSON.
const (
	maxCheck  = 128 << 10 // of Check: a Result has 256 KiB
	maxReport = 3 << 20   // of check.json: a child's result has 4 MiB
)

// reportJSON is a report as JSON. One that is too large, of a project that says much, loses what comes last.
func reportJSON(r *einkpdf.CheckReport) []byte {
	cut := *r
	for {
		data, err := json.Marshal(cut)
		if err == nil && len(data) <= maxReport || len(cut.Findings)+len(cut.Ignored) == 0 {
			return data
		}
		ignored, findings := len(cut.Ignored)/2, len(cut.Findings)/2
		cut.More += len(cut.Findings) - findings
		cut.Ignored, cut.Findings = cut.Ignored[:ignored], cut.Findings[:findings]
	}
}

// stopwatch is the time of the last lap.
type stopwatch time.Time

// lap is the time since the last lap.
func (s *stopwatch) lap() time.Duration {
	now := time.Now()
	d := now.Sub(time.Time(*s))
	*s = stopwatch(now)
	return d
}
