package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRefit(t *testing.T) {
	folder(t, map[string]string{"in/small.yaml": small, "in/wide.json": `{"einkpdf": 1, "title": "A", "designs": {"a": {}}, "plan": [{"design": "a"}]}`})
	r := invoke(t, "", "refit", "in/small.yaml", "--device", "Kobo_Sage")
	require.Equal(t, exitOK, r.code, r.err)
	require.Empty(t, r.out)
	require.Equal(t, strings.Replace(small, "remarkable-2", "kobo-sage", 1), read(t, "small-kobo-sage.yaml"))
	require.Equal(t, "small-kobo-sage.yaml: only the device was changed\nsmall-kobo-sage.yaml: ok (3 pages for kobo-sage, portrait, right hand)\n", r.err)

	r = invoke(t, "", "refit", "in/wide.json", "--device", "kobo-sage")
	require.Equal(t, exitOK, r.code, r.err)
	require.Equal(t, `{"einkpdf": 1, "title": "A", "device": "kobo-sage", "designs": {"a": {}}, "plan": [{"design": "a"}]}`, read(t, "wide-kobo-sage.json"))

	r = invoke(t, small, "refit", "-", "--device", "kobo-sage")
	require.Equal(t, exitOK, r.code, r.err)
	require.Equal(t, strings.Replace(small, "remarkable-2", "kobo-sage", 1), r.out)
	require.Contains(t, r.err, "standard output: ok")

	r = invoke(t, "", "refit", "gallery:notebook", "--device", "boox-tab-x", "-o", "mine.yaml")
	require.Equal(t, exitOK, r.code, r.err)
	ok(t, "", "check", "mine.yaml", "--strict")
}

func TestRefitForTheSameDevice(t *testing.T) {
	folder(t, map[string]string{"small.yaml": small, "old.json": withWidget("")})
	r := invoke(t, "", "refit", "small.yaml", "--device", "reMarkable_2", "-o", "same.yaml")
	require.Equal(t, exitOK, r.code, r.err)
	require.Equal(t, small, read(t, "same.yaml"))
	require.Contains(t, r.err, "same.yaml: as it was, for it is for remarkable-2 already\n")

	require.Equal(t, exitOK, invoke(t, "", "import", "old.json").code)
	r = invoke(t, "", "refit", "old.yaml", "--device", "supernote-nomad", "-o", "same.yaml")
	require.Equal(t, exitOK, r.code, r.err)
	require.Equal(t, read(t, "old.yaml"), read(t, "same.yaml"))
	require.Contains(t, r.err, "already\n")
}

func TestRefitScales(t *testing.T) {
	folder(t, map[string]string{"old.json": withWidget("")})
	require.Equal(t, exitOK, invoke(t, "", "import", "old.json").code)
	r := invoke(t, "", "refit", "old.yaml", "--device", "kobo-clara-bw")
	require.Equal(t, exitOK, r.code, r.err)
	require.True(t, strings.HasPrefix(read(t, "old-kobo-clara-bw.yaml"), "# Scaled from canvas (337.0 × 449.3 pt) to kobo-clara-bw (257.3 × 347.5 pt).\n# Imported from old.json."))
	require.Contains(t, r.err, "old-kobo-clara-bw.yaml: places and sizes were scaled to its page\n")
	require.Contains(t, r.err, "einkpdf check old-kobo-clara-bw.yaml lists them\n")
	ok(t, "", "render", "old-kobo-clara-bw.yaml", "-o", "a.pdf")
}

func TestRefitRefuses(t *testing.T) {
	dir := folder(t, map[string]string{"old.json": withWidget(""), "small.yaml": small, "wrong.yaml": wrong, "shared.yaml": strings.Replace(small, "title: Small\ndevice: remarkable-2", "title: &t kobo-sage\ndevice: |-\n  kobo-sage", 1), "sub/keep": ""})
	before := tree(t, dir)
	for _, test := range []struct {
		args    []string
		code    int
		message string
	}{
		{[]string{"small.yaml"}, exitUsage, "--device"},
		{[]string{"small.yaml", "--device", "kobo-sag"}, exitUsage, "--device: unknown device \"kobo-sag\"; did you mean kobo-sage"},
		{[]string{"small.yaml", "--device", "kobo-sage", "-o", "small.yaml"}, exitUsage, "small.yaml is the project itself"},
		{[]string{"small.yaml", "--device", "kobo-sage", "-o", "sub"}, exitUsage, "is a folder"},
		{[]string{"old.json", "--device", "kobo-sage"}, exitUsage, "einkpdf import old.json"},
		{[]string{"wrong.yaml", "--device", "kobo-sage"}, exitProject, "wrong.yaml:3:1"},
		{[]string{"shared.yaml", "--device", "remarkable-1"}, exitProject, "several lines"},
		{[]string{"none.yaml", "--device", "kobo-sage"}, exitFiles, "cannot read none.yaml"},
	} {
		r := invoke(t, "", append([]string{"refit"}, test.args...)...)
		require.Equal(t, test.code, r.code, "%v: %s", test.args, r.err)
		require.Empty(t, r.out)
		require.Contains(t, r.err, test.message, test.args)
		require.Equal(t, before, tree(t, dir))
	}
}

// The page about the command line has every option.
func TestRefitIsDocumented(t *testing.T) {
	_, page, found := strings.Cut(read(t, "../../docs/cli.md"), "\n## refit\n")
	require.True(t, found)
	page, _, _ = strings.Cut(page, "\n## ")
	for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(ok(t, "", "refit", "--help"), -1) {
		if flag != "--help" && flag != "--version" {
			require.Contains(t, page, flag)
		}
	}
}
