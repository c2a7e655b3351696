package picker

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// openFileName is OPENFILENAMEW of commdlg.h.
type openFileName struct {
	size              uint32
	owner, instance   uintptr
	filter            *uint16
	customFilter      *uint16
	maxCustomFilter   uint32
	filterIndex       uint32
	file              *uint16
	maxFile           uint32
	fileTitle         *uint16
	maxFileTitle      uint32
	initialDir, title *uint16
	flags             uint32
	fileOffset        uint16
	fileExtension     uint16
	defExt            *uint16
	custData, hook    uintptr
	templateName      *uint16
	reserved          uintptr
	reservedMore      uint32
	flagsMore         uint32
}

// Flags of OPENFILENAMEW.
const (
	allowMultiple = 0x200
	noChangeDir   = 0x8
	fileMustExist = 0x1000
	explorerStyle = 0x80000
)

// mostChosen is how many UTF-16 units of names the dialog may return.
const mostChosen = 64 << 10

var (
	comdlg32          = windows.NewLazySystemDLL("comdlg32.dll")
	getOpenFileName   = comdlg32.NewProc("GetOpenFileNameW")
	commDlgExtendedEr = comdlg32.NewProc("CommDlgExtendedError")
)

// Choose asks for files. It returns none where the person chose none, and fails for a
// folder. The dialog stays until the person ends it.
func Choose(_ context.Context, title string, folder bool) (paths []string, err error) {
	if folder {
		return nil, errors.ErrUnsupported
	}
	if err := getOpenFileName.Find(); err != nil {
		return nil, err
	}
	words, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return nil, err
	}
	runtime.LockOSThread() // what went wrong is told to the thread that asks
	defer runtime.UnlockOSThread()
	chosen := make([]uint16, mostChosen)
	dialog := openFileName{file: &chosen[0], maxFile: mostChosen, title: words, flags: allowMultiple | noChangeDir | fileMustExist | explorerStyle}
	dialog.size = uint32(unsafe.Sizeof(dialog))
	if done, _, _ := getOpenFileName.Call(uintptr(unsafe.Pointer(&dialog))); done != 0 {
		return chosenPaths(chosen), nil
	}
	if code, _, _ := commDlgExtendedEr.Call(); code != 0 {
		return nil, fmt.Errorf("the system's dialog for files: error %#x", code)
	}
	return nil, nil
}

// chosenPaths reads what the dialog wrote: one path, or a folder and then names in it.
func chosenPaths(chosen []uint16) (paths []string) {
	var parts []string
	for len(chosen) > 0 && chosen[0] != 0 {
		part := windows.UTF16ToString(chosen)
		parts = append(parts, part)
		end := 0
		for end < len(chosen) && chosen[end] != 0 {
			end++
		}
		chosen = chosen[min(end+1, len(chosen)):]
	}
	if len(parts) < 2 {
		return parts
	}
	for _, name := range parts[1:] {
		paths = append(paths, filepath.Join(parts[0], name))
	}
	return paths
}
