package prefs

import (
	"os"
	"path/filepath"
	"time"
)

// lockName is a file beside the preferences that is locked while they are
// replaced. The lock cannot be on the file itself, which the rename replaces,
// and its own file stays: whoever waits for it has it open.
const lockName = "prefs.lock"

const (
	// lockPatience is how long another process is waited for. The system takes
	// the lock from a process that ended, but not from one that hangs, for
	// example in a debugger or on a disk of the network.
	lockPatience = 2 * time.Second
	lockPause    = 10 * time.Millisecond
)

// lock keeps other processes from the preferences in dir and returns the
// function that lets them in again. Where there is no lock to have, after
// lockPatience or on a file system without any, it goes on without: a change
// that may be lost is better than one that surely is. flag is added to those
// the lock's file is opened with.
func lock(dir string, flag int) (unlock func()) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|flag, 0o600)
	if err != nil {
		return func() {}
	}
	patience := time.NewTimer(lockPatience)
	defer patience.Stop()
	for {
		busy, err := tryLock(f)
		if err == nil {
			return func() { f.Close() } // which unlocks
		}
		if !busy {
			f.Close()
			return func() {}
		}
		pause := time.NewTimer(lockPause)
		select {
		case <-pause.C:
		case <-patience.C:
			f.Close()
			return func() {}
		}
	}
}
