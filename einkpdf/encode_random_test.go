package einkpdf_test

import (
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// strange are texts that are hard to write so that they are read back.
var strange = []string{
	"", " ", " a", "a ", "a\tb", "\n", "a\nb", "a\n", "a\n\n", "\na", " a\nb", "a\n b\n\n\nc", "a \nb", "a\r\nb", "- a", "-", "---", "? a", "a: b", "a:", ": ", "#", "a #b", "%a", "@next", "`", "&a", "*a", "!a", "|", ">-",
	`\`, `\n`, `"`, "'", `'"\`, "{date}", "[a]", "a, b", "{", "]", "<<", "=", "~", "true", "no", "null", "2026", "1e3", "07:00", "2026-01-01", "0x1f", ".inf", "\x00", "\x1b[0m", "\x7f", "\u0085", "\u2028", "\u2029", "\ufeff", "\uffff", "\u00a0a", "\u202e",
	"👩‍👩‍👧‍👦", "e\u0301", "日本語", "שלום", "\U0010ffff", strings.Repeat("long ", 180), strings.Repeat("'\"\\", 300), strings.Repeat("line\n", 150),
}

// Whatever texts stand in a project, and whatever is missing in it, it is read
// back as it was.
func TestYAMLRandom(t *testing.T) {
	data, err := os.ReadFile("testdata/everything.yaml")
	require.NoError(t, err)
	decoder := rawDecoder()
	n := 150
	if raceEnabled {
		n /= 5
	}
	for seed := range n {
		p := parse(t, string(data))
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		scramble(reflect.ValueOf(p), r)
		p = withoutFile(p)
		file := yamlOf(t, p)
		root, errs := source.Read("", []byte(file), source.Limits{Bytes: 10 << 20})
		require.NoError(t, errs.Err(), "seed %d\n%s", seed, file)
		back := new(einkpdf.Project)
		_ = decoder.Decode(root, back, "") // whether the values are allowed is not the question here
		require.Equal(t, file, yamlOf(t, back), "seed %d", seed)
		dropDefaults(reflect.ValueOf(p), true)
		dropDefaults(reflect.ValueOf(back), true)
		require.Equal(t, p, back, "seed %d\n%s", seed, file)
	}
}

// rawDecoder reads the fields of projects without checking what only the whole tells.
func rawDecoder() *decode.Decoder {
	kinds := map[string]reflect.Type{}
	for _, k := range widget.Builtin() {
		kinds[k.Name] = reflect.TypeOf(k.Zero).Elem()
	}
	return &decode.Decoder{Kinds: func(reflect.Type) (string, map[string]reflect.Type) { return "type", kinds }}
}

// scramble replaces texts by strange ones and takes values away.
func scramble(v reflect.Value, r *rand.Rand) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 && r.IntN(3) == 0 {
			v.SetString(strange[r.IntN(len(strange))])
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scramble(v.Elem(), r)
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i), r)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.MapIndex(key))
			scramble(item, r)
			v.SetMapIndex(key, item)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); !f.IsExported() {
				continue
			} else if _, keyed := f.Tag.Lookup("key"); keyed && r.IntN(12) == 0 && f.Tag.Get("required") == "" {
				v.Field(i).SetZero()
			}
			scramble(v.Field(i), r)
		}
	}
}
