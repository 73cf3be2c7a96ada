package quota

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// maxOverride is how far away the end of an override may be.
const maxOverride = 10 // years

const (
	oneTier    = `select tier from ep_quota_tier where owner = $1`
	deleteTier = `delete from ep_quota_tier where owner = $1`
	putTier    = `insert into ep_quota_tier (owner, tier, by_user, given_at, reason) values ($1, $2, $3, $4, $5)
		on conflict (owner) do update set tier = excluded.tier, by_user = excluded.by_user, given_at = excluded.given_at, reason = excluded.reason`

	oneOverride = `select owner, resource, most, by_user, created_at, expires_at, reason from ep_quota_override where owner = $1 and resource = $2`
	putOverride = `insert into ep_quota_override (owner, resource, most, by_user, created_at, expires_at, reason) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (owner, resource) do update set most = excluded.most, by_user = excluded.by_user, created_at = excluded.created_at,
			expires_at = excluded.expires_at, reason = excluded.reason`
	deleteOverride = `delete from ep_quota_override where owner = $1 and resource = $2`
)

// alter runs fn, which changes what a user may have, and returns what that is then. A user who was deleted meanwhile may have been forgotten before
// fn's rows were there; so it asks for them once more, and nothing stays of who is gone.
func (q *SQL) alter(ctx context.Context, what, user string, fn func(tx *sqldb.Tx, now time.Time) error) (u Usage, err error) {
	err = q.db.Write(ctx, func(tx *sqldb.Tx) error {
		now := q.now()
		if err := fn(tx, now); err != nil {
			return err
		}
		u, err = q.usageOf(ctx, tx, user, now)
		return err
	})
	if err != nil {
		return Usage{}, broken(what, err)
	}
	if gone := q.exists(ctx, user); CodeOf(gone) == CodeNoUser {
		if _, err := q.forgetAll(ctx, user); err != nil {
			return Usage{}, broken("deleted user", err)
		}
		return Usage{}, gone
	}
	return u, nil
}

// record writes an event about a user into the trail.
func record(ctx context.Context, tx *sqldb.Tx, now time.Time, action, by, user string, detail map[string]string) error {
	return audit.Record(ctx, tx, audit.Event{At: now, Actor: by, Action: action, Object: "user:" + user, Detail: detail})
}

// SetTier implements Admin.
func (q *SQL) SetTier(ctx context.Context, by Actor, user, tier, reason string) (Usage, error) {
	if err := by.admin(); err != nil {
		return Usage{}, err
	}
	if err := q.exists(ctx, user); err != nil {
		return Usage{}, err
	}
	if _, ok := q.c.tier(tier); !ok && tier != "" {
		return Usage{}, q.noTier(CodeTier)
	}
	reason, err := plainReason(reason)
	if err != nil {
		return Usage{}, err
	}
	return q.alter(ctx, "tier", user, func(tx *sqldb.Tx, now time.Time) error {
		var from string
		if err := tx.Get(ctx, &from, oneTier, user); err != nil && !errors.Is(err, sqldb.ErrNotFound) {
			return err
		}
		to := tier
		switch {
		case tier != "":
			if _, err := tx.Exec(ctx, putTier, user, tier, by.id(), sqldb.At(now), reason); err != nil {
				return err
			}
		case from == "":
			return nil // they have the default already
		default:
			to = q.c.Default
			if _, err := tx.Exec(ctx, deleteTier, user); err != nil {
				return err
			}
		}
		if from == "" {
			from = q.c.Default
		}
		return record(ctx, tx, now, ActionTier, by.id(), user, map[string]string{"tier": to, "from": from, "reason": reason})
	})
}

// noTier says which tiers there are.
func (q *SQL) noTier(code Code) error {
	names := make([]string, len(q.c.Tiers))
	for i, t := range q.c.Tiers {
		names[i] = t.Name
	}
	return deny(code, "tier", "There is no such tier. There are: "+strings.Join(names, ", ")+".")
}

// noResource says which resources there are.
func noResource(code Code, all []Resource) error {
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = string(r)
	}
	return deny(code, "resource", "There is no such resource. There are: "+strings.Join(names, ", ")+".")
}

