package term

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestAttachment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plan.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, image.NewRGBA(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if a := attachment(path); a.Path != path || a.Width != 60 || a.Height != 40 || len(a.Preview) == 0 {
		t.Errorf("%+v", a)
	}
	dir := filepath.Dir(path)
	if a := attachment(dir); a.Path != dir || a.Width != 0 || a.Preview != nil {
		t.Errorf("%+v", a)
	}
}
