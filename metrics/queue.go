package metrics

import (
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/quota"
)

func (m *maker) queueFamily() family[jobs.Stats] {
	depth := m.reading("einkpdf_jobs", "gauge", "Jobs by kind and state: ready to run, delayed, running.", "kind", "state")
	oldest := m.reading("einkpdf_jobs_oldest_wait_seconds", "gauge", "How long the job that is ready for the longest has waited; 0 = none waits.")
	expired := m.reading("einkpdf_jobs_lease_expired", "gauge", "Jobs that run, and no runner holds.")
	return family[jobs.Stats]{descsOf(depth, oldest, expired), func(s jobs.Stats, w writer) {
		for kind, d := range s.Kinds {
			w.gauge(depth, float64(d.Ready), kind, "ready")
			w.gauge(depth, float64(d.Delayed), kind, "delayed")
			w.gauge(depth, float64(d.Running), kind, "running")
		}
		w.gauge(oldest, s.Oldest.Seconds())
		w.gauge(expired, float64(s.Expired))
	}}
}

func (m *maker) quotaFamily(tiers []quota.Tier) family[quota.Stats] {
	users := m.reading("einkpdf_quota_users", "gauge", "Users of whom something is counted, by tier.", "tier")
	used := m.reading("einkpdf_quota_used", "gauge", "What the users of a tier have, together.", "tier", "resource")
	reserved := m.reading("einkpdf_quota_reserved", "gauge", "What is reserved for them beside it.", "tier", "resource")
	high := m.reading("einkpdf_quota_users_high", "gauge", "Users at 80 % of their limit or more.", "tier", "resource")
	full := m.reading("einkpdf_quota_users_full", "gauge", "Users at their limit, or beyond it.", "tier", "resource")
	limit := m.reading("einkpdf_quota_limit", "gauge", "What one user of a tier may have; none where there is no limit.", "tier", "resource")
	return family[quota.Stats]{descsOf(users, used, reserved, high, full, limit), func(s quota.Stats, w writer) {
		for _, t := range tiers { // 100 at most; of others there are no statistics
			stats, ok := s.Tiers[t.Name]
			if !ok {
				continue
			}
			w.gauge(users, float64(stats.Users), t.Name)
			for r, sums := range stats.Resources {
				w.gauge(used, float64(sums.Used), t.Name, string(r))
				w.gauge(reserved, float64(sums.Reserved), t.Name, string(r))
				w.gauge(high, float64(sums.High), t.Name, string(r))
				w.gauge(full, float64(sums.Full), t.Name, string(r))
				if most := t.Limits[r]; most != quota.Unlimited {
					w.gauge(limit, float64(most), t.Name, string(r))
				}
			}
		}
	}}
}
