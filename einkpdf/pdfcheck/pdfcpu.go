package pdfcheck

import (
	"bytes"
	"context"
	"io"
	"strings"
	"unicode"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// checkPdfcpu runs pdfcpu's strict validation, unless the file is made to keep it
// busy. An error is that of the context, or [ErrTooLarge].
func checkPdfcpu(ctx context.Context, pdf []byte, d *document) error {
	trap := d.unfolds(int64(len(pdf)))
	if err := d.file.Err(); err != nil {
		return public(err)
	}
	if trap != nil {
		d.list.add(Finding{Code: CodePdfcpu, Message: "not asked: " + trap.Error()})
		return nil
	}
	conf := pdfcpuConfig(int64(len(pdf)))
	object := 0
	err := guard("pdfcpu", func() error {
		in, err := pdfcpu.ReadWithContext(ctx, reader{ctx, bytes.NewReader(pdf)}, conf)
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		mendDates(in)
		err = api.ValidateContext(in)
		object = max(in.CurObj, 0)
		return err
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		d.list.add(Finding{Code: CodePdfcpu, Object: object, Message: oneLine(err.Error())})
	}
	return nil
}

// mendDates takes the Z from the dates of the document information, as in
// D:20260102030405Z, which many programs write and pdfcpu refuses.
func mendDates(in *model.Context) {
	if in.Info == nil {
		return
	}
	info, err := in.DereferenceDict(*in.Info)
	if err != nil {
		return
	}
	for _, key := range []string{"CreationDate", "ModDate"} {
		if date, ok := info[key].(types.StringLiteral); ok {
			info[key] = types.StringLiteral(strings.TrimSuffix(string(date), "Z"))
		}
	}
}

// pdfcpuConfig is strict validation without network and within limits. It is made
// by hand because pdfcpu's own default, unless told otherwise for the whole
// process, makes a folder in the user's home.
func pdfcpuConfig(size int64) *model.Configuration {
	limits := model.DefaultResourceLimits()
	limits.MaxStreamBytes = size
	limits.MaxDecodeBytes = 64 << 20
	most := int(pdfread.HighestObject(size)) + 1
	limits.MaxObjectCount, limits.MaxXRefEntries, limits.MaxObjectStreamCount = most, most, most
	limits.MaxRecursionDepth = maxTreeDepth
	return &model.Configuration{
		Cmd:            model.VALIDATE,
		Reader15:       true,
		ValidationMode: model.ValidationStrict,
		Eol:            "\n",
		Offline:        true,
		Limits:         limits,
	}
}

// reader is a file that ends with the context.
type reader struct {
	ctx context.Context
	io.ReadSeeker
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.ReadSeeker.Read(p)
}

// oneLine is a message without line breaks and control characters, of a bearable
// length. Names of the file are in it as they are.
func oneLine(s string) string {
	const most = 300
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, strings.Join(strings.Fields(s), " "))
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + " …"
	}
	return s
}
