package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
)

// step is a part of the journey. Where one was cut off, doing it again from its beginning completes it, as the client of a server that was away for a moment does:
// do looks at what it knows was acknowledged (journey.known), and asks for the rest.
type step struct {
	name string
	do   func(j *journey)
	// leaves a job under way: what follows begins before it.
	underWay bool
}

func steps() []step {
	return []step{
		{name: "set the first admin's password", do: (*journey).claim},
		{name: "register", do: (*journey).register},
		{name: "confirm", do: (*journey).confirm},
		{name: "log in", do: (*journey).logIn},
		{name: "import", do: (*journey).bringIn},
		{name: "edit with a conflict", do: (*journey).edit},
		{name: "upload", do: (*journey).upload},
		{name: "use the image", do: (*journey).useImage},
		{name: "preview", do: (*journey).preview},
		{name: "render", do: (*journey).render, underWay: true},
		{name: "follow", do: (*journey).follow},
		{name: "download", do: (*journey).download},
		{name: "hit a limit", do: (*journey).hitLimit},
		{name: "hit a quota", do: (*journey).hitQuota},
		{name: "be overridden", do: (*journey).beOverridden},
		{name: "read the audit", do: (*journey).readAudit},
	}
}

// What people type.
const (
	adminSecret = "the admin's long secret"
	annSecret   = "ann's own long secret"
	annEmail    = "ann@example.com"
)

// claim follows the one-time link.
func (j *journey) claim() {
	// Without a link an answer that never came had done it.
	if j.p.link != "" {
		form := url.Values{"token": {tokenOf(j.t, j.p.link)}, "password": {adminSecret}}
		a := j.send("", "POST", "/reset", []byte(form.Encode()), io.ReadAll, field("Content-Type", "application/x-www-form-urlencoded")).want(http.StatusSeeOther)
		require.Equal(j.t, "/done?reset", a.header.Get("Location"))
		j.did(auth.ActionReset, a)
	} else {
		require.True(j.t, j.again, "a first start prints a link")
	}
	j.known.claimed = true
	j.known.admin = j.session(firstAdminName, adminSecret)
}

// session logs in, and returns the access token.
func (j *journey) session(name, secret string) string {
	j.t.Helper()
	var granted struct {
		User  struct{ ID string }
		Token string `json:"access_token"`
	}
	a := j.ask("", "POST", "/login", map[string]string{"name": name, "password": secret, "kind": "token"}).want(http.StatusOK).read(&granted)
	j.did(auth.ActionLogin, a)
	j.known.tokens = append(j.known.tokens, granted.Token)
	if name == "ann" {
		j.known.ann = granted.User.ID
	}
	return granted.Token
}

// register asks for an account, and waits for the mail.
func (j *journey) register() {
	if !j.known.registered {
		a := j.ask("", "POST", "/registrations", map[string]string{"name": "ann", "email": annEmail, "password": annSecret}).want(http.StatusAccepted)
		j.known.registered = true
		j.did(auth.ActionRegister, a)
	}
	j.waiting(func() { j.mail() })
}

// mail is the token of the last mail. There is one, if not yet, then soon.
func (j *journey) mail() string {
	j.t.Helper()
	tokens, came := j.mails.has()
	for late := time.After(patience); len(tokens) == 0; tokens, came = j.mails.has() {
		select {
		case <-came:
		case <-j.p.ended: // nothing comes any more
			require.NotNil(j.t, j.moment, j.p.log)
			panic(interrupted{})
		case <-late:
			require.Fail(j.t, "no mail has come", "%s", j.p.log)
		}
	}
	return tokens[len(tokens)-1]
}

// confirm opens the link of the mail.
func (j *journey) confirm() {
	a := j.ask("", "POST", "/registrations/confirm", map[string]string{"token": j.mail(), "password": annSecret})
	if j.again && a.status != http.StatusCreated { // an answer that never came had done it
		a.problem(http.StatusUnprocessableEntity, string(auth.CodeLink))
		j.session("ann", annSecret)
	} else {
		var account struct{ ID, Name string }
		a.want(http.StatusCreated).read(&account)
		require.Equal(j.t, "ann", account.Name)
		j.known.ann = account.ID
		j.did(auth.ActionRegistered, a)
	}
	j.known.confirmed = true
}

// logIn begins two sessions.
func (j *journey) logIn() {
	j.known.desk = j.session("ann", annSecret)
	j.known.tablet = j.session("ann", annSecret)
}

