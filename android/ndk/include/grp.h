#ifndef CONFAB_GRP_H
#define CONFAB_GRP_H
#include <sys/types.h>
__BEGIN_DECLS
int setgroups(size_t n, const gid_t *ids);
__END_DECLS
#endif
