package attention

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// Window is the handle of a window; zero is none.
type Window uintptr

var flashWindowEx = windows.NewLazySystemDLL("user32.dll").NewProc("FlashWindowEx")

// flashInfo is FLASHWINFO of winuser.h.
type flashInfo struct {
	size    uint32
	window  Window
	flags   uint32
	count   uint32
	timeout uint32
}

// The flags of flashInfo.
const (
	flashStop        = 0
	flashAll         = 3 // the title bar and the entry in the taskbar
	flashUntilSeen   = 12
	blinkOfTheCursor = 0 // the rate, as a timeout
)

// Ask has the window's title bar and its entry in the taskbar flash until it comes to
// the foreground, or stop that. Without a window it does nothing. There is no error:
// what FlashWindowEx returns is how the window looked before.
func Ask(w Window, want bool) error {
	if w == 0 {
		return nil
	}
	if err := flashWindowEx.Find(); err != nil {
		return err
	}
	info := flash(w, want)
	flashWindowEx.Call(uintptr(unsafe.Pointer(&info)))
	return nil
}

func flash(w Window, want bool) flashInfo {
	info := flashInfo{window: w, flags: flashStop, timeout: blinkOfTheCursor}
	if want {
		info.flags = flashAll | flashUntilSeen
	}
	info.size = uint32(unsafe.Sizeof(info))
	return info
}
