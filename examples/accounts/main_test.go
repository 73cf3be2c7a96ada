package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/password"
)

const (
	old   = "correct horse battery"
	newer = "purple monkey dishwasher"
)

// program is the real handler behind a real server, with hashes that cost nothing.
type program struct {
	*app
	t    *testing.T
	url  string
	logs *bytes.Buffer
}

func start(t *testing.T, data, terms string) *program {
	server := httptest.NewUnstartedServer(nil)
	p := &program{t: t, url: "http://" + server.Listener.Addr().String(), logs: new(bytes.Buffer)}
	hasher, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true})
	require.NoError(t, err)
	p.app, err = open(t.Context(), config{
		Data: data, URL: p.url, Terms: terms, Hasher: hasher, LoginFloor: -1,
		Logger: slog.New(slog.NewTextHandler(p.logs, nil)),
	})
	require.NoError(t, err)
	server.Config.Handler = p.handler
	server.Start()
	t.Cleanup(func() {
		server.Close()
		require.NoError(t, p.db.Close())
	})
	return p
}

// mail sends what waits, and returns the text of the newest mail to somebody.
func (p *program) mail(to string) string {
	_, err := p.outbox.Drain(p.t.Context())
	require.NoError(p.t, err)
	names, err := filepath.Glob(filepath.Join(p.mails, "*.eml")) // sorted by time
	require.NoError(p.t, err)
	text := ""
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(p.t, err)
		m, err := mail.ReadMessage(bytes.NewReader(data))
		require.NoError(p.t, err)
		if m.Header.Get("To") != "<"+to+">" {
			continue
		}
		body := m.Body
		if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			body = quotedprintable.NewReader(body)
		}
		read, err := io.ReadAll(body)
		require.NoError(p.t, err)
		text = string(read)
	}
	require.NotEmpty(p.t, text, "no mail")
	return text
}

// link finds the link of a mail: its page and its token.
func (p *program) link(to string) (path, token string) {
	found := regexp.MustCompile(regexp.QuoteMeta(p.url) + `(/[a-z]+)#token=(\S+)`).FindStringSubmatch(p.mail(to))
	require.NotNil(p.t, found)
	return found[1], found[2]
}

// browser is somebody with cookies and without scripts.
type browser struct {
	p *program
	http.Client
}

