package admin

import (
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

const (
	impersonationColumns = `select admin_id, id, user_id, may_write, reason, secret_hash, begun_at, expires_at from ep_admin_impersonation`

	impersonationOf    = impersonationColumns + ` where admin_id = $1`
	impersonationByID  = impersonationColumns + ` where id = $1`
	liveImpersonations = impersonationColumns + ` where expires_at > $1 order by expires_at desc limit 200`

	putImpersonation = `insert into ep_admin_impersonation (admin_id, id, user_id, may_write, reason, secret_hash, begun_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (admin_id) do update set id = excluded.id, user_id = excluded.user_id, may_write = excluded.may_write, reason = excluded.reason,
			secret_hash = excluded.secret_hash, begun_at = excluded.begun_at, expires_at = excluded.expires_at`
	deleteImpersonation    = `delete from ep_admin_impersonation where admin_id = $1`
	deleteImpersonationsOf = `delete from ep_admin_impersonation where user_id = $1`
)

type impersonationRow struct {
	Admin   string     `db:"admin_id"`
	ID      string     `db:"id"`
	User    string     `db:"user_id"`
	Write   bool       `db:"may_write"`
	Reason  string     `db:"reason"`
	Hash    string     `db:"secret_hash"`
	Begun   sqldb.Time `db:"begun_at"`
	Expires sqldb.Time `db:"expires_at"`
}

func (r impersonationRow) impersonation() Impersonation {
	return Impersonation{ID: r.ID, Admin: r.Admin, User: r.User, Write: r.Write, Reason: r.Reason, Begun: r.Begun.Time, Expires: r.Expires.Time}
}

// ended is the event that it is over before its time.
func (r impersonationRow) ended(at time.Time, by auth.Identity, why string) audit.Event {
	return event(at, by, ActionEndImpersonate, "user:"+r.User, map[string]string{"impersonation": r.ID, "admin": r.Admin, "why": why})
}
