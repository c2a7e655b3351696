#ifndef CONFAB_UNISTD_H
#define CONFAB_UNISTD_H
#include <sys/types.h>
__BEGIN_DECLS
int setegid(gid_t gid);
int seteuid(uid_t uid);
int setgid(gid_t gid);
int setuid(uid_t uid);
int setregid(gid_t rgid, gid_t egid);
int setreuid(uid_t ruid, uid_t euid);
int setresgid(gid_t rgid, gid_t egid, gid_t sgid);
int setresuid(uid_t ruid, uid_t euid, uid_t suid);
int close(int fd);
ssize_t read(int fd, void *buf, size_t n);
ssize_t write(int fd, const void *buf, size_t n);
__END_DECLS
#endif
