/* The bcryptprimitives.dll that Debian's wine lacks and Go's runtime calls for
 * random numbers. For the tests only; Windows has its own. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *to, SIZE_T n) { return SystemFunction036(to, (ULONG)n); }

#ifdef ALONE
BOOL WINAPI DllMain(HINSTANCE self, DWORD why, LPVOID reserved) { return TRUE; }
#endif
