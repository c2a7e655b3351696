#ifndef CONFAB_STDLIB_H
#define CONFAB_STDLIB_H
#include <stddef.h>
#include <sys/cdefs.h>
__BEGIN_DECLS
void *malloc(size_t n);
void *calloc(size_t n, size_t m);
void *realloc(void *p, size_t n);
void free(void *p);
void abort(void) __attribute__((noreturn));
void exit(int code) __attribute__((noreturn));
char *getenv(const char *name);
int setenv(const char *name, const char *value, int overwrite);
int unsetenv(const char *name);
int clearenv(void);
__END_DECLS
#endif
