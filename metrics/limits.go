package metrics

import (
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
)

type limitMetrics struct{ requests, failed, lost *counter }

func newLimitMetrics(m *maker) limitMetrics {
	return limitMetrics{
		requests: m.counter("einkpdf_ratelimit_requests_total",
			"Requests that a policy counted, by route and policy: allowed or refused, which is a hit.", "route", "policy", "outcome"),
		failed: m.counter("einkpdf_ratelimit_failed_total",
			"Requests that could not be counted, and passed (open) or were refused (closed) for that.", "as").start("open").start("closed"),
		lost: m.counter("einkpdf_ratelimit_hits_lost_total", "Refusals that could not be kept for admins.").start(),
	}
}

// RateLimit counts by route and policy.
func (m *Metrics) RateLimit() ratelimit.Observer {
	return ratelimit.Observer{
		OnAllow:  func(route, policy string) { m.limits.requests.add(1, route, policy, "allowed") },
		OnRefuse: func(route, policy string) { m.limits.requests.add(1, route, policy, "refused") },
		OnFail: func(_, _ string, open bool) {
			as := "closed"
			if open {
				as = "open"
			}
			m.limits.failed.add(1, as)
		},
		OnLost: func(hits int) { m.limits.lost.add(float64(hits)) },
	}
}

type quotaMetrics struct{ refused, mended *counter }

func newQuotaMetrics(m *maker) quotaMetrics {
	return quotaMetrics{
		refused: m.counter("einkpdf_quota_refused_total", "Refusals by a quota, by resource, tier of the user, and code.", "resource", "tier", "code"),
		mended: m.counter("einkpdf_quota_mended_total",
			"What the sweep found otherwise than counted, and mended: missing, stale, amounts, counters (a mistake of the program); and what is over: old, expired.", "what").start("counters"),
	}
}

// Quota counts refusals, and what the sweep mends.
func (m *Metrics) Quota() quota.Observer {
	return quota.Observer{
		OnRefuse: func(e quota.Error) { m.quotas.refused.add(1, string(e.Resource), e.Tier, string(e.Code)) },
		OnSweep: func(s quota.Swept) {
			for what, n := range map[string]int{
				"missing": s.Missing, "stale": s.Stale, "amounts": s.Amounts, "counters": s.Counters, "old": s.Old, "expired": s.Expired,
			} {
				m.quotas.mended.add(float64(n), what)
			}
		},
	}
}
