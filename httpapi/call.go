package httpapi

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assethttp"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
)

// call is one request at work.
type call struct {
	api *API
	w   http.ResponseWriter
	r   *http.Request
	id  auth.Identity // who asks, or whom an admin stands in for; the zero Identity is nobody

	impersonated *admin.Impersonation // nil: the caller is who asks
	stranger     error                // why id is nobody although the request says who sends it; nil = it does not, or id is somebody
}

func (c *call) ctx() context.Context { return c.r.Context() }

// path is a part of the path, by its name in operation.path.
func (c *call) path(name string) string { return c.r.PathValue(name) }

func (c *call) user() string  { return c.id.User.ID }
func (c *call) isAdmin() bool { return c.id.User.Role == auth.RoleAdmin }

// The caller as each service knows it.
func (c *call) inProjects() projects.Actor {
	return projects.Actor{User: c.user(), Admin: c.isAdmin()}
}

// fileTime is longer than any file may come, by package assethttp's pace, and what is made of it takes.
const fileTime = 2 * time.Hour

// receive takes the file that comes with a request. http.Server's WriteTimeout runs from the request's header on, and would be over before the answer to a file
// that comes slowly: so there is another one.
func (c *call) receive(most int64) (assets.NewUpload, io.Reader, error) {
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(fileTime)) // not supported: there is none
	return assethttp.Receive(c.w, c.r, most)
}

// answer writes v as JSON. nil = no body.
func (c *call) answer(status int, v any) error {
	if v == nil {
		c.w.WriteHeader(status)
		return nil
	}
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(append(body, '\n')) // a client that has gone needs no answer
	return nil
}
