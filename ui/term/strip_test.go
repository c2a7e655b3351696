package term

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// locatedPhoto writes a picture that says where it was taken, and returns the bytes of the
// file and of the same without that.
func locatedPhoto(t *testing.T, path string) (file, clean []byte) {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	clean = out.Bytes()
	be := binary.BigEndian
	entry := func(b []byte, tag, kind uint16, value uint32) []byte {
		return be.AppendUint32(be.AppendUint32(be.AppendUint16(be.AppendUint16(b, tag), kind), 1), value)
	}
	exif := be.AppendUint16(be.AppendUint32([]byte("Exif\x00\x00MM\x00*"), 8), 1)
	exif = be.AppendUint32(entry(exif, 0x8825, 4, 26), 0)
	exif = be.AppendUint32(entry(be.AppendUint16(exif, 1), 2, 5, 8), 0) // the latitude
	segment := append(be.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2)), exif...)
	file = append(append(bytes.Clone(clean[:2]), segment...), clean[2:]...)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, clean
}

func TestPicturesGoAsTheyAreUnlessStripped(t *testing.T) {
	t.Parallel()
	const hint = "pier.jpg tells where it was taken, and goes as it is; -strip takes that out.\n"
	from := t.TempDir()
	pier, plan := filepath.Join(from, "pier.jpg"), filepath.Join(from, "plan.txt")
	file, clean := locatedPhoto(t, pier)
	text := fileOf(t, plan, 10)
	heic := filepath.Join(from, "pump.heic")
	if err := os.WriteFile(heic, []byte("\x00\x00\x00\x18ftypheic and so on"), 0o600); err != nil {
		t.Fatal(err)
	}

	t.Run("send -file says it and sends the bytes", func(t *testing.T) {
		t.Parallel()
		to := t.TempDir()
		_, addr := memberHost(t, t.TempDir(), "-open", "-save", to)
		p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-file", pier, plan)
		p.exit(t, 0)
		if p.out.String() != "" || p.err.String() != hint {
			t.Errorf("stdout %q, stderr %q", p.out, p.err)
		}
		holds(t, to, map[string][]byte{"pier.jpg": file, "plan.txt": text})
	})
	t.Run("send -strip takes it out, also where the same is sent twice", func(t *testing.T) {
		t.Parallel()
		to, data := t.TempDir(), t.TempDir()
		_, addr := memberHost(t, t.TempDir(), "-open", "-save", to)
		for range 2 {
			p := run(t, confab, "send", addr, "-data", data, "-name", "Ann", "-strip", "-file", pier, plan, filepath.Dir(plan))
			p.exit(t, 0)
			if p.err.String() != "" && !strings.Contains(p.err.String(), "goes on") {
				t.Errorf("stderr %q", p.err)
			}
		}
		got, err := os.ReadFile(filepath.Join(to, "pier.jpg"))
		if err != nil || !bytes.Equal(got, clean) {
			t.Errorf("%d bytes came, not %d: %v", len(got), len(clean), err)
		}
		if copies, err := filepath.Glob(filepath.Join(data, "pictures", "*", "pier.jpg")); err != nil || len(copies) != 1 {
			t.Errorf("there are the copies %q", copies)
		}
	})
	t.Run("send -strip refuses what it cannot strip", func(t *testing.T) {
		t.Parallel()
		_, addr := memberHost(t, t.TempDir(), "-open")
		p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-strip", "-file", heic)
		p.exit(t, 1)
		contains(t, p.err.String(), "pump.heic is not sent: what it tells of place, time and camera could not be taken out.")
	})
	t.Run("chat has /send -strip", func(t *testing.T) {
		t.Parallel()
		to := t.TempDir()
		host, addr := memberHost(t, t.TempDir(), "-open", "-save", to)
		ann := run(t, confab, "chat", addr, "-data", t.TempDir(), "-name", "Ann")
		ann.out.await(t, "Connected to")
		ann.typeIn(t, "/send -strip "+heic+"\n/send -strip "+filepath.Join(from, "gone")+"\n/send -strip\n/send -strip "+pier+"\n")
		ann.err.await(t, "pump.heic is not sent")
		ann.err.await(t, "gone cannot be offered")
		ann.err.await(t, "Say what to offer")
		host.out.await(t, "pier.jpg is here, whole and verified: ")
		ann.typeIn(t, "/send "+pier+"\n")
		ann.out.await(t, "pier.jpg tells where it was taken")
		host.out.await(t, "pier.jpg is here, whole and verified: .*pier \\(2\\).jpg")
		holds(t, to, map[string][]byte{"pier.jpg": clean, "pier (2).jpg": file})
	})
	for name, args := range map[string][]string{"without a file": {"a:1", "hi"}, "over plain TCP": {"-plain", "a:1", "-file", pier}} {
		t.Run("-strip "+name+" is a usage error", func(t *testing.T) {
			t.Parallel()
			p := run(t, confab, append([]string{"send", "-strip"}, args...)...)
			p.exit(t, 2)
			contains(t, p.err.String(), "-strip is for pictures")
		})
	}
}
