package pdfcheck

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// checkPdfcpu runs pdfcpu's strict validation. An error is that of the context.
func checkPdfcpu(ctx context.Context, pdf []byte, d *document) error {
	conf := pdfcpuConfig(int64(len(pdf)))
	err := guard("pdfcpu", func() error {
		in, err := pdfcpu.ReadWithContext(ctx, reader{ctx, bytes.NewReader(pdf)}, conf)
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := api.ValidateContext(in); err != nil {
			return fmt.Errorf("object %d: %w", in.CurObj, err)
		}
		return nil
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		d.list.add(Finding{Code: CodePdfcpu, Message: oneLine(err.Error())})
	}
	return nil
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

// oneLine is a message without line breaks, of a bearable length.
func oneLine(s string) string {
	const most = 300
	s = strings.ToValidUTF8(strings.Join(strings.Fields(s), " "), "?")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + " …"
	}
	return s
}
