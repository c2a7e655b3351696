package copied

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"runtime"
	"slices"
	"testing"
	"time"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"
)

func TestWineClipboard(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	kernel32 := windows.NewLazySystemDLL("kernel32.dll")
	emptyClipboard, setClipboardData := user32.NewProc("EmptyClipboard"), user32.NewProc("SetClipboardData")
	put := func(format uintptr, content []byte) {
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
		if content == nil {
			return
		}
		const movable = 2
		handle, _, err := kernel32.NewProc("GlobalAlloc").Call(movable, uintptr(len(content)))
		if handle == 0 {
			t.Fatal(err)
		}
		at, _, _ := kernel32.NewProc("GlobalLock").Call(handle)
		kernel32.NewProc("RtlMoveMemory").Call(at, uintptr(unsafe.Pointer(&content[0])), uintptr(len(content)))
		kernel32.NewProc("GlobalUnlock").Call(handle)
		if set, _, err := setClipboardData.Call(format, handle); set == 0 {
			t.Fatal(err)
		}
	}
	wide := func(text string) (raw []byte) {
		for _, unit := range utf16.Encode([]rune(text)) {
			raw = binary.LittleEndian.AppendUint16(raw, unit)
		}
		return raw
	}
	put(0, nil)
	if _, err := Read(ctx); !errors.Is(err, ErrNone) {
		t.Errorf("an empty clipboard: %v", err)
	}
	put(formatText, wide("text\x00"))
	if _, err := Read(ctx); !errors.Is(err, ErrNone) {
		t.Errorf("a text: %v", err)
	}
	// DROPFILES: where the names begin, a point, whether that is of the screen, and that they are wide.
	drop := binary.LittleEndian.AppendUint32(nil, 20)
	drop = append(drop, make([]byte, 12)...)
	drop = binary.LittleEndian.AppendUint32(drop, 1)
	put(formatDrop, append(drop, wide("C:\\a b\\1.pdf\x00C:\\图.png\x00\x00")...))
	if got, err := Read(ctx); err != nil || !slices.Equal(got.Files, []string{`C:\a b\1.pdf`, `C:\图.png`}) {
		t.Errorf("%q, %v", got.Files, err)
	}
	const formatDIB = 8
	dib := make([]byte, 40, 44)
	for at, v := range map[int]uint32{0: 40, 4: 1, 8: 1, 12: 1 | 32<<16} {
		binary.LittleEndian.PutUint32(dib[at:], v)
	}
	put(formatDIB, append(dib, 1, 2, 3, 0))
	if got, err := Read(ctx); err != nil || got.Extension != ".png" || !bytes.HasPrefix(got.Picture, []byte("\x89PNG")) {
		t.Errorf("%+v, %v", got, err)
	}
}
