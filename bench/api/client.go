package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/einkpdf/platform/problem"
)

// client is a user with connections of their own: one, unless an answer takes so long that they ask for something else meanwhile.
type client struct {
	http    *http.Client
	base    string
	user    string
	address string
	token   string // "" = nobody yet

	project string
	version int    // of it
	source  []byte // of its first version
	wishes  int    // how many different planners were asked for
}

func newClient(base, user string) *client {
	own := &http.Transport{MaxIdleConnsPerHost: 4}
	return &client{http: &http.Client{Transport: own, Timeout: time.Minute}, base: base, user: user, address: addressOf(user)}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// addressOf is an address for a user, in a network of their own: of 2001:db8::/32, which is for documentation (RFC 3849).
func addressOf(user string) string {
	h := fnv.New32a()
	_, _ = io.WriteString(h, user)
	sum := h.Sum32()
	return fmt.Sprintf("2001:db8:%x:%x::1", sum>>16, sum&0xffff)
}

// wish is a request.
type wish struct {
	method, path string
	kind         string // of the body
	body         []byte
	match        string // If-Match
	stranger     bool   // without the token
}

// answer is what came back.
type answer struct {
	status int
	code   string        // of a problem
	after  time.Duration // Retry-After; less than 0 = there was none
	body   []byte
}

// String names it, for whoever looks why it is not what it should be.
func (a answer) String() string {
	if a.code == "" {
		return strconv.Itoa(a.status)
	}
	return fmt.Sprintf("%d %s", a.status, a.code)
}

// not is an error, unless the answer has one of these states.
func (a answer) not(states ...int) error {
	if slices.Contains(states, a.status) {
		return nil
	}
	return fmt.Errorf("%s: %.500s", a, a.body)
}

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 32 << 20

// do asks, and reads the answer to its end.
func (c *client) do(ctx context.Context, w wish) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, w.method, c.base+w.path, bytes.NewReader(w.body))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("X-Forwarded-For", c.address)
	if c.token != "" && !w.stranger {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if w.kind != "" {
		r.Header.Set("Content-Type", w.kind)
	}
	if w.match != "" {
		r.Header.Set("If-Match", w.match)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	a := answer{status: resp.StatusCode, after: -1}
	if a.body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer)); err != nil {
		return a, err
	}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds > 0 {
		a.after = time.Duration(seconds) * time.Second
	}
	if a.status >= http.StatusBadRequest {
		var d problem.Details
		_ = json.Unmarshal(a.body, &d)
		a.code = d.Code
	}
	return a, nil
}

// must asks for what cannot be refused, and reads the answer into v, unless that is nil. It asks again where it is told to.
func (c *client) must(ctx context.Context, want int, w wish, v any) error {
	for {
		a, err := c.do(ctx, w)
		switch {
		case err != nil:
			return err
		case a.status == want && v == nil:
			return nil
		case a.status == want:
			return json.Unmarshal(a.body, v)
		case a.status != http.StatusServiceUnavailable && a.status != http.StatusTooManyRequests || a.after < 0:
			return fmt.Errorf("%s %s of %s: %s: %.500s", w.method, w.path, c.user, a, a.body)
		}
		if !sleep(ctx, a.after) {
			return ctx.Err()
		}
	}
}

// sleep waits, unless ctx ends first: then it is false.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
