package assets

import (
	"context"

	"github.com/einkpdf/platform/audit"
)

// The actions of audit events. Objects are "asset:ID".
const (
	ActionUpload  = "assets.upload"  // detail kind, bytes; existed, where the user had it already
	ActionImport  = "assets.import"  // from another product: the same
	ActionAdopt   = "assets.adopt"   // a project of the owner's uses what somebody else brought: detail owner
	ActionRename  = "assets.rename"  // by who holds it; names are in no event
	ActionDelete  = "assets.delete"  // detail owner; projects, how many were left without it
	ActionCollect = "assets.collect" // detail owner, why: unused, user (was deleted)
	ActionRead    = "assets.read"    // by share: once a day (UTC) for each who reads
)

// deed is an audit event of the Service.
type deed struct {
	action string
	by     string // id of the user, audit.Operator or audit.System
	asset  string // its id
	detail map[string]string
}

func (s *Service) record(ctx context.Context, w Writer, d deed) error {
	return w.Record(ctx, audit.Event{
		At: s.now(), Actor: d.by, Action: d.action, Object: "asset:" + d.asset, Outcome: audit.OK, Detail: d.detail,
	})
}
