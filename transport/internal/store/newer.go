package store

import (
	"encoding/binary"
	"io"
	"os"
)

// Where the first page of a database says what it is
// (https://sqlite.org/fileformat.html#the_database_header).
const (
	headMagic       = "SQLite format 3\x00"
	headVersion     = 60
	headApplication = 68
	headBytes       = 100
	// farVersions is how much later than this program's a version can be: what is
	// beyond is damage.
	farVersions = 1000
)

// refuseNewer fails with a NewerError if a later program wrote the database at path.
// It only reads: what looks damaged to this program may be a format that it does not
// know, and must not be mended, set aside or brought in order.
func refuseNewer(path string, known int) error {
	// Whoever opens it for good says what is wrong with it. A pipe would block.
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	page := make([]byte, pageBytes)
	if _, err := io.ReadFull(f, page); err != nil {
		return nil
	}
	check(page) // a single wrong bit makes no later version
	version := int(binary.BigEndian.Uint32(page[headVersion:]))
	if string(page[:len(headMagic)]) != headMagic || binary.BigEndian.Uint32(page[headApplication:]) != applicationID ||
		version <= known || version > known+farVersions {
		return nil
	}
	return &NewerError{Version: version, Known: known}
}
