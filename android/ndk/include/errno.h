#ifndef CONFAB_ERRNO_H
#define CONFAB_ERRNO_H
#include <sys/cdefs.h>
__BEGIN_DECLS
int *__errno(void) __attribute__((const));
__END_DECLS
#define errno (*__errno())
/* Linux generic errno numbers (the ones C code here compares with). */
#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define EBADF 9
#define EAGAIN 11
#define EWOULDBLOCK EAGAIN
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define EINVAL 22
#define ENOSYS 38
#define ETIMEDOUT 110
#endif
