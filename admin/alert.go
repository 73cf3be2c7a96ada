package admin

import (
	"context"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/internal/keyset"
	"github.com/einkpdf/platform/sqldb"
)

// Alert is that a Rule met, from when to when.
type Alert struct {
	ID      string    `json:"id"`
	Rule    string    `json:"rule"`   // its name
	Source  string    `json:"source"` // the process that found it
	Value   int64     `json:"value"`  // when it was looked at last
	Peak    int64     `json:"peak"`   // the highest
	Raised  time.Time `json:"raised_at"`
	Seen    time.Time `json:"seen_at"`             // when it was looked at last
	Cleared time.Time `json:"cleared_at,omitzero"` // zero: it stands
}

// Alerts lists alerts, raised last first, those that stand or all that are kept: at most limit (1 to 200; 0 = 50) after the cursor that the page before
// returned; next is "" at the end. Errors: CodeFilter, CodeCursor.
func (s *Service) Alerts(ctx context.Context, by auth.Identity, standing bool, after string, limit int) (page []Alert, next string, err error) {
	if err := s.may(ctx, by); err != nil {
		return nil, "", err
	}
	switch {
	case limit == 0:
		limit = 50
	case limit < 1 || limit > 200:
		return nil, "", deny(CodeFilter, "limit", "A page has 1 to 200 alerts.")
	}
	// Beyond all that there are.
	raised, id := int64(1<<62), ""
	listing, statement := "alerts", pageOfAlerts
	if standing {
		listing, statement = "alerts that stand", pageOfStanding
	}
	if after != "" && keyset.Parse(listing, after, &raised, &id) != nil {
		return nil, "", deny(CodeCursor, "after", "This is no place in this list. Begin at its start.")
	}
	var rows []alertRow
	if err := s.c.DB.Select(ctx, &rows, statement, raised, id, limit+1); err != nil {
		return nil, "", broken("alerts", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = keyset.Text(listing, rows[limit-1].Raised.UnixMilli(), rows[limit-1].ID)
	}
	page = make([]Alert, len(rows)) // never nil: [] in JSON, and not null
	for i, r := range rows {
		page[i] = r.alert()
	}
	return page, next, nil
}

// Rules are those that alerts are of, for who may see them.
func (s *Service) Rules(ctx context.Context, by auth.Identity) ([]Rule, error) {
	if err := s.may(ctx, by); err != nil {
		return nil, err
	}
	return s.c.Rules, nil
}

const (
	alertColumns   = `select id, rule, source, value, peak, raised_at, seen_at, cleared_at from ep_admin_alert`
	pageOfAlerts   = alertColumns + ` where (raised_at, id) < ($1, $2) order by raised_at desc, id desc limit $3`
	pageOfStanding = alertColumns + ` where cleared_at is null and (raised_at, id) < ($1, $2) order by raised_at desc, id desc limit $3`

	standingOf = alertColumns + ` where source = $1 and cleared_at is null order by rule limit 1000`
	lostAlerts = alertColumns + ` where cleared_at is null and seen_at < $1 order by seen_at limit 100`
	oldAlerts  = `delete from ep_admin_alert where id in (select id from ep_admin_alert where cleared_at < $1 order by cleared_at limit 100)`

	addAlert   = `insert into ep_admin_alert (id, rule, source, value, peak, raised_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7)`
	seeAlert   = `update ep_admin_alert set value = $2, peak = $3, seen_at = $4 where id = $1 and cleared_at is null`
	clearAlert = `update ep_admin_alert set value = $2, cleared_at = $3 where id = $1 and cleared_at is null`
)

type alertRow struct {
	ID      string     `db:"id"`
	Rule    string     `db:"rule"`
	Source  string     `db:"source"`
	Value   int64      `db:"value"`
	Peak    int64      `db:"peak"`
	Raised  sqldb.Time `db:"raised_at"`
	Seen    sqldb.Time `db:"seen_at"`
	Cleared sqldb.Time `db:"cleared_at"`
}

func (r alertRow) alert() Alert {
	return Alert{ID: r.ID, Rule: r.Rule, Source: r.Source, Value: r.Value, Peak: r.Peak, Raised: r.Raised.Time, Seen: r.Seen.Time, Cleared: r.Cleared.Time}
}
