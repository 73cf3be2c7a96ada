package inktest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os/exec"
	"strconv"
)

// Available says whether pictures can be made: poppler's pdftoppm is installed.
func Available() bool {
	_, err := exec.LookPath("pdftoppm")
	return err == nil
}

// Pages makes pictures of pages of a PDF with poppler, at dpi pixels per inch,
// and calls each for them in page order. first and last count from 1; last 0 is
// the last page. A picture is the caller's own.
//
// Errors are those of pdftoppm and of each, which ends it; without pdftoppm it
// is an [exec.ErrNotFound].
func Pages(ctx context.Context, pdf []byte, dpi, first, last int, each func(page int, m *image.RGBA) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	args := []string{"-r", strconv.Itoa(dpi), "-f", strconv.Itoa(first)}
	if last > 0 {
		args = append(args, "-l", strconv.Itoa(last))
	}
	cmd := exec.CommandContext(ctx, "pdftoppm", append(args, "-")...) //nolint:gosec // numbers only
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(pdf), &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("inktest: %w", err)
	}
	read := readAll(bufio.NewReaderSize(out, 1<<20), first, each)
	if read != nil {
		cancel()
	}
	if err := cmd.Wait(); err != nil && read == nil {
		return fmt.Errorf("inktest: pdftoppm: %w: %.300s", err, stderr.String())
	}
	return read
}

// readAll calls each for the pictures of a stream.
func readAll(r *bufio.Reader, page int, each func(int, *image.RGBA) error) error {
	for ; ; page++ {
		m, err := readPPM(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("inktest: page %d: %w", page, err)
		}
		if err := each(page, m); err != nil {
			return err
		}
	}
}

// readPPM reads a picture as pdftoppm writes it; the error at the end is io.EOF.
func readPPM(r *bufio.Reader) (*image.RGBA, error) {
	if _, err := r.Peek(1); err != nil {
		return nil, err
	}
	var w, h, most int
	if _, err := fmt.Fscanf(r, "P6\n%d %d\n%d\n", &w, &h, &most); err != nil {
		return nil, errors.New("this is no PPM picture")
	}
	const side = 1 << 14
	if w < 1 || h < 1 || w > side || h > side || most != 255 {
		return nil, fmt.Errorf("a picture of %dx%d pixels and %d levels", w, h, most)
	}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	row := make([]byte, 3*w)
	for y := range h {
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		for x := range w {
			copy(m.Pix[y*m.Stride+4*x:], row[3*x:3*x+3])
			m.Pix[y*m.Stride+4*x+3] = 255
		}
	}
	return m, nil
}
