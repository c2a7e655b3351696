#ifndef CONFAB_SYS_TYPES_H
#define CONFAB_SYS_TYPES_H
#include <stddef.h>
#include <stdint.h>
#include <sys/cdefs.h>

#if defined(__LP64__)
typedef long ssize_t;
typedef uint32_t socklen_t;
#else
typedef int ssize_t;
typedef int32_t socklen_t;
#endif
typedef long off_t;
typedef int64_t off64_t;
typedef long time_t;
typedef long suseconds_t;
typedef int clockid_t;
typedef int pid_t;
typedef uint32_t uid_t;
typedef uint32_t gid_t;
#if defined(__LP64__)
typedef uint32_t mode_t;
#else
typedef uint16_t mode_t;
#endif
typedef unsigned char u_char;
typedef unsigned int u_int;

/* pthread types: opaque storage, sizes fixed by the platform ABI. */
typedef long pthread_t;
typedef int pthread_key_t;
#if defined(__LP64__)
typedef struct {
	uint32_t flags;
	void *stack_base;
	size_t stack_size;
	size_t guard_size;
	int32_t sched_policy;
	int32_t sched_priority;
	char reserved[16];
} pthread_attr_t;
typedef struct { int32_t priv[10]; } pthread_mutex_t;
typedef struct { int32_t priv[12]; } pthread_cond_t;
#else
typedef struct {
	uint32_t flags;
	void *stack_base;
	size_t stack_size;
	size_t guard_size;
	int32_t sched_policy;
	int32_t sched_priority;
} pthread_attr_t;
typedef struct { int32_t priv[1]; } pthread_mutex_t;
typedef struct { int32_t priv[1]; } pthread_cond_t;
#endif
typedef long pthread_mutexattr_t;
typedef long pthread_condattr_t;
#endif
