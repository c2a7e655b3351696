#ifndef CONFAB_SIGNAL_H
#define CONFAB_SIGNAL_H
#include <sys/types.h>
__BEGIN_DECLS
/* unsigned long: 64 signals on 64-bit, 32 on 32-bit. */
#if defined(__LP64__)
typedef struct { unsigned long sig[1]; } sigset_t;
#else
typedef unsigned long sigset_t;
#endif

typedef struct siginfo {
	union {
		struct {
			int si_signo;
			int si_errno;
			int si_code;
		};
		char __size[128] __attribute__((aligned(sizeof(long))));
	};
} siginfo_t;

struct sigaction {
#if defined(__LP64__)
	int sa_flags;
	union {
		void (*sa_handler)(int);
		void (*sa_sigaction)(int, siginfo_t *, void *);
	};
	sigset_t sa_mask;
	void (*sa_restorer)(void);
#else
	union {
		void (*sa_handler)(int);
		void (*sa_sigaction)(int, siginfo_t *, void *);
	};
	sigset_t sa_mask;
	int sa_flags;
	void (*sa_restorer)(void);
#endif
};

#define SA_NOCLDSTOP 0x00000001
#define SA_NOCLDWAIT 0x00000002
#define SA_SIGINFO 0x00000004
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define SIG_DFL ((void (*)(int))0)
#define SIG_IGN ((void (*)(int))1)

int sigaction(int sig, const struct sigaction *act, struct sigaction *old);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int sig);
int sigdelset(sigset_t *set, int sig);
int sigismember(const sigset_t *set, int sig);
int pthread_sigmask(int how, const sigset_t *set, sigset_t *old);
__END_DECLS
#endif
