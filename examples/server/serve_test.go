package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
)

// served is a server that runs in this process.
type served struct {
	url  string
	said string // what it printed when it began
	stop func() (code int, log string)
}

// serve starts a server on a folder, and waits until it has printed its address.
func serve(t *testing.T, folder string, args ...string) served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	var log strings.Builder
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, append([]string{"--data", folder, "serve", "--listen", "127.0.0.1:0"}, args...), streams{write, &log})
		_ = write.Close()
		ended <- code
	}()
	s := served{stop: sync.OnceValues(func() (int, string) {
		cancel()
		return <-ended, log.String()
	})}
	t.Cleanup(func() { s.stop() })
	said := make([]byte, 4<<10)
	n, err := read.Read(said) // it prints all at once
	if err != nil {
		_, log := s.stop()
		require.NoError(t, err, log)
	}
	s.said = string(said[:n])
	s.url = regexp.MustCompile(`(?m)^Address: (.*)$`).FindStringSubmatch(s.said)[1]
	return s
}

func get(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	r, err := client.Get(url)
	require.NoError(t, err)
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.NoError(t, r.Body.Close())
	return r.StatusCode, string(body)
}

// TestServe starts a server where nothing is yet, stops it, and starts it again.
func TestServe(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	s := serve(t, folder, "--metrics-listen", "127.0.0.1:0", "--log-format", "json")
	require.Contains(t, names(t, folder), "keys.json")
	status, page := get(t, http.DefaultClient, s.url+"/")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "/api/v1/openapi.yaml")
	status, document := get(t, http.DefaultClient, s.url+"/api/v1/openapi.yaml")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, document, "openapi: 3.1")
	require.Equal(t, exitOK, invoke(t, "doctor", "--ready", s.url).code)
	doctor := invoke(t, "--data", folder, "doctor")
	require.Equal(t, exitOK, doctor.code, doctor.out+doctor.err)

	code, log := s.stop()
	require.Equal(t, exitOK, code, log)
	for line := range strings.Lines(log) {
		var said struct{ Level, Msg string }
		require.NoError(t, json.Unmarshal([]byte(line), &said), line)
		require.Equal(t, "INFO", said.Level, line)
		require.NotContains(t, line, "token=")
	}
	down := invoke(t, "doctor", "--ready", s.url)
	require.Equal(t, exitProblems, down.code)
	require.Contains(t, down.err, "the server is not ready")

	again := serve(t, folder)
	require.Equal(t, exitOK, invoke(t, "doctor", "--ready", again.url).code)

	// What is counted in memory would count twice. Commands go on beside it.
	second := invoke(t, "--data", folder, "serve", "--listen", "127.0.0.1:0")
	require.Equal(t, exitUsage, second.code)
	require.Contains(t, second.err, "another server serves "+folder+" already: stop that one")
	require.Equal(t, exitOK, invoke(t, "--data", folder, "user", "list").code)
	code, log = again.stop()
	require.Equal(t, exitOK, code, log)
	serve(t, folder)
}

// TestServePrintsTheLinkOnce says what the first start prints, and the next one when the password is set.
func TestServePrintsTheLinkOnce(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	first := serve(t, folder)
	require.Contains(t, first.said, `Set the password of the first admin, "admin", within 24 hours. This link works once:`)
	link := regexp.MustCompile(`(?m)^http://127\.0\.0\.1:\d+/reset#token=.*$`).FindString(first.said)
	status, page := get(t, http.DefaultClient, link)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "Set your password")
	r, err := http.PostForm(first.url+"/reset", url.Values{"token": {tokenOf(t, link)}, "password": {secret}})
	require.NoError(t, err)
	require.NoError(t, r.Body.Close())
	require.Equal(t, first.url+"/done?reset", r.Request.URL.String())
	code, log := first.stop()
	require.Equal(t, exitOK, code, log)
	require.NotContains(t, serve(t, folder).said, "token=")
}

// TestGraceful lets a request end that is under way when the server stops, and ends the events of a job, which have no end of their own.
func TestGraceful(t *testing.T) {
	t.Parallel()
	h := openHouse(t, filepath.Join(t.TempDir(), "data"))
	follow := waitingJob(t, h)
	under, goOn := make(chan struct{}), make(chan struct{})
	all := h.handler
	h.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/slow" {
			all.ServeHTTP(w, r)
			return
		}
		under <- struct{}{}
		<-goOn
		_, _ = io.WriteString(w, "whole")
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.serve(ctx, listener) }()
	server := "http://" + listener.Addr().String()
	answers := make(chan string, 1)
	go func() {
		_, body := get(t, http.DefaultClient, server+"/slow")
		answers <- body
	}()
	<-under
	events := bufio.NewReader(follow(server))
	line, err := events.ReadString('\n')
	require.NoError(t, err, line)
	stop()
	_, err = io.ReadAll(events)
	require.NoError(t, err, "while it waits for the other request")
	close(goOn)
	require.Equal(t, "whole", <-answers)
	require.NoError(t, <-ended)
}

