package httpapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/httpapi"
)

// openapi is the description of all operations, read once.
var openapi = sync.OnceValues(func() (*openapi3.T, error) {
	text, err := httpapi.Described()
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(openapi3.NewLoader().Context)
})

// check holds an exchange against the description.
func (h *house) check(t testing.TB, r *http.Request, body []byte, a *answer) {
	t.Helper()
	_, err := openapi()
	require.NoError(t, err, "openapi/*.yaml")
	require.NoError(t, exchanged(h.prefix, r, body, a), "%s, answered with %d: openapi/*.yaml does not say this; the answer is %s", a.Request, a.Status, a.text())
	if a.Status >= 400 && r.Method != http.MethodHead {
		require.NoError(t, refused(a), "%s: %s", a.Request, a.text())
	}
}

// refused holds a problem against docs/api.md.
func refused(a *answer) error {
	var p problemBody
	if err := json.Unmarshal(a.Body, &p); err != nil {
		return err
	}
	rows, err := errorRows()
	if err != nil {
		return err
	}
	if !rows[strconv.Itoa(a.Status)+" "+p.Code] {
		return fmt.Errorf("docs/api.md does not list the error %d %s", a.Status, p.Code)
	}
	return sayWhatToDo(a.Status, &p)
}

// exchanged says what of an exchange is not as it is described. Requests that are refused may be as wrong as they like.
func exchanged(prefix string, r *http.Request, body []byte, a *answer) error {
	route, params := routeOf(prefix, r)
	switch {
	case r.Method == http.MethodHead:
		return nil
	case route == nil && a.Status == http.StatusTemporaryRedirect: // http.ServeMux cleans paths
		return nil
	case route == nil && a.Status < 400:
		return errors.New("there is no such operation")
	case route == nil && a.Header.Get("Content-Type") != "application/problem+json":
		return errors.New("this is no problem")
	case route == nil:
		return nil
	}
	request := r.Clone(r.Context())
	request.Body, request.ContentLength = http.NoBody, int64(len(body))
	if len(body) > 0 {
		request.Body = io.NopCloser(bytes.NewReader(body))
	}
	in := &openapi3filter.RequestValidationInput{
		Request: request, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			MultiError: true, RejectWhenRequestBodyNotSpecified: true, SkipSettingDefaults: true, IncludeResponseStatus: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	}
	if a.Status < 400 {
		if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
			return fmt.Errorf("the request was accepted: %w", err)
		}
		for name := range r.URL.Query() {
			if route.Operation.Parameters.GetByInAndName("query", name) == nil && route.PathItem.Parameters.GetByInAndName("query", name) == nil {
				return fmt.Errorf("%s has no parameter %q", route.Operation.OperationID, name)
			}
		}
		if route.Operation.Responses.Value(strconv.Itoa(a.Status)) == nil {
			return fmt.Errorf("%s has no status %d", route.Operation.OperationID, a.Status)
		}
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: a.Status, Header: a.Header, Options: in.Options}
	out.SetBodyBytes(a.Body)
	if err := openapi3filter.ValidateResponse(r.Context(), out); err != nil {
		return fmt.Errorf("the answer: %w", err)
	}
	response := route.Operation.Responses.Status(a.Status)
	if response == nil {
		return nil
	}
	if len(response.Value.Content) == 0 && len(a.Body) > 0 {
		return fmt.Errorf("%s: %d has no body", route.Operation.OperationID, a.Status)
	}
	for _, name := range actedOn {
		if _, described := response.Value.Headers[name]; !described && a.Header.Get(name) != "" {
			return fmt.Errorf("%s: %d has no header %s", route.Operation.OperationID, a.Status, name)
		}
	}
	return nil
}

// actedOn are the fields of answers, as they are described, that clients do something with. Those of every answer are not among them.
var actedOn = []string{"ETag", "Location", "Content-Location", "Content-Range", "Retry-After", "Set-Cookie"}

// routes finds operations of the description by requests, as http.ServeMux does.
var routes = sync.OnceValue(func() *http.ServeMux {
	mux := http.NewServeMux()
	doc, err := openapi()
	if err != nil {
		return mux // whoever asks hears of it from openapi
	}
	for _, path := range doc.Paths.Keys() {
		item := doc.Paths.Value(path)
		for method, operation := range item.Operations() {
			mux.HandleFunc(method+" "+path, func(w http.ResponseWriter, r *http.Request) {
				f, ok := w.(*found)
				if !ok {
					return
				}
				f.route = &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: operation}
				f.params = map[string]string{}
				for _, part := range strings.Split(path, "{")[1:] {
					name, _, _ := strings.Cut(part, "}")
					f.params[name] = r.PathValue(name)
				}
			})
		}
	}
	return mux
})

// found is the operation of a request, and what its path says; without a route there is none.
type found struct {
	route  *routers.Route
	params map[string]string
}

func (*found) Header() http.Header         { return http.Header{} }
func (*found) Write(p []byte) (int, error) { return len(p), nil }
func (*found) WriteHeader(int)             {}

// routeOf finds the operation of a request at a prefix.
func routeOf(prefix string, r *http.Request) (*routers.Route, map[string]string) {
	f := &found{}
	http.StripPrefix(prefix, routes()).ServeHTTP(f, r.Clone(r.Context()))
	return f.route, f.params
}
