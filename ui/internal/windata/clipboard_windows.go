package windata

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32   = windows.NewLazySystemDLL("user32.dll")
	kernel32 = windows.NewLazySystemDLL("kernel32.dll")

	openClipboard    = user32.NewProc("OpenClipboard")
	closeClipboard   = user32.NewProc("CloseClipboard")
	getClipboardData = user32.NewProc("GetClipboardData")
	formatAvailable  = user32.NewProc("IsClipboardFormatAvailable")
	globalLock       = kernel32.NewProc("GlobalLock")
	globalUnlock     = kernel32.NewProc("GlobalUnlock")
	globalSize       = kernel32.NewProc("GlobalSize")
	copyMemory       = kernel32.NewProc("RtlMoveMemory")
)

// Format is a format of the clipboard, as winuser.h numbers them.
type Format uint16

// The formats that are read.
const (
	DIB   Format = 8  // CF_DIB, a picture
	Text  Format = 13 // CF_UNICODETEXT
	Files Format = 15 // CF_HDROP
)

// The errors of this package. What the system says beside them is wrapped.
var (
	// ErrNone says that nothing of the format was copied.
	ErrNone = errors.New("nothing of that kind was copied")
	// ErrSize says that more was copied than the limit.
	ErrSize = errors.New("what was copied is too large")
	// ErrBusy says that another program kept the clipboard open until ctx was done.
	ErrBusy = errors.New("another program has the clipboard open")
)

// HasCopied reports whether something of a format was copied.
func HasCopied(f Format) bool {
	is, _, _ := formatAvailable.Call(uintptr(f))
	return is != 0
}

// Copied returns what was copied in a format of which the clipboard has memory; not more than
// limit bytes. Its errors are ErrNone, ErrSize and ErrBusy.
func Copied(ctx context.Context, f Format, limit int) (content []byte, err error) {
	err = withClipboard(ctx, f, func(handle uintptr) error {
		size, _, _ := globalSize.Call(handle)
		if size == 0 {
			return ErrNone
		}
		if size > uintptr(limit) {
			return ErrSize
		}
		at, _, err := globalLock.Call(handle)
		if at == 0 {
			return fmt.Errorf("%w: %w", ErrNone, err)
		}
		defer globalUnlock.Call(handle)
		content = make([]byte, size)
		copyMemory.Call(uintptr(unsafe.Pointer(&content[0])), at, size)
		return nil
	})
	return content, err
}

// CopiedFiles returns the paths of the files that were copied, of which there may be more
// than the most. Its errors are ErrNone and ErrBusy.
func CopiedFiles(ctx context.Context, most int) (files []string, err error) {
	err = withClipboard(ctx, Files, func(handle uintptr) error {
		if files = filesOf(handle, most); len(files) == 0 {
			return ErrNone
		}
		return nil
	})
	return files, err
}

// withClipboard opens the clipboard and hands what it has in a format to read.
func withClipboard(ctx context.Context, f Format, read func(handle uintptr) error) error {
	runtime.LockOSThread() // the clipboard belongs to the thread that opened it
	defer runtime.UnlockOSThread()
	for {
		opened, _, err := openClipboard.Call(0)
		if opened != 0 {
			break
		}
		select { // another program has it open, which is short
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ErrBusy, err)
		}
	}
	defer closeClipboard.Call()
	handle, _, _ := getClipboardData.Call(uintptr(f))
	if handle == 0 {
		return ErrNone
	}
	return read(handle)
}
