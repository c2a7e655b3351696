/* Goes into qemu, on this machine's side: the day and the time of day stand still,
   so that pictures with a clock in them can be compared. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *t) {
	if (id == CLOCK_REALTIME) {
		t->tv_sec = 1767323045; /* 2 January 2026, 03:04:05 UTC */
		t->tv_nsec = 0;
		return 0;
	}
	return syscall(SYS_clock_gettime, id, t);
}
