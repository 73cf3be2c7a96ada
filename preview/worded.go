package preview

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// worded is an error of the renderer's, for the one who asked. Others stay as they are.
func (s *Service) worded(ctx context.Context, err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	if wrong, ok := errors.AsType[*einkpdf.ArgumentError](err); ok {
		return argument(wrong)
	}
	list, ok := errors.AsType[einkpdf.Errors](err)
	if !ok {
		return err
	}
	has := func(codes ...string) bool {
		return slices.ContainsFunc(list, func(e *einkpdf.Error) bool { return slices.Contains(codes, e.Code) })
	}
	found := make([]renderjob.Finding, len(list))
	for i, e := range list {
		found[i] = renderjob.Finding{Severity: widget.Failure.String(), Line: e.Line, Col: e.Col, Pointer: e.Pointer, Code: e.Code, Message: e.Message, Hint: e.Hint}
	}
	switch {
	case has(einkpdf.CodeInternal):
		i := slices.IndexFunc(list, func(e *einkpdf.Error) bool { return e.Code == einkpdf.CodeInternal })
		return s.panicked(ctx, list[i].Hint) // what it panicked with may repeat what the project says
	case has(einkpdf.CodeTooManyPages, einkpdf.CodeTooLarge, einkpdf.CodeTooDeep, einkpdf.CodeTooManyNodes, einkpdf.CodeTooManyLinks):
		e := draft(found, 0)
		e.Code, e.Err = CodeLimit, err
		return e
	}
	e := draft(found, 0)
	e.Err = err
	return e
}

// argument is an error of the renderer about what was asked for.
func argument(wrong *einkpdf.ArgumentError) *Error {
	e := &Error{Code: CodeInvalid, Message: sentence(short(wrong.Message, maxText)), Hint: short(advice(wrong.Hint), maxText), Err: wrong}
	switch wrong.Code {
	case einkpdf.CodeUnknownDevice:
		e.Field = "device"
	case einkpdf.CodeUnknownLocale:
		e.Field = "locale"
	case einkpdf.CodeUnknownPage:
		e.Code, e.Field = CodeNoPage, "page"
	case einkpdf.CodeTooLarge:
		e.Code = CodeLimit
	}
	return e
}

// draft refuses a project with errors.
func draft(list []renderjob.Finding, more int) *Error {
	e := refuse(CodeDraft, "", "The project has errors, so there is nothing to show.", "correct what is listed")
	if len(list) > 0 {
		first := list[0]
		where := ""
		if first.Line > 0 {
			where = fmt.Sprintf("Line %d: ", first.Line)
		}
		e.Message = "The project cannot be shown. " + where + sentence(short(first.Message, maxText))
		if n := len(list) + more; n > 1 {
			e.Message += fmt.Sprintf(" There are %d errors.", n)
		} else {
			e.Hint = short(cmp.Or(advice(first.Hint), e.Hint), maxText)
		}
	}
	for _, f := range list[:min(len(list), renderjob.MaxFindings)] {
		f.Message, f.Hint, f.Page = short(f.Message, maxText), short(advice(f.Hint), maxText), short(f.Page, maxText)
		if len(f.Pointer) > maxText {
			f.Pointer = ""
		}
		e.Findings = append(e.Findings, f)
	}
	return e
}

// reportOf is the report of a project that cannot be read or compiled.
func reportOf(err error) (*einkpdf.CheckReport, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != CodeDraft && e.Code != CodeLimit || e.Err == nil {
		return nil, false
	}
	return einkpdf.ReportOf(e.Err)
}

// panicked is the error of what failed by a mistake of the program's. Where that was is in the log, with the request that who asked can name.
func (s *Service) panicked(ctx context.Context, where string) *Error {
	s.log.ErrorContext(ctx, "preview: the renderer failed", slog.String("where", where), slog.String("request_id", audit.OriginOf(ctx).RequestID))
	return refuse(CodeRenderer, "", "The renderer failed on this project, which is a mistake of ours. Please report it.", "")
}

// whence is the function that has just panicked. A deferred function may call it.
func whence() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Function != "" && !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s (%s:%d)", path.Base(f.Function), path.Base(f.File), f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// maxText bounds texts that repeat what a project says, in bytes.
const maxText = 500

// short is s cut to so many bytes, without half a character at its end.
func short(s string, most int) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if len(s) <= most {
		return s
	}
	const mark = "…"
	s = s[:most-len(mark)]
	for r, n := utf8.DecodeLastRuneInString(s); r == utf8.RuneError && n == 1; r, n = utf8.DecodeLastRuneInString(s) {
		s = s[:len(s)-1]
	}
	return s + mark
}

// advice is a hint of the renderer's without what only a program can do: to raise a limit, with which hints end.
func advice(hint string) string {
	for _, raise := range []string{"raise the limit of ", "raise Limits."} {
		if before, _, found := strings.Cut(hint, raise); found {
			return cmp.Or(strings.TrimRight(strings.TrimSuffix(before, "or "), ", "), "make it smaller")
		}
	}
	return hint
}
