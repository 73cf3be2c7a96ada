package renderjob_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

func misbehaves(how string) []byte {
	return planner(1, "{type: misbehave, how: "+how+"}")
}

// Each limit has its own code and a sentence, and is not tried again.
func TestLimits(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		source  []byte
		options renderjob.Options
		limits  isolate.Limits
		project einkpdf.Limits
		code    string
		says    string
	}{
		"time":    {source: misbehaves("sleep"), limits: isolate.Limits{Time: time.Second}, code: renderjob.FailTime, says: "longer than 1 second"},
		"loop":    {source: misbehaves("spin"), limits: isolate.Limits{CPU: 2 * time.Second}, code: renderjob.FailCPU, says: "2 seconds of computing"},
		"memory":  {source: misbehaves("hog"), limits: isolate.Limits{Memory: 64 << 20}, code: renderjob.FailMemory, says: "64 MiB of memory"},
		"pages":   {source: planner(200, lines), project: einkpdf.Limits{Pages: 100}, code: renderjob.FailPages, says: "200 pages, at most 100"},
		"output":  {source: planner(100, linked), limits: isolate.Limits{Output: 20_000}, code: renderjob.FailOutput, says: "larger than 20 KB"},
		"archive": {source: planner(20, linked), options: renderjob.Options{Format: renderjob.PNG}, limits: isolate.Limits{Output: 50_000}, code: renderjob.FailOutput, says: "smaller width"},
		"pixels":  {source: planner(1, lines), options: renderjob.Options{Format: renderjob.PNG, Picture: renderjob.Picture{Width: renderjob.MaxWidth}}, code: renderjob.FailOptions, says: "smaller picture"},
		"panic":   {source: misbehaves("panic"), code: renderjob.FailRenderer, says: "report"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			codes := make(chan string, 10)
			h := working(t, func(s *setup) {
				s.render.Limits, s.render.Project = c.limits, c.project
				s.jobs.Observer.OnFinish = func(o jobs.Outcome) {
					if o.Code != "" {
						codes <- o.Code
					}
				}
			})
			p := h.project("ann", c.source)
			job, _ := h.submit("ann", renderjob.Request{Project: p.ID, Options: c.options})
			other, _ := h.submit("bob", renderjob.Request{Project: h.project("bob", planner(1, "{type: space}")).ID})
			f := h.failed(job)
			require.Equal(t, c.code, f.Code)
			require.Contains(t, f.Message, c.says)
			require.NotContains(t, f.Message, "raise", "only a program has limits to raise")
			require.True(t, f.Final)
			job = h.get("ann", job.ID)
			require.Empty(t, job.Files)
			h.done(other)
			require.Equal(t, c.code, <-codes)
			require.Equal(t, 1, job.Attempt, "it would come to the same")
		})
	}
}

// What bounds validation says that the PDF itself was made.
func TestValidationLimit(t *testing.T) {
	t.Parallel()
	h := working(t, func(s *setup) { s.render.Validate, s.render.Validation.Time = true, time.Millisecond })
	job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", planner(1, lines)).ID, Options: renderjob.Options{Validate: true}})
	f := h.failed(job)
	require.Equal(t, renderjob.FailTime, f.Code)
	require.Contains(t, f.Message, "The PDF was made")
	require.Empty(t, h.get("ann", job.ID).Files)
}

