package device

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/near"
)

// ErrUnknown is what the error of [Lookup] is (by errors.Is) when no profile has
// the name.
var ErrUnknown = errors.New("unknown device")

// UnknownError is what [Lookup] and [LookupIn] return for a name that no profile
// has: an [ErrUnknown] with the names that were probably meant.
type UnknownError struct {
	Meant []string // at most three, the most similar first; none if none is similar

	text string
}

func (e *UnknownError) Error() string { return e.text }

// Unwrap returns ErrUnknown.
func (e *UnknownError) Unwrap() error { return ErrUnknown }

// maxName is longer than any profile's name; nothing longer is compared or repeated.
const maxName = 64

// All is every built-in profile, in the order of their names. The slice and the
// profiles belong to the caller.
func All() []Profile {
	all := profiles()
	slices.SortFunc(all, func(a, b Profile) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Lookup is the built-in profile of a name. Case does not matter, and an
// underscore is a hyphen. The predecessor's names are understood too, see
// [FromLegacy]. For a name that does not exist the error is [ErrUnknown] and its
// message has the names that look most like it.
func Lookup(name string) (Profile, error) { return LookupIn(nil, name) }

// LookupIn is [Lookup] for those who have profiles of their own: one of these
// wins over a built-in one of the same name. Names of their own may have capitals
// and underscores and are then found as they are written.
func LookupIn(own []Profile, name string) (Profile, error) {
	if p, ok := named(own, name); ok {
		return p, nil
	}
	slug := ""
	if len(name) <= maxName {
		slug = normal(name)
	}
	all := All()
	for _, list := range [][]Profile{own, all} {
		if p, ok := named(list, slug); ok {
			return p, nil
		}
	}
	if d, ok := FromLegacy(slug); ok {
		return LookupIn(own, d.Profile)
	}
	return Profile{}, unknown(name, slug, own, all)
}

func named(list []Profile, name string) (Profile, bool) {
	for _, p := range list {
		if p.Name == name && name != "" {
			return p, true
		}
	}
	return Profile{}, false
}

// normal is a name as profiles have it.
func normal(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "-") }

// most is how many names a message has.
const most = 3

func unknown(name, slug string, own, all []Profile) error {
	if len(name) > maxName {
		return &UnknownError{text: fmt.Sprintf("%v: a name of %d bytes (the longest has %d)", ErrUnknown, len(name), maxName)}
	}
	names := namesOf(own)
	meant := near.Words(slug, append(names, namesOf(all)...), most)
	switch {
	case len(meant) > 0:
		return &UnknownError{meant, fmt.Sprintf("%v %q; did you mean %s?", ErrUnknown, name, strings.Join(meant, ", "))}
	case len(names) > 0:
		names = names[:min(len(names), most)]
		return &UnknownError{text: fmt.Sprintf("%v %q; others are %s, and `einkpdf devices` lists the built-in ones", ErrUnknown, name, strings.Join(names, ", "))}
	}
	return &UnknownError{text: fmt.Sprintf("%v %q; `einkpdf devices` lists the names", ErrUnknown, name)}
}

// namesOf are the names that a message may repeat.
func namesOf(profiles []Profile) []string {
	names := make([]string, 0, len(profiles))
	for _, p := range profiles {
		if len(p.Name) <= maxName {
			names = append(names, p.Name)
		}
	}
	return slices.Clip(names)
}
