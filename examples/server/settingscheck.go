package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"github.com/einkpdf/platform/jobs/isolate"
)

// number is a whole number.
type number int

// Decode reads one, also a negative one, so that whatever is wrong with it is said of the setting.
func (n *number) Decode(c *kong.DecodeContext) error {
	text, err := popText(c)
	if err != nil {
		return err
	}
	v, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("%q is not a whole number", text)
	}
	*n = number(v)
	return nil
}

// popText takes what follows a flag, unless it is the next one. Kong takes "-1" for a flag as well.
func popText(c *kong.DecodeContext) (string, error) {
	text := fmt.Sprint(c.Scan.Peek().Value)
	if c.Scan.Peek().IsEOL() || strings.HasPrefix(text, "--") {
		return "", fmt.Errorf("say a number")
	}
	c.Scan.Pop()
	return text, nil
}

// emptyIsUnset is for variables that are there without a value, as files of settings have them: they say nothing, so the default counts.
func emptyIsUnset(app *kong.Application) {
	forget := func(flags []*kong.Flag) {
		for _, f := range flags {
			if len(f.Tag.Envs) == 1 {
				if text, there := os.LookupEnv(f.Tag.Envs[0]); there && text == "" {
					f.Tag.Envs = nil
				}
			}
		}
	}
	forget(app.Flags)
	for _, c := range app.Leaves(false) {
		forget(c.Flags)
	}
}

// The bounds of the services, said of the settings.
const (
	maxRenders = 1000
	maxTerms   = 64  // bytes
	maxMore    = 500 // characters
	maxWords   = 100 // characters
)

// check refuses settings with which no server starts, before there is anything of it.
func (s settings) check() error {
	if _, err := s.policies(); err != nil {
		return err
	}
	if _, err := s.mailer(); err != nil {
		return err
	}
	if _, err := s.proxies(); err != nil {
		return err
	}
	return s.rest()
}

// rest is what the doctor has no line of its own for.
func (s settings) rest() error {
	if s.Renders < 0 || s.Renders > maxRenders {
		return &usageError{fmt.Sprintf("--renders (EINKPDF_RENDERS) is %d: 1 to %d, or nothing for one for each processor", s.Renders, maxRenders)}
	}
	if s.MetricsListen != "" {
		if err := hostPort("--metrics-listen (EINKPDF_METRICS_LISTEN)", s.MetricsListen); err != nil {
			return err
		}
	}
	for _, is := range []struct {
		name, text string
		max        int
	}{
		{"--terms (EINKPDF_TERMS)", s.Terms, maxTerms}, {"--quota-more (EINKPDF_QUOTA_MORE)", s.QuotaMore, maxMore},
		{"--product (EINKPDF_PRODUCT)", s.Product, maxWords}, {"--contact (EINKPDF_CONTACT)", s.Contact, maxWords},
	} {
		if !isLine(is.text, is.max) {
			return &usageError{fmt.Sprintf("%s is one line of at most %d characters", is.name, is.max)}
		}
	}
	if missing := isolate.Support().Missing; s.SandboxStrict && len(missing) > 0 {
		return &usageError{fmt.Sprintf("--sandbox-strict (EINKPDF_SANDBOX_STRICT): this system cannot hold renders to all their bounds: %s", strings.Join(missing, "; "))}
	}
	return nil
}

// isLine tells whether a text is one line, and not too long.
func isLine(text string, most int) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= most && !strings.ContainsFunc(text, unicode.IsControl)
}

// hostPort refuses what is no address to listen at. Of nothing at all the system would make all addresses, and any port.
func hostPort(name, text string) error {
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil || port == "" {
		return &usageError{fmt.Sprintf("%s is %q: say host and port, as 127.0.0.1:8080", name, text)}
	}
	return nil
}
