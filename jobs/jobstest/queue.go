package jobstest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// RunQueue runs whatever a Queue promises, from end to end. open returns an empty database of its own for each test,
// closed when the test ends.
func RunQueue(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"Enqueue":        queueEnqueue,
		"Invalid":        queueInvalid,
		"Nobody":         queueNobody,
		"Hostile":        queueHostile,
		"Key":            queueKey,
		"Request":        queueRequest,
		"KeyExpires":     queueKeyExpires,
		"Unique":         queueUnique,
		"Reuse":          queueReuse,
		"BacklogOfOwner": queueBacklogOfOwner,
		"BacklogOfAll":   queueBacklogOfAll,
		"InTransaction":  queueInTransaction,
		"EndedContext":   queueEndedContext,
		"Turns":          queueTurns,
		"TurnsDelayed":   queueTurnsDelayed,
		"TurnsSystem":    queueTurnsSystem,
		"Ahead":          queueAhead,
		"List":           queueList,
		"ListCursors":    queueListCursors,
		"ListWrong":      queueListWrong,
		"ListSubject":    queueListSubject,
		"CancelPending":  queueCancelPending,
		"CancelRunning":  queueCancelRunning,
		"CancelClaimed":  queueCancelClaimed,
		"SameMeanwhile":  queueSameMeanwhile,
		"ReuseMeanwhile": queueReuseMeanwhile,
		"Delete":         queueDelete,
		"Open":           queueOpen,
		"OpenDamaged":    queueOpenDamaged,
		"Stats":          queueStats,
		"Events":         queueEvents,
		"PagesSeek":      queuePagesSeek,
		"GoneUser":       goneUser,
		"GoneMany":       goneMany,
		"GoneRunning":    goneRunning,
		"GoneClaimed":    goneClaimed,
		"GoneMeanwhile":  goneMeanwhile,
		"GoneBadEvents":  goneBadEvents,
		"GoneBlobs":      goneBlobs,
		"QuotaRefuses":   quotaRefuses,
		"QuotaOfCode":    quotaOfCode,
		"QuotaErrors":    quotaErrors,
		"QuotaFails":     quotaFails,
		"QuotaLater":     quotaLater,
		"Live":           queueLive,
		"LiveSeeks":      queueLiveSeeks,
		"Access":         queueAccess,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// requireCode says that err is a *jobs.Error with this code, and a sentence.
func requireCode(t testing.TB, code jobs.Code, err error, what ...any) {
	t.Helper()
	e, ok := errors.AsType[*jobs.Error](err)
	require.True(t, ok, "%v: %v", err, what)
	require.Equal(t, code, e.Code, what...)
	require.Regexp(t, `^[A-Z].*\.$`, e.Message)
}

// render is a job of an owner's.
func render(owner string) jobs.Spec { return jobs.Spec{Kind: "render", Owner: owner} }
