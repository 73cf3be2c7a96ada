package postgres

import (
	"crypto/tls"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Connector checks url and o and returns what opens connections, for a program
// that wants to wrap it or to have a pool of its own. It connects to nothing.
func Connector(url string, o Options) (driver.Connector, error) {
	config, err := parse(url, o)
	if err != nil {
		return nil, err
	}
	return stdlib.GetConnector(*config), nil
}

// parse reads the URL. What it leaves out comes from the usual PG… variables of
// the environment, as with every program that speaks to PostgreSQL.
func parse(url string, o Options) (*pgx.ConnConfig, error) {
	if err := o.fill(); err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	config, err := pgx.ParseConfig(url)
	if err != nil { // its text may hold the password
		return nil, errors.New("postgres: the URL cannot be understood; it looks like postgres://user:password@host:5432/database?sslmode=verify-full")
	}
	if err := protected(config); err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	for name, value := range o.settings() {
		if _, said := config.RuntimeParams[name]; !said { // the URL may say otherwise
			config.RuntimeParams[name] = value
		}
	}
	switch {
	case o.ConnectTimeout > 0:
		config.ConnectTimeout = o.ConnectTimeout
	case config.ConnectTimeout == 0:
		config.ConnectTimeout = 10 * time.Second
	}
	return config, nil
}

// protected refuses what PostgreSQL calls sslmode=prefer, and its clients do by
// default: TLS that whoever sits in between can switch off. On this machine
// nobody does.
func protected(config *pgx.ConnConfig) error {
	type way struct {
		host string
		tls  *tls.Config
	}
	ways := []way{{config.Host, config.TLSConfig}}
	for _, f := range config.Fallbacks {
		ways = append(ways, way{f.Host, f.TLSConfig})
	}
	with, without := map[string]bool{}, map[string]bool{}
	for _, w := range ways {
		if isLocal(w.host) {
			continue
		}
		if w.tls == nil {
			without[w.host] = true
		} else {
			with[w.host] = true
		}
	}
	for host := range with {
		if without[host] {
			return fmt.Errorf("%s is another machine: say sslmode=verify-full in the URL, or sslmode=disable if its network can be trusted", host)
		}
	}
	return nil
}

// isLocal tells a socket's folder and the loopback interface.
func isLocal(host string) bool {
	if strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") || strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
