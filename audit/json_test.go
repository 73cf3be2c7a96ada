package audit_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
)

// Events are JSON in snake case, for whoever exports the trail, and come back as
// they were.
func TestJSON(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	for want, e := range map[string]audit.Event{
		`{"id":7,"at":"2026-03-02T09:30:00Z","actor":"u","on_behalf":"o","action":"auth.role","object":"user:1","outcome":"ok",
			"address":"192.0.2.1","request_id":"r","detail":{"reason":"helps out"}}`: {
			ID: 7, At: at, Actor: "u", OnBehalf: "o", Action: "auth.role", Object: "user:1", Outcome: audit.OK,
			Address: "192.0.2.1", RequestID: "r", Detail: map[string]string{"reason": "helps out"},
		},
		`{"id":8,"at":"2026-03-02T09:30:00Z","action":"auth.login-refused","outcome":"refused"}`: {
			ID: 8, At: at, Action: "auth.login-refused", Outcome: audit.Refused,
		},
	} {
		b, err := json.Marshal(e)
		require.NoError(t, err)
		require.JSONEq(t, want, string(b))
		var again audit.Event
		require.NoError(t, json.Unmarshal(b, &again))
		require.Equal(t, e, again)
	}
	b, err := json.Marshal(audit.Origin{Actor: "u", Address: "192.0.2.1", RequestID: "r", UserAgent: "Browser"})
	require.NoError(t, err)
	require.JSONEq(t, `{"actor":"u","address":"192.0.2.1","request_id":"r","user_agent":"Browser"}`, string(b))
}
