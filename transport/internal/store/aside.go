package store

import (
	"errors"
	"fmt"
	"io"
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
// folder, and what damage was met: what could not be read is set aside first. Kept
// says that there was a database.
func openDatabase(dir string, steps []func(*conn) error, now time.Time, kept bool) (c *conn, found DamageError, aside *AsideError, err error) {
	if err = refuseNewer(filepath.Join(dir, databaseName), len(steps)); err != nil {
		return nil, found, nil, err
	}
	if found.Missing, err = orphaned(dir, now, kept); err != nil {
		return nil, found, nil, err
	}
	c, err = openSound(dir, steps, &found)
	var corrupt *CorruptError
	if !errors.As(err, &corrupt) {
		return c, found, nil, err
	}
	if err = rebuild(dir, steps, now, corrupt.Err, &found); err == nil {
		if c, err = openSound(dir, steps, &found); err == nil {
			return c, found, nil, nil
		}
	}
	if !errors.As(err, &corrupt) {
		return nil, found, nil, err
	}
	if aside, err = setAside(dir, now, corrupt.Err); err != nil {
		return nil, found, nil, err
	}
	c, err = openSound(dir, steps, &found)
	return c, found, aside, err
}

// openSound opens the database, or fails with a CorruptError among others. It
// puts single wrong bits right, and marks the events that are damaged.
func openSound(dir string, steps []func(*conn) error, found *DamageError) (c *conn, err error) {
	path := filepath.Join(dir, databaseName)
	if err = discard(filepath.Join(dir, freshName)); err != nil {
		return nil, err
	}
	size, sealed, err := claim(path)
	if err != nil {
		return nil, diskError(err)
	}
	suspect := filepath.Join(dir, suspectName)
	_, missing := os.Stat(suspect)
	whole := size <= examinedBytes || missing == nil
	if sealed {
		m, err := mendLog(path + "-wal")
		if err == nil && (whole || m.ruined > 0) {
			found.Bits += m.bits
			whole = true
			m, err = mendDatabase(path)
		}
		if err != nil {
			return nil, diskError(err)
		}
		found.Bits += m.bits
	}
	if c, err = connect(path, true); err != nil {
		return nil, explain(err)
	}
	defer func() {
		if err != nil && c != nil {
			c.close()
			c = nil
		}
	}()
	if whole {
		if err = examine(c); err != nil {
			return c, err
		}
	}
	if !sealed {
		if _, err = identify(c, steps); err != nil {
			return c, err
		}
		old := c
		c = nil
		if err = sealOld(dir, old); err != nil {
			return nil, err
		}
		if _, _, err = claim(path); err != nil {
			return nil, diskError(err)
		}
		if c, err = connect(path, true); err != nil {
			return nil, explain(err)
		}
	}
	if err = migrate(c, steps); err != nil || !whole {
		return c, err
	}
	if err = markAll(c, found); err != nil {
		return c, err
	}
	if err = os.Remove(suspect); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, diskError(err)
	}
	return c, nil
}

// markAll marks what is damaged, in a transaction, and counts it.
func markAll(c *conn, found *DamageError) error {
	var m marked
	err := c.Exec("BEGIN IMMEDIATE")
	if err == nil {
		m, err = c.mark()
	}
	if err == nil {
		err = c.Exec("COMMIT")
	}
	if err != nil {
		if !c.GetAutocommit() {
			_ = c.Exec("ROLLBACK") // the first error is the one to tell
		}
		return explain(err)
	}
	found.note(m)
	return nil
}

// rebuild puts a database of what can be read of the damaged one in its place, and
// sets that aside. Nobody has it open.
func rebuild(dir string, steps []func(*conn) error, now time.Time, cause error, found *DamageError) error {
	fresh := filepath.Join(dir, freshName)
	m, err := salvage(dir, fresh, steps)
	if err != nil {
		return errors.Join(err, discard(fresh))
	}
	aside, err := setAside(dir, now, cause)
	if err != nil {
		return err
	}
	found.note(m)
	found.Aside, found.Err = aside.Path, cause
	return replaceBy(dir, fresh)
}

// orphaned reports whether the database is not there, though there was one: known
// says so, or what lies beside it does. Its write-ahead log is set aside then, which
// SQLite would throw away.
func orphaned(dir string, now time.Time, known bool) (bool, error) {
	path := filepath.Join(dir, databaseName)
	if info, err := os.Lstat(path); err == nil && info.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, nil // else claim says what is wrong
	}
	found := known
	for _, name := range []string{path + "-wal", filepath.Join(dir, lifeName)} {
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
			found = true
		}
	}
	aside, err := filepath.Glob(path + asideSuffix + "*")
	if err != nil || !found && len(aside) == 0 {
		return false, nil // the folder's name is a pattern that is none: then no file matches it either
	}
	_, err = setAside(dir, now, errors.New("the database is missing"))
	return true, err
}

// claim has the files of the database be ours and closed to others: SQLite makes
// what it misses with the rights that the umask leaves. Size is the database's, and
// sealed whether its pages have seals.
func claim(path string) (size int64, sealed bool, err error) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		f, err := openPrivate(path+suffix, os.O_RDWR|os.O_CREATE)
		if err != nil {
			return 0, false, err
		}
		if suffix == "" {
			if size, err = f.Seek(0, io.SeekEnd); err == nil {
				sealed, err = isSealed(f)
			}
		}
		if err = errors.Join(err, f.Close()); err != nil {
			return 0, false, err
		}
	}
	return size, sealed, nil
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

// asideSuffix begins what follows the database's name in that of one set aside.
const asideSuffix = ".damaged-"

// setAside gives the database another name, and its log with it: what can be
// read of it is not lost.
func setAside(dir string, now time.Time, cause error) (*AsideError, error) {
	from := filepath.Join(dir, databaseName)
	stem := from + asideSuffix + now.UTC().Format("20060102T150405Z")
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
