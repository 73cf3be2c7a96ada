package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"net/http"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

// kind is what a client asks for.
type kind int

const (
	getProject kind = iota
	listProjects
	getSource
	listDevices
	getUsage
	listAssets
	createJob
	kinds // how many there are

	reads = createJob // so many are reads
)

func (k kind) String() string {
	return [kinds]string{"getProject", "listProjects", "getSource", "listDevices", "getUsage", "listAssets", "createJob"}[k]
}

// each is how often one in so many requests is for a planner.
const each = 20

// mix is what somebody asks for n-th.
func mix(n int) kind {
	if n%each == each-1 {
		return createJob
	}
	return kind(n) % reads
}

// wish is how it is asked for, and what the answer is to be.
func (c *client) wish(k kind) (w wish, want int) {
	project := "/projects/" + c.project
	switch k {
	case listProjects:
		return wish{method: http.MethodGet, path: "/projects"}, http.StatusOK
	case getSource:
		return wish{method: http.MethodGet, path: project + "/source"}, http.StatusOK
	case listDevices:
		return wish{method: http.MethodGet, path: "/devices"}, http.StatusOK
	case getUsage:
		return wish{method: http.MethodGet, path: "/usage"}, http.StatusOK
	case listAssets:
		return wish{method: http.MethodGet, path: "/assets"}, http.StatusOK
	case createJob:
		c.wishes++
		return wish{method: http.MethodPost, path: project + "/jobs", kind: "application/json", body: planner(c.wishes)}, http.StatusAccepted
	}
	return wish{method: http.MethodGet, path: project}, http.StatusOK
}

// planner is the n-th way to want a planner: what was asked for before in the same way would be answered by the job of that time.
func planner(n int) []byte {
	devices, locales, hands := device.All(), []string{"en-GB", "de-DE", "fr-FR", "es-ES"}, []string{"right", "left"}
	body, _ := json.Marshal(map[string]string{ // of strings: it cannot fail
		"device": devices[n%len(devices)].Name,
		"hand":   hands[n/len(devices)%len(hands)],
		"locale": locales[n/len(devices)/len(hands)%len(locales)],
	})
	return body
}

// begin logs a user in, and makes a project of a built-in one for them.
func (c *client) begin(ctx context.Context, template string) error {
	var tokens struct {
		Access string `json:"access_token"`
	}
	if err := c.must(ctx, http.StatusOK, c.login(), &tokens); err != nil {
		return err
	}
	c.token = tokens.Access
	var err error
	if c.source, err = gallery.Source(template); err != nil {
		return err
	}
	return c.keep(ctx, http.StatusCreated, wish{method: http.MethodPost, path: "/projects", kind: "application/yaml", body: c.source})
}

// login is how it is asked for. It is asked for by somebody who is nobody yet.
func (c *client) login() wish {
	body, _ := json.Marshal(map[string]string{"name": c.user, "password": secret, "kind": "token"}) // of strings: it cannot fail
	return wish{method: http.MethodPost, path: "/login", kind: "application/json", body: body}
}

// keep makes a version of the project, and remembers which it is.
func (c *client) keep(ctx context.Context, want int, w wish) error {
	var made struct {
		ID      string `json:"id"`
		Version int    `json:"version"`
	}
	if err := c.must(ctx, want, w, &made); err != nil {
		return err
	}
	c.project, c.version = made.ID, made.Version
	return nil
}

// upload gives a user an image that nobody else has.
func (c *client) upload(ctx context.Context) error {
	m := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range m.Pix {
		m.Pix[i] = byte(rand.Uint32()) //nolint:gosec // a picture, no secret
	}
	var file bytes.Buffer
	if err := png.Encode(&file, m); err != nil {
		return err
	}
	err := c.must(ctx, http.StatusCreated, wish{method: http.MethodPost, path: "/assets", kind: "image/png", body: file.Bytes()}, nil)
	if err != nil {
		return fmt.Errorf("uploading an image: %w", err)
	}
	return nil
}
