/* A hand-written subset of the interface of Android's C library: only what the Go
 * runtime (runtime/cgo, net), gioui.org and the bridge use. abi_check.c holds it
 * to the layout that every release since API 24 has. */
#ifndef CONFAB_SYS_CDEFS_H
#define CONFAB_SYS_CDEFS_H

#ifndef __ANDROID__
#error "these headers describe Android's C library only"
#endif

#define __BIONIC__ 1

#if defined(__cplusplus)
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS }
#else
#define __BEGIN_DECLS
#define __END_DECLS
#endif

#ifndef __ANDROID_API__
#error "pass --target=<arch>-linux-android<api> to clang"
#endif

#define __INTRODUCED_IN(api)
#define __RENAME_IF_FILE_OFFSET64(x)

#endif