// bringIn imports a project of the predecessor's.
func (j *journey) bringIn() {
	var p projects.Project
	if mine := j.projects(); len(mine) > 0 { // an answer that never came had done it
		require.True(j.t, j.again)
		p = mine[0]
	} else {
		file, err := os.ReadFile(filepath.Join("..", "..", "testdata", "legacy", "plans.json"))
		require.NoError(j.t, err)
		var made struct{ Project projects.Project }
		a := j.ask(j.known.desk, "POST", "/projects/import", file, field("Content-Type", "application/json")).want(http.StatusCreated).read(&made)
		p = made.Project
		j.did(projects.ActionImport, a)
	}
	require.Equal(j.t, "Plans", p.Title)
	require.Equal(j.t, 1, p.Version)
	require.False(j.t, p.Draft)
	j.known.project, j.known.versions = p.ID, map[int]string{1: p.SHA256}
}

// projects are the user's, newest first.
func (j *journey) projects() []projects.Project {
	j.t.Helper()
	var page struct{ Projects []projects.Project }
	j.ask(j.known.desk, "GET", "/projects?order=newest", nil).want(http.StatusOK).read(&page)
	return page.Projects
}

// source is the file of a version.
func (j *journey) source(version int) string {
	j.t.Helper()
	return string(j.ask(j.known.desk, "GET", fmt.Sprintf("/projects/%s/versions/%d/source", j.known.project, version), nil).want(http.StatusOK).body)
}

// changed is a file with something else in it.
func (j *journey) changed(source, old, text string) string {
	j.t.Helper()
	require.Equal(j.t, 1, strings.Count(source, old), "%q in\n%s", old, source)
	return strings.Replace(source, old, text, 1)
}

// put writes the version after that which was seen.
func (j *journey) put(token string, seen int, source string) *reply {
	j.t.Helper()
	return j.ask(token, "PUT", "/projects/"+j.known.project+"/source", []byte(source), field("Content-Type", "application/yaml"), field("If-Match", strconv.Quote(strconv.Itoa(seen))))
}

// save writes it, unless it is known to be written. Of a write whose answer never came a conflict tells that it was done: see docs/api.md.
func (j *journey) save(token string, seen int, source string) {
	j.t.Helper()
	if j.known.versions[seen+1] != "" {
		return
	}
	a := j.put(token, seen, source)
	if j.again && a.status == http.StatusPreconditionFailed {
		current := a.problem(http.StatusPreconditionFailed, string(projects.CodeConflict)).Current
		require.Equal(j.t, seen+1, current.Version)
		require.Equal(j.t, j.known.ann, current.By)
	} else {
		var p projects.Project
		a.want(http.StatusOK).read(&p)
		require.Equal(j.t, seen+1, p.Version)
		require.Equal(j.t, fmt.Sprintf(`"%d"`, seen+1), a.header.Get("ETag"))
		require.False(j.t, p.Draft)
		if !j.again { // what was saved by the request that lost its answer is acknowledged, and in the trail as that one
			j.did(projects.ActionEdit, a)
		}
	}
	j.known.versions[seen+1] = sum([]byte(source))
}

// edit changes the project at the desk and, not knowing of that, on the tablet, and merges both.
func (j *journey) edit() {
	const title, subject = "\ntitle: Plans\n", "\nsubject: Nested sections, counters, constants\n"
	first := j.source(1)
	desk := j.changed(first, title, "\ntitle: Garden plans\n")
	tablet := func(file string) string { return j.changed(file, subject, "\nsubject: Beds and paths\n") }
	j.save(j.known.desk, 1, desk)
	if j.known.versions[3] == "" {
		a := j.put(j.known.tablet, 1, tablet(first))
		p := a.problem(http.StatusPreconditionFailed, string(projects.CodeConflict))
		require.GreaterOrEqual(j.t, p.Current.Version, 2)
		require.Equal(j.t, j.known.ann, p.Current.By)
		require.Equal(j.t, "ann", p.Current.Name)
		j.acts = append(j.acts, act{projects.ActionConflict, a.header.Get("X-Request-Id")})
	}
	j.save(j.known.tablet, 2, tablet(j.source(2)))
	merged := j.source(3)
	require.Contains(j.t, merged, "Garden plans")
	require.Contains(j.t, merged, "Beds and paths")
}

// upload uploads an image. What is there already is the same one.
func (j *journey) upload() {
	var up struct {
		assets.Held
		Existed bool
	}
	a := j.ask(j.known.desk, "POST", "/assets", migratetest.Picture(j.t, 7), field("Content-Type", "image/png")).read(&up)
	if j.again {
		a.want(http.StatusOK, http.StatusCreated)
	} else {
		a.want(http.StatusCreated)
	}
	require.Equal(j.t, a.status == http.StatusOK, up.Existed)
	j.known.asset, j.known.picture = up.ID, up.SHA256
	j.did(assets.ActionUpload, a)
}

