package ui

import (
	"errors"
	"image"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"gioui.org/io/key"

	"confab/ui/internal/capture"
	"confab/ui/internal/qr"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// scanning has a stage look for codes as the program does, on the Client tab.
func scanning(t *testing.T, s *stage) *stage {
	s.screen.scan = scanner(t.Context(), s.mail.scanEnded)
	s.Click("Client")
	return s
}

// scanPicture has the window scan a file.
func (s *stage) scanPicture(path string) {
	s.t.Helper()
	s.Click("Other ways to scan a code")
	s.Click("In a picture file…")
	s.fill("Path of the file", path)
	s.Press(key.NameReturn, 0)
	s.until("the scan ends", func() bool { return !s.model.Scanning() })
}

// pictureOf is the file of a picture with the code of a text.
func pictureOf(t testing.TB, text string) string {
	t.Helper()
	code, err := qr.Encode(text)
	if err != nil {
		t.Fatal(err)
	}
	const module = 3
	side := (code.Size() + 2*qr.QuietZone) * module
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		if !code.Dark(i%side/module-qr.QuietZone, i/side/module-qr.QuietZone) {
			img.Pix[i] = 255
		}
	}
	path := filepath.Join(t.TempDir(), "a code.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAScannedInvitationIsJoinedAndVerified(t *testing.T) {
	s := scanning(t, atHome(t))
	s.scanPicture((&url.URL{Scheme: "file", Path: filepath.ToSlash(pictureOf(t, invitation(t)))}).String())
	s.mustBeVerified()
}

func TestACodeThatIsNoInvitationIsSaid(t *testing.T) {
	s := scanning(t, real(t, wide))
	before := s.model.Prefs().Address
	for text, want := range map[string]string{
		"https://example.org/":             "This code is not an invitation: https://example.org/",
		"WIFI:S:guests;T:WPA;P:swordfish;": "This code is not an invitation: WIFI:S:guests;T:WPA;P:swordfish;",
		"a\x1b[31m\u202eb":                 "This code is not an invitation: a^[[31m[U+202E]b",
		"192.168.1.5:8899":                 "This code is not an invitation: 192.168.1.5:8899",
	} {
		s.scanPicture(pictureOf(t, text))
		s.must(want)
		if s.model.Prefs().Address != before || s.model.Client.State() != model.Idle {
			t.Errorf("%q: the address is %q, the state %d", text, s.model.Prefs().Address, s.model.Client.State())
		}
	}
	s.scanPicture(pictureOf(t, "confab://join/AQ"))
	s.must("This is not a whole invitation")
}

func TestWhyThereIsNoCodeIsSaid(t *testing.T) {
	s := scanning(t, real(t, wide))
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.txt")
	if err := os.WriteFile(empty, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.scanPicture(empty)
	s.must("This file is no picture that can be read.")
	s.scanPicture(filepath.Join(dir, "nowhere.png"))
	s.must("The picture could not be read.")
	if s.says("This file is no picture") {
		t.Error("what was said before is still there")
	}
	for _, lang := range []words.Lang{words.English, words.Chinese} {
		w, said := words.For(lang), map[string]bool{}
		for _, why := range []scanned{
			{from: scanScreen, err: qr.ErrNone}, {from: scanFile, err: qr.ErrNone}, {from: scanClipboard, err: capture.ErrNone},
			{from: scanFile, err: capture.ErrNone}, {err: capture.ErrSize}, {err: capture.ErrRefused},
			{err: errSeveral}, {from: scanScreen, err: capture.ErrUnsupported}, {from: scanClipboard, err: capture.ErrUnsupported}, {err: os.ErrPermission},
		} {
			text := scanTrouble(w, why.from, why.err)
			if text == "" || said[text] {
				t.Errorf("%+v: %q", why, text)
			}
			said[text] = true
		}
	}
}

func TestOfSeveralInvitationsNoneIsTaken(t *testing.T) {
	first, side, stride := pixels(t, shownLink)
	second, side2, stride2 := pixels(t, invitation(t))
	img := image.NewGray(image.Rect(0, 0, side+side2, max(side, side2)))
	for i := range img.Pix {
		img.Pix[i] = 210
	}
	beside := func(pix []byte, side, stride, x int) {
		for y := range side {
			copy(img.Pix[y*img.Stride+x:][:side], pix[y*stride:])
		}
	}
	beside(first, side, stride, 0)
	if got, err := readCode(img); got != shownLink || err != nil {
		t.Fatalf("one is read as %q: %v", got, err)
	}
	beside(second, side2, stride2, side)
	if got, err := readCode(img); !errors.Is(err, errSeveral) {
		t.Errorf("several are read as %q: %v", got, err)
	}
}

func TestTheFileOfAPictureIsFoundAsItIsTyped(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for typed, want := range map[string]string{
		" " + filepath.Join(home, "a b.png") + "\n": filepath.Join(home, "a b.png"),
		`"` + filepath.Join(home, "a.png") + `"`:    filepath.Join(home, "a.png"),
		"~/a.png":                                   filepath.Join(home, "a.png"),
		"Downloads/a.png":                           filepath.Join(home, "Downloads", "a.png"),
		"":                                          "",
	} {
		if got := typedPath(typed); got != want {
			t.Errorf("%q: %q, not %q", typed, got, want)
		}
	}
	if got := typedPath("file:///a%20b.png"); got != filepath.FromSlash("/a b.png") {
		t.Errorf("%q", got)
	}
}

func TestNothingIsScannedWithoutAWay(t *testing.T) {
	s := real(t, wide)
	s.Click("Client")
	s.mustNot("Scan a code", "Scan the screen", "Other ways to scan a code")
}
