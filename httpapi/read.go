package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"reflect"
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
	body := &received{Reader: c.r.Body}
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	err := d.Decode(into)
	switch {
	case body.err != nil:
		return unread(body.err)
	case err != nil:
		return misread(err)
	}
	if _, err = d.Token(); errors.Is(err, io.EOF) {
		return nil
	}
	return refuse(http.StatusBadRequest, "invalid-json", "", "Something follows the JSON value. Send one value.")
}

// received is a body that keeps why it ended, if that was too early.
type received struct {
	io.Reader
	err error
}

func (b *received) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// unread words why a body did not come.
func unread(err error) error {
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refuse(http.StatusRequestEntityTooLarge, "body-too-large", "", fmt.Sprintf("At most %d bytes are taken here. Send less.", large.Limit))
	}
	return refuse(http.StatusBadRequest, "body-incomplete", "", "The request ended before all of it came. Please send it again.")
}

// misread words why a body is not the JSON that it should be.
func misread(err error) error {
	var (
		kind   *json.UnmarshalTypeError
		syntax *json.SyntaxError
	)
	switch {
	case errors.As(err, &kind):
		return refuse(http.StatusUnprocessableEntity, "invalid-field", pathOf(kind), worded(pathOf(kind), kind.Type))
	case errors.As(err, &syntax):
		return refuse(http.StatusBadRequest, "invalid-json", "", fmt.Sprintf("This is no JSON: %s at byte %d. Send one JSON value.", syntax, syntax.Offset))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(http.StatusBadRequest, "invalid-json", "", "The JSON ends too early. Send one whole value.")
	case strings.HasPrefix(err.Error(), "json: unknown field "): // encoding/json has no type for it
		name, _ := strconv.Unquote(strings.TrimPrefix(err.Error(), "json: unknown field "))
		name = cut(name, 80) // it may be most of the body
		return refuse(http.StatusUnprocessableEntity, "unknown-field", name, fmt.Sprintf("There is no field %q here: openapi.yaml lists those that there are.", name))
	}
	// A type that reads itself, as time.Time does; encoding/json does not say of which field.
	return refuse(http.StatusUnprocessableEntity, "invalid-field", "", "A text in the JSON is not in the form that openapi.yaml has for it, as a time of RFC 3339. Send it so.")
}

// pathOf is where in the JSON a value of another type stands. encoding/json names the structs that are embedded on the way as well.
func pathOf(e *json.UnmarshalTypeError) string {
	names := slices.DeleteFunc(strings.Split(e.Field, "."), func(name string) bool { return name != "" && 'A' <= name[0] && name[0] <= 'Z' })
	return strings.Join(names, ".")
}

// worded says what should stand in a field of JSON; "" = in the body.
func worded(field string, t reflect.Type) string {
	what := "an object"
	switch t.Kind() {
	case reflect.String:
		what = "a string"
	case reflect.Bool:
		what = "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		what = "a whole number"
	case reflect.Slice, reflect.Array:
		what = "an array"
	}
	if field == "" {
		return "The body is " + what + " here. Send one."
	}
	return fmt.Sprintf("%q is %s here.", field, what)
}

// text reads a body that is a project file; of one that is too large a byte too many, for the service to refuse.
func (c *call) text() ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(c.r.Body, projects.MaxSource+1))
	if err != nil {
		return nil, unread(err)
	}
	return data, nil
}

// page is what ?after= and ?limit= say of a listing; 0 = the service's default.
func (c *call) page() (after string, limit int, err error) {
	q := c.r.URL.Query()
	limit, err = number(q.Get("limit"), "limit", 1, 200)
	return q.Get("after"), limit, err
}

// queried refuses a query with a parameter that the operation does not have: who mistypes a filter would take the answer for what he asked for.
func (c *call) queried(names []string) error {
	if c.r.URL.RawQuery == "" {
		return nil
	}
	q, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return refuse(http.StatusBadRequest, "invalid-parameter", "", "The query cannot be read. Send each name and value percent-encoded, with & between the parameters.")
	}
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if !slices.Contains(names, name) {
			return unknownParameter(name, names)
		}
	}
	return nil
}

func unknownParameter(name string, names []string) error {
	name = cut(name, 80)
	there := "It has none: leave it out."
	if len(names) > 0 {
		there = "Use one of those that it has: " + strings.Join(slices.Sorted(slices.Values(names)), ", ") + "."
	}
	return refuse(http.StatusBadRequest, "unknown-parameter", name, fmt.Sprintf("This operation has no parameter %q. %s", name, there))
}

// inJSON is decode where the query is for bodies of another type: JSON says all by itself.
func (c *call) inJSON(into any) error {
	if names := slices.Sorted(maps.Keys(c.r.URL.Query())); len(names) > 0 {
		return refuse(http.StatusBadRequest, "unknown-parameter", names[0], "Beside JSON there are no parameters: put this into the body.")
	}
	return c.decode(into)
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
