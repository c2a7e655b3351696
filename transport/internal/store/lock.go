package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// lockName is the file that says which process has the folder. It is never
// removed: whoever removed it could let two in.
const lockName = "talk.lock"

// lock takes the folder, or fails with an InUseError. Closing the file gives
// the folder back.
func lock(dir string) (*os.File, error) {
	f, err := openPrivate(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, err
	}
	ours, err := tryLock(f)
	if err != nil || !ours {
		defer f.Close()
		if err != nil {
			return nil, fmt.Errorf("locking the folder: %w", err)
		}
		return nil, &InUseError{Dir: dir, PID: owner(f)}
	}
	// Only a courtesy to whoever comes second, so a full disk does not matter.
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return f, nil
}

// owner is the process that the lock file names, or 0.
func owner(f *os.File) int {
	var b [32]byte
	n, _ := f.ReadAt(b[:], 0)
	pid, _ := strconv.Atoi(strings.TrimSpace(string(b[:n])))
	return pid
}
