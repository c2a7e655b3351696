#ifndef CONFAB_RESOLV_H
#define CONFAB_RESOLV_H
#include <sys/types.h>
__BEGIN_DECLS
int res_search(const char *name, int cls, int type, u_char *answer, int len);
__END_DECLS
#endif
