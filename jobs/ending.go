package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/einkpdf/platform/internal/inwords"
	"github.com/einkpdf/platform/sqldb"
)

// Codes of Outcome that are no failures.
const (
	outCancelled = "cancelled"
	outGivenBack = "given-back"
	outLost      = "lease-lost"
)

// ending is how an attempt ends, as far as its runner knows.
type ending struct {
	back     bool     // the runner stops
	failure  *Failure // nil: the job is done
	result   *string
	files    *string
	progress *Progress // nil: as it was last written down
}

// end is what becomes of a running job. What was asked for meanwhile comes before what its Handler says.
func (c Config) end(r row, e ending, now time.Time) row {
	at := sqldb.At(now)
	if e.progress != nil {
		r.Done, r.Total, r.Note = e.progress.Done, e.progress.Total, e.progress.Note
	}
	r.Lease, r.Runner = sqldb.Time{}, nil
	switch {
	case r.Cancel:
		r.State = Cancelled
	case e.back:
		r.State = Pending
		r.Attempt--
		return r
	case e.failure == nil:
		r.State, r.Failure, r.Result, r.Files = Succeeded, nil, e.result, e.files
	default:
		r.Failure = e.failure.column()
		if e.failure.Final || r.Attempt >= r.Attempts {
			r.State = Failed
			break
		}
		r.State = Pending
		r.RunAt = sqldb.At(now.Add(c.backoff(r.Attempt, e.failure.RetryAfter)))
		if r.RunAt.After(r.Turn.Time) {
			r.Turn = r.RunAt
		}
		return r
	}
	r.Finished, r.Expires = at, sqldb.At(now.Add(r.keep()))
	return r
}

// code is that of an Outcome: of a job that stands so after an ending.
func (e ending) code(r row) string {
	switch {
	case r.State == Cancelled:
		return outCancelled
	case e.back:
		return outGivenBack
	case e.failure != nil:
		return e.failure.Code
	}
	return ""
}

// Bounds of a Failure.
const (
	maxCode    = 64       // bytes
	maxMessage = 1000     // bytes
	maxDetail  = 64 << 10 // bytes
)

// kept is the failure as its owner is told of it: within bounds, and without what broke Handlers put there.
func (f *Failure) kept() *Failure {
	k := &Failure{Code: text(f.Code, maxCode), Message: text(f.Message, maxMessage), Final: f.Final, RetryAfter: f.RetryAfter, Err: f.Err}
	if k.Code == "" {
		k.Code = FailInternal
	}
	if k.Message == "" {
		k.Message = internal(nil).Message
	}
	if len(f.Detail) <= maxDetail && json.Valid(f.Detail) {
		k.Detail = f.Detail
	}
	return k
}

// column is a Failure that was kept.
func (f *Failure) column() *string {
	data, err := json.Marshal(f)
	if err != nil { // Detail is JSON, so this is not reached
		data = []byte("{}")
	}
	column := validText(data)
	return &column
}

// internal is the failure of whatever its owner need not understand.
func internal(err error) *Failure {
	return &Failure{Code: FailInternal, Message: "Something went wrong on our side. Try again; if it happens again, tell us when it was.", Err: err}
}

// lost is the failure of jobs whose runners die.
func lost() *Failure {
	return &Failure{Code: FailLost, Message: "The program that worked on this stopped in the middle of it. Try again later."}
}

// failureOf is the failure that an error of a Handler stands for.
func failureOf(err error) *Failure {
	switch f, ok := errors.AsType[*Failure](err); {
	case !ok:
		return internal(err)
	case f == nil:
		return internal(errors.New("jobs: the Handler returned a *Failure that is nil"))
	default:
		return f.kept()
	}
}

// timedOut is the failure of what Config.Timeout ended.
func timedOut(after time.Duration, err error) *Failure {
	return &Failure{Code: FailTimeout, Message: "This took longer than the " + inwords.Duration(after) + " that it may take. Ask for less at a time.", Final: true, Err: err}
}

// resultOf is what a Handler returned, as it is kept.
func resultOf(result any) (column *string, f *Failure) {
	if result == nil {
		return nil, nil
	}
	data, err := marshal(result)
	if err != nil {
		f = internal(fmt.Errorf("jobs: the result of the Handler is no JSON: %w", err))
		f.Final = true
		return nil, f
	}
	kept := validText(data)
	if len(kept) > MaxResult {
		return nil, &Failure{
			Code: FailResult, Message: fmt.Sprintf("What came out of this is larger than the %s that can be kept. Ask for less at a time.", bytesOf(MaxResult)), Final: true,
			Err: fmt.Errorf("jobs: the result has %d bytes", len(kept)),
		}
	}
	return &kept, nil
}

// marshal is json.Marshal of what may panic.
func marshal(v any) (data []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicked{p, debug.Stack()}
		}
	}()
	return json.Marshal(v)
}

// validText is JSON as a text column of PostgreSQL takes it: what json.RawMessage hands on need not be UTF-8.
func validText(data []byte) string { return strings.ToValidUTF8(string(data), "\uFFFD") }
