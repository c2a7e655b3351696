package store

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// lifeName is the file beside the database that says how many commits it has
// at least.
const lifeName = "talk.commits"

// A life file has two slots, written in turn, so that one is whole when the
// power goes: 16 bytes of life, 8 of commits, 4 of CRC-32.
const (
	slotBytes = 28
	slotStep  = 64
)

// life is the open life file. It is owned by the writer goroutine.
type life struct {
	file *os.File
	name [16]byte
}

func openLife(dir string) (*life, error) {
	f, err := openPrivate(filepath.Join(dir, lifeName), os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, err
	}
	return &life{file: f}, nil
}

// commits is the largest number the file holds for the life called name.
func (l *life) commits(name [16]byte) (n uint64, known bool) {
	for slot := range int64(2) {
		var b [slotBytes]byte
		if _, err := l.file.ReadAt(b[:], slot*slotStep); err != nil {
			continue
		}
		if crc32.ChecksumIEEE(b[:24]) != binary.BigEndian.Uint32(b[24:]) || [16]byte(b[:16]) != name {
			continue
		}
		n, known = max(n, binary.BigEndian.Uint64(b[16:])), true
	}
	return n, known
}

// note writes down that the database has n commits. It is called after the
// commit and does not wait for the disk: the file may be behind the database
// but never ahead of it.
func (l *life) note(n uint64) error {
	b := make([]byte, 0, slotBytes)
	b = append(b, l.name[:]...)
	b = binary.BigEndian.AppendUint64(b, n)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	_, err := l.file.WriteAt(b, int64(n%2)*slotStep)
	return err
}

// adopt compares the database with the file beside it. Where the database is
// older than the file, or the file is not its own, every log kept here gets a
// new epoch. Missing is how many commits older it is; renewed says that something was
// said in such a log.
func (l *life) adopt(c *conn) (missing uint64, renewed bool, err error) {
	var commits uint64
	if _, err := c.one("SELECT life, commits FROM meta", func(r row) {
		r.fixed(0, l.name[:])
		commits = r.seq(1)
	}); err != nil {
		return 0, false, err
	}
	noted, known := l.commits(l.name)
	switch {
	case known && commits >= noted:
		return 0, false, nil
	case known:
		missing = noted - commits
	}
	if err := c.Exec("BEGIN IMMEDIATE"); err != nil {
		return 0, false, explain(err)
	}
	rand.Read(l.name[:])
	err = c.run("UPDATE meta SET life=?", l.name[:])
	if err == nil {
		renewed, err = renew(c)
	}
	if err == nil {
		err = explain(c.Exec("COMMIT"))
	}
	if err != nil {
		_ = c.Exec("ROLLBACK") // the first error is the one to tell
		return 0, false, err
	}
	if err := l.note(commits); err != nil {
		return 0, false, fmt.Errorf("noting the life of the database: %w", err)
	}
	return missing, renewed, l.file.Sync()
}

// renew gives the logs kept here a new epoch each. It reports whether anything was said
// in one.
func renew(c *conn) (said bool, err error) {
	const kept = "(SELECT id FROM hosts WHERE self=host)"
	if err = c.run("UPDATE logs SET epoch=randomblob(16) WHERE host IN " + kept); err != nil {
		return false, err
	}
	return c.one("SELECT 1 FROM logs l JOIN rooms r ON r.log=l.id WHERE r.last_seq>0 AND l.host IN "+kept, func(row) {})
}
