package capture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	kernel32 = windows.NewLazySystemDLL("kernel32.dll")

	openClipboard    = user32.NewProc("OpenClipboard")
	closeClipboard   = user32.NewProc("CloseClipboard")
	getClipboardData = user32.NewProc("GetClipboardData")
	globalLock       = kernel32.NewProc("GlobalLock")
	globalUnlock     = kernel32.NewProc("GlobalUnlock")
	globalSize       = kernel32.NewProc("GlobalSize")
	copyMemory       = kernel32.NewProc("RtlMoveMemory")
)

const formatDIB = 8 // CF_DIB

// Clipboard reads the picture that was copied last. Its errors are ErrNone, ErrSize and
// ErrUnsupported.
func Clipboard(ctx context.Context) (image.Image, error) {
	dib, err := clipboardDIB(ctx)
	if err != nil {
		return nil, err
	}
	file, err := bmpOf(dib)
	if err != nil {
		return nil, err
	}
	return read(bytes.NewReader(file))
}

func clipboardDIB(ctx context.Context) ([]byte, error) {
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
			return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
		}
	}
	defer closeClipboard.Call()
	handle, _, _ := getClipboardData.Call(formatDIB)
	if handle == 0 {
		return nil, ErrNone
	}
	size, _, _ := globalSize.Call(handle)
	if size == 0 {
		return nil, ErrNone
	}
	if size > 4*maxPixels+largestDIBBytes {
		return nil, ErrSize
	}
	at, _, err := globalLock.Call(handle)
	if at == 0 {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	defer globalUnlock.Call(handle)
	dib := make([]byte, size)
	copyMemory.Call(uintptr(unsafe.Pointer(&dib[0])), at, size)
	return dib, nil
}