// Override implements Admin.
func (q *SQL) Override(ctx context.Context, by Actor, user string, o NewOverride) (Usage, error) {
	if err := by.admin(); err != nil {
		return Usage{}, err
	}
	if err := q.exists(ctx, user); err != nil {
		return Usage{}, err
	}
	o, err := q.checked(o)
	if err != nil {
		return Usage{}, err
	}
	return q.alter(ctx, "override", user, func(tx *sqldb.Tx, now time.Time) error {
		may, err := q.allowance(ctx, tx, user, now)
		if err != nil {
			return err
		}
		from, _ := may.limit(o.Resource)
		// The one before may be over, with nobody having said so yet.
		if old, found, err := overrideOf(ctx, tx, user, o.Resource); err != nil {
			return err
		} else if found && old.over(now) {
			if err := old.expire(ctx, tx, now); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, putOverride, user, o.Resource, o.Limit, by.id(), sqldb.At(now), sqldb.At(o.Expires), o.Reason); err != nil {
			return err
		}
		expires := "never"
		if !o.Expires.IsZero() {
			expires = o.Expires.UTC().Format(time.RFC3339)
		}
		return record(ctx, tx, now, ActionOverride, by.id(), user, map[string]string{
			"resource": string(o.Resource), "limit": limitText(o.Limit), "from": limitText(from), "expires": expires, "reason": o.Reason,
		})
	})
}

// checked is an override that may be made.
func (q *SQL) checked(o NewOverride) (NewOverride, error) {
	if !o.Resource.known() {
		return o, noResource(CodeResource, Resources())
	}
	if !isLimit(o.Limit) {
		return o, deny(CodeLimit, "limit", "A limit is 0 to 1,125,899,906,842,624, or -1 for none.")
	}
	if !o.Expires.IsZero() {
		now, at := q.now(), sqldb.At(o.Expires).Time
		if !at.After(now) || at.After(now.AddDate(maxOverride, 0, 0)) {
			return o, deny(CodeExpiry, "expires_at", fmt.Sprintf("The end must be in the future, and in %d years at most. Leave it out for none.", maxOverride))
		}
	}
	var err error
	o.Reason, err = plainReason(o.Reason)
	return o, err
}

// EndOverride implements Admin.
func (q *SQL) EndOverride(ctx context.Context, by Actor, user string, r Resource, reason string) (Usage, error) {
	if err := by.admin(); err != nil {
		return Usage{}, err
	}
	if err := q.exists(ctx, user); err != nil {
		return Usage{}, err
	}
	if !r.known() {
		return Usage{}, noResource(CodeResource, Resources())
	}
	reason, noReason := plainReason(reason)
	return q.alter(ctx, "override", user, func(tx *sqldb.Tx, now time.Time) error {
		o, found, err := overrideOf(ctx, tx, user, r)
		switch {
		case err != nil:
			return err
		case !found || o.over(now): // Sweep removes that, and says so
			return deny(CodeNoOverride, "resource", "This user has no limit of their own for this.")
		case noReason != nil:
			return noReason
		}
		if _, err := tx.Exec(ctx, deleteOverride, user, r); err != nil {
			return err
		}
		return record(ctx, tx, now, ActionOverrideEnd, by.id(), user, map[string]string{"resource": string(r), "limit": limitText(o.Most), "reason": reason})
	})
}

// overrideOf is the row of an override, over or not.
func overrideOf(ctx context.Context, r sqldb.Reader, user string, of Resource) (o overrideRow, found bool, err error) {
	err = r.Get(ctx, &o, oneOverride, user, of)
	if errors.Is(err, sqldb.ErrNotFound) && ctx.Err() == nil {
		return o, false, nil
	}
	return o, err == nil, err
}

// over tells whether it counts no longer: from its very millisecond on.
func (o overrideRow) over(now time.Time) bool { return !o.Expires.IsZero() && !o.Expires.After(now) }

// expire says that it is over.
func (o overrideRow) expire(ctx context.Context, tx *sqldb.Tx, now time.Time) error {
	return record(ctx, tx, now, ActionExpire, audit.System, o.Owner, map[string]string{"resource": string(o.Resource), "limit": limitText(o.Most)})
}

// limitText is a limit for the trail.
func limitText(n int64) string {
	if n == Unlimited {
		return "unlimited"
	}
	return strconv.FormatInt(n, 10)
}
