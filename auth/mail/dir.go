package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"os"
	"path/filepath"
	"time"
)

// Dir is a [Mailer] for development: each mail becomes a file that any mail
// program opens, and nobody receives anything. The files hold what mails hold,
// live reset tokens among it, and are readable by their owner alone (0600).
// Nothing removes them.
type Dir struct {
	path string
	from *netmail.Address
	now  func() time.Time
}

// NewDir returns a Dir that writes into the folder path, made (0700) if missing.
// From is the sender, "Name <address>".
func NewDir(path, from string) (*Dir, error) {
	address, err := parseFrom(from)
	if err != nil {
		return nil, err
	}
	if path == "" {
		return nil, errors.New("mail: no folder for the mails")
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &Dir{path: path, from: address, now: time.Now}, nil
}

// Send writes m as a file of its own, TIME-RANDOM.eml with the time in UTC:
// sorted by name they are sorted by time. A file that has its name is complete.
func (d *Dir) Send(ctx context.Context, m Message) error {
	now := d.now()
	mail, err := compose(d.from, m, now, forFile)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	name := now.UTC().Format("20060102T150405.000000000Z") + "-" + randomID()[:8] + ".eml"
	if err := writeFile(filepath.Join(d.path, name), mail); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// writeFile writes a temporary file beside path and renames it. CreateTemp gives
// it mode 0600.
func writeFile(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".mail-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
