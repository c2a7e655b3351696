package attention

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What the headers of Windows say, on 64 bits and on 32.
func TestFlashInfoIsLaidOutAsWindowsHasIt(t *testing.T) {
	size, window, flags := uintptr(32), uintptr(8), uintptr(16)
	if unsafe.Sizeof(uintptr(0)) == 4 {
		size, window, flags = 20, 4, 8
	}
	info := flash(7, true)
	if got := unsafe.Sizeof(info); got != size || uintptr(info.size) != size {
		t.Errorf("it has %d bytes and says %d, want %d", got, info.size, size)
	}
	if unsafe.Offsetof(info.window) != window || unsafe.Offsetof(info.flags) != flags {
		t.Errorf("the window is at %d and the flags at %d, want %d and %d", unsafe.Offsetof(info.window), unsafe.Offsetof(info.flags), window, flags)
	}
	if info.window != 7 || info.flags != 15 {
		t.Errorf("it asks for %+v", info)
	}
	if stop := flash(7, false); stop.flags != 0 {
		t.Errorf("it stops with %+v", stop)
	}
}

func TestAskFlashesAWindow(t *testing.T) {
	desktop := Window(windows.GetDesktopWindow()) // there is one wherever there is a session
	for _, want := range []bool{true, false} {
		if err := Ask(desktop, want); err != nil {
			t.Error(err)
		}
	}
	if err := Ask(0, true); err != nil {
		t.Errorf("without a window: %v", err)
	}
}
