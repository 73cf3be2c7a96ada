package admin

import (
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/quota"
)

// What the observers of the services are to call, beside whatever else they do.

// OnLimited is for ratelimit.Observer.OnRefuse.
func (m *Monitor) OnLimited(_, _ string) { m.Count(RuleLimitHits, 1) }

// OnUncounted is for ratelimit.Observer.OnFail.
func (m *Monitor) OnUncounted(_, _ string, _ bool) { m.Count(RuleLimiterOpen, 1) }

// OnQuota is for quota.Observer.OnRefuse.
func (m *Monitor) OnQuota(quota.Error) { m.Count(RuleQuotaRefusals, 1) }

// OnLogin is for auth.Observer.OnLogin.
func (m *Monitor) OnLogin(o auth.LoginOutcome) {
	if o == auth.LoginRefused || o == auth.LoginThrottled {
		m.Count(RuleLoginFailures, 1)
	}
}

// OnFinish is for jobs.Observer.OnFinish. A render job that fails because of what its owner asked for is no alarm.
func (m *Monitor) OnFinish(o jobs.Outcome) {
	if o.Job.State == jobs.Failed && (o.Job.Kind != renderjob.Kind || renderjob.Ours(o.Code)) {
		m.Count(RuleJobsFailing, 1)
	}
}
