package metrics

import (
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/sqldb"
)

type outboxMetrics struct {
	failed *counter
	took   *histogram
}

func newOutboxMetrics(m *maker) outboxMetrics {
	return outboxMetrics{
		took:   m.histogram("einkpdf_outbox_handled_seconds", "Events that were handled, by topic.", quick(), "topic"),
		failed: m.counter("einkpdf_outbox_failed_total", "Events that a handler failed with; they are tried again.", "topic"),
	}
}

// Outbox counts events.
func (m *Metrics) Outbox() sqldb.OutboxObserver {
	return sqldb.OutboxObserver{
		OnDone:   func(e sqldb.Event, took time.Duration) { m.outbox.took.took(took, e.Topic) },
		OnFailed: func(e sqldb.Event, _ error, _ time.Time) { m.outbox.failed.add(1, e.Topic) },
	}
}

type alertMetrics struct{ raised, cleared *counter }

func newAlertMetrics(m *maker) alertMetrics {
	a := alertMetrics{
		raised:  m.counter("einkpdf_alerts_raised_total", "Alerts for admins that were raised, by rule.", "rule"),
		cleared: m.counter("einkpdf_alerts_cleared_total", "Those that were cleared, by rule; of processes that are gone as well.", "rule"),
	}
	for _, r := range admin.Rules() {
		a.raised.start(r.Name)
		a.cleared.start(r.Name)
	}
	return a
}

// Alerts counts the alerts of an admin.Monitor.
func (m *Metrics) Alerts() admin.AlertObserver {
	return admin.AlertObserver{
		OnRaise: func(a admin.Alert) { m.alerts.raised.add(1, a.Rule) },
		OnClear: func(a admin.Alert) { m.alerts.cleared.add(1, a.Rule) },
	}
}
