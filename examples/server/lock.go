package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// lockWait is how long a start waits for the server before it: one that was killed a moment ago, or is about to have stopped.
const lockWait = 2 * time.Second

// lock keeps a second server from the folder: what is counted in memory would count twice. Commands do not ask for it. The lock ends with the process, however
// it ends; the file stays.
func (d dataFolder) lock() (unlock func() error, err error) {
	if err := d.make(); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(string(d), "serve.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	const pause = 50 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		got, err := tryLock(f)
		if err == nil && !got && waited >= lockWait {
			err = &usageError{fmt.Sprintf("another server serves %s already: stop that one, or give this one a folder of its own with --data (EINKPDF_DATA)", d.absolute())}
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if got {
			return f.Close, nil
		}
		time.Sleep(pause)
	}
}
