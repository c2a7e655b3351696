#ifndef CONFAB_DLFCN_H
#define CONFAB_DLFCN_H
#include <sys/cdefs.h>
__BEGIN_DECLS
#define RTLD_LOCAL 0
#define RTLD_LAZY 0x00001
#if defined(__LP64__)
#define RTLD_NOW 0x00002
#define RTLD_NOLOAD 0x00004
#define RTLD_GLOBAL 0x00100
#define RTLD_DEFAULT ((void *)0L)
#define RTLD_NEXT ((void *)-1L)
#else
#define RTLD_NOW 0x00000
#define RTLD_NOLOAD 0x00004
#define RTLD_GLOBAL 0x00002
#define RTLD_DEFAULT ((void *)0xffffffff)
#define RTLD_NEXT ((void *)0xfffffffe)
#endif
void *dlopen(const char *name, int flag);
int dlclose(void *handle);
char *dlerror(void);
void *dlsym(void *handle, const char *symbol);
__END_DECLS
#endif