// useImage puts the image on the first page.
func (j *journey) useImage() {
	const place = "        - {type: anchor, name: \"home:index\""
	image := fmt.Sprintf("        - {type: image, asset: %q, x: 40pt, y: 300pt, width: 60pt, height: 60pt}\n", j.known.asset)
	j.save(j.known.desk, 3, j.changed(j.source(3), place, image+place))
	var uses struct{ Projects []assets.ProjectRef }
	j.ask(j.known.desk, "GET", "/assets/"+j.known.asset+"/projects", nil).want(http.StatusOK).read(&uses)
	require.Len(j.t, uses.Projects, 1)
	require.Equal(j.t, j.known.project, uses.Projects[0].ID)
}

// preview looks at the first page.
func (j *journey) preview() {
	a := j.ask(j.known.desk, "GET", "/projects/"+j.known.project+"/preview.png?page=1", nil).want(http.StatusOK)
	require.Equal(j.t, "image/png", a.header.Get("Content-Type"))
	_, err := png.Decode(bytes.NewReader(a.body))
	require.NoError(j.t, err)
}

// render asks for the planner, by a key, so that it may ask again.
func (j *journey) render() {
	for range 2 {
		var job jobs.Job
		a := j.ask(j.known.desk, "POST", "/projects/"+j.known.project+"/jobs", map[string]bool{"validate": true}, field("Idempotency-Key", "the garden of 2026")).want(http.StatusAccepted, http.StatusOK).read(&job)
		if !j.again {
			require.Equal(j.t, j.known.job == "", a.status == http.StatusAccepted)
		}
		if j.known.job != "" {
			require.Equal(j.t, j.known.job, job.ID, "the same key is the same job")
		}
		if j.known.job = job.ID; a.status == http.StatusAccepted {
			j.did(jobs.ActionEnqueue, a)
		}
	}
}

// hitLimit looks at pages until that is too often, waits as long as it is told to, and goes on.
func (j *journey) hitLimit() {
	path := "/projects/" + j.known.project + "/preview.svg?page=1"
	var a *reply
	for range 30 {
		if a = j.ask(j.known.desk, "GET", path, nil); a.status != http.StatusOK {
			break
		}
	}
	require.Contains(j.t, a.problem(http.StatusTooManyRequests, "rate-limited").Violated, "preview")
	wait, err := strconv.Atoi(a.header.Get("Retry-After"))
	require.NoError(j.t, err)
	require.Positive(j.t, wait)
	time.Sleep(time.Duration(wait) * time.Second) // it is a promise
	j.ask(j.known.desk, "GET", path, nil).want(http.StatusOK)
}

// override gives the user a limit of projects, as the admin.
func (j *journey) override(limit int64, reason string) {
	j.t.Helper()
	j.known.trying = limit
	a := j.ask(j.known.admin, "PUT", "/admin/users/"+j.known.ann+"/overrides/projects", map[string]any{"limit": limit, "reason": reason}).want(http.StatusOK)
	j.known.limit = limit
	j.did(quota.ActionOverride, a)
}

// second is the name of the project that is one too many.
const second = "One more"

func (j *journey) create() *reply {
	j.t.Helper()
	return j.ask(j.known.desk, "POST", "/projects", map[string]string{"name": second, "template": "notebook"})
}

// hitQuota has no room for another project.
func (j *journey) hitQuota() {
	j.override(1, "on trial")
	p := j.create().problem(http.StatusForbidden, string(quota.CodeExceeded))
	one := int64(1)
	require.Equal(j.t, refused{Code: p.Code, Detail: p.Detail, Resource: "projects", Tier: "free", Limit: &one, Used: &one, Asked: &one}, p)
}

// beOverridden gets room from the admin.
func (j *journey) beOverridden() {
	j.override(2, "paid for it")
	if mine := j.projects(); len(mine) > 1 { // an answer that never came had done it
		require.True(j.t, j.again)
		require.Equal(j.t, second, mine[0].Name)
		j.known.second = mine[0].ID
		return
	}
	var p projects.Project
	a := j.create().want(http.StatusCreated).read(&p)
	j.known.second = p.ID
	j.did(projects.ActionCreate, a)
}

// sum is the SHA-256 of data, hex.
func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}
