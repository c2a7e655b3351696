package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// mended is what came of comparing the pages of a file with their seals.
type mended struct {
	bits   int // single wrong bits put right on the disk
	ruined int // pages that are beyond that
}

// mendDatabase puts right what single bits are wrong in the database at path,
// page by page. Nobody may write the file meanwhile but the caller; a database
// without seals is left alone.
func mendDatabase(path string) (m mended, err error) {
	f, err := openPrivate(path, os.O_RDWR)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	defer f.Close()
	if sealed, err := isSealed(f); err != nil || !sealed {
		return m, err
	}
	err = eachPage(f, 0, func(page []byte, at int64) error {
		switch check(page) {
		case ruined:
			m.ruined++
		case corrected:
			m.bits++
			_, err := f.WriteAt(page, at)
			return err
		}
		return nil
	})
	if err == nil && m.bits > 0 {
		err = f.Sync()
	}
	return m, err
}

// eachPage reads the whole pages of a database from one on, but for the one that
// SQLite never writes.
func eachPage(f io.ReaderAt, from int64, visit func(page []byte, at int64) error) error {
	const step = 64
	buffer := make([]byte, step*pageBytes)
	for index := from; ; index += step {
		n, err := f.ReadAt(buffer, index*pageBytes)
		if err != nil && err != io.EOF {
			return err
		}
		for i := range n / pageBytes {
			number := index + int64(i)
			if number == lockPage {
				continue
			}
			if err := visit(buffer[i*pageBytes:][:pageBytes], number*pageBytes); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}
