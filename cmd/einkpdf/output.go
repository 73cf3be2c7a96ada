package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// incompleteError is an error after bytes of the PDF went to standard output.
type incompleteError struct{ error }

func (e incompleteError) Unwrap() error { return e.error }

// checkOutput refuses outputs that cannot be meant, before any work is done.
// extension is that of the files that the command writes.
func checkOutput(out, in, extension string) error {
	if out == "-" {
		return nil
	}
	if err := checkExtension(out, extension); err != nil {
		return err
	}
	info, err := os.Stat(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		dir := filepath.Dir(out)
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no folder %s; create it first", dir)
		}
		return nil
	case err != nil:
		return cannot("write", out, err)
	case info.IsDir():
		return &usageError{fmt.Sprintf("%s is a folder; name a file in it: -o %s", out, filepath.Join(out, "planner"+extension))}
	}
	if source, err := os.Stat(in); err == nil && os.SameFile(source, info) {
		return &usageError{fmt.Sprintf("%s is the project itself; name another file with -o", out)}
	}
	return nil
}

// checkExtension refuses the extension of files that another command writes.
func checkExtension(out, extension string) error {
	others := map[string]string{".pdf": "render", ".png": "png", ".svg": "svg"}
	wrong := filepath.Ext(out)
	command, known := others[strings.ToLower(wrong)]
	if !known || strings.EqualFold(wrong, extension) {
		return nil
	}
	return &usageError{fmt.Sprintf("%s ends with %s, but this command writes %s files; name it %s, or use einkpdf %s",
		out, wrong, extension, strings.TrimSuffix(out, wrong)+extension, command)}
}

// writeTo writes a file as a whole or not at all: into a temporary file beside
// it, which takes its place when everything went well. Devices and pipes, which
// cannot be replaced, are written as it goes, and so is standard output.
func writeTo(path string, stdout io.Writer, write func(io.Writer) error) error {
	if path == "-" {
		return incomplete(written("standard output", write(stdout)))
	}
	mode := fs.FileMode(0)
	if info, err := os.Stat(path); err == nil {
		f, err := os.OpenFile(path, os.O_WRONLY, 0) //nolint:gosec // the user names it
		if err != nil {
			return cannot("write", path, err)
		}
		if !info.Mode().IsRegular() {
			return incomplete(written(path, errors.Join(write(f), f.Close())))
		}
		if err := f.Close(); err != nil {
			return cannot("write", path, err)
		}
		mode = info.Mode().Perm()
		if path, err = filepath.EvalSymlinks(path); err != nil { // replace what the link leads to
			return err
		}
	}
	return replace(path, mode, write)
}

// replace writes a file beside path and puts it in its place. Mode 0 is that of
// new files.
func replace(path string, mode fs.FileMode, write func(io.Writer) error) (err error) {
	name := filepath.Join(filepath.Dir(path), ".einkpdf-"+rand.Text())
	tmp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // as the umask says
	if err != nil {
		return cannot("write", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(name))
		}
	}()
	if err = write(tmp); err == nil && mode != 0 {
		err = tmp.Chmod(mode)
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return written(path, err)
	}
	if err = os.Rename(name, path); err != nil {
		return cannot("write", path, err)
	}
	return nil
}

func incomplete(err error) error {
	if err == nil {
		return nil
	}
	return incompleteError{err}
}

// written is an error of writing; those of the project stay as they are.
func written(path string, err error) error {
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		return cannot("write", path, err)
	}
	return err
}

// cannot says what could not be done with a file, without names that the user
// did not give.
func cannot(do, path string, err error) error {
	for {
		var (
			inner *fs.PathError
			link  *os.LinkError
		)
		switch {
		case errors.As(err, &inner):
			err = inner.Err
		case errors.As(err, &link):
			err = link.Err
		default:
			return fmt.Errorf("cannot %s %s: %w", do, path, err)
		}
	}
}
