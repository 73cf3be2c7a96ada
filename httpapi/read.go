package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/projects"
)

// decode reads the body as JSON into a struct. Whatever it has no field for is refused, so that a mistyped name does not pass unseen.
func (c *call) decode(into any) error {
	if t, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return refuse(http.StatusUnsupportedMediaType, "unsupported-media-type", "", "Send JSON, and say so: Content-Type: application/json.")
	}
	d := json.NewDecoder(c.r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		return refuse(http.StatusBadRequest, "invalid-json", "", "Something follows the JSON value. Send one value.")
	}
	return c.unread(err)
}

// unread words why a body could not be read.
func (c *call) unread(err error) error {
	var (
		kind   *json.UnmarshalTypeError
		syntax *json.SyntaxError
		large  *http.MaxBytesError
	)
	switch {
	case errors.As(err, &large):
		return refuse(http.StatusRequestEntityTooLarge, "body-too-large", "", fmt.Sprintf("At most %d bytes are taken here. Send less.", large.Limit))
	case errors.As(err, &kind):
		return refuse(http.StatusUnprocessableEntity, "invalid-field", pathOf(kind), fmt.Sprintf("%q is a %s here.", pathOf(kind), kind.Type))
	case errors.As(err, &syntax):
		return refuse(http.StatusBadRequest, "invalid-json", "", fmt.Sprintf("This is no JSON: %s at byte %d. Send one JSON value.", syntax, syntax.Offset))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(http.StatusBadRequest, "invalid-json", "", "The JSON ends too early. Send one whole value.")
	case strings.HasPrefix(err.Error(), "json: unknown field "): // encoding/json has no type for it
		name, _ := strconv.Unquote(strings.TrimPrefix(err.Error(), "json: unknown field "))
		return refuse(http.StatusUnprocessableEntity, "unknown-field", name, fmt.Sprintf("There is no field %q here: openapi.yaml lists those that there are.", name))
	}
	return refuse(http.StatusBadRequest, "body-incomplete", "", "The request ended before all of it came. Please send it again.")
}

// pathOf is where in the JSON a value of another type stands. encoding/json names the structs that are embedded on the way as well.
func pathOf(e *json.UnmarshalTypeError) string {
	names := slices.DeleteFunc(strings.Split(e.Field, "."), func(name string) bool { return name != "" && 'A' <= name[0] && name[0] <= 'Z' })
	return strings.Join(names, ".")
}

// text reads a body that is a project file; of one that is too large a byte too many, for the service to refuse.
func (c *call) text() ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(c.r.Body, projects.MaxSource+1))
	if err != nil {
		return nil, c.unread(err)
	}
	return data, nil
}

// page is what ?after= and ?limit= say of a listing; 0 = the service's default.
func (c *call) page() (after string, limit int, err error) {
	q := c.r.URL.Query()
	limit, err = number(q.Get("limit"), "limit", 1, 200)
	return q.Get("after"), limit, err
}

// number reads a number of the path or the query; "" = 0.
func number(text, field string, least, most int) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, refuse(http.StatusBadRequest, "invalid-parameter", field, fmt.Sprintf("%q is a number from %d to %d.", field, least, most))
	}
	return n, nil
}
