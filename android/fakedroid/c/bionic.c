/* libc.so for a library that was built for Android, on top of glibc: what has
   another layout or other numbers is translated, everything else the library
   finds in glibc by itself. Only for 64 bits. Not Android's allocator, linker,
   system call filter or SELinux.

   Each function here has bionic's name in the object file and one of its own in
   C, so that glibc's headers can be used beside it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void *glibc(const char *name) {
	static void *lib;
	if (!lib) {
		lib = dlopen("libc.so.6", RTLD_NOW);
	}
	return dlsym(lib, name);
}

#define EXPORT(ret, name, args) ret bionic_##name args __asm__(#name); ret bionic_##name args
#define REAL(ret, name, ...) \
	static ret (*real)(__VA_ARGS__); \
	if (!real) { \
		real = glibc(#name); \
	}

int *__errno(void) { return &errno; }

/* Mutexes and conditions: bionic's are smaller and less aligned, so the slot
   holds the address of glibc's. */
static void *aside(void *slot, size_t size) {
	static int busy;
	void *p;
	while (__atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE)) {
	}
	memcpy(&p, slot, sizeof p);
	if (!p) {
		p = calloc(1, size);
		memcpy(slot, &p, sizeof p);
	}
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	return p;
}
static pthread_mutex_t *mutex(void *slot) { return aside(slot, sizeof(pthread_mutex_t)); }
static pthread_cond_t *cond(void *slot) { return aside(slot, sizeof(pthread_cond_t)); }

EXPORT(int, pthread_mutex_lock, (void *m)) {
	REAL(int, pthread_mutex_lock, pthread_mutex_t *)
	return real(mutex(m));
}
EXPORT(int, pthread_mutex_unlock, (void *m)) {
	REAL(int, pthread_mutex_unlock, pthread_mutex_t *)
	return real(mutex(m));
}
EXPORT(int, pthread_cond_wait, (void *c, void *m)) {
	REAL(int, pthread_cond_wait, pthread_cond_t *, pthread_mutex_t *)
	return real(cond(c), mutex(m));
}
EXPORT(int, pthread_cond_broadcast, (void *c)) {
	REAL(int, pthread_cond_broadcast, pthread_cond_t *)
	return real(cond(c));
}

/* Attributes of threads: glibc's hang off the field for the stack's base. */
struct attr {
	uint32_t flags;
	pthread_attr_t *base;
	size_t stack_size, guard_size;
	int32_t policy, priority;
	char reserved[16];
};
_Static_assert(sizeof(struct attr) == 56, "pthread_attr_t of bionic");

EXPORT(int, pthread_attr_init, (struct attr *a)) {
	REAL(int, pthread_attr_init, pthread_attr_t *)
	memset(a, 0, sizeof *a);
	a->base = malloc(sizeof *a->base);
	return real(a->base);
}
EXPORT(int, pthread_attr_destroy, (struct attr *a)) {
	REAL(int, pthread_attr_destroy, pthread_attr_t *)
	int failed = real(a->base);
	free(a->base);
	memset(a, 0xaa, sizeof *a);
	return failed;
}
EXPORT(int, pthread_attr_setdetachstate, (struct attr *a, int state)) {
	REAL(int, pthread_attr_setdetachstate, pthread_attr_t *, int)
	return real(a->base, state);
}
EXPORT(int, pthread_attr_getstacksize, (const struct attr *a, size_t *size)) {
	REAL(int, pthread_attr_getstacksize, const pthread_attr_t *, size_t *)
	return real(a->base, size);
}
EXPORT(int, pthread_attr_getstack, (const struct attr *a, void **at, size_t *size)) {
	REAL(int, pthread_attr_getstack, const pthread_attr_t *, void **, size_t *)
	return real(a->base, at, size);
}
EXPORT(int, pthread_getattr_np, (pthread_t t, struct attr *a)) {
	REAL(int, pthread_getattr_np, pthread_t, pthread_attr_t *)
	memset(a, 0, sizeof *a);
	a->base = malloc(sizeof *a->base);
	return real(t, a->base);
}
EXPORT(int, pthread_create, (pthread_t *t, const struct attr *a, void *(*run)(void *), void *arg)) {
	REAL(int, pthread_create, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *)
	return real(t, a ? a->base : NULL, run, arg);
}

/* Signals: a set is one word, and the action begins with its flags. */
struct action {
	int flags;
	void (*handler)(int);
	uint64_t mask;
	void (*restorer)(void);
};
_Static_assert(sizeof(struct action) == 32, "struct sigaction of bionic");

EXPORT(int, sigemptyset, (uint64_t *s)) { *s = 0; return 0; }
EXPORT(int, sigfillset, (uint64_t *s)) { *s = ~0ull; return 0; }
EXPORT(int, sigaddset, (uint64_t *s, int n)) { *s |= 1ull << (n - 1); return 0; }
EXPORT(int, sigismember, (const uint64_t *s, int n)) { return *s >> (n - 1) & 1; }

