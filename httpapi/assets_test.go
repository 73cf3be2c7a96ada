package httpapi_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
)

// picture is a PNG file of so many pixels a side.
func picture(t testing.TB, side int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	n := uint32(side)
	for i := range img.Pix { // noise, which has as many bytes as a picture can have
		n = n*1_664_525 + 1_013_904_223
		img.Pix[i] = uint8(n>>24) | uint8(i%4/3*255)
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.Bytes()
}

// upload uploads a file that there is not yet.
func (c *client) upload(name, contentType string, data []byte) assets.Uploaded {
	c.t.Helper()
	var up assets.Uploaded
	a := c.do("POST", "/assets?name="+name, data, header("Content-Type", contentType)).want(201).json(&up)
	require.Equal(c.t, "/api/v1/assets/"+up.ID, a.Header.Get("Location"))
	return up
}

// uses is a project that shows an image.
func uses(asset string) []byte {
	return []byte("einkpdf: 1\ntitle: Bilderbuch\ndevice: remarkable-2\ndesigns: {page: {key: page, body: {type: image, asset: " + asset + "}}}\nplan: [{design: page}]\n")
}

func TestAssets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	file := picture(t, 300)
	up := ada.upload("logo.png", "image/png", file)
	require.Equal(t, "logo.png", up.Name)
	require.Equal(t, 300, up.Width)
	require.False(t, up.Existed)

	var again assets.Uploaded
	ada.do("POST", "/assets", file, header("Content-Type", "application/octet-stream"), header("Content-Disposition", `attachment; filename="other.png"`)).want(200).json(&again)
	require.Equal(t, up.ID, again.ID)
	require.True(t, again.Existed)
	require.NotEmpty(t, again.Changes, "its name stays")

	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "schrift.ttf")
	require.NoError(t, err)
	_, err = part.Write(liberationsansregular.TTF)
	require.NoError(t, err)
	require.NoError(t, form.Close())
	var font assets.Uploaded
	ada.do("POST", "/assets", b.Bytes(), header("Content-Type", form.FormDataContentType())).want(201).json(&font)
	require.Equal(t, assets.KindFont, font.Kind)

	var page struct {
		Assets []assets.Held
		Next   string
	}
	ada.do("GET", "/assets?order=name&limit=1", nil).want(200).json(&page)
	require.Equal(t, up.ID, page.Assets[0].ID)
	ada.do("GET", "/assets?order=name&limit=1&after="+page.Next, nil).want(200).json(&page)
	require.Equal(t, font.ID, page.Assets[0].ID)
	ada.do("GET", "/assets?kind=font", nil).want(200).json(&page)
	require.Len(t, page.Assets, 1)
	ada.do("GET", "/assets?kind=film", nil).problem(400, "invalid-filter")
	ada.do("GET", "/assets?after=x", nil).problem(400, "invalid-cursor")

	var held assets.Held
	ada.do("PATCH", "/assets/"+up.ID, map[string]any{"name": "neu.gif"}).want(200).json(&held)
	require.Equal(t, "neu.png", held.Name, "with an ending that is true")
	ada.do("GET", "/assets/"+up.ID, nil).want(200).json(&held)
	require.Equal(t, "neu.png", held.Name)
	require.Equal(t, "name", ada.do("PATCH", "/assets/"+up.ID, map[string]any{}).problem(422, "invalid-field").Field)
	ada.do("PATCH", "/assets/nothing", map[string]any{"name": "x"}).problem(404, "no-such-asset")
}

func TestAssetContent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	up := ada.upload("Gr%C3%B6%C3%9Fe.png", "image/png", picture(t, 400))
	path := "/assets/" + up.ID + "/content"

	a := ada.do("GET", path, nil).want(200)
	require.EqualValues(t, up.Bytes, len(a.Body))
	require.Equal(t, "image/png", a.Header.Get("Content-Type"))
	require.Equal(t, `inline; filename="Gr__e.png"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.png`, a.Header.Get("Content-Disposition"))
	require.Equal(t, "private, max-age=31536000, immutable", a.Header.Get("Cache-Control"))
	require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"))
	tag, whole := a.Header.Get("ETag"), a.Body
	ada.do("GET", path, nil, header("If-None-Match", tag)).want(304)
	a = ada.do("HEAD", path, nil).want(200)
	require.Empty(t, a.Body)
	a = ada.do("GET", path, nil, header("Range", "bytes=1-3")).want(206)
	require.Equal(t, whole[1:4], a.Body)
	ada.do("GET", path, nil, header("Range", "bytes=99999999-")).problem(416, "no-such-range")
	ada.do("GET", path, nil, header("If-Match", `"x"`)).problem(412, "other-file")

	a = ada.do("GET", "/assets/"+up.ID+"/thumbnail", nil).want(200)
	small, _, err := image.DecodeConfig(bytes.NewReader(a.Body))
	require.NoError(t, err)
	require.Equal(t, 256, max(small.Width, small.Height))
	font := ada.upload("a.ttf", "font/ttf", liberationsansregular.TTF)
	ada.do("GET", "/assets/"+font.ID+"/thumbnail", nil).problem(404, "no-such-thumbnail")
	a = ada.do("GET", "/assets/"+font.ID+"/content", nil).want(200)
	require.Equal(t, liberationsansregular.TTF, a.Body)
}

