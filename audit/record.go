package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// Record writes e in the caller's transaction: it is kept if and only if the
// transaction commits. What e leaves empty of Actor, OnBehalf, Address and
// RequestID is taken from the Origin that ctx carries; and where its Actor is the
// Origin's OnBehalf, the Origin's Actor takes that place.
//
// Fields that are too long are cut and end in "…"; what is no valid UTF-8 or
// cannot be printed becomes U+FFFD; an address that is no IP address is left
// out. What looks like a secret, a token, a mail address or a link with
// parameters is replaced by "[removed]": in the detail, all of it; in the other
// fields, all but ids of letters and digits. That is a net below the callers,
// who do not put such things there.
//
// Errors are ErrInvalid and sqldb's.
func Record(ctx context.Context, tx *sqldb.Tx, e Event) error {
	e.fill(OriginOf(ctx))
	if e.At.IsZero() {
		e.At = time.Now()
	}
	r, err := e.row()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into ep_audit (at, actor, on_behalf, area, action, object, outcome, address, request_id, detail)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.At, r.Actor, r.OnBehalf, r.Area, r.Action, r.Object, r.Outcome, r.Address, r.RequestID, r.Detail)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// row is an event as the database has it.
type row struct {
	ID        int64      `db:"id"`
	At        sqldb.Time `db:"at"`
	Actor     string     `db:"actor"`
	OnBehalf  string     `db:"on_behalf"`
	Area      string     `db:"area"`
	Action    string     `db:"action"`
	Object    string     `db:"object"`
	Outcome   string     `db:"outcome"`
	Address   string     `db:"address"`
	RequestID string     `db:"request_id"`
	Detail    string     `db:"detail"`
}

// row cleans the event.
func (e Event) row() (row, error) {
	if e.Action == "" {
		return row{}, fmt.Errorf("audit: %w: an event says what was done", ErrInvalid)
	}
	switch e.Outcome {
	case "":
		e.Outcome = OK
	case OK, Refused, Failed:
	default:
		return row{}, fmt.Errorf("audit: %w: the outcome is ok, refused or failed", ErrInvalid)
	}
	detail, err := json.Marshal(cleanDetail(e.Detail))
	if err != nil {
		return row{}, fmt.Errorf("audit: %w", err)
	}
	r := row{
		At:        sqldb.At(e.At),
		Actor:     cleanField(e.Actor, maxID),
		OnBehalf:  cleanField(e.OnBehalf, maxID),
		Action:    cleanField(e.Action, maxAction),
		Object:    cleanField(e.Object, maxObject),
		Outcome:   string(e.Outcome),
		Address:   address(e.Address),
		RequestID: cleanField(e.RequestID, maxID),
		Detail:    string(detail),
	}
	r.Area = area(r.Action)
	return r, nil
}

// area is what stands before the first dot of an action.
func area(action string) string {
	a, _, _ := strings.Cut(action, ".")
	return a
}

func (r row) event() (Event, error) {
	e := Event{
		ID: r.ID, At: r.At.Time, Actor: r.Actor, OnBehalf: r.OnBehalf, Action: r.Action, Object: r.Object,
		Outcome: Outcome(r.Outcome), Address: r.Address, RequestID: r.RequestID,
	}
	if r.Detail != "{}" {
		if err := json.Unmarshal([]byte(r.Detail), &e.Detail); err != nil {
			return Event{}, fmt.Errorf("audit: detail of event %d: %w", r.ID, err)
		}
	}
	return e, nil
}
