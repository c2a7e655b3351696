package term

import (
	"os"
	"syscall"
)

const attachParentProcess = ^uintptr(0) // ATTACH_PARENT_PROCESS, (DWORD)-1

// AttachConsole gives the terminal commands a place to print. The program is
// built for the GUI subsystem, so that the window opens without a black console
// behind it; Windows then starts it with no standard handles, even from a
// console. A handle that was redirected to a file or a pipe is valid and is
// left alone. With no console above (a double click) nothing changes, and on
// other systems it does nothing.
//
// It replaces os.Stdin, os.Stdout and os.Stderr: call it from main's goroutine
// before System, and before anything else that reads or writes them, or starts a
// goroutine that does.
func AttachConsole() {
	in := !usable(syscall.Stdin)
	out := !usable(syscall.Stdout)
	err := !usable(syscall.Stderr)
	if !in && !out && !err {
		return
	}
	// It refuses where a console is attached already, as under wine, and where
	// there is none; whether one can be opened tells the two apart.
	syscall.NewLazyDLL("kernel32.dll").NewProc("AttachConsole").Call(attachParentProcess)
	if in {
		os.Stdin = console("CONIN$", os.Stdin)
	}
	if out {
		os.Stdout = console("CONOUT$", os.Stdout)
	}
	if err {
		os.Stderr = console("CONOUT$", os.Stderr)
	}
}

// usable says whether the handle that the program was started with is open: a
// console, a file or a pipe.
func usable(h syscall.Handle) bool {
	if h == 0 || h == syscall.InvalidHandle {
		return false
	}
	kind, err := syscall.GetFileType(h)
	return err == nil && kind != syscall.FILE_TYPE_UNKNOWN
}

// console opens one side of the attached console, or returns what was there.
// It is opened for both directions, as the console's mode can only be asked for
// and set on such a handle.
func console(name string, was *os.File) *os.File {
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return was
	}
	h, err := syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE,
		syscall.FILE_SHARE_READ|syscall.FILE_SHARE_WRITE, nil, syscall.OPEN_EXISTING, 0, 0)
	if err != nil {
		return was
	}
	return os.NewFile(uintptr(h), name)
}
