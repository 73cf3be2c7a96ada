package postgres

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Options say how Open connects. The zero value is right for a server.
type Options struct {
	// MaxConns bounds the connections of this process, idle ones among them.
	// 0 is 10. PostgreSQL has 100 for everybody unless it is told otherwise.
	MaxConns int
	// StatementTimeout ends a statement on the server, except in migrations. 0 is
	// 30 s, negative none.
	StatementTimeout time.Duration
	// LockTimeout ends a statement that waits for a lock, another process's
	// migration among them. 0 is 10 s, negative none.
	LockTimeout time.Duration
	// IdleTimeout ends a connection whose transaction is open while nothing
	// happens, so that a stuck process cannot hold its locks for ever. 0 is a
	// minute, negative none.
	IdleTimeout time.Duration
	// ConnectTimeout is for a connection, from its first packet until it can be
	// used. 0 is 10 s, or what the URL says.
	ConnectTimeout time.Duration
	// Name is the application_name that pg_stat_activity shows, printable ASCII
	// of at most 63 bytes. Empty: einkpdf.
	Name string
}

// fill checks o and sets its defaults.
func (o *Options) fill() error {
	if o.MaxConns < 0 {
		return errors.New("the MaxConns are negative")
	}
	if o.MaxConns == 0 {
		o.MaxConns = 10
	}
	for _, d := range []struct {
		value *time.Duration
		usual time.Duration
	}{
		{&o.StatementTimeout, 30 * time.Second},
		{&o.LockTimeout, 10 * time.Second},
		{&o.IdleTimeout, time.Minute},
	} {
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
	if o.ConnectTimeout < 0 {
		return errors.New("the ConnectTimeout is negative")
	}
	if o.Name == "" {
		o.Name = "einkpdf"
	}
	if len(o.Name) > 63 { // NAMEDATALEN - 1
		return errors.New("the Name has over 63 bytes")
	}
	for _, r := range o.Name {
		if r < ' ' || r > '~' {
			return fmt.Errorf("the Name has %q in it", r)
		}
	}
	return nil
}

// settings are the server's for each of our connections. The isolation level is
// not among them: transactions say which they want.
func (o *Options) settings() map[string]string {
	return map[string]string{
		"application_name":                    o.Name,
		"statement_timeout":                   milliseconds(o.StatementTimeout),
		"lock_timeout":                        milliseconds(o.LockTimeout),
		"idle_in_transaction_session_timeout": milliseconds(o.IdleTimeout),
	}
}

// milliseconds writes a timeout as PostgreSQL reads it: at least one, 0 for none.
func milliseconds(d time.Duration) string {
	if d < 0 {
		return "0"
	}
	return strconv.FormatInt(min(max(d.Milliseconds(), 1), 1<<31-1), 10)
}
