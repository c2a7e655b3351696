//go:build e2e

package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// placeInPicture stands in the EXIF block of the picture.
const placeInPicture = "53.5461 N 9.9661 E"

// phonePicture makes a JPEG of 12 megapixels, in colours that no window has, as a phone
// does: with a block that tells of its place. It returns what is left without that.
func phonePicture(t testing.TB, path string) (clean []byte) {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 4000, 3000))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			noise := uint8(r.Uint32() & 31) // so that it has as many bytes as a real one
			img.SetNRGBA(x, y, color.NRGBA{240 + noise/2, noise, 210 + noise/2, 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	clean = out.Bytes()
	block := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00" + placeInPicture
	segment := append([]byte{0xff, 0xe1, 0, byte(2 + len(block))}, block...)
	if err := os.WriteFile(path, append(append(bytes.Clone(clean[:2]), segment...), clean[2:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	return clean
}

// pictureShown is where such a picture is shown, empty for nowhere.
func (w *window) pictureShown(t testing.TB) (at image.Rectangle) {
	t.Helper()
	img := w.look(t)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if c := img.RGBAAt(x, y); c.R > 220 && c.G < 60 && c.B > 190 {
				at = at.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return at
}

// attach offers a file by its path, which is the last item of the menu of the button behind
// the composer.
func (w *window) attach(t testing.TB, path string) {
	t.Helper()
	w.awaitComposer(t)
	w.pressVisibly(t, "Tab", "Return")
	w.choose(t, 3)
	w.write(t, path)
	w.pressVisibly(t, "Return")
}

func TestAPictureBetweenWindows(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	taken, saved := filepath.Join(folder, "IMG_2031.jpg"), filepath.Join(folder, "in", "IMG_2031.jpg")
	clean := phonePicture(t, taken)
	host := open(t, setup{settings: settings{"theme": "light", "name": "Ann"}, home: newMember(t, 1)})
	addr := host.listen(t, "127.77.35.1"+picturePort)
	guest := open(t, setup{home: newMember(t, 2), settings: settings{"theme": "dark", "name": "Bob", "client_tab": true, "client_plain": false,
		"downloads": filepath.Dir(saved)}})
	guest.fill(t, addr)
	host.accept(t)

	host.attach(t, taken)
	insist(t, "the other window shows the preview", func() bool { return guest.pictureShown(t).Dx() > 200 }, func() { host.press(t, "Return") })
	if _, err := os.Stat(saved); err == nil || guest.received(t) > 0 {
		t.Fatal("the picture is there before it was asked for")
	}
	guest.settled(t)
	preview := guest.pictureShown(t)
	insist(t, "the picture is here", func() bool {
		_, err := os.Stat(saved)
		return err == nil
	}, func() { guest.click(t, image.Pt(preview.Min.X+30, preview.Max.Y+24), 1) })
	got, err := os.ReadFile(saved)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte(placeInPicture)) || !bytes.Equal(got, clean) {
		t.Errorf("%d bytes came, and without its place the picture has %d", len(got), len(clean))
	}
	guest.settled(t)
	whole := guest.pictureShown(t)
	if want := whole.Dx() * 3 / 4; whole.Min != preview.Min || whole.Dx() != preview.Dx() || whole.Dy() < want-2 || whole.Dy() > want+2 {
		t.Errorf("it is shown at %v, its preview was at %v", whole, preview)
	}
	if own := host.pictureShown(t); own.Size() != whole.Size() {
		t.Errorf("who sent it sees it at %v", own)
	}
	middle := whole.Min.Add(whole.Size().Div(2))
	insist(t, "it is shown large", func() bool { return guest.pictureShown(t).Dx() > 2*whole.Dx() }, func() { guest.click(t, middle, 1) })
	guest.settled(t)
	if large := guest.pictureShown(t); large.Min.X > rail {
		t.Errorf("it is shown at %v, beside the list", large)
	}
	guest.press(t, "plus")
	eventually(t, "it is enlarged", func() bool { return guest.pictureShown(t).Dx() == guest.size.X })
	guest.press(t, "Escape")
	eventually(t, "the talk is shown again", func() bool { return guest.pictureShown(t) == whole })
	guest.awaitComposer(t)
}
