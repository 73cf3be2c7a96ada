package quota

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Config says who may have how much. The zero value is right for a server, but for Truths.
type Config struct {
	Tiers   []Tier // nil = Tiers()
	Default string // name of the tier of whoever was given none; "" = that of the first
	// More is a sentence that says how to get more, which ends the messages about limits: "Write to us, or choose a larger plan at
	// https://planner.example.com/plans."; "" = "Ask an administrator of this server for more."
	More string
	// Users tells which users there are, for Admin; nil: any id is one.
	Users Users
	// Truths list what there is, for Sweep. What is used of a resource without one is left as it is. Of JobsPerDay only what is reserved is
	// compared: jobs that wait or run.
	Truths map[Resource]Truth
	// ReserveFor is how long something stays reserved that there is not (yet); 0 = 1 hour, a minute at least.
	ReserveFor time.Duration

	Now      func() time.Time // nil = time.Now
	Logger   *slog.Logger     // nil = silent
	Observer Observer
}

// Users tells which users there are.
type Users interface {
	// Exists tells whether somebody has this id.
	Exists(ctx context.Context, user string) (bool, error)
}

// Observer is told what happens, to be counted. Each may be nil; they are called from any goroutine and must be quick.
type Observer struct {
	OnRefuse func(e Error) // a limit; e.Message is for the user. In a transaction that runs twice it is told twice
	OnSweep  func(s Swept)
}

// What a Config may have.
const (
	maxTiers = 100
	maxTitle = 64  // characters
	maxMore  = 500 // characters
	maxLimit = 1 << 50

	defaultMore       = "Ask an administrator of this server for more."
	defaultReserveFor = time.Hour
	minReserveFor     = time.Minute
)

var tierName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// filled is c with its defaults, and nothing in it that is the caller's to change.
func (c Config) filled() (Config, error) {
	if c.Tiers == nil {
		c.Tiers = Tiers()
	}
	if err := c.copyTiers(); err != nil {
		return Config{}, err
	}
	if c.Default == "" {
		c.Default = c.Tiers[0].Name
	}
	if _, ok := c.tier(c.Default); !ok {
		return Config{}, fmt.Errorf("the Default %q is none of the tiers", c.Default)
	}
	switch c.More = strings.TrimSpace(c.More); {
	case c.More == "":
		c.More = defaultMore
	case !isText(c.More, maxMore):
		return Config{}, fmt.Errorf("the text More has over %d characters, or some that are not text", maxMore)
	}
	switch {
	case c.ReserveFor == 0:
		c.ReserveFor = defaultReserveFor
	case c.ReserveFor < minReserveFor:
		return Config{}, fmt.Errorf("ReserveFor is less than %v", minReserveFor)
	}
	c.Truths = maps.Clone(c.Truths)
	for r, truth := range c.Truths {
		if !r.counted() || truth == nil {
			return Config{}, fmt.Errorf("the Truth of %q: this is not counted, or the Truth is nil", r)
		}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

// copyTiers makes the tiers c's own, and says what is wrong with them.
func (c *Config) copyTiers() error {
	if len(c.Tiers) == 0 || len(c.Tiers) > maxTiers {
		return fmt.Errorf("%d tiers: there are 1 to %d", len(c.Tiers), maxTiers)
	}
	tiers := make([]Tier, 0, len(c.Tiers))
	seen := map[string]bool{}
	for _, t := range c.Tiers {
		if !tierName.MatchString(t.Name) || seen[t.Name] {
			return fmt.Errorf("the tier %q: its name is another's, or not 1 to 32 of a-z 0-9 - that begin with a letter", t.Name)
		}
		seen[t.Name] = true
		if !isText(t.Title, maxTitle) {
			return fmt.Errorf("the tier %q: its title has not 1 to %d characters", t.Name, maxTitle)
		}
		if err := t.Limits.check(); err != nil {
			return fmt.Errorf("the tier %q: %w", t.Name, err)
		}
		t.Limits = maps.Clone(t.Limits)
		tiers = append(tiers, t)
	}
	c.Tiers = tiers
	return nil
}

// tier is that of a name.
func (c *Config) tier(name string) (Tier, bool) {
	for _, t := range c.Tiers {
		if t.Name == name {
			return t, true
		}
	}
	return Tier{}, false
}

// isText tells whether s is 1 to most characters that people can read.
func isText(s string, most int) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}
