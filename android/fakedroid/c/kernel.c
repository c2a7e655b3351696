/* Goes into qemu, on this machine's side, and is Android's kernel where that
   matters: the day and the time of day stand still, so that pictures with a clock
   in them can be compared, and there are no hard links, which Android's SELinux
   policy refuses to apps. */
#define _GNU_SOURCE
#include <errno.h>
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

int linkat(int from, const char *path, int to, const char *name, int flags) {
	(void)from, (void)path, (void)to, (void)name, (void)flags;
	errno = EACCES;
	return -1;
}
