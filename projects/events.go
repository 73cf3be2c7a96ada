package projects

import (
	"context"

	"github.com/einkpdf/platform/audit"
)

// The actions of audit events. Objects are "project:ID". A detail "version" is
// the version that a write made, "from" the one before.
const (
	ActionCreate    = "projects.create"
	ActionImport    = "projects.import"    // from another product
	ActionClone     = "projects.clone"     // detail origin, and device where it was scaled for one
	ActionEdit      = "projects.edit"      // another file
	ActionRename    = "projects.rename"    //
	ActionRefit     = "projects.refit"     // another device
	ActionRevert    = "projects.revert"    // to an earlier version: detail of
	ActionTrash     = "projects.trash"     //
	ActionRestore   = "projects.restore"   // from the trash
	ActionPurge     = "projects.purge"     // detail owner, why: asked, trash (was emptied), user (was deleted)
	ActionConflict  = "projects.conflict"  // refused: detail seen, current
	ActionShare     = "projects.share"     // detail user, role
	ActionUnshare   = "projects.unshare"   // detail user; by the system, of a user who was deleted
	ActionPublish   = "projects.publish"   // detail slug, version
	ActionUnpublish = "projects.unpublish" // detail slug, version; reason, by an admin: it is withheld
	ActionReadmit   = "projects.readmit"   // by an admin: detail reason
)

// TopicPurged is for services that keep something for a project, with a
// PurgedEvent as payload: it is published in the transaction that removes the project.
const TopicPurged = "projects.purged"

// PurgedEvent is the payload of TopicPurged.
type PurgedEvent struct {
	ID    string `json:"id"`
	Owner string `json:"owner"`
}

// deed is an audit event of the Service.
type deed struct {
	action  string
	by      string // id of the user, audit.Operator or audit.System
	project string // its id
	refused bool
	detail  map[string]string
}

func (s *Service) record(ctx context.Context, w Writer, d deed) error {
	outcome := audit.OK
	if d.refused {
		outcome = audit.Refused
	}
	return w.Record(ctx, audit.Event{
		At: s.now(), Actor: d.by, Action: d.action, Object: "project:" + d.project, Outcome: outcome, Detail: d.detail,
	})
}