// Errors of a project come back with their places.
func TestProjectErrors(t *testing.T) {
	t.Parallel()
	h := working(t)
	// The text does not fit, which nobody knows before it is drawn.
	source := planner(3, `{type: stack, children: [{type: text, text: "much too long for a box as narrow as this one", width: 5mm, height: 3mm}]}`)
	p := h.project("ann", source)
	require.False(t, p.Draft)
	r, _ := h.rendered("ann", renderjob.Request{Project: p.ID})
	require.Positive(t, r.Check.Warnings)
	require.Zero(t, r.Check.Errors)

	job, _ := h.submit("ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Strict: true}})
	f := h.failed(job)
	require.Equal(t, renderjob.FailProject, f.Code)
	require.True(t, f.Final)
	var detail struct {
		Findings []renderjob.Finding
		More     int
	}
	require.NoError(t, json.Unmarshal(f.Detail, &detail))
	require.Len(t, detail.Findings, r.Check.Warnings)
	require.Equal(t, []any{"error", 5}, []any{detail.Findings[0].Severity, detail.Findings[0].Line})
	require.Contains(t, f.Message, "line 5: ")
}

// assetFunc is Assets that are the same for everybody.
type assetFunc func(name string) ([]byte, error)

func (f assetFunc) For(context.Context, string) einkpdf.Assets { return einkpdf.AssetFunc(f) }

// noise is an image that does not compress.
func noise(side int) []byte {
	picture := image.NewGray(image.Rect(0, 0, side, side))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range picture.Pix {
		picture.Pix[i] = byte(r.Uint32())
	}
	var b bytes.Buffer
	_ = png.Encode(&b, picture)
	return b.Bytes()
}

func TestAssetLimit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	big := noise(300)
	c := renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects), Sandbox: h.sandbox, Version: "test", AssetBytes: 2 << 20,
		Assets: assetFunc(func(string) ([]byte, error) { return big, nil })}
	var err error
	h.render, err = renderjob.New(c)
	require.NoError(t, err)
	h.work()
	var images []string
	for i := range 40 {
		images = append(images, fmt.Sprintf("{type: image, asset: a%d, height: 2mm}", i))
	}
	p := h.project("ann", planner(1, "{type: stack, children: ["+strings.Join(images, ", ")+"]}"))
	job, _ := h.submit("ann", renderjob.Request{Project: p.ID})
	f := h.failed(job)
	require.Equal(t, renderjob.FailAssets, f.Code)
	require.Contains(t, f.Message, "2 MiB")
	require.Equal(t, 1, h.get("ann", job.ID).Attempt)
}

// What is on many pages, in the checks and in the file, is read once.
func TestAssetOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	big := noise(1000)
	var asked atomic.Int32
	c := renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects), Sandbox: h.sandbox, Version: "test", AssetBytes: int64(len(big)) + 10,
		Assets: assetFunc(func(string) ([]byte, error) { asked.Add(1); return big, nil })}
	var err error
	h.render, err = renderjob.New(c)
	require.NoError(t, err)
	h.work()
	job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", planner(5, withAsset("x"))).ID})
	require.Empty(t, h.done(job).Missing)
	require.EqualValues(t, 1, asked.Load())
}

// What cannot be read now is tried again, and not taken for missing.
func TestAssetsBroken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var mu sync.Mutex
	asked := 0
	c := renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects), Sandbox: h.sandbox, Version: "test",
		Assets: assetFunc(func(string) ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			if asked++; asked == 1 {
				return nil, context.DeadlineExceeded
			}
			return noise(20), nil
		})}
	var err error
	h.render, err = renderjob.New(c)
	require.NoError(t, err)
	h.work()
	job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", planner(1, withAsset("x"))).ID})
	require.Empty(t, h.done(job).Missing)
	require.Equal(t, 2, h.get("ann", job.ID).Attempt)
}

// A log line says what broke, and nothing of what the project says.
func TestLog(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var log bytes.Buffer
	h := working(t, func(s *setup) {
		s.render.Limits.Memory = 64 << 20
		s.render.Logger = slog.New(slog.NewTextHandler(writer(func(p []byte) (int, error) {
			mu.Lock()
			defer mu.Unlock()
			return log.Write(p)
		}), nil))
	})
	job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", misbehaves("hog")).ID})
	require.Equal(t, renderjob.FailMemory, h.failed(job).Code)
	mu.Lock()
	defer mu.Unlock()
	require.Contains(t, log.String(), "memory-limit")
	require.Contains(t, log.String(), job.ID)
	require.NotContains(t, log.String(), "Small planner")
}

type writer func(p []byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
