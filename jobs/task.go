package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/einkpdf/platform/blob"
)

// Bounds of what a Handler says.
const (
	maxNote     = 200 // bytes of Progress.Note
	maxFileName = 64
	maxType     = 100 // of File.Type
)

// Errors of Task.Attach.
var (
	errNoBlobs  = errors.New("jobs: Config.Blobs is nil, so jobs have no files")
	errReturned = errors.New("jobs: the Handler has returned")
	errFiles    = fmt.Errorf("jobs: a job has %d files at most", MaxFiles)
)

// Task is a job as its Handler sees it. Its methods are safe for concurrent use, until the Handler returns.
type Task struct {
	Job   Job // as it was claimed
	Input []byte
	Fence int64 // grows with each claim of the job, so of two tasks of one job the later has the larger one

	blobs blob.Store
	mu    sync.Mutex
	over  bool            // the Handler has returned
	names map[string]bool // of files, those on their way included
	tried bool            // something may be among the blobs
	files []File
	now   Progress
	known Progress // that was written down
	usage Usage
}

func newTask(a *attempt, input []byte) *Task {
	return &Task{Job: a.row.job(), Input: input, Fence: a.row.Fence, blobs: a.c.Blobs, names: map[string]bool{}}
}

// Report says how far the work is. It is cheap: at most one of a second is written down, and the last.
func (t *Task) Report(done, total int, note string) {
	p := Progress{Done: min(max(done, 0), math.MaxInt32), Total: min(max(total, 0), math.MaxInt32), Note: text(note, maxNote)}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.over {
		t.now = p
	}
}

// Measure says what the work took, for Observer. The last counts.
func (t *Task) Measure(u Usage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.over {
		t.usage = u
	}
}

// Attach keeps a file of the job: size bytes of r, which are hashed on their way. It becomes one of Job.Files when the Handler succeeds, and is
// removed otherwise. Errors: of the name or the type, that there are MaxFiles, blob.ErrSize, and those of r, of the blobs and of ctx.
func (t *Task) Attach(ctx context.Context, name, mediaType string, r io.Reader, size int64) (File, error) {
	f := File{Name: name, Type: mediaType, Bytes: size, Key: fileKey(t.Job.ID, t.Fence, name)}
	if err := t.reserve(f); err != nil {
		return File{}, err
	}
	sum := sha256.New()
	err := t.blobs.Put(ctx, f.Key, io.TeeReader(r, sum), size)
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))

	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err != nil:
		delete(t.names, name)
		return File{}, fmt.Errorf("jobs: file %s: %w", name, err)
	case t.over:
		return File{}, errReturned
	}
	t.files = append(t.files, f)
	return f, nil
}

// reserve takes a place and a name for a file.
func (t *Task) reserve(f File) error {
	if err := checkFile(f); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.blobs == nil:
		return errNoBlobs
	case t.over:
		return errReturned
	case t.names[f.Name]:
		return fmt.Errorf("jobs: there is a file %s already", f.Name)
	case len(t.names) >= MaxFiles:
		return errFiles
	}
	t.names[f.Name], t.tried = true, true
	return nil
}

// checkFile says what is wrong with the name or the type of a file.
func checkFile(f File) error {
	inner := func(c rune) bool { return c < 0x80 && (isAlnum(byte(c)) || strings.ContainsRune(".-_", c)) }
	n := len(f.Name)
	if n == 0 || n > maxFileName || !isAlnum(f.Name[0]) || !isAlnum(f.Name[n-1]) || strings.ContainsFunc(f.Name, func(c rune) bool { return !inner(c) }) {
		return fmt.Errorf("jobs: %.100q is no name of a file: 1 to %d of a-z 0-9 . - _, first and last a letter or digit", f.Name, maxFileName)
	}
	unseen := func(c rune) bool { return c < ' ' || c > '~' }
	if main, _, err := mime.ParseMediaType(f.Type); err != nil || !strings.Contains(main, "/") || len(f.Type) > maxType || strings.ContainsFunc(f.Type, unseen) {
		return fmt.Errorf("jobs: %.100q is no media type of up to %d bytes", f.Type, maxType)
	}
	return blob.CheckKey(f.Key)
}

func isAlnum(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// changed is the progress, if it is not that which was written down last.
func (t *Task) changed() (p Progress, is bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now, t.now != t.known
}

// wrote says that p was written down.
func (t *Task) wrote(p Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known = p
}

// work is what a Handler has said and made.
type work struct {
	progress Progress
	usage    Usage
	files    []File
	tried    bool // there may be blobs, also when there are no files
}

// end ends the task, and returns what came of it.
func (t *Task) end() work {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	return work{t.now, t.usage, slices.Clone(t.files), t.tried}
}

// ended tells whether the Handler has returned, or is not waited for any more.
func (t *Task) ended() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over
}

// text is s as it is kept and shown: valid UTF-8 without controls, of up to most bytes.
func text(s string, most int) string {
	s = s[:min(len(s), 4*most)] // of what may be long, and does not matter
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
	for len(s) > most {
		cut := most - len("…")
		for cut > 0 && s[cut]&0xC0 == 0x80 { // within a character
			cut--
		}
		s = s[:cut] + "…"
	}
	return s
}
