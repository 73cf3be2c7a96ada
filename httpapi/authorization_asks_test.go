package httpapi_test

import (
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/migrate/migratetest"
)

// ask is a request of an operation.
type ask struct {
	path    string // "" = that of the operation, with the things it names
	query   string
	body    any
	options []option
}

// fields are what a body has.
type fields = map[string]any

// because is what operators say.
func because(also fields) ask {
	body := fields{"reason": "a test"}
	for key, value := range also {
		body[key] = value
	}
	return ask{body: body}
}

// asks are the requests that have more than a path: each from c, of things that are prepared in w.
var asks = map[string]func(w *world, c *client) ask{
	"register": func(w *world, _ *client) ask {
		w.n++
		name := fmt.Sprintf("newcomer-%d", w.n)
		return ask{body: fields{"name": name, "email": mailbox(name), "password": authtest.Password(name), "terms": w.terms()}}
	},
	"confirmRegistration": func(w *world, _ *client) ask {
		w.n++
		name := fmt.Sprintf("newcomer-%d", w.n)
		r := auth.Registration{Name: name, Email: mailbox(name), Password: authtest.Password(name), Terms: w.terms()}
		return ask{body: fields{
			"password": r.Password,
			"token":    w.mailed(func() error { return w.h.accounts.Service.Register(w.h.t.Context(), r) }),
		}}
	},
	"requestReset": func(*world, *client) ask { return ask{body: fields{"email": "guest@example.org"}} },
	"confirmReset": func(w *world, _ *client) ask {
		id := w.target()
		return ask{body: fields{
			"password": "another horse, another battery",
			"token": w.mailed(func() error {
				return w.h.accounts.Service.RequestResetFor(w.h.t.Context(), auth.Operator("test"), id, "a test")
			}),
		}}
	},
	"confirmEmail": func(w *world, c *client) ask {
		w.n++
		name := fmt.Sprintf("mover-%d", w.n)
		w.h.user(name)
		by := w.h.accounts.As(w.h.t, name)
		return ask{body: fields{"token": w.mailed(func() error {
			return w.h.accounts.Service.RequestEmailChange(w.h.t.Context(), by, authtest.Password(name), "new-"+mailbox(name))
		})}}
	},
	"login": func(_ *world, c *client) ask {
		return ask{body: fields{"name": c.name, "password": authtest.Password(c.name), "kind": "token"}}
	},
	"refreshToken": func(_ *world, c *client) ask {
		if c.grant == nil {
			return ask{body: fields{"refresh_token": "none"}}
		}
		return ask{body: fields{"refresh_token": c.grant.Secret}}
	},
	"endSession": func(_ *world, c *client) ask {
		if c.grant == nil {
			return ask{path: "/me/sessions/none"}
		}
		return ask{path: "/me/sessions/" + c.grant.Session.ID}
	},
	"deleteMe": func(_ *world, c *client) ask { return ask{body: fields{"password": authtest.Password(c.name)}} },
	"changePassword": func(_ *world, c *client) ask {
		return ask{body: fields{"password": authtest.Password(c.name), "new_password": "another horse, another battery"}}
	},
	"requestEmailChange": func(_ *world, c *client) ask {
		return ask{body: fields{"password": authtest.Password(c.name), "email": "new-" + mailbox(c.name)}}
	},
	"acceptTerms": func(w *world, _ *client) ask { return ask{body: fields{"terms": w.terms()}} },
	"findPerson":  func(*world, *client) ask { return ask{query: "?name=owner"} },

	"createProject": func(*world, *client) ask { return ask{body: fields{"source": planner("Mine", 1)}} },
	"importProject": func(w *world, _ *client) ask {
		w.n++
		return ask{body: migratetest.Some(fmt.Sprintf("%08d", w.n), "Old planner").JSON(w.h.t), options: []option{header("Content-Type", "application/json")}}
	},
	"renameProject": func(w *world, _ *client) ask {
		return ask{body: fields{"name": "Another"}, options: []option{w.version(w.project())}}
	},
	"changeDevice": func(w *world, _ *client) ask {
		return ask{body: fields{"device": "supernote-nomad"}, options: []option{w.version(w.project())}}
	},
	"putSource": func(w *world, _ *client) ask {
		return ask{body: planner("Written", 2), options: []option{w.version(w.project()), header("Content-Type", "application/yaml")}}
	},
	"revertProject": func(w *world, _ *client) ask {
		return ask{body: fields{"to": 1}, options: []option{w.version(w.project())}}
	},
	"diffVersions": func(*world, *client) ask { return ask{query: "?from=1&to=2"} },
	"cloneProject": func(*world, *client) ask { return ask{body: fields{}} },
	"trashProject": func(w *world, _ *client) ask { return ask{options: []option{w.version(w.project())}} },
	"restoreProject": func(w *world, _ *client) ask {
		return ask{path: "/projects/" + w.trashed() + "/restore", options: []option{w.version(w.trashed())}}
	},
	"purgeProject": func(w *world, _ *client) ask {
		return ask{path: "/projects/" + w.trashed() + "/purge", options: []option{w.version(w.trashed())}}
	},
	"putGrant": func(*world, *client) ask { return ask{body: fields{"role": "editor"}} },
	"publishProject": func(w *world, _ *client) ask {
		w.n++
		return ask{body: fields{"slug": fmt.Sprintf("another-%d", w.n), "description": "A planner.", "author": "Owner"}}
	},
	"unpublishProject": func(w *world, _ *client) ask { return ask{path: "/projects/" + w.published() + "/publication"} },
	"cloneEntry":       func(*world, *client) ask { return ask{body: fields{}} },

	"listDraftPages":    draft,
	"previewDraftAsPNG": draft,
	"previewDraftAsSVG": draft,
	"getDraftLayout":    draft,
	"checkDraft":        draft,

	"uploadAsset": func(w *world, _ *client) ask {
		return ask{body: w.picture(), options: []option{header("Content-Type", "image/png")}}
	},
	"renameAsset": func(*world, *client) ask { return ask{body: fields{"name": "another"}} },
	"deleteAsset": func(w *world, _ *client) ask {
		w.project()
		return ask{query: "?force=true"}
	},

	"createJob":  func(*world, *client) ask { return ask{body: fields{}} },
	"deleteJob":  func(w *world, _ *client) ask { return ask{path: "/jobs/" + w.ended()} },
	"followJob":  func(w *world, _ *client) ask { return ask{path: "/jobs/" + w.ended() + "/events"} },
	"getJobFile": func(w *world, _ *client) ask { return ask{path: "/jobs/" + w.done() + "/files/" + renderjob.FilePDF} },

	"setUserActive": func(*world, *client) ask { return because(fields{"active": false}) },
	"setUserRole":   func(*world, *client) ask { return because(fields{"role": "admin"}) },
	"resetUser":     func(*world, *client) ask { return because(nil) },
	"setTier":       func(*world, *client) ask { return because(fields{"tier": ""}) },
	"override":      func(*world, *client) ask { return because(fields{"limit": 7}) },
	"endOverride":   func(*world, *client) ask { return because(nil) },
	"cancelAnyJob":  func(*world, *client) ask { return because(nil) },
	"impersonate":   func(w *world, _ *client) ask { return because(fields{"user": w.target()}) },
	"withholdProject": func(w *world, _ *client) ask {
		r := because(nil)
		r.path = "/admin/projects/" + w.published() + "/unpublish"
		return r
	},
	"readmitProject": func(w *world, _ *client) ask {
		r := because(nil)
		r.path = "/admin/projects/" + w.withheld() + "/readmit"
		return r
	},
	"collect":       func(w *world, _ *client) ask { w.uncollected(); return because(nil) },
	"getCollection": func(w *world, _ *client) ask { return ask{path: "/admin/collections/" + w.collection()} },
}

