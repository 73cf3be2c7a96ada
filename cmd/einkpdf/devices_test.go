package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/device"
)

// TestDevices says that the list has every device, and that its lines fit on a
// terminal of 110 columns.
func TestDevices(t *testing.T) {
	list := ok(t, "", "devices")
	for _, p := range device.All() {
		require.Regexp(t, `(?m)^`+p.Name+` +`+strings.NewReplacer("(", `\(`, ")", `\)`).Replace(p.Title)+` `, list)
	}
	for _, line := range strings.Split(list, "\n") {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 110, line)
	}
	require.Regexp(t, `(?m)^remarkable-2 .* left 38$`, list)
	require.Regexp(t, `(?m)^kindle-scribe .* top 23 bottom 28$`, list)
	require.Regexp(t, `(?m)^kobo-sage .* \?$`, list)
}

// TestDevicesJSON says that programs get everything, and null for what is not known.
func TestDevicesJSON(t *testing.T) {
	var list []map[string]any
	require.NoError(t, json.Unmarshal([]byte(ok(t, "", "devices", "--json")), &list))
	require.Len(t, list, len(device.All()))
	page, err := os.ReadFile("../../docs/cli.md")
	require.NoError(t, err)
	for i, p := range device.All() {
		d := list[i]
		require.Equal(t, p.Name, d["name"])
		require.InDelta(t, p.PageSize().W.Points(), d["width_pt"], 1e-6)
		require.InDelta(t, p.PageSize().H.Points()*25.4/72, d["height_mm"], 1e-3)
		require.Equal(t, p.Color && p.ColorPPI > 0, d["color_ppi"] != nil, p.Name)
		require.Equal(t, p.Greys > 0, d["greys"] != nil, p.Name)
		require.Equal(t, p.Source, d["source"])
		require.Equal(t, string(p.Confidence), d["confidence"])
		for key, measured := range map[string]bool{"toolbar": p.Toolbar.Measured, "dead_bands": p.DeadBands.Measured, "close_button": p.CloseButton.Measured} {
			reserve := d[key].(map[string]any)
			require.Equal(t, measured, reserve["measured"], p.Name)
			for _, part := range []string{"pt", "px", "mm", "source"} {
				value, there := reserve[part]
				require.True(t, there)
				require.Equal(t, measured, value != nil, "%s: what nobody measured is null", p.Name)
			}
		}
		for key := range d {
			require.Contains(t, string(page), "`"+key+"`", "every key is in cli.md")
		}
	}
}

// TestDevicesJSONValues pins what programs rely on for two devices.
func TestDevicesJSONValues(t *testing.T) {
	list := ok(t, "", "devices", "--json")
	var all []deviceJSON
	require.NoError(t, json.Unmarshal([]byte(list), &all))
	by := map[string]deviceJSON{}
	for _, d := range all {
		by[d.Name] = d
	}
	d := by["remarkable-2"]
	require.Equal(t, &edgesJSON{Left: 120}, d.Toolbar.Px)
	require.Equal(t, &edgesJSON{Left: 13.487}, d.Toolbar.MM)
	require.Equal(t, &sizeJSON{120, 120}, d.Close.Px)
	require.Equal(t, &sizeJSON{38.230088, 38.230088}, d.Close.Pt)
	require.Equal(t, []legacyJSON{{"remarkable-2", "portrait", []string{}}}, d.Legacy)

	d = by["supernote-nomad"]
	require.True(t, d.Toolbar.Dockable)
	require.Equal(t, &edgesJSON{Top: 24}, d.Toolbar.Pt)

	d = by["boox-tab-ultra-c"]
	require.Len(t, d.Legacy, 2)
	require.Contains(t, d.Legacy[0].Corrections[0], "10.3 inches")
	require.Contains(t, list, "28.6 % too large", "letters stand for themselves")
}

// TestOwnDevice renders for a device of the project.
func TestOwnDevice(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small + "devices:\n  kitchen: {pixels: [600, 800], ppi: 100}\n"})
	requirePDF(t, ok(t, "", "render", "small.yaml", "-o", "-", "--device", "kitchen"))
	r := invoke(t, "", "render", "small.yaml", "-o", "-", "--device", "kitchn")
	require.Equal(t, result{exitUsage, "", "einkpdf: --device: unknown device \"kitchn\"; did you mean kitchen?\n"}, r)
}
