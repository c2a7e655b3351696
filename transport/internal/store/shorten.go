package store

import (
	"os"
	"path/filepath"
)

// A commit appends every page that it changes to the log: five or six for one message,
// and with it many more than it adds to the database. SQLite brings the log into the database when it
// has 1 000 pages, 4 MB, and a disk that has not so much is full of the log long before
// it is full of messages. Therefore the log is kept short where little is left.
const (
	scantBytes    = 32 << 20  // less than that left on the disk is little
	shortLogBytes = 128 << 10 // up to which the log is not worth the time
)

// logBytes is how long the log is; -1 if that is not known.
func (s *Store) logBytes() int64 {
	log, err := os.Stat(filepath.Join(s.dir, databaseName+"-wal"))
	if err != nil {
		return -1
	}
	return log.Size()
}

// makeRoom gives back what a transaction took that met a full disk and was undone, and
// then what the log takes, which was so long before. It reports whether that did
// anything. It is for the writer goroutine.
func (s *Store) makeRoom(before int64) bool {
	// SQLite leaves in the file what was undone. Nobody reads it, and it lies behind
	// all that is committed.
	if before >= 0 && s.logBytes() > before && s.writer.GetAutocommit() {
		_ = os.Truncate(filepath.Join(s.dir, databaseName+"-wal"), before) // else it is written over
	}
	return s.shorten(true)
}

// shorten brings the log into the database and gives its room back to the disk, if
// little is left there, or nothing as full says, and the database has the room that it
// needs to grow for that. It reports whether it did. The writer goroutine calls it,
// between transactions. It waits for no reader: then it is done later.
func (s *Store) shorten(full bool) bool {
	before := s.logBytes()
	if before <= shortLogBytes || s.broken != nil {
		return false
	}
	free, known := freeBytes(s.dir)
	if !full && (!known || free >= scantBytes) {
		return false
	}
	if need, err := s.growth(); err != nil || known && uint64(need) > free {
		return false
	}
	// What does not succeed is in the log as before.
	if s.writer.BusyTimeout(0) != nil {
		return false
	}
	err := s.writer.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	_ = s.writer.BusyTimeout(s.busy) // fails only where the next statement does
	return err == nil && s.logBytes() < before
}

// growth is how many bytes the file of the database is shorter than with all that is
// committed.
func (s *Store) growth() (bytes int64, err error) {
	file, err := os.Stat(filepath.Join(s.dir, databaseName))
	if err != nil {
		return 0, err
	}
	if _, err = s.writer.one("PRAGMA page_count", func(r row) { bytes = r.ColumnInt64(0)*pageBytes - file.Size() }); err != nil {
		return 0, err
	}
	return max(bytes, 0), nil
}
