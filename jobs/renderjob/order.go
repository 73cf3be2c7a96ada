package renderjob

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
)

// order is a job as the queue keeps it.
type order struct {
	Project string  `json:"project"`
	Version int     `json:"version"`
	Name    string  `json:"name,omitempty"` // of the project
	Options Options `json:"options"`
	Pages   int     `json:"pages,omitempty"` // at most, by Config.Quota of who asked; 0 = as Config.Project says
}

// task is a job as a child gets it.
type task struct {
	Options Options        `json:"options"`
	Limits  einkpdf.Limits `json:"limits"`
}

// maxHeader bounds an order and a task, in bytes.
const maxHeader = 16 << 10

// pack puts a header before the file of a project: a line of JSON, and the file as it is.
func pack(header any, file []byte) ([]byte, error) {
	line, err := json.Marshal(header)
	if err != nil {
		return nil, fmt.Errorf("renderjob: %w", err)
	}
	if len(line) > maxHeader {
		return nil, fmt.Errorf("renderjob: a header of %d bytes", len(line))
	}
	packed := make([]byte, 0, len(line)+1+len(file))
	return append(append(append(packed, line...), '\n'), file...), nil
}

// errHeader is the error of a request that nobody here has written.
var errHeader = errors.New("renderjob: not a request of this version")

// unpack is the inverse of pack. The file is part of packed. A key that is not known is an error, for it may be of a newer version, which
// would have done something else.
func unpack(packed []byte, header any) (file []byte, err error) {
	end := bytes.IndexByte(packed[:min(len(packed), maxHeader+1)], '\n')
	if end < 0 {
		return nil, errHeader
	}
	d := json.NewDecoder(bytes.NewReader(packed[:end]))
	d.DisallowUnknownFields()
	if err := d.Decode(header); err != nil {
		return nil, fmt.Errorf("%w: %w", errHeader, err)
	}
	if d.More() {
		return nil, errHeader
	}
	return packed[end+1:], nil
}
