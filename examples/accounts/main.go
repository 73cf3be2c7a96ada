// Command accounts is a small but complete web program with accounts: sign up,
// confirm the address, log in, sessions, another password or address, a forgotten
// password, the end. It shows how package auth is embedded; take it and change it.
//
//	go run ./examples/accounts
//
// Then open http://127.0.0.1:8080. The database is an SQLite file, and each mail a
// file beside it that any mail program opens.
//
// Logins, sign-ups and mails are throttled by package auth. How often somebody may send
// other requests is not bounded here: package ratelimit does that, as in examples/server.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
)

func main() {
	addr, data, err := parse(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		os.Exit(2) // parse has said why
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, addr, data, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// parse reads the command line, and writes what is wrong with it.
func parse(args []string, out io.Writer) (addr, data string, err error) {
	flags := flag.NewFlagSet("accounts", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&addr, "addr", "127.0.0.1:8080", "where to listen: a loopback address, since this speaks plain HTTP")
	flags.StringVar(&data, "data", "", "folder of the database and the mails (default: a temporary one, removed at the end)")
	if err := flags.Parse(args); err != nil {
		return "", "", err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("accounts: %q is no flag", flags.Arg(0))
		fmt.Fprintln(out, err)
		flags.Usage()
		return "", "", err
	}
	return addr, data, nil
}

func run(ctx context.Context, addr, data string, out io.Writer) (err error) {
	listener, err := listen(ctx, addr)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server closes it as well
	if data == "" {
		temporary, err2 := os.MkdirTemp("", "accounts-")
		if err2 != nil {
			return err2
		}
		defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
		data = temporary
	}
	if data, err = filepath.Abs(data); err != nil {
		return err
	}
	url := "http://" + listener.Addr().String()
	a, err := open(ctx, config{
		Data: data, URL: url, Terms: "2026-01",
		Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.db.Close()) }()
	fmt.Fprintf(out, "Pages:    %s\nMails:    %s\nDatabase: %s\n", url, a.mails, filepath.Join(data, "accounts.sqlite"))
	return a.serve(ctx, listener)
}

// config is what main and the tests set up differently.
type config struct {
	Data   string // folder
	URL    string // of the pages, without a slash at the end
	Terms  string // version of the terms of use
	Logger *slog.Logger

	Hasher     *password.Hasher
	LoginFloor time.Duration
}

// app is the program: the accounts, what works in the background, and the pages.
type app struct {
	db      *sqldb.DB
	outbox  *sqldb.Outbox
	service *auth.Service
	handler http.Handler
	mails   string // folder
	logger  *slog.Logger
}

func open(ctx context.Context, c config) (*app, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(c.Data, "accounts.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, err
	}
	a := &app{db: db, mails: filepath.Join(c.Data, "mails"), logger: c.Logger}
	if err := a.build(ctx, c); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

// build is all there is to embedding: tables, mails, the service, the outbox that
// sends the mails, the middleware, the pages.
func (a *app) build(ctx context.Context, c config) error {
	if err := a.db.Migrate(ctx, auth.Schema()); err != nil {
		return err
	}
	mailer, err := mail.NewDir(a.mails, "Accounts <accounts@planner.example>")
	if err != nil {
		return err
	}
	a.service, err = auth.New(auth.Config{
		Store:        auth.NewSQL(a.db),
		Throttle:     auth.NewSQLThrottle(a.db, auth.ThrottleConfig{}),
		Hasher:       c.Hasher,
		LoginFloor:   c.LoginFloor,
		Mailer:       mailer,
		Links:        auth.Links{Confirm: c.URL + "/confirm", Email: c.URL + "/email", Reset: c.URL + "/reset", Forgot: c.URL + "/forgot"},
		TermsVersion: c.Terms,
		Product:      "Accounts",
		Logger:       c.Logger,
	})
	if err != nil {
		return err
	}
	a.outbox = sqldb.NewOutbox(a.db, sqldb.OutboxConfig{Logger: c.Logger})
	a.service.Subscribe(a.outbox)
	// Nothing else is kept for users here. Without a handler the event would wait
	// for one, and never go.
	a.outbox.Handle(auth.TopicUserDeleted, func(context.Context, sqldb.Event) error { return nil })

	p, err := newPages(a.service, c.Terms, a.mails)
	if err != nil {
		return err
	}
	// Insecure, since this is plain HTTP on loopback.
	p.m, err = authhttp.New(authhttp.Config{Cookies: a.service, Insecure: true, Errors: p.refused, Logger: c.Logger})
	if err != nil {
		return err
	}
	a.handler = p.routes()
	return nil
}
