package legacy_test

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/legacy"
)

const old = `{
  "id": "1",
  "metadata": {"name": "Days", "device_profile": "supernote-nomad", "created_at": "2025-11-01", "updated_at": "2025-11-01"},
  "masters": [{"name": "Day", "created_at": "", "updated_at": "", "widgets": [
    {"id": "a", "type": "anchor", "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "day:{date}"}},
    {"id": "n", "type": "internal_link", "position": {"x": 24, "y": 24, "width": 90, "height": 20}, "content": "{date_next}",
     "properties": {"to_dest": "day:{date_next}"}}
  ]}],
  "plan": {"order": ["days"], "sections": [
    {"kind": "days", "master": "Day", "generate": "each_day", "start_date": "2026-01-01", "end_date": "2026-01-03"}
  ]}
}`

// A file of the predecessor is read, rendered, and written as a project file.
func Example() {
	data := []byte(old)
	if !legacy.Is(data) {
		return // one of our own, for einkpdf.Parse
	}
	result, err := legacy.Read(data, legacy.Options{File: "project.json"})
	if err != nil {
		fmt.Println(err) // an einkpdf.Errors with the places
		return
	}
	doc, err := einkpdf.Compile(context.Background(), result.Project, einkpdf.Options{Assets: result.Assets})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(doc.Keys())
	fmt.Println(result.Project.Designs["day"].Key) // result.Project.YAML() is the whole file
	fmt.Println(result.Report.Notes[0])
	// Output:
	// [day:2026-01-01 day:2026-01-02 day:2026-01-03]
	// day:{date}
	// 6:5: Day: n: has no destination on a page at the end of its section; it is left out there (fix 9)
}
