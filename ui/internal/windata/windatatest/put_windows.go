package windatatest

import (
	"context"
	"encoding/binary"
	"runtime"
	"testing"
	"time"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"

	"confab/ui/internal/windata"
)

var (
	user32   = windows.NewLazySystemDLL("user32.dll")
	kernel32 = windows.NewLazySystemDLL("kernel32.dll")

	openClipboard    = user32.NewProc("OpenClipboard")
	closeClipboard   = user32.NewProc("CloseClipboard")
	emptyClipboard   = user32.NewProc("EmptyClipboard")
	setClipboardData = user32.NewProc("SetClipboardData")
	globalAlloc      = kernel32.NewProc("GlobalAlloc")
	globalLock       = kernel32.NewProc("GlobalLock")
	globalUnlock     = kernel32.NewProc("GlobalUnlock")
	copyMemory       = kernel32.NewProc("RtlMoveMemory")
)

// Copy puts content on the clipboard in one format, or with nil leaves it empty.
func Copy(ctx context.Context, t testing.TB, format windata.Format, content []byte) {
	t.Helper()
	runtime.LockOSThread() // the clipboard belongs to the thread that opened it
	defer runtime.UnlockOSThread()
	for {
		opened, _, err := openClipboard.Call(0)
		if opened != 0 {
			break
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	defer closeClipboard.Call()
	if ok, _, err := emptyClipboard.Call(); ok == 0 {
		t.Fatal(err)
	}
	if content == nil {
		return
	}
	if set, _, err := setClipboardData.Call(uintptr(format), Memory(t, content)); set == 0 {
		t.Fatal(err)
	}
}

// Memory returns a handle of memory that has content.
func Memory(t testing.TB, content []byte) uintptr {
	t.Helper()
	const movable = 2
	handle, _, err := globalAlloc.Call(movable, uintptr(len(content)))
	if handle == 0 {
		t.Fatal(err)
	}
	at, _, _ := globalLock.Call(handle)
	copyMemory.Call(at, uintptr(unsafe.Pointer(&content[0])), uintptr(len(content)))
	globalUnlock.Call(handle)
	return handle
}

// Wide is text in the encoding of Windows.
func Wide(text string) (raw []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		raw = binary.LittleEndian.AppendUint16(raw, unit)
	}
	return raw
}

// FileList is the content of the format Files with these paths.
func FileList(paths ...string) []byte {
	// DROPFILES: where the names begin, a point, whether that is of the screen, and that they are wide.
	list := binary.LittleEndian.AppendUint32(nil, 20)
	list = append(list, make([]byte, 12)...)
	list = binary.LittleEndian.AppendUint32(list, 1)
	for _, path := range paths {
		list = append(list, Wide(path+"\x00")...)
	}
	return append(list, 0, 0)
}
