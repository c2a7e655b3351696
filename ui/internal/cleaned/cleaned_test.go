package cleaned

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"confab/ui/internal/picture"
)

// secret stands in a comment of the pictures.
const secret = "53.5461 N 9.9661 E"

func camera(t *testing.T, name string) (path string, pixels []byte) {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	raw := out.Bytes()
	comment := append([]byte{0xff, 0xfe, 0, byte(2 + len(secret))}, secret...)
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, append(append(bytes.Clone(raw[:2]), comment...), raw[2:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, raw
}

func TestCopies(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	f := New(dir)
	if err := f.Sweep(nil); err != nil {
		t.Errorf("where there is no folder: %v", err)
	}
	path, pixels := camera(t, "harbour.jpg")
	var copies []string
	for range 3 {
		copied, err := f.Copy(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(copied)
		if err != nil || bytes.Contains(got, []byte(secret)) || !bytes.Equal(got, pixels) || filepath.Base(copied) != "harbour.jpg" {
			t.Errorf("the copy at %s has %d bytes, not %d: %v", copied, len(got), len(pixels), err)
		}
		copies = append(copies, copied)
	}
	there := func(want ...bool) {
		t.Helper()
		for i, path := range copies {
			if _, err := os.Stat(path); (err == nil) != want[i] {
				t.Errorf("copy %d: %v", i, err)
			}
		}
	}
	f.Remove(copies[0])
	f.Remove(path)
	there(false, true, true)
	if _, err := os.Stat(path); err != nil {
		t.Error("the picture itself was removed")
	}
	if err := New(dir).Sweep([]string{"/harbour/plan.pdf", copies[2]}); err != nil {
		t.Error(err)
	}
	there(false, false, true)
}

func TestWhatIsNotCopied(t *testing.T) {
	f := New(filepath.Join(t.TempDir(), "pictures"))
	path, pixels := camera(t, "harbour.jpg")
	text := filepath.Join(filepath.Dir(path), "plan.jpg")
	if err := os.WriteFile(text, []byte("no picture at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(filepath.Dir(path), "cut.jpg")
	if err := os.WriteFile(cut, pixels[:len(pixels)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{text: picture.ErrNotPicture, cut: picture.ErrDamaged, path + "x": os.ErrNotExist, filepath.Dir(path): nil} {
		if copied, err := f.Copy(path); err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %q, %v", path, copied, err)
		}
	}
	f.max = 2 * int64(len(pixels))
	if _, err := f.Copy(path); err != nil {
		t.Error(err)
	}
	if _, err := f.Copy(path); !errors.Is(err, ErrFull) {
		t.Errorf("the folder was full: %v", err)
	}
	if entries, err := os.ReadDir(f.dir); err != nil || len(entries) != 1 {
		t.Errorf("of what failed there is something left: %d, %v", len(entries), err)
	}
}

func TestTheSamePictureIsKeptOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	path, pixels := camera(t, "harbour.jpg")
	keep := func(path string) string {
		t.Helper()
		copied, err := New(dir).Keep(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(copied); err != nil || !bytes.Equal(got, pixels) || filepath.Base(copied) != filepath.Base(path) {
			t.Errorf("the copy at %s has %d bytes, not %d: %v", copied, len(got), len(pixels), err)
		}
		return copied
	}
	first := keep(path)
	if again := keep(path); again != first {
		t.Errorf("another run offers it from %s, not %s", again, first)
	}
	renamed := filepath.Join(filepath.Dir(path), "pier.jpg")
	if err := os.Rename(path, renamed); err != nil {
		t.Fatal(err)
	}
	if other := keep(renamed); other == first {
		t.Error("it has another name")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("there are %d copies: %v", len(entries), err)
	}
	f := New(dir)
	if f.Has(path) || !f.Has(first) {
		t.Error("it is not known which are copies")
	}
	if _, err := f.Keep(filepath.Dir(path)); err == nil {
		t.Error("a folder was copied")
	}
}