// Who may read a project may read what it uses, and nobody else.
func TestAssetReaders(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, bob := h.user("ada"), h.user("bob")
	up := ada.upload("a.png", "image/png", picture(t, 20))
	path := "/assets/" + up.ID
	by := projects.Actor{User: ada.id}
	p, err := h.projects.Create(t.Context(), by, projects.NewProject{Source: uses(up.ID)})
	require.NoError(t, err)
	for _, c := range []*client{bob, h.admin(), h.nobody()} {
		c.do("GET", path+"/content", nil).problem(404, "no-such-asset")
		c.do("GET", path+"/thumbnail", nil).problem(404, "no-such-asset")
	}
	_, err = h.projects.Share(t.Context(), by, p.ID, bob.id, projects.Viewer)
	require.NoError(t, err)
	bob.do("GET", path+"/content", nil).want(200)
	bob.do("GET", path+"/thumbnail", nil).want(200)
	for _, c := range []*client{bob, h.admin()} { // they do not hold it
		c.do("GET", path, nil).problem(404, "no-such-asset")
		c.do("GET", path+"/projects", nil).problem(404, "no-such-asset")
		c.do("PATCH", path, map[string]any{"name": "x"}).problem(404, "no-such-asset")
		c.do("DELETE", path, nil).problem(404, "no-such-asset")
	}
	h.nobody().do("GET", path+"/content", nil).problem(404, "no-such-asset")
	_, err = h.projects.Publish(t.Context(), by, p.ID, projects.Publication{})
	require.NoError(t, err)
	h.nobody().do("GET", path+"/content", nil).want(200)
	for _, o := range [][2]string{{"GET", "/assets"}, {"POST", "/assets"}, {"GET", path}, {"PATCH", path}, {"DELETE", path}, {"GET", path + "/projects"}} {
		h.nobody().do(o[0], o[1], nil).problem(401, "unauthenticated")
	}
	other := bob.upload("b.png", "image/png", picture(t, 21))
	late := ada.stay()
	late.logout()
	late.do("GET", "/assets/"+other.ID+"/content", nil).problem(401, "unauthenticated")
	late.do("GET", path+"/content", nil).want(200)
}

// Who has not accepted the terms of use is a stranger to what is for everybody, and hears why; also who would stand in for somebody.
func TestAssetTerms(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, root := h.user("ada"), h.admin()
	path := "/assets/" + ada.upload("a.png", "image/png", picture(t, 20)).ID + "/content"
	_, secret, err := h.admins.Impersonate(t.Context(), h.accounts.Identity(t, root.grant), ada.id, "ticket 7", false, 0)
	require.NoError(t, err)
	root.do("GET", path, nil, as(secret)).want(200)
	config := h.accounts.Config
	config.TermsVersion = "2026-02"
	h.config.Accounts.Service, err = auth.New(config)
	require.NoError(t, err)
	h.api, err = httpapi.New(h.config)
	require.NoError(t, err)
	ada.do("GET", path, nil).problem(403, "terms-not-accepted")
	root.do("GET", path, nil, as(secret)).problem(403, "terms-not-accepted")
	h.nobody().do("GET", path, nil).problem(404, "no-such-asset")
	ada.do("GET", "/gallery", nil).want(200)
	ada.do("PUT", "/me/terms", object{"terms": "2026-02"}).want(200)
	ada.do("GET", path, nil).want(200)
}

// deadlines is a connection that notes until when it would be read and written.
type deadlines struct {
	*httptest.ResponseRecorder
	read, write time.Time // the latest
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	if t.After(d.read) {
		d.read = t
	}
	return nil
}

func (d *deadlines) SetWriteDeadline(t time.Time) error {
	d.write = t
	return nil
}