func (p *program) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(p.t, err)
	return &browser{p, http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

// page is what came at last, redirects followed.
type result struct {
	status int
	path   string
	text   string
	header http.Header
}

func (b *browser) do(method, path string, form url.Values, header ...string) result {
	r, err := http.NewRequestWithContext(b.p.t.Context(), method, b.p.url+path, strings.NewReader(form.Encode()))
	require.NoError(b.p.t, err)
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := b.Do(r)
	require.NoError(b.p.t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(b.p.t, errors.Join(err, res.Body.Close()))
	require.NotContains(b.p.t, string(body), "<no value>")
	require.Contains(b.p.t, res.Header.Get("Content-Security-Policy"), "default-src 'none'")
	return result{res.StatusCode, res.Request.URL.RequestURI(), string(body), res.Header}
}

func (b *browser) get(path string) result { return b.do("GET", path, nil) }

// post sends the fields of a form, a name and a value each.
func (b *browser) post(path string, fields ...string) result {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.do("POST", path, form)
}

func (b *browser) login(name, password string) result {
	return b.post("/login", "name", name, "password", password)
}

// signUp makes an account and confirms it.
func (b *browser) signUp(name, email string) {
	t := b.p.t
	require.Equal(t, "/sent", b.post("/signup", "name", name, "email", email, "password", old, "terms", "1").path)
	path, token := b.p.link(email)
	require.Equal(t, "/confirm", path)
	require.Equal(t, "/account?done=welcome", b.post(path, "token", token, "password", old).path)
	require.Equal(t, "/login?done=out", b.post("/logout").path)
}

// Everything that somebody does with an account, from the first page to the end.
func TestJourney(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), "1")
	ada := p.browser()
	require.Contains(t, ada.get("/").text, `href="/signup"`)
	require.Equal(t, "/login", ada.get("/account").path)

	// Sign up, with mistakes first: what was filled in stays, but the password.
	r := ada.post("/signup", "name", "Ada", "email", "ada@planner.example", "password", "short", "terms", "1")
	require.Equal(t, 422, r.status)
	require.Contains(t, r.text, `role="alert"`)
	require.Contains(t, r.text, `value="ada@planner.example"`)
	require.NotContains(t, r.text, `value="short"`)
	require.Equal(t, 403, ada.post("/signup", "name", "Ada", "email", "ada@planner.example", "password", old).status, "terms")
	require.Equal(t, "/sent", ada.post("/signup", "name", "Ada", "email", "ada@planner.example", "password", old, "terms", "1").path)
	require.Equal(t, 401, ada.login("Ada", old).status, "not yet")
	path, token := p.link("ada@planner.example")
	require.Contains(t, ada.get(path).text, `name="token"`)
	require.Contains(t, ada.get(path).text, `name="password"`)
	require.Equal(t, 422, ada.post(path, "token", "guess", "password", old).status)
	r = ada.post(path, "token", token, "password", newer)
	require.Equal(t, 403, r.status)
	require.Contains(t, r.text, `value="`+token+`"`, "the link is not lost for it")
	require.NotContains(t, r.text, newer)
	r = ada.post(path, "token", " "+p.url+path+"#token="+token+" ", "password", old)
	require.Equal(t, "/account?done=welcome", r.path, "the whole link does")
	require.Contains(t, r.text, "you are logged in")

	// A second click says what can be known: here somebody is logged in, there not.
	r = ada.post(path, "token", token, "password", old)
	require.Equal(t, 422, r.status)
	require.Contains(t, r.text, "You are logged in as Ada")
	r = p.browser().post(path, "token", token, "password", old)
	require.Equal(t, 422, r.status)
	require.NotContains(t, r.text, "Ada")
	require.Contains(t, r.text, `<a href="/login">log in.</a>`)
	require.Contains(t, r.text, `<a href="/signup">sign up again,</a>`)
	require.Equal(t, "/login?done=out", ada.post("/logout").path)

	// Log in, by name in any case or by address.
	require.Equal(t, 401, ada.login("Ada", newer).status)
	r = ada.login("ADA", old)
	require.Equal(t, "/account", r.path)
	require.Contains(t, r.text, "ada@planner.example")
	require.Equal(t, "private, no-store", r.header.Get("Cache-Control"))
	phone, library := p.browser(), p.browser()
	require.Equal(t, "/account", phone.login("ada@planner.example", old).path)
	require.Equal(t, "/account", library.login("Ada", old).path)

	// End one session from another.
	ids := regexp.MustCompile(`name="id" value="([^"]+)"`).FindAllStringSubmatch(ada.get("/account").text, -1)
	require.Len(t, ids, 2)
	for _, id := range ids {
		require.Equal(t, "/account?done=session", ada.post("/account/session", "id", id[1]).path)
	}
	require.Equal(t, "/login?done=over", phone.get("/account").path)
	require.Equal(t, "/login", phone.get("/account").path, "the cookie is gone")
	require.Equal(t, 404, ada.post("/account/session", "id", "nobody's").status)

	// Another password ends the others as well.
	phone.login("Ada", old)
	require.Equal(t, 403, ada.post("/account/password", "password", newer, "new", newer).status)
	require.Equal(t, 422, ada.post("/account/password", "password", old, "new", "ada").status)
	require.Equal(t, "/account?done=password", ada.post("/account/password", "password", old, "new", newer).path)
	require.Equal(t, "/login?done=over", phone.get("/account").path)
	require.Equal(t, "/account", ada.get("/account").path)
	require.Contains(t, p.mail("ada@planner.example"), "password")

	// Another address.
	require.Equal(t, 403, ada.post("/account/address", "password", old, "email", "ada@new.example").status)
	require.Equal(t, "/sent", ada.post("/account/address", "password", newer, "email", "ada@new.example").path)
	require.Contains(t, ada.get("/account").text, "ada@planner.example")
	path, token = p.link("ada@new.example")
	require.Equal(t, "/?done=email", ada.post(path, "token", token).path)
	require.Contains(t, ada.get("/account").text, "ada@new.example")

	// Log out, here and everywhere.
	require.Equal(t, "/login?done=out", ada.post("/logout").path)
	require.Equal(t, "/login", ada.get("/account").path)
	ada.login("Ada", newer)
	phone.login("Ada", newer)
	require.Equal(t, "/login?done=everywhere", ada.post("/account/everywhere").path)
	require.Equal(t, "/login?done=over", phone.get("/account").path)

	// A forgotten password.
	require.Equal(t, "/sent", ada.post("/forgot", "email", "nobody@planner.example").path, "the same for strangers")
	require.Equal(t, "/sent", ada.post("/forgot", "email", "ada@new.example").path)
	path, token = p.link("ada@new.example")
	require.Equal(t, "/reset", path)
	r = ada.post(path, "token", token, "password", "short")
	require.Equal(t, 422, r.status)
	require.Contains(t, r.text, `value="`+token+`"`, "the link is not lost for it")
	require.Equal(t, "/login?done=reset", ada.post(path, "token", token, "password", old).path)
	require.Equal(t, 401, ada.login("Ada", newer).status)
	require.Equal(t, "/account", ada.login("Ada", old).path)

	// The end.
	require.Equal(t, 403, ada.post("/account/delete", "password", newer).status)
	require.Equal(t, "/?done=deleted", ada.post("/account/delete", "password", old).path)
	require.Contains(t, p.mail("ada@new.example"), "was deleted on")
	require.Equal(t, 401, ada.login("Ada", old).status)
	var events int
	require.NoError(t, p.db.Get(t.Context(), &events, `select count(*) from ep_outbox`))
	require.Zero(t, events, "nothing of her waits for anybody")
	require.Empty(t, p.logs.String())
}

