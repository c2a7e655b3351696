#ifndef CONFAB_TIME_H
#define CONFAB_TIME_H
#include <sys/types.h>
__BEGIN_DECLS
struct timespec {
	time_t tv_sec;
	long tv_nsec;
};
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
int nanosleep(const struct timespec *req, struct timespec *rem);
int clock_gettime(clockid_t clk, struct timespec *ts);
__END_DECLS
#endif
