package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const (
	databaseName = "talk.db"
	// suspectName is there when a running program met damage: the next Open
	// then examines the whole database, whatever its size.
	suspectName = "talk.suspect"
	// examinedBytes is the size up to which every Open examines the whole
	// database. Reading more would make a start slow.
	examinedBytes = 16 << 20
)

// openDatabase returns the writer's connection to the migrated database of the
// folder. A damaged one is set aside first, and told.
func openDatabase(dir string, steps []func(*conn) error, now time.Time) (*conn, *AsideError, error) {
	c, err := openSound(dir, steps)
	var corrupt *CorruptError
	if !errors.As(err, &corrupt) {
		return c, nil, err
	}
	aside, err := setAside(dir, now, corrupt.Err)
	if err != nil {
		return nil, nil, err
	}
	c, err = openSound(dir, steps)
	return c, aside, err
}

// openSound opens the database, or fails with a CorruptError among others.
func openSound(dir string, steps []func(*conn) error) (c *conn, err error) {
	path := filepath.Join(dir, databaseName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, diskError(err)
	}
	size, err := f.Seek(0, 2)
	f.Close()
	if err != nil {
		return nil, diskError(err)
	}
	if c, err = connect(path, true); err != nil {
		return nil, explain(err)
	}
	defer func() {
		if err != nil {
			c.close()
			c = nil
		}
	}()
	suspect := filepath.Join(dir, suspectName)
	_, missing := os.Stat(suspect)
	if size <= examinedBytes || missing == nil {
		if err = examine(c); err != nil {
			return c, err
		}
		if err = os.Remove(suspect); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return c, diskError(err)
		}
	}
	return c, migrate(c, steps)
}

// examine reads every page, and fails with a CorruptError if one is damaged.
func examine(c *conn) error {
	var verdict string
	if _, err := c.one("PRAGMA quick_check(1)", func(r row) { verdict = r.ColumnText(0) }); err != nil {
		return err
	}
	if verdict != "ok" {
		return &CorruptError{errors.New(verdict)}
	}
	return nil
}

// setAside gives the database another name, and its log with it: what can be
// read of it is not lost.
func setAside(dir string, now time.Time, cause error) (*AsideError, error) {
	from := filepath.Join(dir, databaseName)
	stem := from + ".damaged-" + now.UTC().Format("20060102T150405Z")
	to := stem
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		}
		to = fmt.Sprintf("%s-%d", stem, n)
	}
	// The database last: until then the next Open finds it damaged again.
	for _, suffix := range []string{"-wal", ""} {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, diskError(fmt.Errorf("setting the database aside: %w", err))
		}
	}
	for _, name := range []string{from + "-shm", filepath.Join(dir, suspectName)} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, diskError(err)
		}
	}
	return &AsideError{Path: to, Err: cause}, nil
}
