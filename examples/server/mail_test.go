package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mailServer takes mails on this machine, and hands them on as they come.
func mailServer(t *testing.T) (port string, mails <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	all := make(chan string, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			takeMail(c, all)
		}
	}()
	_, port, err = net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port, all
}

// takeMail speaks as much SMTP as one mail needs.
func takeMail(c net.Conn, mails chan<- string) {
	defer c.Close() //nolint:errcheck // a test
	fmt.Fprint(c, "220 mail\r\n")
	lines := bufio.NewScanner(c)
	for lines.Scan() {
		switch word, _, _ := strings.Cut(lines.Text(), " "); strings.ToUpper(word) {
		case "DATA":
			fmt.Fprint(c, "354 go on\r\n")
			var mail strings.Builder
			for lines.Scan() && lines.Text() != "." {
				mail.WriteString(lines.Text() + "\n")
			}
			mails <- strings.ReplaceAll(strings.ReplaceAll(mail.String(), "=\n", ""), "=3D", "=")
			fmt.Fprint(c, "250 taken\r\n")
		case "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

// Unless the operator says so, nobody signs up, whether mails go out or not: neither over the API nor on the page of a link.
func TestNobodySignsUp(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"", "smtp.example.com"} {
		h := openHouse(t, filepath.Join(t.TempDir(), "data"), func(c *houseConfig) {
			c.settings.SMTPHost = host
			if host != "" {
				c.settings.MailFrom = "planners@example.com"
			}
		})
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/registrations", strings.NewReader(`{"name": "ann", "email": "ann@example.org", "password": "`+secret+`"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		require.Equal(t, http.StatusForbidden, w.Code, w.Body.String())
		require.Contains(t, w.Body.String(), `"code":"sign-up-closed"`)
		page := ask(h.handler, "POST", "/confirm", url.Values{"token": {"AAAAAAAAAAAAAAAAAAAAAAAAAA"}, "password": {secret}})
		require.Equal(t, http.StatusForbidden, page.Code)
		require.Contains(t, page.Body.String(), "Nobody can sign up here.")
	}
}

// TestSignUp goes from a registration to an account by the link of a mail.
func TestSignUp(t *testing.T) {
	t.Parallel()
	port, mails := mailServer(t)
	s := serve(t, filepath.Join(t.TempDir(), "data"), "--smtp-host", "127.0.0.1", "--smtp-port", port, "--smtp-security", "plain",
		"--mail-from", "Planners <planners@example.com>", "--product", "Planners", "--registration", "open")
	post := func(path, body string) int {
		t.Helper()
		r, err := http.Post(s.url+"/api/v1"+path, "application/json", strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		return r.StatusCode
	}
	follow := func(link string, form url.Values) {
		t.Helper()
		page, token, found := strings.Cut(link, "#token=")
		require.True(t, found, link)
		form.Set("token", token)
		r, err := http.PostForm(page, form)
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		require.Contains(t, r.Request.URL.Path, "/done")
	}
	link := regexp.MustCompile(regexp.QuoteMeta(s.url) + `/[a-z]+#token=[A-Z2-7]{26}`)
	require.Equal(t, http.StatusAccepted, post("/registrations", `{"name": "ann", "email": "ann@example.org", "password": "`+secret+`"}`))
	mail := <-mails
	require.Contains(t, mail, "Planners")
	follow(link.FindString(mail), url.Values{"password": {secret}})
	require.Equal(t, http.StatusOK, post("/login", `{"name": "ann", "password": "`+secret+`", "kind": "token"}`))

	require.Equal(t, http.StatusAccepted, post("/resets", `{"email": "ann@example.org"}`))
	follow(link.FindString(<-mails), url.Values{"password": {"another " + secret}})
	require.Equal(t, http.StatusUnauthorized, post("/login", `{"name": "ann", "password": "`+secret+`", "kind": "token"}`))
	require.Equal(t, http.StatusOK, post("/login", `{"name": "ann", "password": "another `+secret+`", "kind": "token"}`))
}
