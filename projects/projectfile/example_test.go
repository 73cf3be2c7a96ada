package projectfile_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/einkpdf/platform/projects/projectfile"
)

const year = `einkpdf: 1
title: My year # of many
calendar: {from: 2026-01-01, to: 2026-12-31}
designs:
  day: {key: "day/{date}", body: {type: stack, children: [{type: image, asset: logo.png, height: 20mm}, {type: lines, pitch: 8mm}]}}
plan: [{design: day, each: day}]
`

// Inspect says what a file is, also when it cannot be rendered.
func ExampleFiles_Inspect() {
	files := projectfile.New(projectfile.Config{Timeout: time.Minute})
	facts, err := files.Inspect(context.Background(), []byte(year))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(facts.Title, facts.Pages, facts.Device, facts.Designs, facts.Assets)
	draft, err := files.Inspect(context.Background(), []byte(year+"devise: kobo-sage\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(draft.Draft(), draft.Errors[0].Line, draft.Errors[0].Message+";", draft.Errors[0].Hint)
	// Output:
	// My year 365 remarkable-2 [day] [logo.png]
	// true 7 unknown key "devise"; did you mean device?
}

// Refit changes the device, and says what a reader of it would stumble over.
func ExampleFiles_Refit() {
	files := projectfile.New(projectfile.Config{Timeout: time.Minute, CheckTimeout: time.Minute})
	refit, err := files.Refit(context.Background(), []byte(year), "kobo-clara-bw")
	if err != nil {
		fmt.Println(err)
		return
	}
	var report struct{ Pages int } // an einkpdf.CheckReport
	if err := json.Unmarshal(refit.Report, &report); err != nil {
		fmt.Println(err)
		return
	}
	head, _, _ := strings.Cut(string(refit.Source), "calendar:")
	fmt.Print(head)
	fmt.Println(refit.Scaled, report.Pages)
	// Output:
	// einkpdf: 1
	// title: My year # of many
	// device: kobo-clara-bw
	// false 365
}

// Convert makes a project file of one of the predecessor's; its images become
// assets of whatever names they get.
func ExampleConvert() {
	old := []byte(`{
  "id": "1",
  "metadata": {"name": "Days", "device_profile": "supernote-nomad", "created_at": "2025-11-01", "updated_at": "2025-11-01"},
  "masters": [{"name": "Day", "created_at": "", "updated_at": "", "widgets": [
    {"id": "a", "type": "anchor", "position": {"x": 0, "y": 0, "width": 1, "height": 1}, "properties": {"dest_id": "day:{date}"}},
    {"id": "i", "type": "image", "position": {"x": 24, "y": 24, "width": 20, "height": 20}, "properties": {
      "image_data": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAADklEQVR4nGJiAAQAAP//AAYAA/rQWa4AAAAASUVORK5CYII="}}
  ]}],
  "plan": {"order": ["days"], "sections": [
    {"kind": "days", "master": "Day", "generate": "each_day", "start_date": "2026-01-01", "end_date": "2026-01-03"}
  ]}
}`)
	converted, err := projectfile.Convert(old, "project.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	assets := map[string]string{}
	for _, image := range converted.Images {
		assets[image.Name] = "asset-1" // what whoever keeps it calls it
	}
	file, err := converted.Source(assets)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(file))
	// Output:
	// # Imported from project.json.
	// einkpdf: 1
	// title: Days
	// created: 2025-11-01
	// device: canvas
	// locale: en
	// calendar: {from: 2026-01-01, to: 2026-01-03, week: iso}
	// margin: 0pt
	// toolbar: ignore
	//
	// devices:
	//   canvas: {like: supernote-nomad, page: [337pt, 449.3pt]}
	//
	// styles:
	//   default: {size: 12pt, line-height: 1.2}
	//
	// designs:
	//   day:
	//     key: day:{date}
	//     body:
	//       type: layers
	//       children:
	//         - {type: image, asset: asset-1, x: 24pt, y: 24pt, width: 20pt, height: 20pt}
	//
	// plan:
	//   - {design: day, each: day}
}
