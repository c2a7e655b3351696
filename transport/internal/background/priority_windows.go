package background

import "golang.org/x/sys/windows"

var setThreadPriority = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadPriority")

// lower lowers the priority of the calling thread by one step. The mode for work in the
// background that Windows has besides also takes most of the disk and of the memory away.
func lower() {
	const belowNormal = -1
	priority := belowNormal
	_, _, _ = setThreadPriority.Call(uintptr(windows.CurrentThread()), uintptr(priority))
}
