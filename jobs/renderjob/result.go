package renderjob

import (
	"encoding/json"
	"fmt"

	"github.com/einkpdf/platform/jobs"
)

// The names of a job's files.
const (
	FilePDF   = "planner.pdf"
	FilePNG   = "planner.zip"
	FileCheck = "check.json" // an einkpdf.CheckReport; of a project that says very much, the first 3 MiB of it
)

// Result is what a job has made: Job.Result as JSON.
type Result struct {
	Project  string `json:"project"`
	Version  int    `json:"version"`
	Title    string `json:"title,omitempty"` // of the project file
	Format   Format `json:"format"`
	Device   string `json:"device"`
	File     string `json:"file"`     // for jobs.Queue.Open: FilePDF or FilePNG
	Filename string `json:"filename"` // for whoever saves it, as "Day planner 2026.pdf": any system takes it
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"` // hex
	Pages    int    `json:"pages"`

	// Of a PDF.
	Links        int `json:"links"`
	Destinations int `json:"destinations"`
	Outlines     int `json:"outlines"`

	Renderer  string    `json:"renderer"` // version
	Check     Check     `json:"check"`
	Missing   []string  `json:"missing,omitempty"` // images and fonts that were not there, or not for the user: at most MaxMissing
	Warnings  []Warning `json:"warnings"`
	Validated bool      `json:"validated"` // and in order
	Timings   Timings   `json:"timings"`
	Peak      int64     `json:"peak_bytes"` // memory of the child at its largest; 0 = not known
}

// MaxMissing is how many missing assets are named.
const MaxMissing = 50

// Warning is something that the owner should know and that no check says.
type Warning struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// WarnMissing is the code of the Warning about Result.Missing.
const WarnMissing = "missing-assets"

// Timings are how long things took, in milliseconds.
type Timings struct {
	Wait     int64 `json:"wait_ms"`  // in the queue
	Start    int64 `json:"start_ms"` // of the child
	Parse    int64 `json:"parse_ms"`
	Compile  int64 `json:"compile_ms"`
	Check    int64 `json:"check_ms"`
	Write    int64 `json:"write_ms"`
	Validate int64 `json:"validate_ms,omitempty"`
	Total    int64 `json:"total_ms"` // from the start of the attempt to its end, but for what the queue does then
}

// reusable tells whether a result answers another request: nothing was missing, and this renderer has made it.
func reusable(result json.RawMessage, renderer string) bool {
	var r struct {
		Missing  []string `json:"missing"`
		Renderer string   `json:"renderer"`
	}
	return json.Unmarshal(result, &r) == nil && len(r.Missing) == 0 && r.Renderer == renderer
}

// ResultOf is the Result of a job that has succeeded.
func ResultOf(job jobs.Job) (*Result, error) {
	if job.Kind != Kind || job.State != jobs.Succeeded {
		return nil, fmt.Errorf("renderjob: job %s of kind %s, %s, has no result", job.ID, job.Kind, job.State)
	}
	var r Result
	if err := json.Unmarshal(job.Result, &r); err != nil {
		return nil, fmt.Errorf("renderjob: the result of job %s: %w", job.ID, err)
	}
	return &r, nil
}
