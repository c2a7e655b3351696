package picture

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestDescribe(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "plan.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, image.NewRGBA(image.Rect(0, 0, 900, 300))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	d, is := Describe(context.Background(), path)
	if !is || d.Width != 900 || d.Height != 300 {
		t.Fatalf("%d × %d, %v", d.Width, d.Height, is)
	}
	small, err := DecodePreview(context.Background(), d.Preview)
	if err != nil || small.Bounds().Dx() != 480 || small.Bounds().Dy() != 160 {
		t.Errorf("%v, %v", small.Bounds(), err)
	}
	text := filepath.Join(dir, "plan.txt")
	if err := os.WriteFile(text, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{text, dir, filepath.Join(dir, "nothing")} {
		if d, is := Describe(context.Background(), other); is {
			t.Errorf("%s is a picture: %+v", other, d)
		}
	}
}
