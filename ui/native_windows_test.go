package ui

import (
	"runtime"
	"syscall"
	"testing"
	"unsafe"

	"gioui.org/app"
	"golang.org/x/sys/windows"

	"confab/ui/internal/attention"
)

// A window that is never shown needs no screen.
func TestWineRetitle(t *testing.T) {
	// The window is that of the thread which makes it: a call from another one waits
	// until that thread takes messages, which it never does here.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	user32 := windows.NewLazySystemDLL("user32.dll")
	const messageOnly = ^uintptr(2) // HWND_MESSAGE, -3
	class, _ := windows.UTF16PtrFromString("STATIC")
	handle, _, err := user32.NewProc("CreateWindowExW").Call(0, uintptr(unsafe.Pointer(class)), 0, 0, 0, 0, 0, 0, messageOnly, 0, 0, 0)
	if handle == 0 {
		t.Fatal(err)
	}
	defer user32.NewProc("DestroyWindow").Call(handle)
	const title = "(3) 小明 – Confab 🙂"
	retitle(new(app.Window), attention.Window(handle), title, app.Windowed)
	var text [100]uint16
	user32.NewProc("GetWindowTextW").Call(handle, uintptr(unsafe.Pointer(&text)), uintptr(len(text)))
	if got := syscall.UTF16ToString(text[:]); got != title {
		t.Errorf("its title is %q", got)
	}
	for _, want := range []bool{true, false} {
		if err := attention.Ask(attention.Window(handle), want); err != nil {
			t.Error(err)
		}
	}
	retitle(new(app.Window), 0, title, app.Windowed) // before there is a window
}
