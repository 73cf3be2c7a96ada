package health

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// Check is something that must be well for a server to be ready.
type Check struct {
	Name string // 1 to 32 of a-z 0-9 -, first a letter; each another one
	// Do returns what is wrong, or nil. It should return soon when ctx ends.
	Do func(ctx context.Context) error
	// Timeout is how long it may take; 0 = 5 s.
	Timeout time.Duration
	// Every is how long an outcome is good for; 0 = 2 s.
	Every time.Duration
	// Background is for what takes long: once it has passed, whoever asks when the outcome is no longer good is not kept waiting, but gets the one before,
	// up to three times as old. One that failed is tried again after 30 s, or Every if that is less.
	Background bool
}

// retry is how soon a Background check that failed is tried again.
const retry = 30 * time.Second

var checkName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// filled is c with its defaults, or what is wrong with it.
func (c Check) filled() (Check, error) {
	switch {
	case !checkName.MatchString(c.Name):
		return c, fmt.Errorf("health: %q is no name of a check: 1 to 32 of a-z 0-9 -, first a letter", c.Name)
	case c.Do == nil:
		return c, fmt.Errorf("health: the check %s does nothing", c.Name)
	case c.Timeout < 0 || c.Every < 0:
		return c, fmt.Errorf("health: the check %s has a time that is less than nothing", c.Name)
	}
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Second
	}
	if c.Every == 0 {
		c.Every = 2 * time.Second
	}
	return c, nil
}

// good is how long an outcome is.
func (c Check) good(err error) time.Duration {
	if c.Background && err != nil {
		return min(c.Every, retry)
	}
	return c.Every
}

// do is Do, where a panic is an error.
func (c Check) do(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return c.Do(ctx)
}

// errSlow is of a check that took longer than its Timeout.
var errSlow = errors.New("health: no answer in time")
