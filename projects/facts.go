package projects

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// inspect says what a file is, within bounds. It takes processor time, so it is
// called outside transactions, and after whoever asks was let in. Errors:
// CodeBusy, and ctx's.
func (s *Service) inspect(ctx context.Context, source []byte) (Facts, error) {
	start := time.Now()
	f, err := s.c.Files.Inspect(ctx, source)
	if err != nil {
		return Facts{}, orBusy(err)
	}
	f = f.bounded()
	s.c.Observer.OnInspect(time.Since(start), f.Draft())
	return f, nil
}

// bounded cuts f to what can be kept, so that a draft is kept whatever Files say of
// it.
func (f Facts) bounded() Facts {
	f.Title, f.Device = storable(f.Title, MaxFact), storable(f.Device, maxDevice)
	var designs, assets []string
	for _, d := range f.Designs {
		if d = storable(d, MaxFact); d != "" && len(designs) < MaxDesigns {
			designs = append(designs, d)
		}
	}
	seen := map[string]bool{}
	for _, a := range f.Assets {
		if a != "" && a == storable(a, MaxAsset) && !seen[a] && len(assets) < MaxAssets {
			seen[a] = true
			assets = append(assets, a)
		}
	}
	f.Designs, f.Assets = designs, assets
	if n := len(f.Errors) - MaxErrors; n > 0 {
		f.Errors, f.More = f.Errors[:MaxErrors], number(f.More)+n
	}
	f.Errors = slices.Clone(f.Errors)
	for i, e := range f.Errors {
		f.Errors[i] = Problem{
			Line: number(e.Line), Col: number(e.Col), Pointer: storable(e.Pointer, MaxFact), Code: storable(e.Code, MaxFact),
			Message: storable(e.Message, MaxFact), Hint: storable(e.Hint, MaxFact),
		}
	}
	f.Pages, f.More, f.Missing = number(f.Pages), number(f.More), nil
	return f
}

func number(n int) int { return min(max(n, 0), maxNumber) }

// storable is s as text for any database, of at most limit bytes.
func storable(s string, limit int) string {
	return cutText(strings.ReplaceAll(strings.ToValidUTF8(cutText(s, limit), "\ufffd"), "\x00", "\ufffd"), limit)
}

// orBusy says in words for whoever asks what Files returned.
func orBusy(err error) error {
	if errors.Is(err, ErrBusy) {
		return &Error{Code: CodeBusy, Message: "Too many projects are being looked at right now. Please try again in a moment.", RetryAfter: 2 * time.Second, Err: err}
	}
	return fmt.Errorf("projects: files: %w", err)
}
