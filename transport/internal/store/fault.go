package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
)

// ErrClosed is returned by everything that is called after Close.
var ErrClosed = errors.New("store is closed")

// ErrTooMany is returned when one call has more entries than its limit.
var ErrTooMany = errors.New("too many entries at once")

// TemporaryError says that nothing of the call was done, and that the same
// call may work later: the disk is full, cannot be written, or failed.
type TemporaryError struct {
	Reason wire.NakReason // NakDiskFull or NakJournal: what a host answers
	Err    error
}

func (e *TemporaryError) Error() string {
	if e.Reason == wire.NakDiskFull {
		return "disk is full: " + e.Err.Error()
	}
	return "writing the store: " + e.Err.Error()
}

// Unwrap returns what the disk or SQLite said.
func (e *TemporaryError) Unwrap() error { return e.Err }

// Temporary is true.
func (e *TemporaryError) Temporary() bool { return true }

// CorruptError says that the database is damaged, and that it could not be mended
// while it is open. Nothing can be written to it any more: close the store, and the
// next Open keeps what can be read.
type CorruptError struct{ Err error }

func (e *CorruptError) Error() string { return "database is damaged: " + e.Err.Error() }

// Unwrap returns what SQLite said.
func (e *CorruptError) Unwrap() error { return e.Err }

// AsideError says that Open found a damaged database, gave it another name and
// began a new one. The store works.
type AsideError struct {
	Path string // where the damaged database is now
	Err  error  // what was wrong with it
}

func (e *AsideError) Error() string {
	return fmt.Sprintf("database is damaged and was set aside as %s: %v", e.Path, e.Err)
}

// Unwrap returns what was wrong with the database.
func (e *AsideError) Unwrap() error { return e.Err }

// DamageError says what damage of the disk was met and what came of it. The store
// works.
type DamageError struct {
	Bits    int           // single wrong bits that were put right: by them nothing is lost
	Events  int           // events that are lost, and marked as damaged in their place
	Commits uint64        // the last changes, which are not there any more
	Renewed bool          // what was said in a log kept here is of a new epoch: the database is not the one of before
	Missing bool          // the whole database, which was not there though it had been
	Talks   []DamagedTalk // of Events, those with the most first; 64 at most
	Aside   string        // where the damaged database is, of which all that can be read was kept
	Err     error         // what was wrong with that
}

