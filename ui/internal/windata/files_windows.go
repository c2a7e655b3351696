package windata

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var dragQueryFile = windows.NewLazySystemDLL("shell32.dll").NewProc("DragQueryFileW")

// maxPath is how long a path may be, in units of UTF-16.
const maxPath = 32 << 10

// filesOf returns the paths in an HDROP, of which there may be more than the most.
func filesOf(list uintptr, most int) (files []string) {
	count, _, _ := dragQueryFile.Call(list, 0xffffffff, 0, 0)
	name := make([]uint16, maxPath)
	for i := range min(count, uintptr(most)) {
		if n, _, _ := dragQueryFile.Call(list, i, uintptr(unsafe.Pointer(&name[0])), maxPath); n > 0 {
			files = append(files, windows.UTF16ToString(name))
		}
	}
	return files
}
