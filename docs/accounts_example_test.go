package docs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/sqldb"
)

// product is the program of accounts.md: notes, each of a user.
type product struct {
	db      *sqldb.DB
	outbox  *sqldb.Outbox
	service *auth.Service
	handler http.Handler
}

func openProduct(ctx context.Context, dir string, mailer mail.Mailer) (*product, error) {
	account := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, _ := authhttp.IdentityOf(r.Context())
		_, _ = fmt.Fprintln(w, "Hello,", id.User.Name)
	})
	admin, mux := account, http.NewServeMux()

	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "product.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, auth.Schema()); err != nil {
		return nil, err
	}
	ring, err := keys.Open(keys.Config{Path: filepath.Join(dir, "keys.json")})
	if err != nil {
		return nil, err
	}
	service, err := auth.New(auth.Config{
		Store:    auth.NewSQL(db),
		Throttle: auth.NewSQLThrottle(db, auth.ThrottleConfig{}),
		Keys:     ring,   // only for access tokens
		Mailer:   mailer, // mail.NewSMTP, or mail.NewDir while developing
		Links: auth.Links{
			Confirm: "https://planner.example/confirm",
			Email:   "https://planner.example/email",
			Reset:   "https://planner.example/reset",
			Forgot:  "https://planner.example/forgot",
		},
	})
	if err != nil {
		return nil, err
	}
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	service.Subscribe(outbox) // mails

	guard, err := authhttp.New(authhttp.Config{Cookies: service, Tokens: service})
	if err != nil {
		return nil, err
	}
	mux.Handle("/account", guard.RequireUser(account))
	mux.Handle("/admin/", guard.RequireRole(auth.RoleAdmin)(admin))
	handler := guard.Identify(mux)

	return &product{db, outbox, service, handler}, forgetNotes(ctx, db, outbox)
}

func forgetNotes(ctx context.Context, db *sqldb.DB, outbox *sqldb.Outbox) error {
	outbox.HandleTx(auth.TopicUserDeleted, func(ctx context.Context, tx *sqldb.Tx, e sqldb.Event) error {
		var user auth.UserEvent
		if err := json.Unmarshal(e.Payload, &user); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `delete from note where owner = $1`, user.ID)
		return err
	})
	_, err := db.Exec(ctx, `create table note (owner text not null, text text not null) strict`)
	return err
}

func (p *product) firstAdmin(ctx context.Context, password string) error {
	service := p.service
	_, err := service.CreateUser(ctx, auth.Operator("start"), auth.NewUser{
		Name: "Ann", Email: "ann@planner.example", Password: password, Role: auth.RoleAdmin,
	})
	if err != nil && auth.CodeOf(err) != auth.CodeNameTaken { // taken: she was here before
		return err
	}
	return nil
}

func (p *product) tokens(ctx context.Context, name, given string) (string, error) {
	service := p.service
	grant, err := service.Login(ctx, auth.Credentials{Name: name, Password: given}, auth.TokenSession)
	if err != nil {
		return "", err
	}
	// grant.Access goes into "Authorization: Bearer …", grant.Secret is the refresh token.
	grant, err = service.Refresh(ctx, grant.Secret) // the next pair
	if err != nil {
		return "", err
	}
	return grant.Access, nil
}

// The program that docs/accounts.md explains.
func Example_accounts() {
	dir, err := os.MkdirTemp("", "accounts")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // an example
	mailer, err := mail.NewDir(filepath.Join(dir, "mails"), "Planner <planner@planner.example>")
	if err != nil {
		panic(err)
	}
	p, err := openProduct(ctx, dir, mailer)
	if err != nil {
		panic(err)
	}
	defer p.db.Close() //nolint:errcheck // an example
	fmt.Println(errors.Join(p.firstAdmin(ctx, "a bridge of reeds"), p.firstAdmin(ctx, "a bridge of reeds")))

	access, err := p.tokens(ctx, "Ann", "a bridge of reeds")
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/admin/", nil)
	r.Header.Set("Authorization", "Bearer "+access)
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	fmt.Print(w.Body)
	// Output:
	// <nil>
	// Hello, Ann
}
