package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/health"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/sqldb"
)

type doctorCmd struct {
	settings
	Ready string `placeholder:"URL" help:"Only ask the server that runs there whether it is ready, as for a health check of a container."`
}

// errUnwell is what the doctor found.
var errUnwell = errors.New("something is not as it should be, see above")

// errNotReady is what a server that is asked is, or one that does not answer.
var errNotReady = errors.New("the server is not ready")

// finding is what the doctor has looked at; err is what is wrong, nil = nothing. A hint is no finding: it says what is less than it could be.
type finding struct {
	what, say string
	err       error
	hint      bool
}

// Run looks whether all is well. It changes nothing but what a check writes and removes, and makes nothing where there is no server yet.
func (c *doctorCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	if c.Ready != "" {
		return askReady(ctx, strings.TrimSuffix(c.Ready, "/")+"/readyz", s.out)
	}
	findings := append(c.checkSettings(), sandboxed()...)
	found, err := d.examine(ctx, c.settings)
	if err != nil {
		return err
	}
	unwell := false
	for _, f := range append(findings, found...) {
		status, say := "ok", f.say
		switch {
		case f.err != nil:
			status, say, unwell = "FAIL", f.err.Error(), true
		case f.hint:
			status = "note"
		}
		fmt.Fprintf(s.out, "%-5s %-10s %s\n", status, f.what, say)
	}
	if unwell {
		return errUnwell
	}
	return nil
}

// checkSettings looks at what would keep the server from starting.
func (c *doctorCmd) checkSettings() (list []finding) {
	at, err := c.planned()
	list = append(list, finding{what: "address", say: at.url, err: err})
	if err == nil && at.insecure {
		list = append(list, finding{what: "tls", say: "none: right on this machine alone", hint: true})
	} else if err == nil {
		list = append(list, c.tls(time.Now()))
	}
	_, err = c.proxies()
	list = append(list, finding{what: "proxies", say: fmt.Sprintf("%d trusted", len(c.TrustedProxies)), err: err})
	_, err = c.policies()
	list = append(list, finding{what: "limits", say: "counted in " + c.LimitsCounted, err: err})
	mailer, err := c.mailer()
	list = append(list, finding{what: "sign-up", say: c.Registration})
	f := finding{what: "mail", say: "by " + c.SMTPHost, err: err}
	if mailer == nil && err == nil {
		f.say, f.hint = "none: operators make accounts and links (server user add, reset-link)", true
	}
	if list = append(list, f); c.rest() != nil {
		list = append(list, finding{what: "settings", err: c.rest()})
	}
	return list
}

// tls says whose the certificate is that clients see.
func (w web) tls(now time.Time) finding {
	const day = "2006-01-02"
	f := finding{what: "tls", say: "by a proxy"}
	c, err := w.certificate(slog.New(slog.DiscardHandler))
	switch {
	case err != nil:
		f.err = err
	case c != nil && now.After(c.now.Leaf.NotAfter):
		f.err = fmt.Errorf("the certificate is over since %s: renew it", c.now.Leaf.NotAfter.UTC().Format(day))
	case c != nil:
		f.say = "until " + c.now.Leaf.NotAfter.UTC().Format(day)
	}
	return f
}

// sandboxed says what holds the processes that make planners.
func sandboxed() (list []finding) {
	e := isolate.Support()
	for _, missing := range e.Missing {
		list = append(list, finding{what: "sandbox", say: missing, hint: true})
	}
	if len(list) == 0 {
		list = append(list, finding{what: "sandbox", say: "holds renders to all their bounds"})
	}
	return list
}

