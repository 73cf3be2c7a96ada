package docs

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
)

// The tables of resources, codes and actions are those of the program.
func TestQuota(t *testing.T) {
	guide, err := os.ReadFile("quota.md")
	require.NoError(t, err)
	rows := "|---|---|---|---|---|\n"
	counts := map[quota.Resource]string{
		quota.Projects: "projects, those in the trash as well", quota.Assets: "images and fonts", quota.Storage: "their bytes, and those of their small pictures",
		quota.JobsPerDay: "planners made, in a day of UTC", quota.JobsAtOnce: "planners that wait or are being made", quota.PagesPerJob: "pages of one planner",
	}
	for _, r := range quota.Resources() {
		rows += fmt.Sprintf("| `%s` | %s |", r, counts[r])
		for _, tier := range quota.Tiers() {
			rows += " " + limitWords(r, tier.Limits[r]) + " |"
		}
		rows += "\n"
	}
	require.Contains(t, string(guide), rows+"\n")
	for _, code := range constants(t, `\bCode\w+\s+Code = "([^"]+)"`, "../quota/errors.go") {
		status := quota.Status(quota.Code(code))
		require.Contains(t, string(guide), fmt.Sprintf("\n| `%s` | %d |", code, status))
		require.Less(t, status, 500)
	}
	for _, action := range constants(t, `\bAction\w+\s+= "([^"]+)"`, "../quota/events.go") {
		require.Contains(t, string(guide), "\n| `"+action+"` | ")
	}
}

// limitWords is a limit as the table has it.
func limitWords(r quota.Resource, n int64) string {
	switch {
	case n == quota.Unlimited:
		return "–"
	case r != quota.Storage && n >= 1000:
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	case r != quota.Storage:
		return strconv.FormatInt(n, 10)
	case n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}
