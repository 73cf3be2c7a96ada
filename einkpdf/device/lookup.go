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
// underscore is a hyphen. For a name that does not exist the error is
// [ErrUnknown] and its message has the names that look most like it.
func Lookup(name string) (Profile, error) {
	slug := ""
	if len(name) <= maxName {
		slug = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	}
	all := All()
	for _, p := range all {
		if p.Name == slug {
			return p, nil
		}
	}
	return Profile{}, unknown(name, slug, all)
}

func unknown(name, slug string, all []Profile) error {
	if len(name) > maxName {
		return fmt.Errorf("%w: a name of %d bytes (the longest has %d)", ErrUnknown, len(name), maxName)
	}
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Name
	}
	meant := near.Words(slug, names, 3)
	if len(meant) == 0 {
		return fmt.Errorf("%w %q; `einkpdf devices` lists the names", ErrUnknown, name)
	}
	return fmt.Errorf("%w %q; did you mean %s?", ErrUnknown, name, strings.Join(meant, ", "))
}
