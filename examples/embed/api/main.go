// Command api mounts the API into a program that has users of its own.
//
//	go run ./examples/embed/api
//	curl -H 'Authorization: Bearer key-of-ada' http://127.0.0.1:8080/api/v1/me
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// members are the users that the program has: here by the key that each of them sends.
type members map[string]auth.User

// Authenticate tells the API who sends a request.
func (m members) Authenticate(r *http.Request) (auth.Identity, error) {
	key, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found {
		return auth.Identity{}, nil // nobody
	}
	user, found := m[key]
	if !found {
		return auth.Identity{}, &auth.Error{Code: auth.CodeUnauthenticated, Message: "This key is no good. Please ask for another one."}
	}
	return auth.Identity{User: user}, nil
}

// mount adds the API to the pages that the program has: projects with their history, sharing and gallery, and pictures of their pages.
func mount(ctx context.Context, mux *http.ServeMux, db *sqldb.DB, users httpapi.Authenticator) error {
	if err := db.Migrate(ctx, projects.Schema()); err != nil {
		return err
	}
	service, err := projects.New(projects.Config{Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{})})
	if err != nil {
		return err
	}
	previews, err := preview.New(preview.Config{Projects: renderjob.FromProjects(service)})
	if err != nil {
		return err
	}
	api, err := httpapi.New(httpapi.Config{Authenticator: users, Projects: service, Previews: previews})
	if err != nil {
		return err
	}
	mux.Handle("/api/v1/", api)
	return nil
}

func main() {
	addr, file := flag.String("addr", "127.0.0.1:8080", "where to listen"), flag.String("db", "planners.sqlite", "file of the database")
	flag.Parse()
	if err := run(context.Background(), *addr, *file); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, addr, file string) error {
	db, err := sqldb.OpenSQLite(ctx, file, sqldb.SQLiteOptions{})
	if err != nil {
		return err
	}
	defer db.Close()          //nolint:errcheck // what was acknowledged is in the file
	mux := http.NewServeMux() // with the program's own pages
	if err := mount(ctx, mux, db, members{"key-of-ada": {ID: "7", Name: "Ada"}}); err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("http://%s/api/v1/openapi.yaml", l.Addr())
	return (&http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}).Serve(l)
}
