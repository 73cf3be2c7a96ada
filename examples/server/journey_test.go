package main

import (
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/ratelimit"
)

// TestJourney is all that people do with the product, as its clients do it, with the built program: from the first start to the trail of who did what. Then the same with
// a server that is killed in each step. EINKPDF_TEST_SEED does a run again, as far as the machine takes the same time; CI=true has more moments.
func TestJourney(t *testing.T) {
	t.Parallel()
	binary := buildServer(t)
	t.Run("whole", func(t *testing.T) {
		t.Parallel()
		j := depart(t, binary)
		for _, s := range steps() {
			require.True(t, j.try(s, nil), s.name)
		}
		j.examined()
		j.well()
		j.limited()
		require.NoError(t, j.p.stop(t))
		j.quiet()
	})
	t.Run("killed", func(t *testing.T) {
		t.Parallel()
		killedInEachStep(t, binary)
	})
}

// journey is a client on its way, and the server that it talks to.
type journey struct {
	t      *testing.T
	binary string
	folder string
	p      *process
	mails  *mailbox
	client *http.Client

	known known
	acts  []act

	requests []asked        // of the step
	moment   *moment        // of the step, at which the server is killed; nil: it is not
	blows    sync.WaitGroup // kills that are to come
	again    bool           // a step was cut off: what it did nobody knows
	slots    chan struct{}  // one is taken while this journey works; nil: it need not
}

// known is what the client knows since it was acknowledged.
type known struct {
	claimed, registered, confirmed bool

	admin, desk, tablet string   // access tokens
	tokens              []string // all of them
	ann                 string   // id of the user

	project       string
	versions      map[int]string // SHA-256 of their files
	asset         string
	picture       string // SHA-256
	job           string
	done          bool
	planner       string // SHA-256
	fetched       bool
	pages         int
	limit, trying int64 // of projects; trying was asked for last
	second        string
}

// act is something that the audit trail tells of: an action in an acknowledged request.
type act struct{ action, request string }

// depart begins a journey with a first start.
func depart(t *testing.T, binary string) *journey {
	t.Helper()
	j := &journey{t: t, binary: binary, folder: filepath.Join(t.TempDir(), "data")}
	j.settle(nil)
	j.start()
	return j
}

// settle gives the journey what it has for itself.
func (j *journey) settle(mails []string) {
	j.t.Helper()
	transport := &http.Transport{}
	j.t.Cleanup(transport.CloseIdleConnections)
	j.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	j.mails = openMailbox(j.t, mails)
}

// settings are those of the server: limits that the journey does not reach, but for the one that it is to reach.
func (j *journey) settings() []string {
	return append(j.mails.settings(), "--limit-all", "off", "--limit-login", "off", "--limit-create", "off", "--limit-upload", "off", "--limit-pdf", "off", "--limit-preview", "1/2s burst 6")
}

// start starts the server.
func (j *journey) start() {
	j.t.Helper()
	j.p = startServer(j.t, j.binary, j.folder, 0, j.settings()...)
}

// did notes what the audit trail has to tell.
func (j *journey) did(action string, a *reply) {
	j.t.Helper()
	id := a.header.Get("X-Request-Id")
	require.NotEmpty(j.t, id)
	j.acts = append(j.acts, act{action, id})
}

// try does a step, and tells whether that came to its end. m, if not nil, is when the server is killed meanwhile; it has ended then in any case.
func (j *journey) try(s step, m *moment) (whole bool) {
	j.t.Helper()
	j.requests, j.moment = nil, m
	defer func() {
		if cut := recover(); cut != nil {
			if _, ok := cut.(interrupted); !ok {
				panic(cut)
			}
		}
		j.blows.Wait()
		if m != nil {
			j.p.kill()
		}
		j.moment = nil
	}()
	s.do(j)
	return true
}

// waiting waits for do without keeping others from their work.
func (j *journey) waiting(do func()) {
	if j.slots != nil {
		<-j.slots
		defer func() { j.slots <- struct{}{} }()
	}
	do()
}

// examined asks the doctor, who has to find nothing, while the server runs.
func (j *journey) examined() {
	j.t.Helper()
	for n := 0; ; n++ {
		doctor, err := command(j.binary, j.folder, "doctor").CombinedOutput()
		if err != nil && n < 5 && strings.Count(string(doctor), "FAIL") == 1 && strings.Contains(string(doctor), notReady) {
			continue
		}
		require.NoError(j.t, err, "%s", doctor)
		require.NotContains(j.t, string(doctor), "FAIL")
		return
	}
}

// notReady is said of a child that took 10 seconds to begin: the machine is busy with other things, so it is tried again, as the server does.
const notReady = "work-not-ready"

