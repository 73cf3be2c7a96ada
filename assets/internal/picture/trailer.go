package picture

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// trailer reads what follows a JPEG picture. Cameras and phones put previews, depths and short films there, which are left
// out. What is made to be taken for something else by another program is refused: archives, documents, pages, programs.
func (w *walk) trailer() error {
	buf := make([]byte, 0, 32<<10)
	for first := true; ; first = false {
		n, err := io.ReadFull(w.b, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		w.cut = w.cut || len(bytes.Trim(buf, "\x00\xff\r\n ")) > 0
		if what := hidden(buf, first); what != "" {
			return refuse(ErrTrailing, "%s follows the picture in this JPEG file. %s", what, again)
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
		buf = buf[:copy(buf, buf[len(buf)-overlap:])]
	}
}

// overlap is how much of a buffer is looked at again together with the next: the longest of what is looked for.
const overlap = 64

// hidden names what begins somewhere in p, or, with first, what p begins with.
func hidden(p []byte, first bool) string {
	if first {
		for _, s := range []struct{ start, what string }{
			{"MZ", "A program"}, {"\xcf\xfa\xed\xfe", "A program"}, {"\xce\xfa\xed\xfe", "A program"}, {"\xca\xfe\xba\xbe", "A program"},
			{"#!", "A program"}, {"\x1f\x8b\x08", "An archive"}, {"BZh", "An archive"}, {"\xfd7zXZ\x00", "An archive"}, {"{\\rtf", "A document"},
			{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "A document"},
		} {
			if bytes.HasPrefix(p, []byte(s.start)) {
				return s.what
			}
		}
	}
	for _, s := range []struct {
		mark, what string
		is         func(p []byte) bool
	}{
		{"PK\x03\x04", "An archive", zipEntry},
		{"PK\x05\x06", "An archive", zipEnd},
		{"Rar!\x1a\x07", "An archive", nil},
		{"7z\xbc\xaf\x27\x1c", "An archive", nil},
		{"%PDF-", "A PDF document", nil},
		{"\x7fELF", "A program", elf},
		{"This program cannot be run in DOS mode", "A program", nil},
	} {
		for q := p; ; {
			i := bytes.Index(q, []byte(s.mark))
			if i < 0 {
				break
			}
			if s.is == nil || s.is(q[i:]) {
				return s.what
			}
			q = q[i+1:]
		}
	}
	if markup(p) {
		return "A web page or a script"
	}
	return ""
}

// markup tells whether a page, a drawing or a script begins in p. Of films of 10 MB, one in fifty has "<svg" by chance: so it
// must be followed by what follows a name.
func markup(p []byte) bool {
	for {
		i := bytes.IndexByte(p, '<')
		if i < 0 {
			return false
		}
		p = p[i+1:]
		for _, s := range []string{"html", "script", "!doctype", "?php", "svg", "iframe", "body"} {
			if len(p) < len(s) || !bytes.EqualFold(p[:len(s)], []byte(s)) {
				continue
			}
			if after := p[len(s):]; s != "svg" || len(after) > 0 && strings.IndexByte(" \t\r\n\f/>:", after[0]) >= 0 {
				return true
			}
		}
	}
}

// zipEntry tells whether p is the head of a file in a ZIP archive, and not four bytes by chance (APPNOTE 6.3.10, 4.3.7).
func zipEntry(p []byte) bool {
	return len(p) >= 30 && p[4] <= 63 && int(p[26])|int(p[27])<<8 > 0 && p[27] < 4 && (p[9] == 0 && (p[8] <= 20 || p[8] >= 93 && p[8] <= 99))
}

// zipEnd tells whether p is the end of a ZIP archive (4.3.16): one volume, all entries in it.
func zipEnd(p []byte) bool {
	return len(p) >= 22 && bytes.Equal(p[4:8], make([]byte, 4)) && bytes.Equal(p[8:10], p[10:12])
}

// elf tells whether p is the head of an ELF file.
func elf(p []byte) bool {
	return len(p) >= 7 && (p[4] == 1 || p[4] == 2) && (p[5] == 1 || p[5] == 2) && p[6] == 1
}
