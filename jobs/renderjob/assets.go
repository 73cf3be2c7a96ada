package renderjob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/isolate"
)

// hintMissing is what to do about an asset that is not there.
const hintMissing = "upload it, and use the id that it gets; or ask its owner to share a project that uses it"

// maxAsked is how often a job may ask for an image or a font: a project has up to projects.MaxAssets, and the renderer reads each once, or as an image and as a
// font.
const maxAsked = 2_000

// answers gives a child the images and fonts that it asks for, as far as the job's owner may read them. It is used by one goroutine of Sandbox.Run;
// missing is called after that.
type answers struct {
	s     *Service
	owner string

	mu    sync.Mutex
	asked int
	left  int64 // bytes
	none  []string
}

func newAnswers(s *Service, owner string) *answers {
	return &answers{s: s, owner: owner, left: s.c.AssetBytes}
}

// answer answers a question: the name of an asset, as the project says it, whatever that is. An error that is no Fault ends the job.
func (a *answers) answer(ctx context.Context, question []byte) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.asked++; a.asked > maxAsked {
		return nil, a.tooMuch(fmt.Sprintf("The project uses more than %d images and fonts.", maxAsked))
	}
	name := string(question)
	if !nameable(name) || a.s.c.Assets == nil {
		return nil, a.isMissing(name)
	}
	data, err := a.s.c.Assets.For(ctx, a.owner).Asset(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, a.isMissing(name)
	}
	if err != nil {
		return nil, fmt.Errorf("renderjob: an image or a font: %w", err)
	}
	if a.left -= int64(len(data)); a.left < 0 {
		return nil, a.tooMuch(fmt.Sprintf("The images and fonts of the project have more than %d MiB.", a.s.c.AssetBytes>>20))
	}
	return data, nil
}

// isMissing notes an asset that is not there. The child leaves it out and says so in the report.
func (a *answers) isMissing(name string) *isolate.Fault {
	if name = plain(name); len(a.none) < MaxMissing && !slices.Contains(a.none, name) {
		a.none = append(a.none, name)
	}
	return &isolate.Fault{Code: codeNoAsset, Message: hintMissing}
}

func (a *answers) tooMuch(what string) *jobs.Failure {
	return &jobs.Failure{Code: FailAssets, Message: what + " Use smaller images, or fewer.", Final: true}
}

// missing are the names of what was not there, in the order in which it was asked for.
func (a *answers) missing() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.none
}

// missingSentence says what is missing.
func missingSentence(names []string) string {
	const most = 3
	listed := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		listed += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("Left out, for it is not there or not for you: %s. Upload it, or ask its owner to share it, and render again.", listed)
}

// nameable tells whether an asset can have a name.
func nameable(name string) bool {
	return name != "" && len(name) <= maxName && utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsControl)
}

// plain is a name that can be shown.
func plain(name string) string {
	return short(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, name), maxName)
}

// codeNoAsset is the Fault of an asset that is not there, or not for the user.
const codeNoAsset = "no-asset"

// maxName is how long the name of an asset may be, in bytes: as projects.MaxAsset. None has a longer one.
const maxName = 128

// askingAssets are the images and fonts of a project in a child, which asks its parent for each. It is safe for concurrent use.
type askingAssets struct {
	ctx   context.Context //nolint:containedctx // einkpdf.Assets has none
	child *isolate.Child

	mu  sync.Mutex
	err error // why the parent did not answer
}

// Asset asks for an asset by its name, whatever that is.
func (a *askingAssets) Asset(name string) ([]byte, error) {
	if len(name) > maxName {
		return nil, &noAsset{hint: hintMissing}
	}
	data, err := a.child.Ask(a.ctx, []byte(name))
	if fault, ok := errors.AsType[*isolate.Fault](err); ok && fault.Code == codeNoAsset {
		return nil, &noAsset{hint: fault.Message}
	}
	if err != nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.err == nil {
			a.err = err
		}
	}
	return data, err
}

// broken is why the parent did not answer, or nil. The renderer would say that an image cannot be read, and go on.
func (a *askingAssets) broken() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.err
}

// noAsset is an asset that is not there.
type noAsset struct{ hint string }

func (e *noAsset) Error() string { return "there is no such image or font" }

// Hint says what to do about it.
func (e *noAsset) Hint() string { return e.hint }

// Is says that it is fs.ErrNotExist.
func (e *noAsset) Is(target error) bool { return target == fs.ErrNotExist }
