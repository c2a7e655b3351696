package capture

import (
	"context"
	"fmt"
	"image"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	gdi32  = windows.NewLazySystemDLL("gdi32.dll")

	getSystemMetrics = user32.NewProc("GetSystemMetrics")
	getDC            = user32.NewProc("GetDC")
	releaseDC        = user32.NewProc("ReleaseDC")

	createCompatibleDC = gdi32.NewProc("CreateCompatibleDC")
	createDIBSection   = gdi32.NewProc("CreateDIBSection")
	selectObject       = gdi32.NewProc("SelectObject")
	bitBlt             = gdi32.NewProc("BitBlt")
	gdiFlush           = gdi32.NewProc("GdiFlush")
	deleteObject       = gdi32.NewProc("DeleteObject")
	deleteDC           = gdi32.NewProc("DeleteDC")
)

const (
	virtualScreen = 76 // SM_XVIRTUALSCREEN, followed by its y, width and height
	copyPixels    = 0x00CC0020 | 0x40000000
)

// bitmapInfo is a BITMAPINFOHEADER.
type bitmapInfo struct {
	size             uint32
	width, height    int32
	planes, bitCount uint16
	compression      uint32
	sizeImage        uint32
	xPerMeter        int32
	yPerMeter        int32
	colorsUsed       uint32
	colorsImportant  uint32
}

// Screen takes a picture of all that the screens show now. Its errors are ErrUnsupported
// and ErrSize.
func Screen(context.Context) (image.Image, error) {
	var metrics [4]int
	for i := range metrics {
		value, _, _ := getSystemMetrics.Call(uintptr(virtualScreen + i))
		metrics[i] = int(int32(value))
	}
	left, top, width, height := metrics[0], metrics[1], metrics[2], metrics[3]
	if width <= 0 || height <= 0 {
		return nil, ErrUnsupported
	}
	if width > maxPixels/height {
		return nil, ErrSize
	}
	runtime.LockOSThread() // device contexts belong to the thread that got them
	defer runtime.UnlockOSThread()
	screen, _, err := getDC.Call(0)
	if screen == 0 {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	defer releaseDC.Call(0, screen)
	memory, _, err := createCompatibleDC.Call(screen)
	if memory == 0 {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	defer deleteDC.Call(memory)
	info := bitmapInfo{width: int32(width), height: -int32(height), planes: 1, bitCount: 32} // the top row first
	info.size = uint32(unsafe.Sizeof(info))
	var pixels unsafe.Pointer
	bitmap, _, err := createDIBSection.Call(memory, uintptr(unsafe.Pointer(&info)), 0, uintptr(unsafe.Pointer(&pixels)), 0, 0)
	if bitmap == 0 || pixels == nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	defer deleteObject.Call(bitmap)
	before, _, _ := selectObject.Call(memory, bitmap)
	defer selectObject.Call(memory, before)
	if ok, _, err := bitBlt.Call(memory, 0, 0, uintptr(width), uintptr(height), screen, uintptr(left), uintptr(top), copyPixels); ok == 0 {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	gdiFlush.Call()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	bgrx := unsafe.Slice((*byte)(pixels), 4*width*height)
	for i := 0; i < len(bgrx); i += 4 {
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = bgrx[i+2], bgrx[i+1], bgrx[i], 255
	}
	return img, nil
}
