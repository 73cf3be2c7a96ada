package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrMalformed says that a key file is not what [Ring.Rotate] writes.
var ErrMalformed = errors.New("keys: malformed key file")

const (
	maxKeys  = 32
	maxBytes = 64 << 10 // of a file: 32 keys take 30 KiB at the most
)

// file is what a key file says, as JSON. The first key signs; the others are
// retired, the latest first.
type file struct {
	Version int     `json:"version"` // 1
	Keys    []entry `json:"keys"`    // 1 to 32
}

type entry struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`          // UTC
	Retired time.Time `json:"retired,omitzero"` // the same
	Secret  []byte    `json:"secret"`           // base64
}

func encode(keys []key) ([]byte, error) {
	f := file{Version: 1}
	for _, k := range keys {
		f.Keys = append(f.Keys, entry{k.id, k.created, k.retired, k.secret()})
	}
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err) // a clock beyond the year 9999
	}
	return append(b, '\n'), nil
}

// decode reads what encode writes, with other white space perhaps. Of the file's
// values its errors contain ids alone.
func decode(data []byte) ([]key, error) {
	refuse := func(format string, args ...any) ([]key, error) {
		return nil, fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
	}
	if len(data) > maxBytes {
		return refuse("larger than %d bytes", maxBytes)
	}
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return refuse("%s", where(err))
	}
	if f.Version != 1 {
		return refuse("version %d: this program reads version 1", f.Version)
	}
	if len(f.Keys) < 1 || len(f.Keys) > maxKeys {
		return refuse("%d keys: 1 to %d are allowed", len(f.Keys), maxKeys)
	}
	keys := make([]key, 0, len(f.Keys))
	ids := map[string]bool{}
	for i, e := range f.Keys {
		s := Secret{e.ID, e.Secret}
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("%w: key %d: %w", ErrMalformed, i+1, err)
		}
		switch {
		case ids[s.ID]:
			return refuse("key %d: the id %s is there twice", i+1, s.ID)
		case e.Created.IsZero():
			return refuse("key %d: created is missing", i+1)
		case i == 0 && !e.Retired.IsZero():
			return refuse("the first key is retired, so that none signs")
		case i > 0 && e.Retired.IsZero():
			return refuse("key %d: retired is missing; only the first key signs", i+1)
		}
		ids[s.ID] = true
		keys = append(keys, newKey(s, e.Created, e.Retired))
	}
	if !canonical(data, keys) {
		return refuse("a field that is unknown, doubled, out of order or in another case, or a time not in UTC")
	}
	return keys, nil
}

// canonical says whether encode would write data, but for white space.
func canonical(data []byte, keys []key) bool {
	again, err := encode(keys)
	if err != nil {
		return false
	}
	var a, b bytes.Buffer
	return json.Compact(&a, data) == nil && json.Compact(&b, again) == nil && bytes.Equal(a.Bytes(), b.Bytes())
}

// where says what is wrong without quoting values, as err may.
func where(err error) string {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("no JSON at byte %d", syntax.Offset)
	case errors.As(err, &typ):
		return fmt.Sprintf("%q before byte %d is of another type", typ.Field, typ.Offset)
	}
	return "a time or a secret is not written as it should be"
}