// New terms are asked for, and the database outlives the program.
func TestNewTerms(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	before := start(t, data, "1")
	before.browser().signUp("Ada", "ada@planner.example")

	p := start(t, data, "2")
	ada := p.browser()
	require.Contains(t, ada.login("Ada", old).text, "The terms of use have changed")
	require.Equal(t, 403, ada.post("/account/terms", "terms", "1").status)
	r := ada.post("/account/terms", "terms", "2")
	require.Equal(t, "/account?done=terms", r.path)
	require.NotContains(t, r.text, "The terms of use have changed")
}

// A login leaves no session behind that nobody can log out.
func TestLoginEndsTheSessionBefore(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), "1")
	ada := p.browser()
	ada.signUp("Ada", "ada@planner.example")
	ada.login("Ada", old)
	require.NotContains(t, ada.login("Ada", old).text, `name="id"`)
}

// Other websites submit no form, whether somebody is logged in or not.
func TestOtherWebsites(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), "1")
	ada := p.browser()
	ada.signUp("Ada", "ada@planner.example")
	for _, path := range []string{"/signup", "/confirm", "/login", "/forgot", "/reset", "/email"} {
		require.Equal(t, 403, ada.do("POST", path, nil, "Sec-Fetch-Site", "cross-site").status, path)
	}
	ada.login("Ada", old)
	for _, path := range []string{"/account/terms", "/account/session", "/account/everywhere", "/account/password", "/account/address", "/account/delete", "/logout"} {
		require.Equal(t, 403, ada.do("POST", path, url.Values{"password": {old}}, "Sec-Fetch-Site", "same-site").status, path)
		require.Equal(t, "/login", p.browser().post(path, "password", old).path, path)
	}
	require.Equal(t, "/account", ada.get("/account").path)
}

func TestHostileForms(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), "1")
	eve := p.browser()
	r := eve.post("/signup", "name", `<script>alert("1")</script>`, "email", `"><b>@x`, "password", old, "terms", "1")
	require.Equal(t, 422, r.status)
	require.NotContains(t, r.text, "<script>alert")
	require.NotContains(t, r.text, "><b>")
	require.Equal(t, 400, eve.post("/login", "name", strings.Repeat("x", 100_000)).status)
	require.Equal(t, 400, eve.do("POST", "/login?%zz", url.Values{}).status)
	require.NotContains(t, eve.get("/login?done=%3Cb%3E").text, "<b>")
	for path, status := range map[string]int{
		"/nothing": 404, "/static/": 404, "/static/../main.go": 404, "/static/views%2flogin.html": 404, "/static/style.css": 200, "/static/token.js": 200,
	} {
		require.Equal(t, status, eve.get(path).status, path)
	}
}

