#ifndef CONFAB_SYS_MMAN_H
#define CONFAB_SYS_MMAN_H
#include <sys/types.h>
__BEGIN_DECLS
#define MAP_FAILED ((void *)-1)
void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset);
int munmap(void *addr, size_t length);
__END_DECLS
#endif
