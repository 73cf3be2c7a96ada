package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long an answer may take, and what the server promises for later: what was under way when it was killed is begun again after a minute at most.
const patience = 3 * time.Minute

// phase is when a server is killed, of a request.
type phase string

const (
	before phase = "before"     // it is sent
	half   phase = "in half of" // what is sent
	during phase = "during"     // after moment.delay
	after  phase = "after"      // all of its answer has come
)

// moment is when a server is killed in a step.
type moment struct {
	request int // of the step, from 0
	phase   phase
	delay   time.Duration
}

func (m moment) String() string {
	if m.phase == during {
		return fmt.Sprintf("%s after request %d was sent", m.delay.Round(10*time.Microsecond), m.request+1)
	}
	return fmt.Sprintf("%s request %d", m.phase, m.request+1)
}

// interrupted is panicked with where an answer does not come, since the server was killed. journey.try takes it.
type interrupted struct{}

// asked is what a request was like.
type asked struct {
	writes bool
	size   int // of the body, in bytes
	took   time.Duration
}

// reply is an answer, whole.
type reply struct {
	j      *journey
	status int
	header http.Header
	body   []byte
}

// field is a field of a request.
func field(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// ask sends a request to the API with a session's token ("" = none), and reads its answer. Its body is nil, []byte or what is sent as JSON.
func (j *journey) ask(token, method, path string, body any, options ...func(*http.Request)) *reply {
	j.t.Helper()
	return j.send(token, method, "/api/v1"+path, body, io.ReadAll, options...)
}

// send sends a request and reads its answer with read. If it is the one at which the server is to be killed, that is done.
func (j *journey) send(token, method, path string, body any, read func(io.Reader) ([]byte, error), options ...func(*http.Request)) *reply {
	j.t.Helper()
	now := j.due()
	if now != nil && now.phase == before {
		j.p.kill()
	}
	data, kind := []byte(nil), ""
	switch b := body.(type) {
	case nil:
	case []byte:
		data = b
	default:
		var err error
		data, err = json.Marshal(b)
		require.NoError(j.t, err)
		kind = "application/json"
	}
	ctx, cancel := context.WithTimeout(j.t.Context(), patience)
	defer cancel()
	if now != nil && now.phase == during {
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) {
			j.blows.Go(func() {
				time.Sleep(now.delay)
				j.p.kill()
			})
		}})
	}
	r, err := http.NewRequestWithContext(ctx, method, j.p.url+path, bytes.NewReader(data))
	require.NoError(j.t, err)
	if now != nil && now.phase == half {
		r.GetBody, r.Body = nil, io.NopCloser(io.MultiReader(bytes.NewReader(data[:len(data)/2]), killing{j.p}, bytes.NewReader(data[len(data)/2:])))
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for _, o := range options {
		o(r)
	}
	began := time.Now()
	a := &reply{j: j}
	answer, err := j.client.Do(r)
	if err == nil {
		a.status, a.header = answer.StatusCode, answer.Header
		a.body, err = read(answer.Body)
		_ = answer.Body.Close()
	}
	if err != nil && j.moment != nil {
		j.blows.Wait()
		panic(interrupted{})
	}
	require.NoError(j.t, err, "%s %s", method, path)
	j.requests = append(j.requests, asked{method != http.MethodGet, len(data), time.Since(began)})
	if now != nil && now.phase == after {
		j.p.kill()
	}
	return a
}

// due is the moment of the request that comes now, if it is that of a kill.
func (j *journey) due() *moment {
	if j.moment != nil && j.moment.request == len(j.requests) {
		return j.moment
	}
	return nil
}

// killing is a piece of a body at which the server is killed.
type killing struct{ p *process }

func (k killing) Read([]byte) (int, error) {
	k.p.kill()
	return 0, io.EOF
}

// want wants one of these statuses.
func (a *reply) want(statuses ...int) *reply {
	a.j.t.Helper()
	require.Contains(a.j.t, statuses, a.status, "%s\n%s", a.body, a.j.p.log)
	return a
}

// read reads the answer as JSON.
func (a *reply) read(into any) *reply {
	a.j.t.Helper()
	require.NoError(a.j.t, json.Unmarshal(a.body, into), "%s", a.body)
	return a
}

// refused is a problem, with what a program needs to go on.
type refused struct {
	Code    string
	Detail  string
	Current *struct {
		Version int
		By      string
		Name    string `json:"by_name"`
	}
	Violated []string `json:"violated-policies"`
	Resource string
	Tier     string
	Limit    *int64
	Used     *int64
	Asked    *int64
}

// problem wants a problem of this code.
func (a *reply) problem(status int, code string) (p refused) {
	a.j.t.Helper()
	a.want(status).read(&p)
	require.Equal(a.j.t, "application/problem+json", a.header.Get("Content-Type"))
	require.Equal(a.j.t, code, p.Code, p.Detail)
	require.NotEmpty(a.j.t, p.Detail)
	return p
}
