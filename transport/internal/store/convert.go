package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ncruces/go-sqlite3"
)

// freshName is a database that is being written to take the place of another.
const freshName = databaseName + ".new"

// sealOld gives the pages of an older database their seals: it is written once
// more, beside itself, and then takes its own place. Only the new file ever has
// seals and the old one never, whenever the power goes. C is closed.
func sealOld(dir string, c *conn) (err error) {
	fresh := filepath.Join(dir, freshName)
	defer func() {
		if err != nil {
			os.Remove(fresh)
		}
	}()
	if err = discard(fresh); err == nil {
		// Without a write-ahead log, the file is all there is.
		err = c.Exec("PRAGMA journal_mode=DELETE")
	}
	if err == nil {
		_, err = c.FileControl("main", sqlite3.FCNTL_RESERVE_BYTES, sealBytes)
	}
	var f *os.File
	if err == nil {
		f, err = openPrivate(fresh, os.O_RDWR|os.O_CREATE)
	}
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = c.run("VACUUM INTO ?", uri(sealedVFS, fresh))
	}
	if err = errors.Join(err, c.close()); err != nil {
		return explain(err)
	}
	return replaceBy(dir, fresh)
}

// discard removes a file with what SQLite has beside it.
func discard(path string) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return diskError(err)
		}
	}
	return nil
}

// replaceBy puts a closed database, which is on disk then, in the place of that of
// the folder, which is closed and has no write-ahead log.
func replaceBy(dir, fresh string) error {
	f, err := openPrivate(fresh, os.O_RDWR)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Rename(fresh, filepath.Join(dir, databaseName))
	}
	if err != nil {
		return diskError(err)
	}
	return nil
}
