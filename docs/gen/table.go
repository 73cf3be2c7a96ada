package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// writeTable lists the keys of a struct in the order of its fields. Embedded
// structs are written out, but for those to skip.
func writeTable(b *strings.Builder, t reflect.Type, skip ...reflect.Type) {
	rows := keys(nil, t, skip)
	if len(rows) == 0 {
		b.WriteString("It has no properties of its own.\n")
		return
	}
	b.WriteString("| Key | Value | Default | Meaning |\n|---|---|---|---|\n")
	for _, f := range rows {
		key := "`" + f.Tag.Get("key") + "`"
		if f.Tag.Get("required") == "true" {
			key = "**" + key + "**"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", key, cell(value(f)), cell(byDefault(f)), cell(meaning(f)))
	}
	if slices.ContainsFunc(rows, func(f reflect.StructField) bool { return f.Tag.Get("required") == "true" }) {
		b.WriteString("\n**Bold** keys are required.\n")
	}
}

func keys(list []reflect.StructField, t reflect.Type, skip []reflect.Type) []reflect.StructField {
	for i := range t.NumField() {
		f := t.Field(i)
		_, tagged := f.Tag.Lookup("key")
		switch {
		case tagged:
			list = append(list, f)
		case f.Anonymous && f.Type.Kind() == reflect.Struct && !slices.Contains(skip, f.Type):
			list = keys(list, f.Type, skip)
		}
	}
	return list
}

// value is what may be written: the words of an enum, or a type and its bounds.
func value(f reflect.StructField) string {
	if enum := f.Tag.Get("enum"); enum != "" {
		return "`" + strings.ReplaceAll(enum, ",", "`, `") + "`"
	}
	s := valueName(f.Type)
	low, high := f.Tag.Get("min"), f.Tag.Get("max")
	switch {
	case low != "" && low == high:
		s += ", " + low
	case low != "" && high != "":
		s += ", " + low + " to " + high
	case low != "":
		s += ", at least " + low
	case high != "":
		s += ", at most " + high
	}
	if most := f.Tag.Get("maxlen"); most != "" {
		s += ", at most " + most + " characters"
	}
	if most := f.Tag.Get("maxitems"); most != "" {
		s += ", at most " + most
	}
	return s
}

func byDefault(f reflect.StructField) string {
	d := f.Tag.Get("default")
	switch {
	case d == "" && f.Type.Kind() == reflect.Bool:
		return "`false`"
	case d == "" || strings.Contains(d, " "):
		return d
	}
	return "`" + d + "`"
}

func meaning(f reflect.StructField) string {
	doc := f.Tag.Get("doc")
	if names := strings.Fields(f.Tag.Get("names")); len(names) > 0 {
		doc += " Tokens may use `" + strings.Join(names, "`, `") + "`."
	}
	return doc
}

// cell keeps a text from ending its cell.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