// The answer to a file that comes slowly is not cut off by http.Server's WriteTimeout, which began before the file.
func TestSlowFiles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	began := time.Now()
	for path, body := range map[string][]byte{"/assets": picture(t, 20), "/projects/import": migratetest.Some("1", "Slow").JSON(t)} {
		w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
		h.api.ServeHTTP(w, ada.request("POST", path, body, header("Content-Type", "image/png")))
		require.Equal(t, 201, w.Code, "%s: %s", path, w.Body)
		require.Greater(t, w.write.Sub(began), 70*time.Minute, "longer than 33 MiB at 8 KiB/s")
	}

	// There is room for few imports, so these have five minutes and no more, however much is there before nothing comes any more.
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	h.api.ServeHTTP(w, ada.request("POST", "/projects/import", bytes.Repeat([]byte(" "), 6<<20), asJSON()))
	require.Equal(t, 422, w.Code)
	require.WithinRange(t, w.read, began.Add(5*time.Minute), time.Now().Add(5*time.Minute))
}

func TestAssetDelete(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	up := ada.upload("a.png", "image/png", picture(t, 20))
	path := "/assets/" + up.ID
	var list struct{ Projects []assets.ProjectRef }
	a := ada.do("GET", path+"/projects", nil).want(200).json(&list)
	require.JSONEq(t, `{"projects": []}`, string(a.Body))
	p, err := h.projects.Create(t.Context(), projects.Actor{User: ada.id}, projects.NewProject{Source: uses(up.ID)})
	require.NoError(t, err)
	ada.do("GET", path+"/projects", nil).want(200).json(&list)
	require.Equal(t, []assets.ProjectRef{{ID: p.ID, Name: "Bilderbuch"}}, list.Projects)

	e := ada.do("DELETE", path, nil).problem(409, "asset-in-use")
	require.Contains(t, e.Hint, "?force=true")
	require.Len(t, e.Projects, 1)
	require.Equal(t, p.ID, e.Projects[0].ID)
	require.Equal(t, "force", ada.do("DELETE", path+"?force=perhaps", nil).problem(400, "invalid-parameter").Field)
	ada.do("DELETE", path+"?force=false", nil).problem(409, "asset-in-use")
	ada.do("DELETE", path+"?force=true", nil).want(204)
	ada.do("GET", path, nil).problem(404, "no-such-asset")
	ada.do("GET", path+"/content", nil).problem(404, "no-such-asset")
	ada.do("DELETE", path, nil).problem(404, "no-such-asset")
}

func TestAssetsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	file := picture(t, 30)
	var two bytes.Buffer
	form := multipart.NewWriter(&two)
	for range 2 {
		part, err := form.CreateFormFile("file", "a.png")
		require.NoError(t, err)
		_, err = part.Write(file)
		require.NoError(t, err)
	}
	require.NoError(t, form.Close())
	for name, c := range map[string]struct {
		contentType string
		body        []byte
		status      int
		code        string
	}{
		"nothing":     {"image/png", nil, 422, "asset-empty"},
		"text":        {"text/plain", []byte("Guten Tag"), 415, "asset-type"},
		"SVG":         {"image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), 415, "asset-svg"},
		"mislabeled":  {"image/jpeg", file, 415, "asset-mislabeled"},
		"damaged":     {"image/png", file[:len(file)/2], 422, "asset-damaged"},
		"trailing":    {"image/png", append(bytes.Clone(file), "PK\x03\x04"...), 422, "asset-trailing"},
		"too large":   {"image/png", append(bytes.Clone(file), make([]byte, 20<<20)...), 413, "asset-too-large"},
		"much larger": {"image/png", make([]byte, 34<<20), 413, "body-too-large"},
		"two":         {form.FormDataContentType(), two.Bytes(), 400, "invalid-form"},
	} {
		e := ada.do("POST", "/assets", c.body, header("Content-Type", c.contentType)).problem(c.status, c.code)
		require.NotEmpty(t, e.Detail, name)
	}
	var page struct{ Assets []assets.Held }
	ada.do("GET", "/assets", nil).want(200).json(&page)
	require.Empty(t, page.Assets, "what is refused leaves nothing")

	_, err := h.quotas.Override(t.Context(), quota.Operator(), ada.id, quota.NewOverride{Resource: quota.Assets, Limit: 1, Reason: "test"})
	require.NoError(t, err)
	ada.upload("a.png", "image/png", file)
	e := ada.do("POST", "/assets", picture(t, 31), header("Content-Type", "image/png")).problem(403, "quota-exceeded")
	require.Equal(t, "assets", e.Resource)

	h.limited(ratelimit.Upload, "1/min")
	ada.do("POST", "/assets", file, header("Content-Type", "image/png")).want(200)
	ada.do("POST", "/assets", file, header("Content-Type", "image/png")).problem(429, "rate-limited")
}
