package audittest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// testAppendOnly tries by statement what no service does.
func testAppendOnly(t *testing.T, db *sqldb.DB) {
	record(t, db, audit.Event{At: noon(1), Action: "a.a"}, audit.Event{At: noon(2), Action: "a.b"})
	before := all(t, db)
	const row = `at, actor, on_behalf, area, action, object, outcome, address, request_id, detail) values
		(1, 5, 'x', '', 'x', 'x', '', 'ok', '', '', '{}')`
	refused := []string{
		`update ep_audit set actor = 'x'`,
		`update ep_audit set detail = detail where id = 1`,
		`delete from ep_audit`,
		`delete from ep_audit where id = 1`,
		`update ep_audit_horizon set before = -1`,
		`update ep_audit_horizon set id = 2, before = 5`,
		`delete from ep_audit_horizon`,
		`insert into ep_audit_horizon (id, before) values (2, 9)`,
		`insert into ep_audit_horizon (id, before) values (1, 9) on conflict (id) do update set before = 9`,
	}
	if db.Dialect() == sqldb.SQLite {
		refused = append(refused,
			`insert into ep_audit (id, `+row,
			`insert or replace into ep_audit (id, `+row,
			`replace into ep_audit (id, `+row,
			// With this id there, the trigger against replacing would let none in.
			strings.Replace(`insert into ep_audit (id, `+row, "(1, 5,", "(-1, 5,", 1),
			`insert into ep_audit (id, `+row+` on conflict (id) do update set actor = 'x'`,
			`update or replace ep_audit set id = 1 where id = 2`,
			`replace into ep_audit_horizon (id, before) values (1, 9)`,
		)
	} else {
		refused = append(refused,
			`truncate ep_audit`,
			`truncate ep_audit_horizon`,
			`insert into ep_audit (id, `+row,
			`insert into ep_audit (id, `+row+` on conflict (id) do update set actor = 'x'`,
			`with gone as (delete from ep_audit returning id) select count(*) from gone`,
		)
	}
	for _, statement := range refused {
		_, err := db.Exec(t.Context(), statement)
		require.Error(t, err, statement)
		require.Equal(t, before, all(t, db), statement)
	}
	for _, statement := range refused[:8] {
		_, err := db.Exec(t.Context(), statement)
		require.ErrorIs(t, err, sqldb.ErrConstraint, statement)
	}
	var horizon int64
	require.NoError(t, db.Get(t.Context(), &horizon, `select before from ep_audit_horizon`))
	require.Zero(t, horizon)

	// The horizon may move forward, and lets go of what is behind it alone.
	_, err := db.Exec(t.Context(), `update ep_audit_horizon set before = $1`, sqldb.At(noon(1).Add(time.Millisecond)))
	require.NoError(t, err)
	_, err = db.Exec(t.Context(), `delete from ep_audit`)
	require.ErrorIs(t, err, sqldb.ErrConstraint)
	n, err := db.Exec(t.Context(), `delete from ep_audit where id = 1`)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.Equal(t, before[1:], all(t, db))
}
