/* A Windows before 10 1803, which has no placeholders of virtual memory: their
 * functions are not found. For the tests only; loaded like prng.c, with it. */
#include <windows.h>
#include <winternl.h>

NTSTATUS NTAPI LdrGetProcedureAddress(HMODULE, const ANSI_STRING *, ULONG, PVOID *);

static BOOL is(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static FARPROC WINAPI get_proc_address(HMODULE module, LPCSTR name)
{
	ULONG ordinal = 0;
	ANSI_STRING text, *by_name = NULL;
	PVOID found;

	if ((ULONG_PTR)name >> 16 == 0) {
		ordinal = (ULONG)(ULONG_PTR)name;
	} else if (is(name, "VirtualAlloc2") || is(name, "MapViewOfFile3") || is(name, "UnmapViewOfFile2")) {
		SetLastError(ERROR_PROC_NOT_FOUND);
		return NULL;
	} else {
		for (text.Length = 0; name[text.Length];)
			text.Length++;
		text.MaximumLength = text.Length + 1;
		text.Buffer = (char *)name;
		by_name = &text;
	}
	if (LdrGetProcedureAddress(module, by_name, ordinal, &found) != 0) {
		SetLastError(ERROR_PROC_NOT_FOUND);
		return NULL;
	}
	return (FARPROC)found;
}

/* Both hand out addresses; one may lead to the other. */
static void replace(void *at)
{
	const void *with = get_proc_address;
	unsigned char jump[12] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0}; /* mov rax, with; jmp rax */
	DWORD before;
	int i;

	for (i = 0; i < 8; i++)
		jump[2 + i] = (ULONG_PTR)with >> 8 * i & 0xff;
	if (at && VirtualProtect(at, sizeof jump, PAGE_EXECUTE_READWRITE, &before)) {
		for (i = 0; i < (int)sizeof jump; i++)
			((volatile unsigned char *)at)[i] = jump[i];
		VirtualProtect(at, sizeof jump, before, &before);
	}
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD why, LPVOID reserved)
{
	if (why == DLL_PROCESS_ATTACH) {
		void *kernelbase = (void *)GetProcAddress(GetModuleHandleA("kernelbase.dll"), "GetProcAddress");
		void *kernel32 = (void *)GetProcAddress(GetModuleHandleA("kernel32.dll"), "GetProcAddress");

		replace(kernelbase);
		replace(kernel32);
	}
	return TRUE;
}
