#ifndef CONFAB_ARPA_NAMESER_H
#define CONFAB_ARPA_NAMESER_H
#include <sys/types.h>
#endif
