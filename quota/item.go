package quota

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what is counted.
const (
	maxName   = 128 // bytes of an owner, and of a key
	maxAmount = 1 << 50
)

// counted are items in the order of Resources, in which everybody locks what they change, if they are such as can be counted for a key.
func counted(owner, key string, items []Item) ([]Item, error) {
	if !isName(key) {
		return nil, fmt.Errorf("%w: a key has 1 to %d bytes of UTF-8 without NUL", ErrInvalid, maxName)
	}
	items, err := valid(owner, items)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		if !i.Resource.counted() {
			return nil, fmt.Errorf("%w: %s is not counted", ErrInvalid, i.Resource)
		}
	}
	return items, nil
}

// valid are items in the order of Resources, if they are such as can be asked for.
func valid(owner string, items []Item) ([]Item, error) {
	if !isName(owner) {
		return nil, fmt.Errorf("%w: an owner has 1 to %d bytes of UTF-8 without NUL", ErrInvalid, maxName)
	}
	if n, all := len(items), len(Resources()); n == 0 || n > all {
		return nil, fmt.Errorf("%w: %d resources, there are 1 to %d", ErrInvalid, n, all)
	}
	items = slices.Clone(items)
	place := func(i Item) int { return slices.Index(Resources(), i.Resource) }
	slices.SortFunc(items, func(a, b Item) int { return place(a) - place(b) })
	for n, i := range items {
		switch {
		case !i.Resource.known():
			return nil, fmt.Errorf("%w: there is no resource %.40q", ErrInvalid, i.Resource)
		case n > 0 && items[n-1].Resource == i.Resource:
			return nil, fmt.Errorf("%w: %s is named twice", ErrInvalid, i.Resource)
		case i.Amount < 0 || i.Amount > maxAmount:
			return nil, fmt.Errorf("%w: the amount %d of %s is not 0 to 1<<50", ErrInvalid, i.Amount, i.Resource)
		}
	}
	return items, nil
}

// isName tells whether s can be an owner, or a key: whatever a service may keep, so that the quota refuses nothing that it takes.
func isName(s string) bool {
	return s != "" && len(s) <= maxName && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