func (e *DamageError) Error() string {
	var parts []string
	add := func(met bool, format string, args ...any) {
		if met {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(e.Missing, "the database was missing")
	add(e.Commits > 0, "the last %d changes are missing", e.Commits)
	add(e.Renewed, "the log kept here began anew")
	add(e.Events > 0, "%d events are damaged", e.Events)
	add(e.Aside != "", "what could be read of the damaged database %s was kept (%v)", e.Aside, e.Err)
	add(e.Bits > 0, "%d wrong bits were put right", e.Bits)
	return strings.Join(parts, "; ")
}

// Unwrap returns what was wrong with the database.
func (e *DamageError) Unwrap() error { return e.Err }

// note adds what was marked.
func (e *DamageError) note(m marked) {
	e.Events += m.events
	for _, t := range m.talks {
		i := slices.IndexFunc(e.Talks, func(x DamagedTalk) bool { return x.Host == t.Host && x.Self == t.Self && x.With == t.With })
		switch {
		case i >= 0:
			e.Talks[i].Events += t.Events
		case len(e.Talks) < maxDamagedTalks:
			e.Talks = append(e.Talks, t)
		}
	}
}

// met reports whether there was any damage.
func (e *DamageError) met() bool {
	return e.Missing || e.Commits > 0 || e.Renewed || e.Events > 0 || e.Aside != "" || e.Bits > 0
}

// InUseError says that another Confab has the folder open.
type InUseError struct {
	Dir string
	PID int // of the other, 0 when it is not known
}

func (e *InUseError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("folder %s is in use by another program", e.Dir)
	}
	return fmt.Sprintf("folder %s is in use by process %d", e.Dir, e.PID)
}

// BusyError says that another process has the database to itself, for a moment.
type BusyError struct{ Err error }

func (e *BusyError) Error() string { return "database is being opened or closed: " + e.Err.Error() }

// Unwrap returns what SQLite said.
func (e *BusyError) Unwrap() error { return e.Err }

// NewerError says that a later Confab wrote this database. It is left as it is.
type NewerError struct{ Version, Known int }

func (e *NewerError) Error() string {
	return fmt.Sprintf("database has version %d and this program knows %d", e.Version, e.Known)
}

// SystemError says that the system cannot give the database what it needs: memory
// into which files are mapped. Windows has that from 10, version 1803 on; others
// may have too little of it.
type SystemError struct{ Err error }

func (e *SystemError) Error() string { return "mapping memory for the database: " + e.Err.Error() }

// Unwrap returns what the system or SQLite said.
func (e *SystemError) Unwrap() error { return e.Err }

// GapError says that Deliver was given an event that does not follow the last
// one held. Nothing of the call was done; ask the host for Last+1 to Got-1.
type GapError struct {
	Room      wire.RoomID
	Last, Got uint64
}

func (e *GapError) Error() string {
	return fmt.Sprintf("event %d of room %s does not follow %d", e.Got, e.Room, e.Last)
}

// EpochError says that the call belongs to another life of the host's log than
// the one this Replica follows.
type EpochError struct{ Current, Got wire.Epoch }

func (e *EpochError) Error() string {
	return fmt.Sprintf("epoch is %s, not %s", e.Current, e.Got)
}

// explain turns what SQLite said into an error of this package. What concerns
// one job only, a broken constraint for example, comes back as it is.
func explain(err error) error {
	var code sqlite3.ErrorCode
	var system *SystemError
	if err == nil || !errors.As(err, &code) || errors.As(err, &system) {
		return err
	}
	if errors.Is(err, sqlite3.IOERR_SHMMAP) && !mapsFiles() {
		return &SystemError{err}
	}
	if errors.Is(err, sqlite3.IOERR_DATA) { // a page is ruined
		return &CorruptError{err}
	}
	switch code {
	case sqlite3.FULL:
		return &TemporaryError{wire.NakDiskFull, err}
	case sqlite3.CORRUPT, sqlite3.NOTADB:
		return &CorruptError{err}
	case sqlite3.IOERR, sqlite3.CANTOPEN, sqlite3.READONLY, sqlite3.PERM, sqlite3.BUSY, sqlite3.LOCKED, sqlite3.NOMEM, sqlite3.PROTOCOL, sqlite3.AUTH:
		return &TemporaryError{wire.NakJournal, err}
	}
	return err
}

// retriable has an error that SQLite made of one job be a TemporaryError, unless it
// is of what the job wanted to write, and so would be again.
func retriable(err error) error {
	var code sqlite3.ErrorCode
	if err == nil || ends(err) || !errors.As(err, &code) {
		return err
	}
	switch code {
	case sqlite3.CONSTRAINT, sqlite3.TOOBIG, sqlite3.MISMATCH:
		return err
	}
	return &TemporaryError{wire.NakJournal, err}
}

// NakFor is what a host answers a message for which Append failed; 0 if it did not.
// Only what the store would refuse again is refused for good: of anything else the
// author keeps the message, and what follows it waits.
func NakFor(err error) wire.NakReason {
	var temporary *TemporaryError
	var corrupt *CorruptError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &temporary):
		return temporary.Reason
	case errors.As(err, &corrupt), errors.Is(err, ErrClosed):
		return wire.NakJournal
	}
	return wire.NakUnkept
}

// ends reports whether err concerns the whole transaction and not only the job
// that met it.
func ends(err error) bool {
	var temporary *TemporaryError
	var corrupt *CorruptError
	return errors.As(err, &temporary) || errors.As(err, &corrupt)
}

// diskError is what a file operation outside of SQLite failed with.
func diskError(err error) error {
	if noSpace(err) {
		return &TemporaryError{wire.NakDiskFull, err}
	}
	return &TemporaryError{wire.NakJournal, err}
}

// probeName is a file that is there for a moment, while diagnose looks.
const probeName = "talk.probe"

// diagnose finds out whether a disk that failed is full. SQLite only says that
// writing failed: what the system said is gone when the transaction is undone.
func diagnose(dir string, err error) error {
	var temporary *TemporaryError
	var code sqlite3.ErrorCode
	if !errors.As(err, &temporary) || temporary.Reason == wire.NakDiskFull || !errors.As(err, &code) ||
		code != sqlite3.IOERR && code != sqlite3.CANTOPEN {
		return err
	}
	if noSpace(err) || noSpace(probe(filepath.Join(dir, probeName))) {
		return &TemporaryError{wire.NakDiskFull, temporary.Err}
	}
	return err
}

// probe asks the disk for the room that a small transaction needs.
func probe(path string) (err error) {
	f, err := openPrivate(path, os.O_CREATE|os.O_WRONLY)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	defer f.Close()
	if _, err = f.Write(make([]byte, 64<<10)); err != nil {
		return err
	}
	return f.Sync()
}
