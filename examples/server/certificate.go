package main

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateEvery is how often the files are looked at.
const certificateEvery = 10 * time.Second

// certificate is the one of the files, read again when they change.
type certificate struct {
	cert, key string
	logger    *slog.Logger

	mu      sync.Mutex
	looked  time.Time
	changed time.Time // of the newer file
	failing bool      // the files could not be read the last time
	now     *tls.Certificate
}

// certificate reads the files; nil: there is none, and the server speaks plain HTTP.
func (w web) certificate(logger *slog.Logger) (*certificate, error) {
	if (w.TLSCert == "") != (w.TLSKey == "") {
		return nil, &usageError{"--tls-cert and --tls-key go together"}
	}
	if w.TLSCert == "" {
		return nil, nil
	}
	c := &certificate{cert: w.TLSCert, key: w.TLSKey, logger: logger}
	if err := c.read(); err != nil {
		return nil, &usageError{"the certificate cannot be used: " + err.Error()}
	}
	c.looked = time.Now()
	return c, nil
}

// get is for tls.Config. While new files cannot be read, or do not belong together yet, it goes on with the old ones, and says so once.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) > certificateEvery {
		c.looked = time.Now()
		err := c.read()
		if err != nil && !c.failing {
			c.logger.Warn("server: the certificate's files cannot be used; the one before goes on", slog.Any("error", err),
				slog.Time("until", c.now.Leaf.NotAfter))
		}
		c.failing = err != nil
	}
	return c.now, nil
}

func (c *certificate) read() error {
	var changed time.Time
	for _, name := range []string{c.cert, c.key} {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if info.ModTime().After(changed) {
			changed = info.ModTime()
		}
	}
	if c.now != nil && changed.Equal(c.changed) {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.now, c.changed = &pair, changed
	return nil
}
