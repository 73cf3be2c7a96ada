package isolate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"syscall"
)

// crash is the error of work that did not return.
type crash struct{ how string }

func (c *crash) Error() string { return c.how }

// perform does the work, which may panic or end its goroutine.
func perform(ctx context.Context, w Work, c *Child, log io.Writer) (result []byte, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = &crash{"the work ended its goroutine"} // unless it comes back
		defer func() {
			if r := recover(); r != nil {
				_, _ = fmt.Fprintf(log, "panic: %v\n\n%s", r, debug.Stack())
				err = &crash{fmt.Sprintf("panic: %v", r)}
			}
		}()
		result, err = w.Do(ctx, c)
	}()
	<-done
	if err == nil && len(result) > MaxResult {
		return nil, fmt.Errorf("the result has %d bytes, more than %d", len(result), MaxResult)
	}
	return result, err
}

// faultOf is what ended work, as it crosses to the parent: nil if nothing did. What did not fit into the output is
// first, since the work may have made anything of that error; then what the work says itself.
func faultOf(err error, out *output) *fault {
	if out.exceeded() {
		return &fault{Kind: string(CodeOutput)}
	}
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		crossing, tooLarge := f.crossing()
		if tooLarge == nil {
			return &fault{Kind: kindFault, Fault: crossing}
		}
		err = tooLarge
	}
	f := &fault{Kind: string(CodeFailed), Text: clip(err.Error(), maxText)}
	switch {
	case errors.As(err, new(*crash)):
		f.Kind = string(CodeCrashed)
	case errors.Is(err, syscall.EMFILE):
		f.Kind = string(CodeFiles)
	case errors.Is(err, fs.ErrPermission):
		f.Kind = string(CodeForbidden)
	case errors.Is(err, syscall.EFBIG): // past Child.Output, straight to its descriptor
		f.Kind = string(CodeOutput)
	case errors.Is(err, syscall.ENOMEM):
		f.Kind = string(CodeMemory)
	}
	return f
}

// errorOf is the error of Run for a fault, or nil if no child of ours would have sent it.
func (f *fault) errorOf(l Limits, log string) error {
	switch {
	case f.Kind == kindFault && f.Fault != nil && f.Fault.arrived():
		return f.Fault
	case f.Kind == kindNoWork:
		return ErrNoWork
	}
	var text error
	if f.Text != "" {
		text = errors.New(clip(f.Text, maxText))
	}
	switch code := Code(f.Kind); code {
	case CodeFailed, CodeCrashed, CodeFiles, CodeForbidden, CodeMemory, CodeOutput:
		return &Error{Code: code, Message: sentence(code, l), Log: log, Err: text}
	default:
		return nil
	}
}

// Why Run ended a child. What the child did wrong is an errBroken with more.
var (
	errTime   = errors.New("the time is over")
	errStart  = errors.New("the child was not ready in time")
	errBroken = errors.New("the child broke the protocol")
)

// causeOf is the error of Run for a job that was stopped, nil if it was not.
func causeOf(ctx context.Context, l Limits, log *capture) error {
	cause := context.Cause(ctx)
	if cause == nil {
		return nil
	}
	code := Code("")
	switch {
	case errors.Is(cause, errTime):
		code = CodeTime
	case errors.Is(cause, errStart):
		code = CodeStart
	case errors.Is(cause, errBroken):
		code = CodeBroken
	default:
		if a, ok := errors.AsType[*answerError](cause); ok {
			return a.err
		}
		return cause
	}
	return &Error{Code: code, Message: sentence(code, l), Log: log.String(), Err: cause}
}
