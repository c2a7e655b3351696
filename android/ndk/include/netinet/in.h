#ifndef CONFAB_NETINET_IN_H
#define CONFAB_NETINET_IN_H
#include <sys/socket.h>
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#endif