// The program as main runs it: it mails without being asked, and stops.
func TestRun(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	data, read := t.TempDir(), make(chan string, 1)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, "127.0.0.1:0", data, line(read)) }()
	said := ""
	select {
	case said = <-read:
	case err := <-ended:
		require.NoError(t, err)
	}
	p := &program{t: t, url: regexp.MustCompile(`http://\S+`).FindString(said)}
	require.Equal(t, "/sent", p.browser().post("/signup", "name", "Ada", "email", "ada@planner.example", "password", old, "terms", "2026-01").path)
	require.Eventually(t, func() bool {
		mails, err := filepath.Glob(filepath.Join(data, "mails", "*.eml"))
		return err == nil && len(mails) == 1
	}, 30*time.Second, 20*time.Millisecond)
	stop()
	require.NoError(t, <-ended)
}

// Without a folder there is one for as long as the program runs, and only then.
func TestRunTemporary(t *testing.T) { // not parallel: the environment is everybody's
	parent := t.TempDir()
	t.Setenv("TMPDIR", parent) // Unix
	t.Setenv("TMP", parent)    // Windows
	folders := func() []string {
		all, err := filepath.Glob(filepath.Join(parent, "accounts-*"))
		require.NoError(t, err)
		return all
	}
	require.Error(t, run(t.Context(), "0.0.0.0:0", "", io.Discard))
	require.Empty(t, folders(), "no port, no folder")

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	read, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- run(ctx, "127.0.0.1:0", "", line(read)) }()
	select {
	case said := <-read:
		require.Len(t, folders(), 1)
		require.Contains(t, said, filepath.Join(folders()[0], "mails"))
	case err := <-ended:
		require.NoError(t, err)
	}
	stop()
	require.NoError(t, <-ended)
	require.Empty(t, folders())
}

// What is printed can be pasted anywhere.
func TestRunPrintsAbsolutePaths(t *testing.T) { // not parallel: the working directory is everybody's
	t.Chdir(t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	read, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- run(ctx, "127.0.0.1:0", "data", line(read)) }()
	select {
	case said := <-read:
		for _, path := range regexp.MustCompile(`(?m)^(?:Mails|Database): +(.+)$`).FindAllStringSubmatch(said, -1) {
			require.True(t, filepath.IsAbs(path[1]), said)
		}
	case err := <-ended:
		require.NoError(t, err)
	}
	stop()
	require.NoError(t, <-ended)
	require.DirExists(t, "data")
}

func TestParse(t *testing.T) {
	t.Parallel()
	addr, data, err := parse([]string{"-addr", "127.0.0.1:1", "-data", "x"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, []string{"127.0.0.1:1", "x"}, []string{addr, data})
	for _, args := range [][]string{{"serve"}, {"-addr", "127.0.0.1:1", "data"}, {"-port", "80"}} {
		var out bytes.Buffer
		_, _, err := parse(args, &out)
		require.Error(t, err)
		require.Contains(t, out.String(), "-data", "what there is")
	}
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(t.Context(), "0.0.0.0:0", t.TempDir(), io.Discard), "not a loopback address")
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.Error(t, run(t.Context(), "127.0.0.1:0", file, io.Discard))
}

// line is a writer that passes on what is written.
type line chan<- string

func (l line) Write(b []byte) (int, error) {
	l <- string(b)
	return len(b), nil
}

func TestDevice(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"": "Unknown device",
		"Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0":                                                                  "Firefox on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":           "Edge on Windows",
		"Mozilla/5.0 (Linux; Android 14; Tab X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                     "Chrome on Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari on iPhone",
		"curl/8.5.0": "curl",
	} {
		require.Equal(t, want, device(agent))
	}
}