static void widen(sigset_t *to, uint64_t from) {
	memset(to, 0, sizeof *to);
	memcpy(to, &from, sizeof from);
}
EXPORT(int, pthread_sigmask, (int how, const uint64_t *set, uint64_t *old)) {
	REAL(int, pthread_sigmask, int, const sigset_t *, sigset_t *)
	sigset_t s, o;
	if (set) {
		widen(&s, *set);
	}
	int failed = real(how, set ? &s : NULL, old ? &o : NULL);
	if (old) {
		memcpy(old, &o, sizeof *old);
	}
	return failed;
}
EXPORT(int, sigaction, (int sig, const struct action *set, struct action *old)) {
	REAL(int, sigaction, int, const struct sigaction *, struct sigaction *)
	struct sigaction s = {0}, o = {0};
	if (set) {
		s.sa_handler = set->handler;
		s.sa_flags = set->flags;
		widen(&s.sa_mask, set->mask);
	}
	int failed = real(sig, set ? &s : NULL, old ? &o : NULL);
	if (old) {
		memset(old, 0, sizeof *old);
		old->handler = o.sa_handler;
		old->flags = o.sa_flags;
		memcpy(&old->mask, &o.sa_mask, sizeof old->mask);
	}
	return failed;
}

/* Names of hosts: other order of fields, errors above zero. */
struct address {
	int flags, family, socktype, protocol;
	uint32_t length;
	char *canonical;
	struct sockaddr *addr;
	struct address *next;
};
static int fault(int code) {
	switch (code) {
	case 0: return 0;
	case EAI_AGAIN: return 2;
	case EAI_BADFLAGS: return 3;
	case EAI_FAMILY: return 5;
	case EAI_MEMORY: return 6;
	case EAI_NONAME: return 8;
	case EAI_SERVICE: return 9;
	case EAI_SOCKTYPE: return 10;
	case EAI_SYSTEM: return 11;
	}
	return 4;
}
EXPORT(int, getaddrinfo, (const char *node, const char *service, const struct address *hints, struct address **result)) {
	REAL(int, getaddrinfo, const char *, const char *, const struct addrinfo *, struct addrinfo **)
	struct addrinfo h = {0}, *found = NULL;
	if (hints) {
		h.ai_flags = hints->flags & 2 ? AI_CANONNAME : 0;
		h.ai_family = hints->family;
		h.ai_socktype = hints->socktype;
		h.ai_protocol = hints->protocol;
	}
	int failed = real(node, service, hints ? &h : NULL, &found);
	if (failed) {
		return fault(failed);
	}
	for (struct addrinfo *g = found; g; g = g->ai_next) {
		struct address *a = calloc(1, sizeof *a);
		a->flags = g->ai_flags;
		a->family = g->ai_family;
		a->socktype = g->ai_socktype;
		a->protocol = g->ai_protocol;
		a->length = g->ai_addrlen;
		a->canonical = g->ai_canonname ? strdup(g->ai_canonname) : NULL;
		a->addr = malloc(g->ai_addrlen);
		memcpy(a->addr, g->ai_addr, g->ai_addrlen);
		*result = a;
		result = &a->next;
	}
	freeaddrinfo(found);
	return 0;
}
EXPORT(void, freeaddrinfo, (struct address *a)) {
	while (a) {
		struct address *next = a->next;
		free(a->canonical);
		free(a->addr);
		free(a);
		a = next;
	}
}
EXPORT(const char *, gai_strerror, (int code)) {
	static char words[32];
	snprintf(words, sizeof words, "EAI %d of bionic", code);
	return words;
}
EXPORT(int, getnameinfo, (const struct sockaddr *a, uint32_t length, char *host, size_t hostSize, char *service, size_t serviceSize, int flags)) {
	REAL(int, getnameinfo, const struct sockaddr *, socklen_t, char *, socklen_t, char *, socklen_t, int)
	return fault(real(a, length, host, hostSize, service, serviceSize, flags & 4 ? NI_NAMEREQD : 0));
}
EXPORT(int, res_search, (const char *name, int class, int type, unsigned char *answer, int size)) {
	(void)name, (void)class, (void)type, (void)answer, (void)size;
	errno = ENOSYS;
	return -1;
}

#ifdef OLD
/* Before API 29 Go keeps g in a pthread key, whose value it finds above the
   thread pointer. */
EXPORT(int, pthread_key_create, (int *key, void (*destructor)(void *))) {
	static int next;
	(void)destructor;
	*key = next++;
	return 0;
}
static void **slots(void) { return (void **)__builtin_thread_pointer() + 20; }
EXPORT(int, pthread_setspecific, (int key, const void *value)) {
	slots()[key] = (void *)value;
	return 0;
}
EXPORT(void *, pthread_getspecific, (int key)) { return slots()[key]; }
#else
int android_get_device_api_level(void) { return 34; }
#endif