// draft shows a file that is not saved.
func draft(*world, *client) ask { return ask{body: fields{"source": planner("Draft", 1)}} }

func (w *world) terms() string { return w.h.accounts.Config.TermsVersion }

// mailbox is an address of a user that has no other.
func mailbox(name string) string { return name + "@example.net" }

// fill is a path with the things that it names.
func (w *world) fill(path string, c *client) string {
	w.h.t.Helper()
	parts := strings.Split(path, "/")
	for i, part := range parts {
		switch part {
		case "{project}":
			parts[i] = w.project()
		case "{version}":
			parts[i] = "1"
		case "{user}":
			if parts[1] == "admin" {
				parts[i] = w.target()
			} else {
				parts[i] = w.guest()
			}
		case "{resource}":
			parts[i] = "projects"
		case "{slug}":
			w.published()
			parts[i] = w.things["slug"]
		case "{template}":
			parts[i] = template()
		case "{device}":
			parts[i] = "remarkable-2"
		case "{asset}":
			parts[i] = w.asset()
			w.project() // which uses it
		case "{job}":
			parts[i] = w.job()
		case "{impersonation}":
			parts[i] = w.impersonation()
		default:
			require.NotContains(w.h.t, part, "{", "there is no such thing for %s", path)
		}
	}
	return strings.Join(parts, "/")
}
