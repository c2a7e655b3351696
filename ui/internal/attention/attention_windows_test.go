package attention

import (
	"testing"
	"unsafe"
)

// What the headers of Windows say, on 64 bits and on 32.
func TestWineFlashInfoIsLaidOutAsWindowsHasIt(t *testing.T) {
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

func TestWineAsk(t *testing.T) {
	for _, w := range []Window{0, 7} { // none, and one that is not there
		for _, want := range []bool{true, false} {
			if err := Ask(w, want); err != nil {
				t.Errorf("window %d: %v", w, err)
			}
		}
	}
}
