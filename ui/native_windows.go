package ui

import (
	"unsafe"

	"gioui.org/app"
	"gioui.org/io/event"
	"golang.org/x/sys/windows"

	"confab/ui/internal/attention"
)

// handleOf returns the handle of a new view of the window; other events have none.
func handleOf(e event.Event) (w attention.Window, ok bool) {
	view, ok := e.(app.Win32ViewEvent)
	return attention.Window(view.HWND), ok
}

var setWindowText = windows.NewLazySystemDLL("user32.dll").NewProc("SetWindowTextW")

// retitle gives the window a title. With any option Gio shows the window as it
// takes it to be: one that is minimized would come back, and take the focus.
func retitle(w *app.Window, handle attention.Window, title string, _ app.WindowMode) {
	text, err := windows.UTF16PtrFromString(title)
	if err != nil || handle == 0 {
		return // it has the title that it was opened with
	}
	// The window's own thread: a call from any other waits for it.
	w.Run(func() { setWindowText.Call(uintptr(handle), uintptr(unsafe.Pointer(text))) })
}
