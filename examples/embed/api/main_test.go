package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program as somebody runs it: one of its users makes a planner, and is still there when it starts again.
func TestAPI(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "api.exe") // a name that Windows runs as well
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	url, stop := start(t, program, dir)

	status, _, text := ask(t, "GET", url+"/me", "", "")
	require.Equal(t, 401, status, text)
	status, _, text = ask(t, "GET", url+"/me", "key-of-eve", "")
	require.Equal(t, 401, status)
	require.Contains(t, text, "Please ask for another one.")
	status, _, text = ask(t, "GET", url+"/me", "key-of-ada", "")
	require.Equal(t, 200, status)
	require.JSONEq(t, `{"user":{"id":"7","name":"Ada","role":"user"}}`, text)

	source := "einkpdf: 1\ntitle: March\ndevice: remarkable-2\ndesigns: {page: {body: {type: lines, pitch: 8mm}}}\nplan: [{design: page}]\n"
	body, err := json.Marshal(map[string]string{"source": source})
	require.NoError(t, err)
	status, header, text := ask(t, "POST", url+"/projects", "key-of-ada", string(body))
	require.Equal(t, 201, status, text)
	stop()

	url, _ = start(t, program, dir)
	project := strings.TrimSuffix(url, "/api/v1") + header.Get("Location")
	status, _, text = ask(t, "GET", project, "key-of-ada", "")
	require.Equal(t, 200, status, text)
	require.Contains(t, text, `"name":"March"`)
	status, header, text = ask(t, "GET", project+"/preview.png", "key-of-ada", "")
	require.Equal(t, 200, status, text)
	require.Equal(t, "image/png", header.Get("Content-Type"))
	status, _, _ = ask(t, "GET", project, "", "")
	require.Equal(t, 401, status)
}

// start runs the program in a folder. It says where its API is.
func start(t *testing.T, program, dir string) (url string, stop func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, "-addr", "127.0.0.1:0")
	cmd.Dir = dir
	log, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	}
	t.Cleanup(stop)
	line, err := bufio.NewReader(log).ReadString('\n')
	require.NoError(t, err)
	at := strings.Index(line, "http://")
	require.GreaterOrEqual(t, at, 0, line)
	return strings.TrimSuffix(strings.TrimSpace(line[at:]), "/openapi.yaml"), stop
}

func ask(t *testing.T, method, url, key, body string) (status int, header http.Header, text string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close() //nolint:errcheck // it was read
	data, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, answer.Header, string(data)
}

func TestErrors(t *testing.T) {
	require.Error(t, run(t.Context(), "127.0.0.1:0", t.TempDir()), "a folder is no database")
	require.Error(t, run(t.Context(), "nowhere", filepath.Join(t.TempDir(), "x.sqlite")))
}
