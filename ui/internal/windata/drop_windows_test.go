package windata_test

import (
	"context"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"confab/ui/internal/windata"
	"confab/ui/internal/windata/windatatest"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	ole32  = windows.NewLazySystemDLL("ole32.dll")
)

// dropWindow makes a window whose files tell gets. It is that of the thread that calls it.
func dropWindow(t *testing.T, style, parent uintptr, can func() bool, tell func(over bool, files []string)) (window uintptr) {
	t.Helper()
	class, _ := windows.UTF16PtrFromString("STATIC")
	window, _, err := user32.NewProc("CreateWindowExW").Call(0, uintptr(unsafe.Pointer(class)), uintptr(unsafe.Pointer(class)), style, 300, 200, 400, 300, parent, 0, 0, 0)
	if window == 0 {
		t.Fatal(err)
	}
	t.Cleanup(func() { user32.NewProc("DestroyWindow").Call(window) })
	if err := windata.AcceptDrops(window, 3, can, tell); err != nil {
		t.Fatal(err)
	}
	return window
}

// method calls a method of an object of COM.
func method(t *testing.T, object uintptr, number int, args ...uintptr) {
	t.Helper()
	table := *(*unsafe.Pointer)(*(*unsafe.Pointer)(unsafe.Pointer(&object)))
	at := *(*uintptr)(unsafe.Add(table, uintptr(number)*unsafe.Sizeof(object)))
	if code, _, _ := syscall.SyscallN(at, append([]uintptr{object}, args...)...); code != 0 {
		t.Fatalf("method %d: %#x", number, code)
	}
}

// The methods of an IDropTarget.
const (
	dragEnter = 3 + iota
	dragOver
	dragLeave
	drop
)

// What is dragged is what was copied: the system makes the same object of it.
func TestWineDrop(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	can, over := true, false
	var files []string
	const messageOnly = ^uintptr(2) // HWND_MESSAGE, -3: it needs no screen
	window := dropWindow(t, 0, messageOnly, func() bool { return can }, func(o bool, f []string) { over, files = o, append(files, f...) })
	// The system keeps the target in a property of the window, under this name in wine too.
	name, _ := windows.UTF16PtrFromString("OleDropTargetInterface")
	target, _, _ := user32.NewProc("GetPropW").Call(window, uintptr(unsafe.Pointer(name)))
	if target == 0 {
		t.Fatal("the window has no target")
	}
	const copies, moves = 1, 2
	effect := uint32(0)
	step := func(number int, offered uint32, args ...uintptr) uint32 {
		t.Helper()
		effect = offered
		method(t, target, number, append(args, 1, 0, uintptr(unsafe.Pointer(&effect)))...)
		return effect
	}
	clipboard := func() (object uintptr) {
		t.Helper()
		if code, _, _ := ole32.NewProc("OleGetClipboard").Call(uintptr(unsafe.Pointer(&object))); code != 0 {
			t.Fatalf("%#x", code)
		}
		return object
	}
	windatatest.Copy(ctx, t, windata.Files, windatatest.FileList(`C:\a b\1.pdf`, `C:\图.png`, `C:\3`, `C:\4`))
	object := clipboard()
	if step(dragEnter, copies|moves, object) != copies || !over {
		t.Fatalf("effect %d, over %v", effect, over)
	}
	if can = false; step(dragOver, copies) != 0 || over {
		t.Errorf("where nothing can be dropped: effect %d, over %v", effect, over)
	}
	if can = true; step(dragOver, moves) != 0 || over {
		t.Errorf("what cannot be copied: effect %d, over %v", effect, over)
	}
	if step(dragOver, copies) != copies || !over {
		t.Errorf("effect %d, over %v", effect, over)
	}
	if method(t, target, dragLeave); over {
		t.Error("it has left, and is over it")
	}
	step(dragEnter, copies, object)
	if step(drop, copies, object) != copies || over || !slices.Equal(files, []string{`C:\a b\1.pdf`, `C:\图.png`, `C:\3`}) {
		t.Errorf("effect %d, over %v, %q", effect, over, files)
	}
	files = nil
	windatatest.Copy(ctx, t, windata.Text, windatatest.Wide("text\x00"))
	object = clipboard()
	if step(dragEnter, copies, object) != 0 || over || step(drop, copies, object) != 0 || files != nil {
		t.Errorf("a text: effect %d, over %v, %q", effect, over, files)
	}
}
