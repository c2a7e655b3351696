package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// lockName is the file that says which process has the folder, and that there was a
// database. It is never removed: whoever removed it could let two in.
const lockName = "talk.lock"

// ownerBytes is how long the process is in the lock file, with the spaces and the
// LF behind it. The name of the database follows, once there was one.
const ownerBytes = 32

// lock takes the folder, or fails with an InUseError, and reports whether it had a
// database. Closing the file gives the folder back.
func lock(dir string) (f *os.File, kept bool, err error) {
	if f, err = openPrivate(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE); err != nil {
		return nil, false, err
	}
	ours, err := tryLock(f)
	if err != nil || !ours {
		defer f.Close()
		if err != nil {
			return nil, false, fmt.Errorf("locking the folder: %w", err)
		}
		return nil, false, &InUseError{Dir: dir, PID: owner(f)}
	}
	was := make([]byte, len(databaseName))
	_, _ = f.ReadAt(was, ownerBytes)
	// Only a courtesy to whoever comes second, so a full disk does not matter.
	_, _ = fmt.Fprintf(f, "%-*d\n", ownerBytes-1, os.Getpid())
	return f, string(was) == databaseName, nil
}

// keep notes in the lock file that there is a database, so that its loss is noticed
// even where all else is lost with it. A full disk does not matter.
func keep(lock *os.File) { _, _ = lock.WriteAt([]byte(databaseName+"\n"), ownerBytes) }

// owner is the process that the lock file names, or 0.
func owner(f *os.File) int {
	var b [ownerBytes]byte
	n, _ := f.ReadAt(b[:], 0)
	pid, _ := strconv.Atoi(strings.TrimSpace(string(b[:n])))
	return pid
}
