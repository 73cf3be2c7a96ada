package migratetest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Planner is a project of the predecessor: an index, a page for each of some days, each
// with two pages of notes below it.
type Planner struct {
	ID, Name, Description, Author string
	Created, Updated              string
	Public                        bool
	Slug                          string
	OriginalAuthor, ClonedFrom    string
	Clones                        int

	Text   string   // on the index
	Days   int      // 0 = 2
	Images [][]byte // of PNG, on the index
	Faulty bool     // can be read, and not rendered: it has too many pages
}

// Some is a planner that has nothing special.
func Some(id, name string) Planner {
	return Planner{
		ID: id, Name: name, Description: "About " + name, Author: "bob", Text: name,
		Created: "2024-03-01T10:20:30.123456", Updated: "2025-03-01T10:20:30.999999+00:00",
	}
}

type object = map[string]any

// JSON is its project.json.
func (p Planner) JSON(t testing.TB) []byte {
	t.Helper()
	null := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	box := func(y float64) object { return object{"x": 36.0, "y": y, "width": 373.0, "height": 30.0} }
	widget := func(id, kind string, y float64, content any, properties object) object {
		return object{
			"id": id, "type": kind, "page": nil, "position": box(y), "background_color": nil, "z_order": nil,
			"content": content, "styling": object{"font": "Helvetica", "size": 12}, "properties": properties,
		}
	}
	master := func(name string, widgets ...object) object {
		return object{"name": name, "description": "", "widgets": widgets, "created_at": p.Created, "updated_at": p.Updated, "used_variables": []string{}}
	}
	index := []object{widget("title", "text_block", 20, p.Text, nil)}
	for i, img := range p.Images {
		data := "data:image/png;base64," + base64.StdEncoding.EncodeToString(img)
		index = append(index, widget("image_"+string(rune('a'+i)), "image", 60+40*float64(i), nil, object{"image_data": data, "image_fit": "actual"}))
	}
	section := func(kind, master, generate string, more object) object {
		s := object{
			"kind": kind, "master": master, "generate": generate, "start_date": nil, "end_date": nil, "count": nil,
			"pages_per_item": 1, "context": object{}, "counters": object{}, "nested": nil,
		}
		for k, v := range more {
			s[k] = v
		}
		return s
	}
	notes := section("notes", "Note", "count", object{"count": 2})
	if p.Faulty {
		notes["count"] = 900
	}
	last := "2026-01-" + string([]byte{'0' + byte(max(p.Days, 2)/10), '0' + byte(max(p.Days, 2)%10)})
	data, err := json.MarshalIndent(object{
		"id": p.ID,
		"metadata": object{
			"name": p.Name, "description": p.Description, "category": "planner", "author": p.Author, "device_profile": "boox-note-air-4c",
			"created_at": p.Created, "updated_at": p.Updated, "is_public": p.Public, "public_url_slug": null(p.Slug),
			"original_author": null(p.OriginalAuthor), "cloned_from": null(p.ClonedFrom), "clone_count": p.Clones,
		},
		"masters": []object{
			master("Index", index...), master("Day", widget("date", "text_block", 20, "{date_long}", nil)),
			master("Note", widget("date", "text_block", 20, "{date_long}, {index}", nil)),
		},
		"plan": object{
			"calendar": object{"start_date": nil, "end_date": nil, "pages_per_day": 1},
			"sections": []object{
				section("index", "Index", "once", nil),
				section("days", "Day", "each_day", object{"start_date": "2026-01-01", "end_date": last, "nested": []object{notes}}),
			},
			"order": []string{"index", "days"}, "locale": "en",
		},
		"link_resolution": object{"mode": "named_destinations", "generate_outlines": true},
		"default_canvas": object{
			"dimensions":        object{"width": 445.3, "height": 593.8, "margins": []int{36, 36, 36, 36}},
			"coordinate_system": "top_left", "background": "#FFFFFF", "grid_size": 10, "snap_enabled": true,
		},
	}, "", "  ")
	require.NoError(t, err)
	return data
}

// Picture is a small PNG; another one for another number.
func Picture(t testing.TB, n byte) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.SetGray(i%16, i/16, color.Gray{Y: byte(i)*7 + n})
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.Bytes()
}

// WriteFiles writes files below a folder, by their names with slashes.
func WriteFiles(t testing.TB, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
}

// WriteProjects writes projects of a user into the predecessor's data folder, as it
// does, with all that lies beside them.
func WriteProjects(t testing.TB, data, user string, planners ...Planner) {
	t.Helper()
	folder, list := "users/"+user+"/projects/", []object{}
	for _, p := range planners {
		WriteFiles(t, data, map[string]string{
			folder + p.ID + "/project.json": string(p.JSON(t)), folder + p.ID + "/plan.yaml": "plan: {}\n",
			folder + p.ID + "/masters/index.yaml": "widgets: []\n", folder + p.ID + "/compiled/latest.pdf": "%PDF-1.4\n",
		})
		list = append(list, object{"id": p.ID, "name": p.Name, "description": p.Description, "masters_count": 3, "clone_count": 0})
	}
	index, err := json.Marshal(object{"projects": list})
	require.NoError(t, err)
	WriteFiles(t, data, map[string]string{folder + "index.json": string(index)})
}

// Publish writes copies of projects into the predecessor's public gallery, without an
// index.
func Publish(t testing.TB, data string, planners ...Planner) {
	t.Helper()
	for _, p := range planners {
		p.Public, p.Slug = false, "" // it copies before it notes that it did
		WriteFiles(t, data, map[string]string{"public-projects/" + p.ID + "/project.json": string(p.JSON(t))})
	}
}
