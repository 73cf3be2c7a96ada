package gallery_test

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

func ExampleSource() {
	for _, entry := range gallery.All() {
		source, err := gallery.Source(entry.Name)
		if err != nil {
			fmt.Println(err)
			return
		}
		project, err := einkpdf.Parse(source)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(entry.Name+":", project.Title)
	}
	_, err := gallery.Source("diary")
	fmt.Println(err)
	// Output:
	// day-planner: Day planner 2026
	// notebook: Notebook
	// weekly-planner: Weekly planner 2026
	// there is no built-in project "diary"; there are: day-planner, notebook, weekly-planner
}
