// Command gen writes the reference pages of the project format from the tags of
// the Go types: widgets.md with every widget, project.md with everything else;
// and devices.md from the device profiles.
// It is run by `go generate ./docs`.
package main

import (
	"fmt"
	"os"
)

func main() {
	for name, text := range map[string]string{"widgets.md": widgets(), "project.md": project(), "devices.md": devices()} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil { //nolint:gosec // to be read by everyone
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}