// well looks whether all that was acknowledged is there, once.
func (j *journey) well() {
	j.t.Helper()
	for _, token := range j.known.tokens {
		j.ask(token, "GET", "/me", nil).want(http.StatusOK)
	}
	if j.known.project != "" {
		j.projectIsThere()
	}
	if j.known.asset != "" {
		var page struct{ Assets []struct{ ID string } }
		j.ask(j.known.desk, "GET", "/assets", nil).want(http.StatusOK).read(&page)
		require.Len(j.t, page.Assets, 1, "the same bytes are one image")
		a := j.ask(j.known.desk, "GET", "/assets/"+j.known.asset+"/content", nil).want(http.StatusOK)
		require.Equal(j.t, j.known.picture, sum(a.body))
	}
	if j.known.job != "" {
		job := j.job()
		if j.known.done {
			require.Equal(j.t, "succeeded", string(job.State))
			a := j.ask(j.known.desk, "GET", "/jobs/"+j.known.job+"/files/planner.pdf", nil).want(http.StatusOK)
			require.Equal(j.t, j.known.planner, sum(a.body))
		}
	}
	if j.known.limit != 0 {
		j.overrideIsThere()
	}
	if j.known.admin != "" {
		j.readAudit()
	}
}

// projectIsThere looks at the project, and each of its versions.
func (j *journey) projectIsThere() {
	j.t.Helper()
	var p struct{ Version int }
	j.ask(j.known.desk, "GET", "/projects/"+j.known.project, nil).want(http.StatusOK).read(&p)
	require.GreaterOrEqual(j.t, p.Version, len(j.known.versions))
	require.LessOrEqual(j.t, p.Version, len(j.known.versions)+1, "but for one that was under way")
	for n, is := range j.known.versions {
		require.Equal(j.t, is, sum([]byte(j.source(n))), "version %d", n)
	}
	most := 1
	if j.known.trying == 2 {
		most = 2
	}
	list := j.projects()
	require.LessOrEqual(j.t, len(list), most)
	ids := map[string]bool{j.known.project: true}
	if j.known.second != "" {
		ids[j.known.second] = true
	}
	for _, p := range list {
		delete(ids, p.ID)
	}
	require.Empty(j.t, ids)
}

// overrideIsThere looks at the user's limit.
func (j *journey) overrideIsThere() {
	j.t.Helper()
	var usage struct {
		Resources []struct {
			Resource string
			Limit    int64
			Override *struct{ Reason, By string }
		}
	}
	j.ask(j.known.desk, "GET", "/usage", nil).want(http.StatusOK).read(&usage)
	for _, r := range usage.Resources {
		if r.Resource == "projects" {
			require.Contains(j.t, []int64{j.known.limit, j.known.trying}, r.Limit)
			require.Contains(j.t, []string{"on trial", "paid for it"}, r.Override.Reason)
			return
		}
	}
	require.Fail(j.t, "no limit of projects")
}

// readAudit looks for each deed in the audit trail, as an admin.
func (j *journey) readAudit() {
	trail := map[act]int{}
	for path, more := "/admin/audit?limit=200", true; more; {
		var page struct {
			Events []audit.Event
			Next   string
		}
		j.ask(j.known.admin, "GET", path, nil).want(http.StatusOK).read(&page)
		for _, e := range page.Events {
			trail[act{e.Action, e.RequestID}]++
		}
		path, more = "/admin/audit?limit=200&after="+page.Next, page.Next != ""
	}
	for _, d := range j.acts {
		require.Equal(j.t, 1, trail[d], "%v in %v", d, slices.Collect(maps.Keys(trail)))
	}
	for _, once := range []string{"auth.registered", "projects.import", "jobs.enqueue", "projects.create"} {
		n := 0
		for d, count := range trail {
			if d.action == once {
				n += count
			}
		}
		require.LessOrEqual(j.t, n, 1, once)
	}
}

// limited finds in the operators' list that the user was refused. It is written a little later.
func (j *journey) limited() {
	j.t.Helper()
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		var page struct{ Hits []ratelimit.Hit }
		j.ask(j.known.admin, "GET", "/admin/hits?policy=preview", nil).want(http.StatusOK).read(&page)
		if len(page.Hits) > 0 {
			require.Len(j.t, page.Hits, 1)
			require.Equal(j.t, "user:"+j.known.ann, page.Hits[0].Who)
			require.EqualValues(j.t, 1, page.Hits[0].Count)
			return
		}
		require.Less(j.t, time.Since(began), patience)
	}
}

// quiet looks whether the server has complained of anything, but of the death of the one before, and whether its log has what nobody is to read there.
func (j *journey) quiet() {
	j.t.Helper()
	mailed, _ := j.mails.has()
	for _, secret := range append(append(mailed, j.known.tokens...), annEmail, annSecret, adminSecret) {
		require.NotContains(j.t, j.p.log.String(), secret)
	}
	for line := range strings.Lines(j.p.log.String()) {
		if !strings.Contains(line, `msg="jobs: rescued from runners that died"`) && !strings.Contains(line, notReady) {
			require.NotRegexp(j.t, "level=(WARN|ERROR)", line)
		}
	}
}
