package auth

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Mails read well anywhere: short lines, the link alone on its line, and nothing
// that a template forgot.
func TestEnglish(t *testing.T) {
	t.Parallel()
	for _, contact := range []string{"", "help@planner.example"} {
		words, err := english("My\nPlanner", contact)
		require.NoError(t, err)
		for kind, link := range map[LetterKind]bool{
			LetterRegistration: true, LetterHasAccount: true, LetterEmail: true, LetterEmailTaken: true, LetterReset: true,
			LetterPasswordChanged: true, LetterEmailChanged: false, LetterDeleted: false,
		} {
			l := Letter{Kind: kind, Name: "Ada\n.", Valid: 30 * time.Minute, At: time.Unix(0, 0)}
			if link {
				l.Link = "https://planner.example/" + strings.Repeat("x", 80)
			}
			subject, text, err := words(l)
			require.NoError(t, err)
			require.Contains(t, subject, "My Planner")
			require.Equal(t, link, strings.Contains(text, "\n\n"+l.Link+"\n\n") && link, kind)
			require.True(t, strings.HasSuffix(text, "\n-- \nMy Planner\n"), kind)
			require.Equal(t, contact != "", strings.Contains(text, "\n\nIf you need help, write to help@planner.example.\n\n"), kind)
			require.Contains(t, text, "Hello Ada .,\n\n")
			for line := range strings.Lines(subject + "\n" + text) {
				require.True(t, len(line) <= 79 || strings.HasPrefix(line, "https://"), line)
				require.NotContains(t, line, "<no value>")
			}
			require.NotContains(t, text, "\n\n\n", kind)
		}
		_, _, err = words(Letter{Kind: "other"})
		require.Error(t, err)
	}
}
