#ifndef CONFAB_SYS_SOCKET_H
#define CONFAB_SYS_SOCKET_H
#include <sys/types.h>
__BEGIN_DECLS
typedef unsigned short sa_family_t;
struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};
#define AF_UNSPEC 0
#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
__END_DECLS
#endif
