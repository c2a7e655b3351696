//go:build windows

package capture

import (
	"context"
	"encoding/binary"
	"errors"
	"image/color"
	"runtime"
	"testing"
	"time"
	"unsafe"
)

func TestScreenOfWindows(t *testing.T) {
	img, err := Screen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X < 100 || size.Y < 100 {
		t.Errorf("the screen measures %v", size)
	}
	if img.At(0, 0).(color.RGBA).A != 255 {
		t.Error("it can be seen through")
	}
}

func TestClipboardOfWindows(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	emptyClipboard, setClipboardData := user32.NewProc("EmptyClipboard"), user32.NewProc("SetClipboardData")
	globalAlloc := kernel32.NewProc("GlobalAlloc")
	put := func(dib []byte) {
		t.Helper()
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for {
			if opened, _, err := openClipboard.Call(0); opened != 0 {
				break
			} else if ctx.Err() != nil {
				t.Fatal(err)
			}
		}
		defer closeClipboard.Call()
		if ok, _, err := emptyClipboard.Call(); ok == 0 {
			t.Fatal(err)
		}
		if dib == nil {
			return
		}
		const movable = 2
		handle, _, err := globalAlloc.Call(movable, uintptr(len(dib)))
		if handle == 0 {
			t.Fatal(err)
		}
		at, _, _ := globalLock.Call(handle)
		copyMemory.Call(at, uintptr(unsafe.Pointer(&dib[0])), uintptr(len(dib)))
		globalUnlock.Call(handle)
		if set, _, err := setClipboardData.Call(formatDIB, handle); set == 0 {
			t.Fatal(err)
		}
	}
	put(nil)
	if _, err := Clipboard(ctx); !errors.Is(err, ErrNone) {
		t.Errorf("an empty clipboard: %v", err)
	}
	dib := make([]byte, dibHeaderBytes, dibHeaderBytes+4*16*8)
	for at, v := range map[int]uint32{0: dibHeaderBytes, 4: 16, 8: 8, 12: 1 | 32<<16} {
		binary.LittleEndian.PutUint32(dib[at:], v)
	}
	for _, p := range halves().Pix {
		dib = append(dib, p, p, p, 0)
	}
	put(dib)
	img, err := Clipboard(ctx)
	expectHalves(t, img, err)
}
