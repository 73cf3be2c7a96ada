package authhttp

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBearer(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", maxCredential)
	for name, c := range map[string]struct {
		lines []string
		token string
		n     found
	}{
		"none":             {nil, "", none},
		"one":              {[]string{"Bearer abc.DEF-_~+/12=="}, "abc.DEF-_~+/12==", one},
		"any case":         {[]string{"bEARER abc"}, "abc", one},
		"more spaces":      {[]string{"Bearer   abc"}, "abc", one},
		"as long as may":   {[]string{"Bearer " + long}, long, one},
		"longer":           {[]string{"Bearer " + long + "a"}, "", one},
		"two":              {[]string{"Bearer abc", "Bearer abc"}, "", many},
		"two schemes":      {[]string{"Basic abc", "Bearer abc"}, "", many},
		"two in one":       {[]string{"Bearer abc, Bearer def"}, "", one},
		"no token":         {[]string{"Bearer"}, "", one},
		"only spaces":      {[]string{"Bearer  "}, "", one},
		"tab":              {[]string{"Bearer\tabc"}, "", one},
		"= inside":         {[]string{"Bearer a=b"}, "", one},
		"only =":           {[]string{"Bearer =="}, "", one},
		"two words":        {[]string{"Bearer abc def"}, "", one},
		"quoted":           {[]string{`Bearer "abc"`}, "", one},
		"beyond ASCII":     {[]string{"Bearer abcé"}, "", one},
		"zero byte":        {[]string{"Bearer abc\x00"}, "", one},
		"empty header":     {[]string{""}, "", none},
		"another scheme":   {[]string{"Basic YWRhOng="}, "", none},
		"a longer scheme":  {[]string{"Bearers abc"}, "", none},
		"token and scheme": {[]string{"Bearerabc"}, "", none},
	} {
		token, n := bearer(http.Header{"Authorization": c.lines})
		require.Equal(t, c.token, token, name)
		require.Equal(t, c.n, n, name)
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", maxCredential)
	for name, c := range map[string]struct {
		lines []string
		value string
		n     found
	}{
		"none":             {nil, "", none},
		"others":           {[]string{"a=1; b=2"}, "", none},
		"one":              {[]string{"sid=abc-_"}, "abc-_", one},
		"among others":     {[]string{"a=1; sid=abc; b=2"}, "abc", one},
		"no space":         {[]string{"a=1;sid=abc;b=2"}, "abc", one},
		"second header":    {[]string{"a=1", "sid=abc"}, "abc", one},
		"as long as may":   {[]string{"sid=" + long}, long, one},
		"longer":           {[]string{"sid=" + long + "a"}, "", one},
		"twice":            {[]string{"sid=abc; sid=abc"}, "", many},
		"twice, one bad":   {[]string{`sid=abc; sid=a"b`}, "", many},
		"twice, one empty": {[]string{"sid; sid=abc"}, "", many},
		"in two headers":   {[]string{"sid=abc", "sid=def"}, "", many},
		"another case":     {[]string{"SID=abc"}, "", none},
		"longer name":      {[]string{"xsid=abc; sidx=abc"}, "", none},
		"in a value":       {[]string{"a=sid=abc"}, "", none},
		"empty":            {[]string{"sid="}, "", one},
		"no value":         {[]string{"sid"}, "", one},
		"quoted":           {[]string{`sid="abc"`}, "", one},
		"comma":            {[]string{"sid=abc,def"}, "", one},
		"beyond ASCII":     {[]string{"sid=abcé"}, "", one},
		"space before":     {[]string{"sid= abc"}, "", one},
		"space after":      {[]string{"sid=abc ; a=1"}, "abc", one},
		"inner space":      {[]string{"sid=abc def"}, "", one},
	} {
		value, n := cookie(http.Header{"Cookie": c.lines}, "sid")
		require.Equal(t, c.value, value, name)
		require.Equal(t, c.n, n, name)
	}
}

func FuzzBearer(f *testing.F) {
	for _, s := range []string{"", "Bearer", "Bearer abc", "bearer  a.b-c_d~e+f/g==", "Bearer a=b", "Bearer\tabc", "Basic abc", "Bearer a, Bearer b", "Bearer \x00"} {
		f.Add(s)
	}
	reference := regexp.MustCompile(`^(?i:Bearer) +([A-Za-z0-9._~+/-]+=*)$`)
	f.Fuzz(func(t *testing.T, line string) {
		token, n := bearer(http.Header{"Authorization": {line}})
		match := reference.FindStringSubmatch(line)
		if match == nil || len(match[1]) > maxCredential {
			require.Empty(t, token)
			return
		}
		require.Equal(t, one, n)
		require.Equal(t, match[1], token)
	})
}

func FuzzCookie(f *testing.F) {
	for _, s := range [][2]string{{"", ""}, {"sid=abc", ""}, {"sid=abc", "sid=def"}, {"a=1; sid=abc;b=2", "c=3"}, {`sid="a"`, "sid"}, {"sid=a; sid=b", ""}, {" sid = a ;", ";;="}} {
		f.Add(s[0], s[1])
	}
	named := regexp.MustCompile(`(?:^|;)[ \t]*sid[ \t]*(?:=|;|$)`)
	reference := regexp.MustCompile(`(?:^|;)[ \t]*sid[ \t]*=([A-Za-z0-9._~+/=-]+)[ \t]*(?:;|$)`)
	f.Fuzz(func(t *testing.T, first, second string) {
		value, n := cookie(http.Header{"Cookie": {first, second}}, "sid")
		times := 0
		for _, line := range []string{first, second} {
			for rest := line; ; { // matches share their semicolons
				at := named.FindStringIndex(rest)
				if at == nil {
					break
				}
				times++
				next := strings.IndexByte(rest[at[0]+1:], ';')
				if next < 0 {
					break
				}
				rest = rest[at[0]+1+next:]
			}
		}
		require.Equal(t, found(min(times, 2)), n)
		if value == "" {
			return
		}
		require.Equal(t, one, n)
		match := reference.FindStringSubmatch(first)
		if match == nil {
			match = reference.FindStringSubmatch(second)
		}
		require.NotNil(t, match)
		require.Equal(t, match[1], value)
		// net/http reads the same, where it reads the cookie at all.
		r := http.Request{Header: http.Header{"Cookie": {first, second}}}
		for _, c := range r.CookiesNamed("sid") {
			require.Equal(t, c.Value, value)
		}
	})
}
