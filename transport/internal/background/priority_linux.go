package background

import "golang.org/x/sys/unix"

// lowerBy is how much nicer a thread becomes: in competition it gets about a tenth of
// what another one does.
const lowerBy = 10

// lower lowers the priority of the calling thread, as setpriority(2) has it on Linux: of
// the thread alone, against POSIX.
func lower() {
	// The system returns 20 less what is meant, so that it is never an error.
	if now, err := unix.Getpriority(unix.PRIO_PROCESS, 0); err == nil {
		_ = unix.Setpriority(unix.PRIO_PROCESS, 0, min(20-now+lowerBy, 19))
	}
}
