package copied

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"

	"confab/ui/internal/windata"
	"confab/ui/internal/windata/windatatest"
)

func TestWineClipboard(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	put := func(format windata.Format, content []byte) {
		t.Helper()
		windatatest.Copy(ctx, t, format, content)
	}
	put(0, nil)
	if _, err := Read(ctx); !errors.Is(err, ErrNone) {
		t.Errorf("an empty clipboard: %v", err)
	}
	put(windata.Text, windatatest.Wide("text\x00"))
	if _, err := Read(ctx); !errors.Is(err, ErrNone) {
		t.Errorf("a text: %v", err)
	}
	put(windata.Files, windatatest.FileList(`C:\a b\1.pdf`, `C:\图.png`))
	if got, err := Read(ctx); err != nil || !slices.Equal(got.Files, []string{`C:\a b\1.pdf`, `C:\图.png`}) {
		t.Errorf("%q, %v", got.Files, err)
	}
	dib := make([]byte, 40, 44)
	for at, v := range map[int]uint32{0: 40, 4: 1, 8: 1, 12: 1 | 32<<16} {
		binary.LittleEndian.PutUint32(dib[at:], v)
	}
	put(windata.DIB, append(dib, 1, 2, 3, 0))
	if got, err := Read(ctx); err != nil || got.Extension != ".png" || !bytes.HasPrefix(got.Picture, []byte("\x89PNG")) {
		t.Errorf("%+v, %v", got, err)
	}
}
