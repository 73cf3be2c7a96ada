package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/einkpdf/platform/einkpdf/gallery"
)

// kind is what somebody asks for.
type kind int

const (
	read kind = iota
	save
	create
	render
	kinds // how many there are

	everything = kinds // all of them together
)

func (k kind) String() string {
	return [kinds + 1]string{"read", "save", "create", "planner", "all"}[k]
}

// client is a user with one connection, who works at a project of their own.
type client struct {
	http   *http.Client
	base   string
	user   string
	source []byte

	project saved
	edits   int
}

// newClient is a user who has no project yet. The file is gallery:day-planner, of some 400 pages.
func newClient(base, user string) (*client, error) {
	source, err := gallery.Source("day-planner")
	if err != nil {
		return nil, err
	}
	one := &http.Transport{MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1}
	return &client{http: &http.Client{Transport: one, Timeout: time.Minute}, base: base, user: user, source: source}, nil
}

func (c *client) close() { c.http.CloseIdleConnections() }

// answer is what came back.
type answer struct {
	status int
	after  time.Duration // Retry-After; less than 0 = there was none
}

// begin makes the project. Who may not yet waits; refused is how often that was so.
func (c *client) begin(ctx context.Context) (refused int, err error) {
	for c.project.ID == "" {
		a, err := c.ask(ctx, create)
		switch {
		case err != nil:
			return refused, err
		case a.status == http.StatusTooManyRequests:
			refused++
			if !sleep(ctx, a.after) {
				return refused, ctx.Err()
			}
		case a.status != http.StatusOK:
			return refused, fmt.Errorf("%s cannot begin: %d", c.user, a.status)
		}
	}
	return refused, nil
}

// ask asks once. What is saved or made is remembered: the first project is that which everything else is about.
func (c *client) ask(ctx context.Context, k kind) (answer, error) {
	method, path, body := http.MethodGet, "/projects/"+c.project.ID, []byte(nil)
	switch k {
	case save:
		c.edits++
		method, path, body = http.MethodPut, path+"?seen="+strconv.Itoa(c.project.Version), fmt.Appendf(c.source[:len(c.source):len(c.source)], "# edit %d\n", c.edits)
	case create:
		method, path, body = http.MethodPost, "/projects", c.source
	case render:
		method, path = http.MethodPost, path+"/pdf"
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set(userHeader, c.user)
	resp, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return answer{}, err
	}
	a := answer{status: resp.StatusCode, after: -1}
	if field := resp.Header.Get("Retry-After"); field != "" {
		seconds, err := strconv.Atoi(field)
		if err != nil || seconds < 1 {
			return a, fmt.Errorf("the Retry-After of %s is %q", c.user, field)
		}
		a.after = time.Duration(seconds) * time.Second
	}
	if a.status == http.StatusTooManyRequests && a.after < 0 {
		return a, fmt.Errorf("%s is refused, and not told until when", c.user)
	}
	if a.status == http.StatusOK && (k == save || k == create && c.project.ID == "") {
		err = json.Unmarshal(data, &c.project)
	}
	return a, err
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
