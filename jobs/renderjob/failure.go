package renderjob

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/einkpdf/platform/internal/inwords"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
)

// The codes of jobs.Failure, for programs. docs/jobs.md lists them; they do not change.
const (
	FailProject   = "project-errors"  // Detail has the findings
	FailPages     = "page-limit"      // Config.Project.Pages, or what Config.Quota said when it was asked for; the sentence says which number it was
	FailOptions   = "invalid-options" // which the project does not have, as a device of its own that is gone
	FailAssets    = "asset-limit"     // Config.AssetBytes
	FailTime      = "time-limit"      // Config.Limits.Time
	FailCPU       = "cpu-limit"       // Config.Limits.CPU
	FailMemory    = "memory-limit"    // Config.Limits.Memory
	FailOutput    = "output-limit"    // Config.Limits.Output
	FailFiles     = "files-limit"     // Config.Limits.Files
	FailForbidden = "forbidden"       // the renderer reached for what it must not have
	FailPDF       = "invalid-pdf"     // Options.Validate; Detail has what was found
	FailRenderer  = "renderer-error"  // a mistake of the renderer; Detail says where

	// Tried again.
	FailCrashed = "render-crashed" // the child broke down
	FailKilled  = "render-killed"  // the child was ended from outside
	FailStart   = "render-not-started"
	FailWork    = "render-failed" // something else broke
)

// failure is why a job failed, from what Sandbox.Run says. l is what bounded the child.
func (a *attempt) failure(ctx context.Context, err error, l isolate.Limits) error {
	if ctx.Err() != nil {
		return context.Cause(ctx) // cancelled, or given back: nothing failed
	}
	if fault, ok := errors.AsType[*isolate.Fault](err); ok {
		if f := heardFault(fault); f != nil {
			return f
		}
		err = &isolate.Error{Code: isolate.CodeBroken}
	}
	e, ok := errors.AsType[*isolate.Error](err)
	if !ok {
		return err // an answer's: a Failure, or what broke
	}
	f := failureOf(e.Code, l)
	if f.Final, f.Err = e.Code.Limit(), e; e.Code == isolate.CodeCrashed {
		f.Err = fmt.Errorf("renderjob: %s", e.Code) // what it panicked with may repeat what the project says
	}
	a.log.LogAttrs(ctx, slog.LevelWarn, "renderjob: a child gave no result", slog.String("job", a.t.Job.ID), slog.Int("attempt", a.t.Job.Attempt),
		slog.String("code", string(e.Code)), slog.String("trace", trace(e.Log)))
	return f
}

// failureOf is the code and the sentence for whoever made the planner.
func failureOf(code isolate.Code, l isolate.Limits) *jobs.Failure {
	fail := func(code, format string, args ...any) *jobs.Failure {
		return &jobs.Failure{Code: code, Message: fmt.Sprintf(format, args...)}
	}
	switch code {
	case isolate.CodeTime:
		return fail(FailTime, "The planner took longer than %s, which is the limit. Make fewer pages at a time, or simpler ones.", inwords.Duration(l.Time))
	case isolate.CodeCPU:
		return fail(FailCPU, "The planner took more than %s of computing, which is the limit. Make fewer pages at a time, or simpler ones.", inwords.Duration(l.CPU))
	case isolate.CodeMemory:
		return fail(FailMemory, "The planner needed more than %d MiB of memory, which is the limit. Use smaller images and fonts, or fewer pages.", l.Memory>>20)
	case isolate.CodeOutput:
		return fail(FailOutput, "The file became larger than %s, which is the limit. Make fewer pages at a time, use smaller images, or for pictures a smaller width.", megabytes(l.Output))
	case isolate.CodeFiles:
		return fail(FailFiles, "The renderer opened more than %d files, which is the limit. This is a mistake of ours: please report it.", l.Files)
	case isolate.CodeForbidden:
		return fail(FailForbidden, "The renderer reached for something that it must not have, and was stopped. This is a mistake of ours: please report it.")
	case isolate.CodeCrashed:
		return fail(FailCrashed, "The renderer broke down. Please try again, and report it if it happens again.")
	case isolate.CodeKilled:
		return fail(FailKilled, "The renderer was ended from outside, perhaps because the server was short of memory. Please try again later.")
	case isolate.CodeStart:
		return fail(FailStart, "The renderer could not be started. Please try again later.")
	default:
		return fail(FailWork, "Something went wrong that is not the planner's fault. Please try again later.")
	}
}

// projectSentence says what is wrong with a project: the first thing, and how many there are.
func projectSentence(list []Finding, more int) string {
	if len(list) == 0 {
		return "The project has errors. Look at its checks and correct them."
	}
	where := ""
	if list[0].Line > 0 {
		where = fmt.Sprintf("line %d: ", list[0].Line)
	}
	message := joined(where+strings.TrimSuffix(list[0].Message, ".")+".", list[0].Hint)
	if n := len(list) + more; n > 1 {
		return fmt.Sprintf("The project has %d errors. The first: %s", n, message)
	}
	return "The project has an error: " + message
}

// trace is what of a child's last words is safe to log: where it was, and not what the project says, as a panic may.
func trace(log string) string {
	const most = 4 << 10
	var kept strings.Builder
	for line := range strings.Lines(log) {
		line = strings.TrimRight(line, "\r\n")
		isPlace := strings.HasPrefix(line, "\t") && strings.Contains(line, ".go:") || strings.HasPrefix(line, "goroutine ") || strings.HasPrefix(line, "created by ") ||
			strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "runtime: ") || strings.HasPrefix(line, "SIG")
		if !isPlace {
			continue
		}
		if kept.Len()+len(line) > most {
			break
		}
		kept.WriteString(line + "\n")
	}
	return kept.String()
}

// megabytes is a number of bytes for people.
func megabytes(n int64) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%d KB", (n+999)/1_000)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1e6), ".0") + " MB"
}