// examine looks at the folder, and puts the server together without serving.
func (d dataFolder) examine(ctx context.Context, s settings) (list []finding, err error) {
	used, err := d.used(ctx)
	if err != nil {
		return []finding{{what: "database", err: err}}, nil
	}
	if !used {
		return []finding{{what: "data", say: "nothing in " + d.absolute() + " yet: the first start makes it", hint: true}}, nil
	}
	list = append(list, finding{what: "data", say: d.absolute(), err: d.private()})
	if there, err := isThere(d.keys()); err != nil || !there {
		list = append(list, finding{what: "keys", say: "none yet: the next start makes them", err: err, hint: true})
	} else {
		_, err := d.ring()
		list = append(list, finding{what: "keys", say: "there", err: err})
	}
	db, err := d.open(ctx)
	if err != nil {
		return append(list, finding{what: "database", err: err}), nil
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	list = append(list, intact(ctx, db))
	if err := db.Migrated(ctx, schemas()...); err != nil {
		return append(list, finding{what: "migrations", err: fmt.Errorf("%w; the next start brings an older one up to date", err)}), nil
	}
	h, err := open(ctx, houseConfig{folder: d, at: address{url: "http://127.0.0.1", insecure: true}, settings: s, logger: slog.New(slog.DiscardHandler), look: true})
	if err != nil {
		return append(list, finding{what: "services", err: err}), nil
	}
	defer func() { err = errors.Join(err, h.close()) }()
	return append(list, h.examine(ctx)...), nil
}

// examine asks the checks that /readyz asks, and a few that only operators care for.
func (h *house) examine(ctx context.Context) (list []finding) {
	for _, o := range h.health.Report(ctx).Checks {
		f := finding{what: o.Name, say: "works", err: o.Err}
		if free, _, err := health.FreeDisk(string(h.c.folder)); o.Name == "disk" && err == nil {
			f.say = fmt.Sprintf("%d MiB free", free>>20)
		}
		if o.Name != "database" && o.Name != "migrations" {
			list = append(list, f)
		}
	}
	active := true
	admins, _, err := h.accounts.Users(ctx, auth.Operator(commandLine), auth.UserFilter{Role: auth.RoleAdmin, Active: &active}, "", auth.MaxUsers)
	if err == nil && len(admins) == 0 {
		err = errors.New("nobody is an admin: server user role NAME admin --reason …")
	}
	list = append(list, finding{what: "admins", say: fmt.Sprint(len(admins)), err: err})
	stuck, err := h.db.Stuck(ctx, 10, 10)
	if err == nil && len(stuck) > 0 {
		err = fmt.Errorf("%d or more events fail again and again, the first of %s: %s", len(stuck), stuck[0].Topic, stuck[0].Error)
	}
	list = append(list, finding{what: "events", say: "none that are stuck", err: err})
	_, _, err = h.trail.List(ctx, audit.Filter{}, audit.Page{Limit: 1})
	return append(list, finding{what: "audit", say: "can be read", err: err})
}

// private says whether others may look into the folder.
func (d dataFolder) private() error {
	info, err := os.Stat(string(d))
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&(fs.FileMode(0o077)) != 0 {
		err = fmt.Errorf("others may look into %s, where password hashes and keys are: chmod 700 %s", d, d)
	}
	return err
}

// intact reads the database from end to end.
func intact(ctx context.Context, db *sqldb.DB) finding {
	f := finding{what: "database", say: "intact"}
	var said string
	if f.err = db.Get(ctx, &said, `pragma quick_check(1)`); f.err == nil && said != "ok" {
		f.err = fmt.Errorf("%w: %s; bring back a backup", sqldb.ErrCorrupt, said)
	}
	return f
}

// askReady asks a server whether it is ready.
func askReady(ctx context.Context, url string, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return &usageError{"--ready: " + err.Error()}
	}
	answer, err := http.DefaultClient.Do(r) //nolint:gosec // the operator says which server
	if err != nil {
		return fmt.Errorf("%w: %w", errNotReady, err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	var said struct {
		Status string `json:"status"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 64<<10)).Decode(&said); err != nil {
		return fmt.Errorf("%w: %s: %w", errNotReady, url, err)
	}
	fmt.Fprintln(w, said.Status)
	if answer.StatusCode != http.StatusOK {
		return errNotReady
	}
	return nil
}
