package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/quota"
)

// referenceOperations tell what is the same for everybody, as long as the program is.
func referenceOperations() []operation {
	return append([]operation{
		{id: "listDevices", method: "GET", path: "/devices", who: anybody, handle: listDevices},
		{id: "getDevice", method: "GET", path: "/devices/{device}", who: anybody, handle: getDevice},
		{id: "getSchema", method: "GET", path: "/schema", who: anybody, handle: getSchema(sync.OnceValues(einkpdf.Parser{}.Schema))},
	}, templateOperations()...)
}

func usageOperations() []operation {
	return []operation{{id: "getUsage", method: "GET", path: "/usage", who: user, handle: getUsage}}
}

func getUsage(c *call) error {
	return c.usage(c.api.c.Quotas.Usage(c.ctx(), quota.Actor{User: c.user()}, c.user()))
}

// getSchema answers with the schema of project files: with the widgets of the host's that can be shown, or the built-in ones.
func getSchema(builtin func() ([]byte, error)) func(*call) error {
	return func(c *call) error {
		schema := builtin
		if c.api.c.Previews != nil {
			schema = c.api.c.Previews.Schema
		}
		text, err := schema()
		if err != nil {
			return err
		}
		return c.constant("application/schema+json", text)
	}
}

// deviceBody is a device. Lengths are in points; what nobody measured is null.
type deviceBody struct {
	Name       string            `json:"name"`
	Title      string            `json:"title"`
	Maker      string            `json:"maker"`
	Width      int               `json:"width"`  // of the panel, in pixels, held in portrait
	Height     int               `json:"height"` //
	PPI        int               `json:"ppi"`
	Page       geom.Size         `json:"page"`
	Technology device.Technology `json:"technology"`
	Greys      int               `json:"greys,omitempty"` // 0 = not known, or a colour panel
	Color      bool              `json:"color"`
	ColorPPI   int               `json:"color_ppi,omitempty"`
	Toolbar    *edges            `json:"toolbar"`      // with the device in the right hand
	DeadBands  *edges            `json:"dead_bands"`   // where the device keeps taps for itself
	Close      *geom.Size        `json:"close_button"` // of the corner that is not on the toolbar's side
	MinTap     float64           `json:"min_tap"`
	MinText    float64           `json:"min_text"`
	Source     string            `json:"source"`
	Confidence device.Confidence `json:"confidence"`
	Note       string            `json:"note,omitempty"`
}

// edges are parts of a page that something else takes.
type edges struct {
	Top    float64 `json:"top"`
	Right  float64 `json:"right"`
	Bottom float64 `json:"bottom"`
	Left   float64 `json:"left"`
}

func newDeviceBody(p device.Profile) deviceBody {
	reserve := func(r device.Reserve) *edges {
		if !r.Measured {
			return nil
		}
		return &edges{r.Edges.Top.Points(), r.Edges.Right.Points(), r.Edges.Bottom.Points(), r.Edges.Left.Points()}
	}
	d := deviceBody{
		Name: p.Name, Title: p.Title, Maker: p.Maker, Width: p.Width, Height: p.Height, PPI: p.PPI, Page: p.PageSize(), Technology: p.Technology,
		Greys: p.Greys, Color: p.Color, ColorPPI: p.ColorPPI, Toolbar: reserve(p.Toolbar), DeadBands: reserve(p.DeadBands),
		MinTap: p.MinTap.Points(), MinText: p.MinText.Points(), Source: p.Source, Confidence: p.Confidence, Note: p.Note,
	}
	if p.CloseButton.Measured {
		d.Close = &p.CloseButton.Size
	}
	return d
}

// deviceList is all of them: they are few.
type deviceList struct {
	Devices []deviceBody `json:"devices"`
}

func listDevices(c *call) error {
	var list deviceList
	for _, p := range device.All() {
		list.Devices = append(list.Devices, newDeviceBody(p))
	}
	return c.constantJSON(list)
}

func getDevice(c *call) error {
	p, err := device.Lookup(c.path("device"))
	if err != nil {
		return refuse(http.StatusNotFound, "no-such-device", "device", "There is no such device. GET /devices lists those that there are.")
	}
	return c.constantJSON(newDeviceBody(p))
}

// constantJSON is constant of a value.
func (c *call) constantJSON(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.constant("application/json", append(text, '\n'))
}

// constant answers with what is the same until the program is another.
func (c *call) constant(contentType string, text []byte) error {
	sum := sha256.Sum256(text)
	return c.text200(contentType, hex.EncodeToString(sum[:16]), text)
}
