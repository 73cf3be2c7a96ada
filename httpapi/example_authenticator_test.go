package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// proxied are users that a proxy of the program's own has logged in.
type proxied struct{}

func (proxied) Authenticate(r *http.Request) (auth.Identity, error) {
	name := r.Header.Get("X-Forwarded-User")
	return auth.Identity{User: auth.User{ID: name, Name: name}}, nil
}

// A program that has users of its own mounts the API beside its pages.
func ExampleNew() {
	dir, err := os.MkdirTemp("", "api-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "planners.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close() //nolint:errcheck // the folder goes as well
	if err := db.Migrate(ctx, projects.Schema()); err != nil {
		fmt.Println(err)
		return
	}
	service, err := projects.New(projects.Config{Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{})})
	if err != nil {
		fmt.Println(err)
		return
	}
	api, err := httpapi.New(httpapi.Config{Authenticator: proxied{}, Projects: service})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/api/v1/", api)

	for _, name := range []string{"ada", ""} {
		r := httptest.NewRequestWithContext(ctx, "GET", "/api/v1/me", nil)
		r.Header.Set("X-Forwarded-User", name)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Header().Get("Content-Type"))
		if w.Code == 200 {
			fmt.Print(w.Body)
		}
	}
	// Output:
	// 200 application/json
	// {"user":{"id":"ada","name":"ada","role":"user"}}
	// 401 application/problem+json
}
