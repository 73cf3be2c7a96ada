package migrate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
)

// readJSON reads users.json, a map of users by id, and password_resets.json
// beside it.
func (s *UserSource) readJSON(ctx context.Context) error {
	err := readObjects(ctx, s.Path, func(key string, f fields) {
		id, there := f["id"]
		if !there {
			f["id"] = field{text: key}
		}
		u := f.user()
		if there && key != "" && id.text != key {
			u.wrong = append(u.wrong, "id is another one than the key that it stands under")
		}
		s.users = append(s.users, u)
	})
	if err != nil {
		return err
	}
	// Its form is not documented: a map of tokens by hash, or a list of them.
	resets := filepath.Join(filepath.Dir(s.Path), "password_resets.json")
	err = readObjects(ctx, resets, func(key string, f fields) {
		if _, there := f["token_hash"]; !there {
			f["token_hash"] = field{text: key}
		}
		s.resets = append(s.resets, f.reset())
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// readObjects reads a file of JSON that is a map of objects, or a list of them,
// and gives each with its key to add.
func readObjects(ctx context.Context, path string, add func(key string, f fields)) error {
	f, info, err := open(path, maxFile)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if int64(len(data)) != info.Size() || !unchanged(path, info) {
		return fmt.Errorf("migrate: %s %w", path, ErrChanging)
	}
	if err := objects(ctx, data, add); err != nil {
		if ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("migrate: %s: %w: %w", path, ErrSource, err)
	}
	return nil
}

func objects(ctx context.Context, data []byte, add func(key string, f fields)) error {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var all json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil { // looks at the syntax alone
		return place(data, err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') && open != json.Delim('[') {
		return errors.New("it is neither a map nor a list")
	}
	for n := 0; d.More(); n++ {
		if n >= maxUsers {
			return fmt.Errorf("it has more than %d entries", maxUsers)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		key := ""
		if open == json.Delim('{') {
			t, err := d.Token()
			if err != nil {
				return err
			}
			key, _ = t.(string) // a key is nothing else
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if len(value) > maxEntry {
			return fmt.Errorf("entry %d has %d KB, more than %d", n+1, len(value)>>10, maxEntry>>10)
		}
		add(key, object(value))
	}
	return nil
}

// object reads the fields of an object; what is no object has none.
func object(data json.RawMessage) fields {
	var values map[string]json.RawMessage
	_ = json.Unmarshal(data, &values) // the syntax is right
	f := make(fields, len(values))
	for name, v := range values {
		switch v[0] {
		case 'n': // null
		case '{', '[':
			f[name] = field{odd: true}
		case '"':
			var text string
			_ = json.Unmarshal(v, &text)
			f[name] = field{text: text, odd: len(text) > maxText}
		default: // a number, true, false
			f[name] = field{text: string(v), odd: len(v) > maxText}
		}
	}
	return f
}

// place says where in data a syntax error is.
func place(data []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	before := data[:min(int(syntax.Offset), len(data))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n') - 1
	return fmt.Errorf("line %d, column %d: %w", line, column, err)
}
