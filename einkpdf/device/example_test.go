package device_test

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/device"
)

func ExampleLookup() {
	p, err := device.Lookup("reMarkable_2")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %d×%d pixels at %d ppi\n", p.Title, p.Width, p.Height, p.PPI)

	_, err = device.Lookup("supernote-normad")
	fmt.Println(err)
	// Output:
	// reMarkable 2: 1404×1872 pixels at 226 ppi
	// unknown device "supernote-normad"; did you mean supernote-nomad?
}

// Programs that read the predecessor's projects learn what stands for its
// profiles, and what these had wrong.
func ExampleFromLegacy() {
	d, ok := device.FromLegacy("boox-go-color-7-landscape")
	fmt.Println(ok, d.Profile, d.Orientation)
	fmt.Printf("%.1f × %.1f pt\n", d.Page.W.Points(), d.Page.H.Points())
	for _, c := range d.Corrections {
		fmt.Println(c)
	}
	// Output:
	// true boox-go-color-7 landscape
	// 403.2 × 303.4 pt
	// the panel is Kaleido 3, whose colours have 150 ppi; the profile gave them no density
}

// Programs with devices of their own look there first.
func ExampleLookupIn() {
	own := []device.Profile{{Name: "lab", Title: "Our panel", Width: 1200, Height: 1600, PPI: 200}}
	p, err := device.LookupIn(own, "lab")
	fmt.Println(p.Title, err)
	// Output: Our panel <nil>
}

func ExampleProfile_CloseArea() {
	p, _ := device.Lookup("remarkable-2")
	area := p.CloseArea(device.Right)
	fmt.Printf("%.0f × %.0f pt, %.0f pt from the left\n", area.W.Points(), area.H.Points(), area.X.Points())
	// Output: 38 × 38 pt, 409 pt from the left
}

func ExampleAll() {
	for _, p := range device.All() {
		if p.Technology == device.Gallery3 {
			fmt.Println(p.Name)
		}
	}
	// Output:
	// remarkable-paper-pro
	// remarkable-paper-pro-move
}

func ExampleProfile_PageSize() {
	p, _ := device.Lookup("remarkable-2")
	size := p.PageSize()
	fmt.Printf("%.2f × %.2f pt\n", size.W.Points(), size.H.Points())
	// Output: 447.29 × 596.39 pt
}

func ExampleProfile_SafeInsets() {
	p, _ := device.Lookup("remarkable-2")
	fmt.Printf("toolbar left %.1f pt\n", p.SafeInsets(device.Right).Left.Points())
	fmt.Printf("toolbar right %.1f pt\n", p.SafeInsets(device.Left).Right.Points())
	// Output:
	// toolbar left 38.2 pt
	// toolbar right 38.2 pt
}

func ExampleProfile_Px() {
	p, _ := device.Lookup("kobo-sage")
	fmt.Printf("the thinnest line is %.2f pt\n", p.Px(1).Points())
	// Output: the thinnest line is 0.24 pt
}
