package renderjob

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/jobs"
)

// About is what a job makes, in each of its states and in listings. Jobs that were asked for before there was one have none of it.
type About struct {
	Project string `json:"project,omitempty"` // id, which is Job.Subject: jobs.Filter.Subject finds the jobs of one
	Version int    `json:"version,omitempty"`
	Title   string `json:"title,omitempty"`  // of the project file, or else the project's name: up to 200 bytes
	Device  string `json:"device,omitempty"` // that was asked for, or else the project's
}

// maxTitle bounds About.Title, in bytes. With it and maxOption an About has no more than jobs.MaxAbout, whatever is escaped.
const maxTitle = 200

// AboutOf is what a job of Kind makes; nothing of any other.
func AboutOf(job jobs.Job) (a About) {
	if job.Kind != Kind {
		return About{}
	}
	if json.Unmarshal(job.About, &a) != nil {
		a = About{}
	}
	a.Project = job.Subject
	return a
}

// about is what the job of a request is to say.
func about(o Options, source Source) (json.RawMessage, error) {
	a := About{Version: source.Version, Title: short(cmp.Or(source.Title, source.Name), maxTitle), Device: short(cmp.Or(o.Device, source.Device), maxOption)}
	if p, err := device.Lookup(a.Device); err == nil {
		a.Device = p.Name // in the spelling that Result has
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		return nil, fmt.Errorf("renderjob: %w", err)
	}
	return bytes.TrimSpace(text.Bytes()), nil
}
