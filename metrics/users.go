package metrics

import (
	"time"

	"github.com/einkpdf/platform/auth"
)

type authMetrics struct {
	logins, mails, reuse *counter
	hash                 *histogram
}

func newAuthMetrics(m *maker) authMetrics {
	return authMetrics{
		logins: m.counter("einkpdf_auth_logins_total",
			"Logins by outcome: ok, refused, throttled, failed (too many at once, or something broke).", "outcome").start("ok").start("refused").start("throttled").start("failed"),
		hash:  m.histogram("einkpdf_auth_hash_seconds", "Passwords that were hashed or verified, with the wait for a turn.", quick()),
		mails: m.counter("einkpdf_auth_mails_total", "Mails by kind and outcome: sent, failed (is tried again), refused (for good).", "kind", "outcome"),
		reuse: m.counter("einkpdf_auth_token_reuse_total", "Refresh tokens that came twice: stolen, or a client that repeats itself.").start(),
	}
}

// Auth counts logins, passwords and mails.
func (m *Metrics) Auth() auth.Observer {
	return auth.Observer{
		OnLogin: func(o auth.LoginOutcome) { m.auth.logins.add(1, string(o)) },
		OnHash:  func(took time.Duration) { m.auth.hash.took(took) },
		OnMail:  func(kind auth.PendingKind, outcome string) { m.auth.mails.add(1, string(kind), outcome) },
		OnReuse: func() { m.auth.reuse.add(1) },
	}
}
