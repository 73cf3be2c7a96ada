package einkpdf_test

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
)

// A project that a program has changed is written as a file again.
func ExampleProject_YAML() {
	project, err := einkpdf.Parse([]byte(`{"einkpdf": 1, "title": "Squares", "plan": [{"design": "paper", "each": "1..9"}],
		"designs": {"paper": {"body": {"type": "text", "text": "{n}: notes", "height": "8mm", "when": "n > 1"}}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	project.Title = "Squares: a notebook"
	file, err := project.YAML()
	fmt.Print(string(file), err)
	// Output:
	// einkpdf: 1
	// title: "Squares: a notebook"
	//
	// designs:
	//   paper:
	//     body: {type: text, text: "{n}: notes", height: 8mm, when: n > 1}
	//
	// plan:
	//   - {design: paper, each: 1..9}
	// <nil>
}
