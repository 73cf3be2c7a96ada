package device

import (
	"errors"
	"fmt"
	"slices"
	"strings"
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
	near := nearest(slug, all)
	if len(near) == 0 {
		return fmt.Errorf("%w %q; `einkpdf devices` lists the names", ErrUnknown, name)
	}
	return fmt.Errorf("%w %q; did you mean %s?", ErrUnknown, name, strings.Join(near, ", "))
}

// nearest is up to three names that slug may have been meant to be: those that
// contain it, and those that are about as few typing errors away as the best.
func nearest(slug string, all []Profile) []string {
	if slug == "" {
		return nil
	}
	type match struct {
		name string
		cost int
	}
	var found []match
	for _, p := range all {
		cost := distance(slug, p.Name)
		if strings.Contains(p.Name, slug) && len(slug) >= 3 {
			cost = 0
		}
		if cost <= 1+len(slug)/4 {
			found = append(found, match{p.Name, cost})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return a.cost - b.cost })
	var names []string
	for _, m := range found[:min(len(found), 3)] {
		if m.cost <= found[0].cost+1 {
			names = append(names, m.name)
		}
	}
	return names
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