// waitingJob makes a job that nothing in the server does; follow opens its events.
func waitingJob(t *testing.T, h *house) (follow func(server string) io.Reader) {
	t.Helper()
	u, err := h.accounts.CreateUser(t.Context(), auth.Operator("test"), auth.NewUser{Name: "ann", Email: "ann@example.org", Password: secret})
	require.NoError(t, err)
	g, err := h.accounts.Login(t.Context(), auth.Credentials{Name: "ann", Password: secret}, auth.TokenSession)
	require.NoError(t, err)
	j, _, err := h.queue.Enqueue(t.Context(), jobs.Spec{Kind: "of-nobody", Owner: u.ID})
	require.NoError(t, err)
	return func(server string) io.Reader {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server+"/api/v1/jobs/"+j.ID+"/events", nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+g.Access)
		a, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, a.Body.Close()) })
		require.Equal(t, http.StatusOK, a.StatusCode)
		return a.Body
	}
}

// What ends in the background ends the server, so that whoever supervises it starts it again.
func TestBackgroundEnds(t *testing.T) {
	t.Parallel()
	h := openHouse(t, filepath.Join(t.TempDir(), "data"))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	h.c.settings.MetricsListen = listener.Addr().String() // is taken
	require.ErrorContains(t, h.serve(t.Context(), listener), "--metrics-listen (EINKPDF_METRICS_LISTEN): ")
}

// certify writes a certificate for a name, and returns it.
func certify(t *testing.T, folder, name string) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "cert.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	c, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	return c
}

// The doctor says how long the certificate is good, and whether it is over.
func TestDoctorLooksAtTheCertificate(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	end := certify(t, folder, "planner.example.com").NotAfter
	w := web{TLSCert: filepath.Join(folder, "cert.pem"), TLSKey: filepath.Join(folder, "key.pem")}
	require.Equal(t, finding{what: "tls", say: "until " + end.Format("2006-01-02")}, w.tls(end))
	require.ErrorContains(t, w.tls(end.Add(time.Second)).err, "renew it")
	require.Equal(t, finding{what: "tls", say: "by a proxy"}, web{}.tls(end))
	require.Error(t, web{TLSCert: w.TLSCert}.tls(end).err)
}

func TestTLS(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	roots := x509.NewCertPool()
	roots.AddCert(certify(t, folder, "planner.example.com"))
	s := serve(t, filepath.Join(folder, "data"), "--tls-cert", filepath.Join(folder, "cert.pem"), "--tls-key", filepath.Join(folder, "key.pem"))
	require.True(t, strings.HasPrefix(s.url, "https://"))
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	r, err := client.Get(s.url + "/healthz")
	require.NoError(t, err)
	require.NoError(t, r.Body.Close())
	require.Equal(t, "HTTP/2.0", r.Proto)
	require.NotEmpty(t, r.Header.Get("Strict-Transport-Security"))
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS11}}} //nolint:gosec // it is to be refused
	_, err = old.Get(s.url + "/healthz")                                                                                        //nolint:bodyclose // there is none
	require.Error(t, err)
}

// TestCertificateRenewed takes a new certificate without a restart, and keeps the old one while the new one is not whole.
func TestCertificateRenewed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	first := certify(t, folder, "a.example.com")
	w := web{TLSCert: filepath.Join(folder, "cert.pem"), TLSKey: filepath.Join(folder, "key.pem")}
	var log strings.Builder
	c, err := w.certificate(slog.New(slog.NewTextHandler(&log, nil)))
	require.NoError(t, err)
	is := func(want *x509.Certificate) {
		t.Helper()
		c.looked = time.Time{}
		got, err := c.get(nil)
		require.NoError(t, err)
		require.Equal(t, want.Raw, got.Certificate[0])
	}
	is(first)
	later := time.Now().Add(time.Minute)
	require.NoError(t, os.WriteFile(w.TLSKey, []byte("half"), 0o600))
	require.NoError(t, os.Chtimes(w.TLSKey, later, later))
	require.Empty(t, log.String())
	is(first)
	is(first)
	require.Equal(t, 1, strings.Count(log.String(), "cannot be used; the one before goes on"), log.String())
	second := certify(t, folder, "b.example.com")
	later = later.Add(time.Minute)
	require.NoError(t, os.Chtimes(w.TLSCert, later, later))
	is(second)
}
