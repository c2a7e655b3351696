/* Placeholders of virtual memory (Windows 10 1803). Debian's wine 8 exports their
 * functions and answers their flags with "Invalid parameter", which ends SQLite's
 * Go package with a panic: it maps the index of its write-ahead log into them.
 * For the tests only; Windows has its own. Go's runtime loads this library, the
 * one of prng.c, before anything else, and it puts its own in their place.
 *
 * A placeholder is reserved memory here. Two steps in which it is unreserved for
 * a moment stand for one of Windows: another thread could get the address then,
 * and the map would fail. */
#include <windows.h>
#include <string.h>

#define PRESERVE_PLACEHOLDER 0x2
#define REPLACE_PLACEHOLDER 0x4000
#define RESERVE_PLACEHOLDER 0x40000

NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE, PVOID *, SIZE_T *, ULONG);

static BOOL release(PVOID at, SIZE_T n, ULONG type)
{
	return NtFreeVirtualMemory(GetCurrentProcess(), &at, &n, type) == 0;
}

static PVOID WINAPI virtual_alloc2(HANDLE process, PVOID at, SIZE_T n, ULONG type, ULONG protect, PVOID extra, ULONG extras)
{
	if (type & REPLACE_PLACEHOLDER)
		return VirtualAlloc(at, n, MEM_COMMIT, protect);
	return VirtualAlloc(at, n, type & ~RESERVE_PLACEHOLDER, protect);
}

static BOOL WINAPI virtual_free(PVOID at, SIZE_T n, DWORD type)
{
	MEMORY_BASIC_INFORMATION whole;

	if (!(type & PRESERVE_PLACEHOLDER))
		return release(at, n, type);
	/* Splits a placeholder in two. */
	return VirtualQuery(at, &whole, sizeof whole) && release(at, 0, MEM_RELEASE) &&
		VirtualAlloc(at, n, MEM_RESERVE, PAGE_NOACCESS) &&
		VirtualAlloc((char *)at + n, whole.RegionSize - n, MEM_RESERVE, PAGE_NOACCESS);
}

static PVOID WINAPI map_view_of_file3(HANDLE file, HANDLE process, PVOID at, ULONG64 offset, SIZE_T n, ULONG type, ULONG protect,
				      PVOID extra, ULONG extras)
{
	if (type & REPLACE_PLACEHOLDER && !release(at, 0, MEM_RELEASE))
		return NULL;
	return MapViewOfFileEx(file, protect == PAGE_READONLY ? FILE_MAP_READ : FILE_MAP_WRITE, offset >> 32, (DWORD)offset, n, at);
}

static BOOL WINAPI unmap_view_of_file2(HANDLE process, PVOID at, ULONG type)
{
	MEMORY_BASIC_INFORMATION whole;

	return VirtualQuery(at, &whole, sizeof whole) && UnmapViewOfFile(at) &&
		(!(type & PRESERVE_PLACEHOLDER) || VirtualAlloc(at, whole.RegionSize, MEM_RESERVE, PAGE_NOACCESS));
}

/* replace has a function of kernelbase begin with a jump to another. */
static void replace(HMODULE kernelbase, const char *name, const void *with)
{
	unsigned char jump[12] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0}; /* mov rax, with; jmp rax */
	void *at = (void *)GetProcAddress(kernelbase, name);
	DWORD before;

	memcpy(jump + 2, &with, sizeof with);
	if (at && VirtualProtect(at, sizeof jump, PAGE_EXECUTE_READWRITE, &before)) {
		memcpy(at, jump, sizeof jump);
		VirtualProtect(at, sizeof jump, before, &before);
	}
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD why, LPVOID reserved)
{
	HMODULE kernelbase = GetModuleHandleA("kernelbase.dll");

	if (why == DLL_PROCESS_ATTACH && kernelbase) {
		replace(kernelbase, "VirtualAlloc2", virtual_alloc2);
		replace(kernelbase, "VirtualFree", virtual_free);
		replace(kernelbase, "MapViewOfFile3", map_view_of_file3);
		replace(kernelbase, "UnmapViewOfFile2", unmap_view_of_file2);
	}
	return TRUE;
}
