//go:build windows

package capture

import (
	"context"
	"encoding/binary"
	"errors"
	"image/color"
	"testing"
	"time"

	"confab/ui/internal/windata"
	"confab/ui/internal/windata/windatatest"
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
	windatatest.Copy(ctx, t, 0, nil)
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
	windatatest.Copy(ctx, t, windata.DIB, dib)
	img, err := Clipboard(ctx)
	expectHalves(t, img, err)
}
