package renderjob

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
)

// A child reads what may come from anybody, so what it says may be anything. Here it becomes what a child of ours says, or an error. Nothing is
// decoded that takes much more memory than it has bytes as JSON: a Finding of "{}" has forty times as many.

// heard is a child's result. A planner has up to so many pages.
func heard(result []byte, pages int) (*made, *Check, error) {
	var m made
	if err := json.Unmarshal(result, &m); err != nil {
		return nil, nil, fmt.Errorf("renderjob: the child's result: %w", err)
	}
	if m.Pages < 1 || m.Pages > pages || min(m.Links, m.Destinations, m.Outlines) < 0 || min(m.Parse, m.Compile, m.Checking, m.Write) < 0 ||
		!bytes.HasPrefix(m.Report, []byte("{")) || len(m.Check) > maxCheck+1<<10 {
		return nil, nil, fmt.Errorf("renderjob: the child says what no child does, of %d pages", m.Pages)
	}
	var c Check
	if err := json.Unmarshal(m.Check, &c); err != nil {
		return nil, nil, fmt.Errorf("renderjob: the child's checks: %w", err)
	}
	if min(c.Errors, c.Warnings, c.Notices, c.Ignored, c.More) < 0 {
		return nil, nil, errors.New("renderjob: the child says what no child does, of its checks")
	}
	c.Findings = fitting(c.Findings, maxCheck)
	m.Title, m.Device = short(m.Title, maxText), short(m.Device, maxOption)
	return &m, &c, nil
}

// heardFault is the failure that a child's Fault stands for, or nil.
func heardFault(f *isolate.Fault) *jobs.Failure {
	switch f.Code {
	case FailProject, FailPages, FailOptions, FailRenderer:
	default:
		return nil
	}
	failure := &jobs.Failure{Code: f.Code, Message: f.Message, Final: true}
	var p problems
	if len(f.Detail) <= maxDetail+1<<10 && json.Unmarshal(f.Detail, &p) == nil && len(p.Findings) > 0 && p.More >= 0 {
		failure.Detail = detail(p.Findings, p.More)
	}
	return failure
}
