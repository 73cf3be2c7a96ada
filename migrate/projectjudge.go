package migrate

import (
	"context"
	"errors"
	"strconv"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// projectCandidate is a project of the predecessor on the way here.
type projectCandidate struct {
	p      sourceProject
	owner  string
	named  bool // the operator named the owner
	result ProjectResult

	here    int      // version that is here, 0: none
	came    imported // how it came here
	digest  string   // of its files
	own     *loaded
	gallery *loaded // what is published of it, which may be own; nil: nothing
	origin  *projects.Origin
}

// imported is what the trail says of the import of a project.
type imported struct {
	version int
	digest  string // "": the trail does not say
	given   bool   // to an owner whom the operator named
}

func (i *projectsImport) candidate(p sourceProject) *projectCandidate {
	c := &projectCandidate{p: p, owner: p.owner}
	if owner, there := i.o.Owners[p.id]; there {
		c.owner, c.named = owner, true
	}
	c.result.ID, c.result.Owner = p.id, c.owner
	return c
}

// checkIDs looks at the ids by themselves.
func (c *projectCandidate) checkIDs() {
	switch {
	case !idForm.MatchString(c.p.id):
		c.result.refuse(Invalid, "the id, which is the name of its folder, is not made of 1 to 64 letters, digits, - and _; rename the folder there")
	case c.p.doubled:
		c.result.refuse(Invalid, "another user has a project with the same id; rename one of the folders there: "+visible(hideAddress(c.p.file)))
	}
}

// find looks whether a project is here, or was, and whether its owner is.
func (c *projectCandidate) find(ctx context.Context, tx *sqldb.Tx) error {
	c.here, c.came = 0, imported{}
	c.result.Status, c.result.Why, c.result.Differs = "", nil, nil
	w := projects.JoinSQL(tx)
	switch here, err := w.Project(ctx, c.p.id); {
	case err == nil:
		c.here, c.result.Status = here.Version, Unchanged
		c.result.Name, c.result.Pages, c.result.Slug = here.Name, here.Pages, here.Slug
		if c.came, err = cameHere(ctx, tx, c.p.id); err != nil {
			return err
		}
		switch {
		case c.owner == here.Owner:
		case c.owner == "", c.came.given && !c.named: // whose it is need be said but once
			c.result.Owner = here.Owner
		default:
			c.result.Differs = append(c.result.Differs, "owner")
		}
		return nil
	case !errors.Is(err, projects.ErrNotFound):
		return err
	}
	if purged, err := happened(ctx, tx, projects.ActionPurge, "project:"+c.p.id); err != nil || purged {
		if purged {
			c.result.refuse(Deleted, "was deleted here; does not come back")
		}
		return err
	}
	return c.findOwner(ctx, tx, w)
}

func (c *projectCandidate) findOwner(ctx context.Context, tx *sqldb.Tx, w projects.Reader) error {
	if c.owner == "" {
		c.result.refuse(NoOwner, "the predecessor has lost its owner; name one: "+ownerHint(c.p.id))
		return nil
	}
	if !idForm.MatchString(c.owner) {
		c.result.refuse(NoOwner, "the folder that it is in has no id of a user as its name; name an owner: "+ownerHint(c.p.id))
		return nil
	}
	_, err := auth.JoinSQL(tx).Account(ctx, c.owner)
	if err != nil && !errors.Is(err, auth.ErrNotFound) {
		return err
	}
	deleted, goneErr := w.Gone(ctx, c.owner)
	if goneErr != nil {
		return goneErr
	}
	if err != nil && !deleted {
		if deleted, goneErr = happened(ctx, tx, auth.ActionDelete, "user:"+c.owner); goneErr != nil {
			return goneErr
		}
	}
	switch {
	case deleted:
		c.result.refuse(Deleted, "the account of its owner was deleted here; does not come back")
	case err != nil:
		c.result.refuse(NoOwner, "its owner is not here; import the user first, or name another one: "+ownerHint(c.p.id))
	}
	return nil
}

func ownerHint(id string) string { return "--owner " + id + "=USER" }

// compare says what has changed of a project that is here.
func (c *projectCandidate) compare() {
	switch {
	case c.came.digest == "":
		c.result.Differs = append(c.result.Differs, "the trail does not say that it was imported")
	default:
		if c.here != c.came.version {
			c.result.Differs = append(c.result.Differs, "here")
		}
		if c.digest != c.came.digest {
			c.result.Differs = append(c.result.Differs, "there")
		}
	}
	if len(c.result.Differs) > 0 {
		c.result.Status = Changed
	}
}

// The details of projects.ActionImport that make out what has changed since.
const (
	detailVersion = "version"
	detailSource  = "source"
	detailGiven   = "owner-named" // by the operator, not by the predecessor
)

// cameHere finds how a project was imported.
func cameHere(ctx context.Context, r sqldb.Reader, id string) (imported, error) {
	events, _, err := audit.List(ctx, r, audit.Filter{Action: projects.ActionImport, Object: "project:" + id, Outcome: audit.OK}, audit.Page{Limit: 1})
	if err != nil || len(events) == 0 {
		return imported{}, err
	}
	version, _ := strconv.Atoi(events[0].Detail[detailVersion]) // an odd one is 0, which none is
	return imported{version, events[0].Detail[detailSource], events[0].Detail[detailGiven] != ""}, nil
}

// happened tells whether the trail has something that was done.
func happened(ctx context.Context, r sqldb.Reader, action, object string) (bool, error) {
	events, _, err := audit.List(ctx, r, audit.Filter{Action: action, Object: object, Outcome: audit.OK}, audit.Page{Limit: 1})
	return len(events) > 0, err
}
