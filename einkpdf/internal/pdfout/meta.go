package pdfout

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"

	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// noDate stands where PDF demands a date and the project has none.
const noDate = "2000-01-01"

// info describes the document.
type info draw.Info

// pdfDate is a calendar date as a PDF date, "" for none.
func pdfDate(date string) (string, error) {
	if date == "" {
		return "", nil
	}
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return "", fmt.Errorf("pdfout: the creation date %q is not a date such as 2026-01-31", date)
	}
	return t.Format("D:20060102") + "000000+00'00'", nil
}

// dates are the creation and modification dates. A file with a page map must
// have the latter.
func (in info) dates(mapped bool) (created, modified string) {
	created, modified = in.Created, in.Created
	if modified == "" && mapped {
		modified = noDate
	}
	return created, modified
}

// dict is the document information dictionary; it says the same as xmp.
func (in info) dict(mapped bool) []byte {
	b := []byte("<<")
	for _, e := range []struct{ key, value string }{
		{"Title", in.Title}, {"Author", in.Author}, {"Subject", in.Subject},
		{"Keywords", in.Keywords}, {"Creator", in.Creator}, {"Producer", in.Producer},
	} {
		if e.value != "" {
			b = append(append(b, '/'), e.key...)
			b = appendTextString(b, e.value)
		}
	}
	created, modified := in.dates(mapped)
	b = appendDate(b, "/CreationDate", created)
	b = appendDate(b, "/ModDate", modified)
	return append(b, ">>"...)
}

// appendDate writes an entry with a date that New has checked.
func appendDate(b []byte, key, date string) []byte {
	if d, err := pdfDate(date); err == nil && d != "" {
		b = appendString(append(b, key...), d)
	}
	return b
}

// xmp is the metadata packet.
func (in info) xmp(mapped bool) []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n" +
		"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n" +
		"<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"" +
		" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n" +
		"<dc:format>application/pdf</dc:format>\n")
	const alt, altEnd = `<rdf:Alt><rdf:li xml:lang="x-default">`, "</rdf:li></rdf:Alt>"
	created, modified := in.dates(mapped)
	for _, e := range []struct{ name, open, value, end string }{
		{"dc:title", alt, in.Title, altEnd},
		{"dc:creator", "<rdf:Seq><rdf:li>", in.Author, "</rdf:li></rdf:Seq>"},
		{"dc:description", alt, in.Subject, altEnd},
		{"dc:language", "<rdf:Bag><rdf:li>", in.Lang, "</rdf:li></rdf:Bag>"},
		{"pdf:Keywords", "", in.Keywords, ""},
		{"pdf:Producer", "", in.Producer, ""},
		{"xmp:CreatorTool", "", in.Creator, ""},
		{"xmp:CreateDate", "", xmpDate(created), ""},
		{"xmp:ModifyDate", "", xmpDate(modified), ""},
	} {
		if e.value == "" {
			continue
		}
		fmt.Fprintf(&b, "<%s>%s", e.name, e.open)
		xml.EscapeText(&b, []byte(e.value)) //nolint:errcheck // a buffer never fails
		fmt.Fprintf(&b, "%s</%s>\n", e.end, e.name)
	}
	b.WriteString("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.Bytes()
}

func xmpDate(date string) string {
	if date == "" {
		return ""
	}
	return date + "T00:00:00Z"
}
