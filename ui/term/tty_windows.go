package term

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// isTerminal says whether f is a console.
func isTerminal(f *os.File) bool {
	var mode uint32
	return syscall.GetConsoleMode(syscall.Handle(f.Fd()), &mode) == nil
}

// coloredColumns is how many characters in colours stand on a line of the console f
// now; 0 if it has no colours by escape sequences, as before Windows 10.
func coloredColumns(f *os.File) int {
	var mode uint32
	var now windows.ConsoleScreenBufferInfo
	console := windows.Handle(f.Fd())
	if windows.GetConsoleMode(console, &mode) != nil || windows.GetConsoleScreenBufferInfo(console, &now) != nil {
		return 0
	}
	const sequences = windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	if mode&sequences == 0 && windows.SetConsoleMode(console, mode|sequences) != nil {
		return 0
	}
	return int(now.Window.Right-now.Window.Left) + 1
}
