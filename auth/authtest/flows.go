package authtest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/audit/audittest"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// RunFlows runs every flow of auth.Service from end to end. open returns an empty
// database of its own for each test, closed when the test ends.
func RunFlows(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"Register":               flowRegister,
		"RegisterTakenAddress":   flowRegisterTakenAddress,
		"RegisterWrong":          flowRegisterWrong,
		"RegisterReservesName":   flowRegisterReservesName,
		"RegisterOneName":        flowRegisterOneName,
		"RegisterOneAddress":     flowRegisterOneAddress,
		"RegisterFolded":         flowRegisterFolded,
		"RegisterAgain":          flowRegisterAgain,
		"RegisterTakeover":       flowRegisterTakeover,
		"RegisterPrehijack":      flowRegisterPrehijack,
		"RegisterClosed":         flowRegisterClosed,
		"CreateUser":             flowCreateUser,
		"MailAgain":              flowMailAgain,
		"MailFails":              flowMailFails,
		"MailRefused":            flowMailRefused,
		"NoMailer":               flowNoMailer,
		"Links":                  flowLinks,
		"LinkImported":           flowLinkImported,
		"Login":                  flowLogin,
		"LoginUniform":           flowLoginUniform,
		"LoginLegacy":            flowLoginLegacy,
		"LoginLegacyAtOnce":      flowLoginLegacyAtOnce,
		"LoginDamagedHash":       flowLoginDamagedHash,
		"LoginHostile":           flowLoginHostile,
		"LoginTooManySessions":   flowLoginTooManySessions,
		"LoginDuringChange":      flowLoginDuringChange,
		"Between":                flowBetween,
		"Forged":                 flowForged,
		"Refresh":                flowRefresh,
		"RefreshReuse":           flowRefreshReuse,
		"RefreshAtOnce":          flowRefreshAtOnce,
		"SessionsEnd":            flowSessionsEnd,
		"SessionsAreApart":       flowSessionsAreApart,
		"SessionsOfOneself":      flowSessionsOfOneself,
		"SessionUse":             flowSessionUse,
		"ChangePassword":         flowChangePassword,
		"ChangePasswordWrong":    flowChangePasswordWrong,
		"Reset":                  flowReset,
		"ResetUniform":           flowResetUniform,
		"ResetOnce":              flowResetOnce,
		"ResetLookalike":         flowResetLookalike,
		"ResetInactive":          flowResetInactive,
		"ResetPolicy":            flowResetPolicy,
		"ChangeEmail":            flowChangeEmail,
		"ChangeEmailTaken":       flowChangeEmailTaken,
		"ChangeEmailLinksDie":    flowChangeEmailLinksDie,
		"Terms":                  flowTerms,
		"DeleteAccount":          flowDeleteAccount,
		"AdminOnly":              flowAdminOnly,
		"People":                 flowPeople,
		"AdminActive":            flowAdminActive,
		"AdminRole":              flowAdminRole,
		"AdminUsers":             flowAdminUsers,
		"AdminReset":             flowAdminReset,
		"ResetToken":             flowResetToken,
		"SetEmail":               flowSetEmail,
		"LinkName":               flowLinkName,
		"AdminDemoted":           flowAdminDemoted,
		"LastAdmin":              flowLastAdmin,
		"TwoAdmins":              flowTwoAdmins,
		"ThrottleAddress":        flowThrottleAddress,
		"ThrottleAccount":        flowThrottleAccount,
		"ThrottleKnownFor":       flowThrottleKnownFor,
		"ThrottleUnknownAlike":   flowThrottleUnknownAlike,
		"ThrottleReset":          flowThrottleReset,
		"ThrottleForget":         flowThrottleForget,
		"ThrottleMailbox":        flowThrottleMailbox,
		"ThrottleOwnPassword":    flowThrottleOwnPassword,
		"ThrottleRequests":       flowThrottleRequests,
		"ThrottleConfirm":        flowThrottleConfirm,
		"ThrottleSuccess":        flowThrottleSuccess,
		"ThrottleAddresses":      flowThrottleAddresses,
		"Sweep":                  flowSweep,
		"EndedContext":           flowEndedContext,
		"NothingSecret":          flowNothingSecret,
		"PendingMailIsNotForAll": flowUnknownTopicWaits,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// requireCode says that err is an *auth.Error with this code.
func requireCode(t testing.TB, code auth.Code, err error) {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, code, auth.CodeOf(err), "%v", err)
}

// rows counts those of each table that flows write.
func (s *Setup) rows(t testing.TB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"ep_user", "ep_session", "ep_session_secret", "ep_pending", "ep_outbox", "ep_audit"} {
		var n int
		require.NoError(t, s.DB.Get(t.Context(), &n, `select count(*) from `+table))
		counts[table] = n
	}
	return counts
}

// growth is by how many rows each table grows during fn.
func (s *Setup) growth(t testing.TB, fn func()) map[string]int {
	t.Helper()
	before := s.rows(t)
	fn()
	after := s.rows(t)
	for table := range after {
		after[table] -= before[table]
	}
	maps.DeleteFunc(after, func(_ string, n int) bool { return n == 0 })
	return after
}

// trail is the audit trail, oldest first, without what is before a number of
// events.
func (s *Setup) trail(t testing.TB, after int) []audit.Event {
	t.Helper()
	return audittest.Events(t, s.Trail, after)
}

// deeds are the events of fn as "action outcome actor object".
func (s *Setup) deeds(t testing.TB, fn func()) []string {
	t.Helper()
	before := len(s.trail(t, 0))
	fn()
	var all []string
	for _, e := range s.trail(t, before) {
		all = append(all, fmt.Sprintf("%s %s %s %s", e.Action, e.Outcome, e.Actor, e.Object))
	}
	return all
}

// published counts the events of a topic that wait in the outbox and returns the
// ids in their payloads.
func (s *Setup) published(t testing.TB, topic string) []string {
	t.Helper()
	var payloads, ids []string
	require.NoError(t, s.DB.Select(t.Context(), &payloads, `select payload from ep_outbox where topic = $1 order by id`, topic))
	for _, p := range payloads {
		var e auth.UserEvent
		require.NoError(t, json.Unmarshal([]byte(p), &e))
		ids = append(ids, e.ID)
	}
	return ids
}

// account reads one with everything.
func (s *Setup) account(t testing.TB, id string) (a auth.Account) {
	t.Helper()
	require.NoError(t, s.Store.Read(t.Context(), func(r auth.Reader) (err error) {
		a, err = r.Account(t.Context(), id)
		return err
	}))
	return a
}

// setHash gives an account a password hash of the predecessor.
func (s *Setup) setHash(t testing.TB, id, hash string) {
	t.Helper()
	require.NoError(t, s.Store.Write(t.Context(), func(w auth.Writer) error {
		a, err := w.Account(t.Context(), id)
		if err != nil {
			return err
		}
		a.PasswordHash = hash
		return w.UpdateAccount(t.Context(), a)
	}))
}

// loginAs tries to log in.
func (s *Setup) loginAs(ctx context.Context, name, password string) (*auth.Grant, error) {
	return s.Service.Login(ctx, auth.Credentials{Name: name, Password: password}, auth.CookieSession)
}

// registrationOf fills in the form.
func registrationOf(name string) auth.Registration {
	return auth.Registration{Name: name, Email: Email(name), Password: Password(name)}
}
