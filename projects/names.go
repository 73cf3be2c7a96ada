package projects

import (
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/internal/textkey"
)

// untitled is the name of a project that has none of its own and whose file has no
// title.
const untitled = "Untitled"

// CheckName returns the name that somebody wrote for a project as it is kept,
// without spaces around it, or an *Error with CodeName. Names have 1 to MaxName
// characters that can be printed, one of which can be seen.
func CheckName(name string) (string, error) {
	if len(name) > 8*MaxName || !utf8.ValidString(name) {
		return "", badName()
	}
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > MaxName {
		return "", badName()
	}
	if strings.Map(visible, name) != name || textkey.Fold(name) == "" {
		return "", refuse(CodeName, "name", "This name has a character that cannot be shown, or a line end. Please leave it out.")
	}
	return name, nil
}

func badName() error {
	return refuse(CodeName, "name", "A name has 1 to 200 characters, on one line.")
}

// nameOf makes a name of the title of a file: one that CheckName lets pass.
func nameOf(title string) string {
	name := strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(title, " "))), " ")
	if runes := []rune(cutText(name, 8*MaxName)); len(runes) > MaxName {
		name = strings.TrimSpace(string(runes[:MaxName]))
	}
	name, err := CheckName(name)
	if err != nil {
		return untitled
	}
	return name
}
