package httpapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/httpapi"
)

func TestDevices(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var list struct {
		Devices []struct {
			Name          string
			Width, Height int
		}
	}
	a := h.nobody().do("GET", "/devices", nil).want(200).json(&list)
	require.Len(t, list.Devices, len(device.All()))
	h.nobody().do("GET", "/devices", nil, header("If-None-Match", a.Header.Get("ETag"))).want(304)
	for _, d := range list.Devices {
		one := d
		h.nobody().do("GET", "/devices/"+d.Name, nil).want(200).json(&one)
		require.Equal(t, d, one)
	}
	h.nobody().do("GET", "/devices/kindle-99", nil).problem(404, "no-such-device")
}

func TestSchema(t *testing.T) {
	t.Parallel()
	want, err := einkpdf.Parser{}.Schema()
	require.NoError(t, err)
	h := newHouse(t)
	a := h.nobody().do("GET", "/schema", nil).want(200)
	require.Equal(t, string(want), string(a.Body))
	require.Equal(t, "application/schema+json", a.Header.Get("Content-Type"))
	h.nobody().do("GET", "/schema", nil, header("If-None-Match", a.Header.Get("ETag"))).want(304)
	small := newHouse(t, func(c *httpapi.Config) { c.Previews = nil })
	require.Equal(t, a.Body, small.nobody().do("GET", "/schema", nil).want(200).Body)
	small.nobody().do("GET", "/templates/notebook/preview.png", nil).problem(404, "no-such-path")
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var list struct {
		Templates []struct{ Name, Title, About string }
	}
	h.nobody().do("GET", "/templates", nil).want(200).json(&list)
	require.Len(t, list.Templates, len(gallery.All()))
	for _, one := range list.Templates {
		path := "/templates/" + one.Name
		same := one
		h.nobody().do("GET", path, nil).want(200).json(&same)
		require.Equal(t, one, same)
		source := h.nobody().do("GET", path+"/source", nil).want(200)
		want, err := gallery.Source(one.Name)
		require.NoError(t, err)
		require.Equal(t, want, source.Body)
		h.nobody().do("GET", path+"/source", nil, header("If-None-Match", source.Header.Get("ETag"))).want(304)
		var pages listedPages
		h.nobody().do("GET", path+"/pages?device=supernote-nomad", nil).want(200).json(&pages)
		require.NotEmpty(t, pages.Pages)
		a := h.nobody().do("GET", path+"/preview.png?width=200", nil).want(200)
		require.Equal(t, 200, pngSize(t, a).X)
		h.nobody().do("GET", path+"/preview.png?width=200", nil, header("If-None-Match", a.Header.Get("ETag"))).want(304)
		h.nobody().do("GET", path+"/preview.svg", nil).want(200)
		made(h.user("ada"), string(source.Body))
	}
	for _, path := range []string{"", "/source", "/pages", "/preview.png", "/preview.svg"} {
		h.nobody().do("GET", "/templates/none"+path, nil).problem(404, "no-such-template")
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.user("ada")
	made(ada, months)
	var u struct {
		User      string
		Resources []struct {
			Resource              string
			Limit, Used, Reserved int64
			ResetsAt              string `json:"resets_at"`
		}
	}
	ada.do("GET", "/usage", nil).want(200).json(&u)
	require.Equal(t, ada.id, u.User)
	of := map[string]int{}
	for i, r := range u.Resources {
		of[r.Resource] = i
	}
	projects := u.Resources[of["projects"]]
	require.Equal(t, int64(1), projects.Used)
	require.Positive(t, projects.Limit)
	midnight := h.clock.Now().UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
	require.Equal(t, midnight.Format(time.RFC3339), u.Resources[of["jobs-per-day"]].ResetsAt)
	h.nobody().do("GET", "/usage", nil).problem(401, "unauthenticated")
	h.admin().do("GET", "/usage", nil).want(200).json(&u)
	require.Equal(t, h.admin().id, u.User)
}
