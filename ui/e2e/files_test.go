//go:build e2e

package e2e

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/color"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// fileBytes is how large the file is: more than goes over in the time in which it is seen
// that it has begun.
const fileBytes = 384 << 20

// someFile makes a file and returns the sum of its bytes.
func someFile(t testing.TB, path string) (sum [sha256.Size]byte) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(f, hash), rand.NewChaCha8([32]byte{1}), fileBytes); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return [sha256.Size]byte(hash.Sum(nil))
}

// sumOf is the sum of the bytes of a file, zero while it is not there.
func sumOf(t testing.TB, path string) (sum [sha256.Size]byte) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		return sum
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		t.Fatal(err)
	}
	return [sha256.Size]byte(hash.Sum(nil))
}

// received is how many bytes of files stand in a window's data folder that have not all
// come yet.
func (w *window) received(t testing.TB) (n int64) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(w.data(), "transfers"), func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil // it is made, or removed just now
		}
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// fileButtons is where the buttons of the last bubble are, which is one of others and has
// a file.
func (w *window) fileButtons(t testing.TB) (row image.Rectangle) {
	t.Helper()
	const high, below, left, wide = 40, 4, 18, 240
	eventually(t, "a bubble of somebody else is shown", func() bool {
		talk := w.talk()
		column := w.look(t).SubImage(image.Rect(talk.Min.X+left, talk.Min.Y, talk.Min.X+left+1, talk.Max.Y)).(*image.RGBA)
		for y := talk.Max.Y - 1; y > talk.Min.Y+high; y-- {
			if c := column.RGBAAt(talk.Min.X+left, y); c == (color.RGBA{0xff, 0xff, 0xff, 0xff}) {
				row = image.Rect(talk.Min.X+left, y-below-high, talk.Min.X+left+wide, y-below)
				return true
			}
		}
		return false
	})
	return row
}

// pressFile presses the first or the second button of the last bubble's file.
func (w *window) pressFile(t testing.TB, second bool) {
	t.Helper()
	row := w.fileButtons(t)
	at := image.Pt(row.Min.X+25, row.Min.Y+row.Dy()/2)
	if second {
		at.X += 75 // Cancel, behind Pause or Go on
	}
	w.click(t, at, 1)
}

// stop has a process stand still until the test lets it go on, or ends.
func (p *process) stop(t testing.TB) (goOn func()) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	goOn = func() { _ = p.Process.Signal(syscall.SIGCONT) }
	t.Cleanup(goOn)
	return goOn
}

// aboveComposer is the colour of a place where a file that waits to be sent has its ground.
func (w *window) aboveComposer(t testing.TB) color.RGBA {
	t.Helper()
	talk := w.talk()
	return w.look(t).RGBAAt(talk.Min.X+16, w.size.Y-90)
}

// sendAttached sends what waits above the composer, once it does; bare is what aboveComposer
// was before.
func (w *window) sendAttached(t testing.TB, bare color.RGBA) {
	t.Helper()
	eventually(t, "a file waits above the composer", func() bool { return w.aboveComposer(t) != bare })
	insist(t, "what waits is sent", func() bool { return w.aboveComposer(t) == bare }, func() { w.press(t, "Return") })
}

func TestAFileBetweenWindows(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	offered, saved := filepath.Join(folder, "offered.bin"), filepath.Join(folder, "in", "offered.bin")
	sum := someFile(t, offered)
	host := open(t, setup{settings: settings{"theme": "light", "name": "Ann"}, home: newMember(t, 1)})
	addr := host.listen(t, "127.77.31.1"+picturePort)
	guest := open(t, setup{home: newMember(t, 2), settings: settings{"theme": "light", "name": "Bob", "client_tab": true, "client_plain": false,
		"downloads": filepath.Dir(saved)}})
	guest.fill(t, addr)
	host.accept(t)

	// By its path, which is the last item of the menu of the button behind the composer.
	host.awaitComposer(t)
	bare := host.aboveComposer(t)
	host.pressVisibly(t, "Tab", "Return")
	host.choose(t, 3)
	host.write(t, offered)
	host.pressVisibly(t, "Return")
	host.sendAttached(t, bare)

	begins := func() (goOn func()) {
		t.Helper()
		insist(t, "the file begins to come", func() bool { return guest.received(t) > 0 }, func() { guest.pressFile(t, false) })
		goOn = host.stop(t)
		if _, err := os.Stat(saved); err == nil {
			t.Fatal("it has come too fast to be interrupted")
		}
		return goOn
	}
	goOn := begins()
	insist(t, "what has come is removed by Cancel", func() bool { return guest.received(t) == 0 }, func() { guest.pressFile(t, true) })
	goOn()

	goOn = begins()
	guest.settled(t) // it has Pause, which takes a press by now
	before := guest.display.picture(t, guest.fileButtons(t))
	insist(t, "the button says that it goes on", func() bool {
		return !bytes.Equal(before.Pix, guest.display.picture(t, guest.fileButtons(t)).Pix)
	}, func() { guest.pressFile(t, false) })
	had := guest.received(t)
	goOn()
	guest.settled(t)
	if guest.received(t) != had || had == 0 {
		t.Errorf("what is paused has %d bytes, and had %d", guest.received(t), had)
	}
	insist(t, "the file is here", func() bool { return sumOf(t, saved) == sum }, func() { guest.pressFile(t, false) })
}
