package auth_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/sqldb"
)

// A program sets up accounts, makes its first admin, and lets somebody in.
func Example() {
	if err := start(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Ada, admin
}

func start(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "accounts") // the data folder of the server
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()

	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, auth.Schema()); err != nil {
		return err
	}
	ring, err := keys.Open(keys.Config{Path: filepath.Join(folder, "keys.json")})
	if err != nil {
		return err
	}
	mailer, err := mail.NewDir(filepath.Join(folder, "mails"), "Planner <planner@example.com>")
	if err != nil {
		return err
	}
	service, err := auth.New(auth.Config{
		Store:    auth.NewSQL(db),
		Throttle: auth.NewSQLThrottle(db, auth.ThrottleConfig{}),
		Keys:     ring,
		Mailer:   mailer,
		Links: auth.Links{
			Confirm: "https://planner.example/confirm",
			Email:   "https://planner.example/confirm-email",
			Reset:   "https://planner.example/new-password",
			Forgot:  "https://planner.example/forgot-password",
		},
	})
	if err != nil {
		return err
	}

	// Mails go out while the outbox runs.
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	service.Subscribe(outbox)
	running, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { _ = outbox.Run(running) })
	defer func() {
		stop()
		work.Wait()
	}()

	// The first admin is made at the command line.
	_, err = service.CreateUser(ctx, auth.Operator("setup"), auth.NewUser{
		Name: "Ada", Email: "ada@example.org", Password: "correct horse battery staple", Role: auth.RoleAdmin,
	})
	if err != nil {
		return err
	}

	// A page logs somebody in, and sets a cookie with grant.Secret.
	grant, err := service.Login(ctx, auth.Credentials{Name: "ada@example.org", Password: "correct horse battery staple"}, auth.CookieSession)
	if err != nil {
		return err
	}
	// The next request comes with that cookie.
	id, err := service.AuthenticateCookie(ctx, grant.Secret)
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s\n", id.User.Name, id.User.Role)
	return nil
}
