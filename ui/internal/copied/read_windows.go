package copied

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"confab/ui/internal/capture"
)

var (
	user32  = windows.NewLazySystemDLL("user32.dll")
	shell32 = windows.NewLazySystemDLL("shell32.dll")

	openClipboard    = user32.NewProc("OpenClipboard")
	closeClipboard   = user32.NewProc("CloseClipboard")
	getClipboardData = user32.NewProc("GetClipboardData")
	formatAvailable  = user32.NewProc("IsClipboardFormatAvailable")
	dragQueryFile    = shell32.NewProc("DragQueryFileW")
)

// Formats of the clipboard.
const (
	formatText  = 13 // CF_UNICODETEXT
	formatDrop  = 15 // CF_HDROP
	maxPathLong = 32 << 10
)

// Read asks the clipboard. Its errors are ErrNone and ErrUnsupported.
func Read(ctx context.Context) (Copied, error) {
	if available(formatDrop) {
		files, err := dropped(ctx)
		return Copied{Files: files}, err
	}
	if available(formatText) {
		return Copied{}, ErrNone
	}
	img, err := capture.Clipboard(ctx)
	if err != nil {
		return Copied{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return Copied{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return Copied{Picture: out.Bytes(), Extension: ".png"}, nil
}

func available(format uintptr) bool {
	is, _, _ := formatAvailable.Call(format)
	return is != 0
}

// dropped reads the list of files.
func dropped(ctx context.Context) (files []string, err error) {
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
			return nil, fmt.Errorf("%w: %w", ErrNone, err)
		}
	}
	defer closeClipboard.Call()
	list, _, _ := getClipboardData.Call(formatDrop)
	if list == 0 {
		return nil, ErrNone
	}
	count, _, _ := dragQueryFile.Call(list, 0xffffffff, 0, 0)
	name := make([]uint16, maxPathLong)
	for i := range min(count, mostFiles) {
		if n, _, _ := dragQueryFile.Call(list, i, uintptr(unsafe.Pointer(&name[0])), maxPathLong); n > 0 {
			files = append(files, windows.UTF16ToString(name))
		}
	}
	if len(files) == 0 {
		return nil, ErrNone
	}
	return files, nil
}
