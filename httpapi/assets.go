package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assethttp"
	"github.com/einkpdf/platform/ratelimit"
)

func assetOperations() []operation {
	return []operation{
		{id: "listAssets", method: "GET", path: "/assets", who: user, query: "kind order after limit", handle: listAssets},
		{id: "uploadAsset", method: "POST", path: "/assets", who: user, query: "name", limits: []string{ratelimit.Upload}, body: uploadBody, handle: uploadAsset},
		{id: "getAsset", method: "GET", path: "/assets/{asset}", who: user, handle: getAsset},
		{id: "renameAsset", method: "PATCH", path: "/assets/{asset}", who: user, body: smallBody, handle: renameAsset},
		{id: "deleteAsset", method: "DELETE", path: "/assets/{asset}", who: user, query: "force", handle: deleteAsset},
		{id: "listAssetProjects", method: "GET", path: "/assets/{asset}/projects", who: user, handle: listAssetProjects},
		// What a published project uses is for everybody who sees it.
		{id: "getAssetContent", method: "GET", path: "/assets/{asset}/content", who: anybody, handle: getAssetContent},
		{id: "getAssetThumbnail", method: "GET", path: "/assets/{asset}/thumbnail", who: anybody, handle: getAssetThumbnail},
	}
}

// uploadBody bounds the body of an upload, in bytes: more than any assets.Config.MaxBytes, and a form around it.
const uploadBody = 33 << 20

func (c *call) inAssets() assets.Actor {
	return assets.Actor{User: c.user(), Admin: c.isAdmin()}
}

// assetPage is a page of a listing.
type assetPage struct {
	Assets []assets.Held `json:"assets"`
	Next   string        `json:"next,omitempty"` // for ?after=
}

func listAssets(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	f := assets.Filter{Kind: assets.Kind(q.Get("kind")), Order: assets.Order(q.Get("order"))}
	page, next, err := c.api.c.Assets.List(c.ctx(), c.inAssets(), f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, assetPage{page, next})
}

// uploadAsset takes a file, which is the body or a part of a form. What the user has already is answered with 200.
func uploadAsset(c *call) error {
	s := c.api.c.Assets
	upload, file, err := c.receive(s.MaxBytes())
	if err != nil {
		return err
	}
	up, err := s.Upload(c.ctx(), c.inAssets(), upload, file)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if up.Existed {
		status = http.StatusOK
	}
	c.w.Header().Set("Location", c.api.c.Prefix+"/assets/"+up.ID)
	return c.answer(status, up)
}

func getAsset(c *call) error {
	held, err := c.api.c.Assets.Get(c.ctx(), c.inAssets(), c.path("asset"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, held)
}

// renameAsset needs no version: a name is the user's alone, and nothing depends on it.
func renameAsset(c *call) error {
	var body struct {
		Name *string `json:"name"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.Name == nil {
		return refuse(http.StatusUnprocessableEntity, "invalid-field", "name", `Say what it is to be called: {"name": "logo.png"}.`)
	}
	held, err := c.api.c.Assets.Rename(c.ctx(), c.inAssets(), c.path("asset"), *body.Name)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, held)
}

func deleteAsset(c *call) error {
	force := false
	if text := c.r.URL.Query().Get("force"); text != "" {
		var err error
		if force, err = strconv.ParseBool(text); err != nil {
			return refuse(http.StatusBadRequest, "invalid-parameter", "force", `"force" is true or false.`)
		}
	}
	if err := c.api.c.Assets.Delete(c.ctx(), c.inAssets(), c.path("asset"), force); err != nil {
		if e, ok := errors.AsType[*assets.Error](err); ok && e.Code == assets.CodeInUse {
			p := problemOf(e)
			p.Hint = "with ?force=true it is deleted nevertheless"
			return &refusal{p}
		}
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

// assetUses are projects that use an asset.
type assetUses struct {
	Projects []assets.ProjectRef `json:"projects"`
	More     bool                `json:"more,omitempty"`
}

func listAssetProjects(c *call) error {
	list, more, err := c.api.c.Assets.UsedIn(c.ctx(), c.inAssets(), c.path("asset"))
	if err != nil {
		return err
	}
	if list == nil {
		list = []assets.ProjectRef{}
	}
	return c.answer(http.StatusOK, assetUses{list, more})
}

func getAssetContent(c *call) error { return c.sendAsset(c.api.c.Assets.Open) }

func getAssetThumbnail(c *call) error { return c.sendAsset(c.api.c.Assets.Thumbnail) }

// sendAsset sends what open opens.
func (c *call) sendAsset(open func(context.Context, assets.Actor, string) (*assets.Content, error)) error {
	content, err := open(c.ctx(), c.inAssets(), c.path("asset"))
	if err != nil {
		if c.stranger != nil && assets.CodeOf(err) == assets.CodeNotFound {
			return c.stranger // it may be there for who this was
		}
		return err
	}
	defer func() { _ = content.Close() }() // nothing was written
	assethttp.Serve(c.serving(content.Size), c.r, content)
	return nil
}
