package httpapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/einkpdf/platform/ratelimit"
)

// API is the whole API. It is safe for concurrent use.
type API struct {
	c         Config
	handler   http.Handler
	described func() (description, error) // made when it is asked for
	imports   *imports
	followers *followers
}

// New makes an API. Its errors say what is wrong with c.
func New(c Config) (*API, error) {
	c, err := c.checked()
	if err != nil {
		return nil, err
	}
	a := &API{c: c, imports: newImports(), followers: newFollowers(c)}
	origins := http.NewCrossOriginProtection()
	for _, o := range c.TrustedOrigins {
		if err := origins.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("httpapi: TrustedOrigins: %w", err)
		}
	}
	a.described = sync.OnceValues(func() (description, error) { return describe(c.Prefix, a.offered()) })
	a.handler, err = a.around(a.mux(), origins)
	if err != nil {
		return nil, err
	}
	return a, nil
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// Close ends the streams of events, which would end with their jobs alone, and lets none begin; everything else is answered as before. It is for
// http.Server.RegisterOnShutdown: Shutdown waits for what is being answered. It may be called again.
func (a *API) Close() { a.followers.end() }

// Operation says of an operation what a test, or a gateway before the API, wants to know.
type Operation struct{ ID, Method, Path string }

// Operations are all that this API has, below Config.Prefix.
func (a *API) Operations() []Operation {
	var list []Operation
	for _, o := range a.operations() {
		list = append(list, Operation{o.id, o.method, o.path})
	}
	return list
}

// operations are the tables of all resources whose services there are.
func (a *API) operations() []operation {
	all := append(descriptionOperations(), referenceOperations()...)
	if a.c.Accounts != nil {
		all = append(all, accountOperations()...)
	}
	all = append(all, meOperations()...)
	all = append(all, projectOperations()...)
	all = append(all, sharingOperations()...)
	all = append(all, galleryOperations()...)
	if a.c.People != nil {
		all = append(all, peopleOperations()...)
	}
	if a.c.Quotas != nil {
		all = append(all, usageOperations()...)
	}
	if a.c.Previews != nil {
		all = append(all, previewOperations()...)
	}
	if a.c.Assets != nil {
		all = append(all, assetOperations()...)
	}
	if a.c.Jobs != nil {
		all = append(all, jobOperations()...)
	}
	if a.c.Admin != nil {
		all = append(all, adminOperations(a.c.Admin.Offers())...)
	}
	return all
}

// offered are the operations that there is something to be had of: what the description has.
func (a *API) offered() []operation {
	if a.c.Accounts == nil {
		return a.operations()
	}
	s := a.c.Accounts.Service
	return slices.DeleteFunc(a.operations(), func(o operation) bool { return o.mail && !s.SendsMail() || o.signUp && !s.SignsUp() })
}

// mux has a handler for each operation. Paths and methods that there are not are problems as well.
func (a *API) mux() http.Handler {
	mux := http.NewServeMux()
	for _, o := range a.operations() {
		mux.Handle(o.method+" "+a.c.Prefix+o.path, a.operate(o))
	}
	mux.Handle("/", a.limited(a.elsewhere(mux), ratelimit.All))
	return mux
}

// elsewhere answers for paths that there are not, and for methods that a path does not have. It asks mux which ones it has: a pattern without method for each
// path would be at odds with another path's, as /projects/import with GET /projects/{project}.
func (a *API) elsewhere(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var methods []string
		for _, m := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			if _, pattern := mux.Handler(&http.Request{Method: m, URL: r.URL, Host: r.Host}); pattern != "/" {
				methods = append(methods, m)
			}
		}
		if len(methods) == 0 {
			a.problem(w, r, refuse(http.StatusNotFound, "no-such-path", "", "There is no such path. "+a.c.Prefix+"/openapi.yaml lists those that there are."))
			return
		}
		allow := strings.Join(methods, ", ")
		w.Header().Set("Allow", allow)
		a.problem(w, r, refuse(http.StatusMethodNotAllowed, "method-not-allowed", "", "This path does not have that method. Use "+allow+"."))
	}
}
