package jobs

import (
	"encoding/json"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// row is a job as its table has it.
type row struct {
	ID       string     `db:"id"`
	Kind     string     `db:"kind"`
	Owner    string     `db:"owner"`
	State    State      `db:"state"`
	Subject  *string    `db:"subject"`
	About    *string    `db:"about"`
	Priority int        `db:"priority"`
	Turn     sqldb.Time `db:"turn"`
	Created  sqldb.Time `db:"created_at"`
	RunAt    sqldb.Time `db:"run_at"`
	Started  sqldb.Time `db:"started_at"`
	Finished sqldb.Time `db:"finished_at"`
	Expires  sqldb.Time `db:"expires_at"`
	KeepMS   int64      `db:"keep_ms"`
	Attempt  int        `db:"attempt"`
	Attempts int        `db:"attempts"`
	Done     int        `db:"done"`
	Total    int        `db:"total"`
	Note     string     `db:"note"`
	Cancel   bool       `db:"cancel"`
	Failure  *string    `db:"failure"`
	Result   *string    `db:"result"`
	Files    *string    `db:"files"`
	Fence    int64      `db:"fence"`
	Lease    sqldb.Time `db:"lease_at"`
	Runner   *string    `db:"runner"`
}

// columns are those of row.
const columns = `id, kind, owner, state, priority, turn, created_at, run_at, started_at, finished_at, expires_at, keep_ms, attempt, attempts, ` +
	`done, total, note, cancel, failure, result, files, fence, lease_at, runner, subject, about`

// job is the row as the callers see it.
func (r row) job() Job {
	j := Job{
		ID: r.ID, Kind: r.Kind, Owner: r.Owner, State: r.State, Priority: r.Priority,
		Created: r.Created.Time, RunAt: r.RunAt.Time, Started: r.Started.Time, Finished: r.Finished.Time, Expires: r.Expires.Time,
		Attempt: r.Attempt, Attempts: r.Attempts, Progress: Progress{Done: r.Done, Total: r.Total, Note: r.Note}, Cancel: r.Cancel,
		Files: r.files(),
	}
	if r.Subject != nil {
		j.Subject = *r.Subject
	}
	if r.About != nil {
		j.About = json.RawMessage(*r.About)
	}
	if r.Failure != nil {
		j.Failure = &Failure{}
		_ = json.Unmarshal([]byte(*r.Failure), j.Failure) // written by this package
	}
	if r.Result != nil {
		j.Result = json.RawMessage(*r.Result)
	}
	return j
}

// keep is how long the job is kept once it is final.
func (r row) keep() time.Duration { return time.Duration(r.KeepMS) * time.Millisecond }

// keptFile is a File with its key, as the column has it.
type keptFile struct {
	File
	Key string `json:"key"`
}

// files are the job's, with their keys.
func (r row) files() []File {
	if r.Files == nil {
		return nil
	}
	var kept []keptFile
	_ = json.Unmarshal([]byte(*r.Files), &kept)
	files := make([]File, len(kept))
	for i, f := range kept {
		files[i] = f.File
		files[i].Key = f.Key
	}
	return files
}
