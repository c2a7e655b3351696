package ui

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

const enlarge = "Show large: "

func TestAPictureIsShown(t *testing.T) {
	a := newAlbum(t, uitest.Desktop, tongues["en"])
	path, offer := photo(t, "IMG_2031.jpg", 1600, 1200)
	id := a.offers(a.other, "", offer)
	room := a.Bounds(enlarge + offer.Name)
	stays := func(when string) {
		t.Helper()
		a.drawn()
		if now := a.Bounds(enlarge + offer.Name); now != room {
			t.Errorf("%s its room is %v, and was %v", when, now, room)
		}
	}
	stays("with its preview")
	if e := a.entry(previewPicture); e == nil || !e.ready || e.op.Size().X < 100 || a.entry(thumbPicture) != nil {
		t.Errorf("the preview is %+v", e)
	}
	a.reveal("Save: " + offer.Name)
	a.Click("Save: " + offer.Name)
	if a.dialer.Count("Fetch") != 1 {
		t.Fatalf("there are %q", a.dialer.Calls())
	}
	stays("while it begins")
	a.tells(transport.Transfer{ID: id, State: transport.Wanted, Active: true, Bytes: 1, Of: offer.Size})
	stays("while it comes")
	a.tells(transport.Transfer{ID: id, State: transport.Received, Path: path})
	stays("when it is here")
	if e := a.entry(thumbPicture); e == nil || !e.ready {
		t.Errorf("of the file there is %+v", e)
	}
	a.mustNot("Saved: " + path)
	t.Run("one of a verified person is saved by itself, and shown", func(t *testing.T) {
		a := newAlbum(t, uitest.Desktop, tongues["en"])
		a.model.SetAccept(25)
		id := a.offers(a.other, "", offer)
		if a.dialer.Count("Fetch") != 1 {
			t.Fatalf("there are %q", a.dialer.Calls())
		}
		a.tells(transport.Transfer{ID: id, State: transport.Received, Path: path})
		a.drawn()
		if e := a.entry(thumbPicture); e == nil || !e.ready {
			t.Errorf("there are %d pictures", len(a.screen.pictures.entries))
		}
	})
}

func TestAPictureIsShownLarge(t *testing.T) {
	a := newAlbum(t, uitest.Phone, tongues["en"])
	var shown []string
	a.screen.showFile = func(path string) { shown = append(shown, path) }
	names := []string{"IMG_2031.jpg", "IMG_2032.jpg", "IMG_2033.jpg"}
	var last string
	for _, name := range names {
		path, offer := photo(t, name, 1600, 1200)
		id := a.offers(a.other, "", offer)
		a.tells(transport.Transfer{ID: id, State: transport.Received, Path: path})
		last = path
	}
	a.Click(enlarge + names[2])
	a.drawn()
	is := func(name string) {
		t.Helper()
		a.Frame()
		a.must("Bridge · 09:0", name)
		a.mustNot("Write a message") // what lies under it is not there for a screen reader
	}
	is(names[2])
	for _, label := range []string{"Back", "Larger", "Smaller", "Next picture", "Previous picture", "Show in folder"} {
		n, ok := a.Find(label)
		if least := int(48 * uitest.Phone.Density); !ok || n.Bounds.Dx() < least || n.Bounds.Dy() < least {
			t.Errorf("%s: %v, %v", label, n.Bounds, ok)
		}
	}
	if a.enabled("Next picture") || a.enabled("Smaller") {
		t.Error("there is a picture behind the last one")
	}
	a.Click("Previous picture")
	is(names[1])
	a.Press(key.NameLeftArrow, 0)
	is(names[0])
	a.Press(key.NamePageDown, 0)
	a.Press(key.NamePageDown, 0)
	is(names[2])
	a.Press("+", 0)
	a.Click("Larger")
	a.drawn()
	if got := a.screen.viewer.zoom.Scale(); got != 2.25 {
		t.Errorf("it is %v times as large", got)
	}
	if !a.enabled("Smaller") {
		t.Error("it cannot be made smaller")
	}
	if img, ok := (&shownPicture{pictures: a.screen.pictures, path: last}).large(); !ok || img.Size() != image.Pt(1600, 1200) {
		t.Error("it is not drawn from all of the file")
	}
	if a.Click("Show in folder"); len(shown) != 1 || shown[0] != last {
		t.Errorf("shown was %q", shown)
	}
	a.Press(key.NameEscape, 0)
	a.Frame()
	a.must("Write a message")
	a.drawn()
	for key := range a.screen.pictures.entries {
		if key.kind == largePicture {
			t.Error("the large picture is kept")
		}
	}
	t.Run("the key Back closes it", func(t *testing.T) {
		a.Click(enlarge + names[2])
		is(names[2])
		before := a.backsLeft
		a.Press(key.NameBack, 0)
		a.Frame()
		a.must("Write a message")
		if a.backsLeft != before || a.model.Active().Page() != model.TalkPage {
			t.Error("it closed more than the picture")
		}
	})
	t.Run("so does that its message is gone", func(t *testing.T) {
		a.Click(enlarge + names[2])
		is(names[2])
		a.dialer.Update(a.talk, a.screen.viewer.row(a.screen).Place, func(m *transport.Message) { m.Deleted, m.File, m.Text = true, nil, "" })
		a.Frame()
		a.Frame()
		a.must("Write a message")
	})
	t.Run("by the keyboard", func(t *testing.T) {
		a.Click(enlarge + names[1])
		is(names[1])
		a.Press(key.NameEscape, 0)
		a.Frame()
		for range 30 {
			if a.Press(key.NameTab, key.ModShift); a.screen.viewer.open {
				break
			}
			a.Press(key.NameReturn, 0)
			a.Frame()
			if a.screen.viewer.open {
				break
			}
			if a.screen.floating() {
				a.Press(key.NameEscape, 0)
			}
		}
		if !a.screen.viewer.open {
			t.Error("it is not opened")
		}
	})
}

func TestAPictureComesWhileItIsShownLarge(t *testing.T) {
	a := newAlbum(t, uitest.Desktop, tongues["en"])
	path, offer := photo(t, "IMG_2031.jpg", 1600, 1200)
	id := a.offers(a.other, "", offer)
	a.Click(enlarge + offer.Name)
	a.drawn()
	a.must("This is a small copy.")
	a.Press("S", key.ModShortcut)
	if a.dialer.Count("Fetch") != 1 {
		t.Fatalf("there are %q", a.dialer.Calls())
	}
	a.Frame()
	a.must("It begins…", "Pause", "Cancel")
	a.tells(transport.Transfer{ID: id, State: transport.Received, Path: path})
	a.drawn()
	a.must("Show in folder")
	a.mustNot("This is a small copy. Save the picture to see all of it.")
}

func TestAPictureThatCannotBeShown(t *testing.T) {
	const gone = "The picture cannot be shown: its file was moved, removed or damaged."
	a := newAlbum(t, uitest.Desktop, tongues["en"])
	path, offer := photo(t, "IMG_2031.jpg", 1600, 1200)
	id := a.offers(a.other, "", offer)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	a.tells(transport.Transfer{ID: id, State: transport.Received, Path: path})
	a.drawn()
	a.Frame()
	a.must(gone, enlarge+offer.Name, "Show in folder: "+offer.Name)
	a.Click(enlarge + offer.Name)
	a.drawn()
	a.must(gone)
	a.Press(key.NameEscape, 0)
	a.Frame()

	t.Run("one above the limits says so", func(t *testing.T) {
		bomb := bombPNG(t)
		id := a.offers(a.other, "", transport.File{Name: "bomb.png", Size: 1000, Width: 65535, Height: 65535, Preview: offer.Preview})
		a.tells(transport.Transfer{ID: id, State: transport.Received, Path: bomb})
		a.drawn()
		a.Frame()
		a.must("The picture is too large to be shown here.", "Show in folder: bomb.png")
	})
	t.Run("with a preview that is none it is a file", func(t *testing.T) {
		a.offers(a.other, "", transport.File{Name: "fake.jpg", Size: 1000, Width: 40, Height: 30, Preview: "no JPEG"})
		a.drawn()
		a.Frame()
		a.mustNot(enlarge + "fake.jpg")
		a.must("Save: fake.jpg")
	})
}

// bombPNG is a PNG that says that it has 65535 × 65535 pixels.
func bombPNG(t testing.TB) string {
	t.Helper()
	ihdr := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	ihdr = binary.BigEndian.AppendUint32(ihdr, 65535)
	ihdr = binary.BigEndian.AppendUint32(ihdr, 65535)
	ihdr = append(ihdr, 8, 6, 0, 0, 0)
	ihdr = binary.BigEndian.AppendUint32(ihdr, crc32.ChecksumIEEE(ihdr[12:]))
	path := filepath.Join(t.TempDir(), "bomb.png")
	if err := os.WriteFile(path, append(ihdr, bytes.Repeat([]byte{0}, 64)...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPicturesAreLetGo(t *testing.T) {
	path, offer := photo(t, "IMG_2031.jpg", 400, 300)
	woken := make(chan struct{}, 1)
	p := newPictures(t.Context(), func() {
		select {
		case woken <- struct{}{}:
		default:
		}
	})
	p.most = 3 * 40 * 30 * 4
	ready := func(key pictureKey) {
		t.Helper()
		for p.begin(); !p.get(key).ready; p.begin() {
			if p.get(key).failed != nil {
				t.Fatal(p.get(key).failed)
			}
			p.end()
			<-woken
		}
		p.end()
	}
	thumb := func(i int) pictureKey { return pictureKey{thumbPicture, path, image.Pt(40, 30-i)} }
	for i := range 8 {
		ready(thumb(i))
		if p.bytes > p.most {
			t.Fatalf("%d bytes are kept", p.bytes)
		}
	}
	if p.entries[thumb(0)] != nil || p.entries[thumb(7)] == nil {
		t.Error("not the longest unused went first")
	}
	ready(pictureKey{kind: largePicture, from: path})
	ready(pictureKey{previewPicture, offer.Preview, image.Pt(40, 30)})
	if p.entries[pictureKey{kind: largePicture, from: path}] != nil {
		t.Error("a large picture is kept")
	}
	total := 0
	for _, e := range p.entries {
		total += e.bytes
	}
	if total != p.bytes {
		t.Errorf("%d bytes are counted as %d", total, p.bytes)
	}
	t.Run("what is wanted no more is not made", func(t *testing.T) {
		p.decoding.Lock()
		p.begin()
		for i := range 20 {
			p.get(thumb(10 + i))
		}
		p.end()
		p.begin()
		p.get(thumb(29))
		p.end()
		p.decoding.Unlock()
		ready(thumb(29))
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.wanted) != 0 || p.entries[thumb(10)] != nil {
			t.Errorf("%d are wanted", len(p.wanted))
		}
	})
	t.Run("one that cannot be made is tried again when it is wanted again", func(t *testing.T) {
		missing := pictureKey{thumbPicture, path + "x", image.Pt(40, 30)}
		for p.begin(); p.get(missing).failed == nil; p.begin() {
			p.end()
			<-woken
		}
		p.end()
		p.begin()
		p.end()
		if p.entries[missing] != nil {
			t.Error("it failed for good")
		}
	})
}

func TestPicturesAreLookedAtBeforeTheyAreOffered(t *testing.T) {
	dir := t.TempDir()
	got := make(chan prepared)
	rest := newLeftovers(t.Context(), dir, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := newPreparer(ctx, newPictures(ctx, func() {}), rest.copies, rest.swept, func(p prepared) { got <- p })
	path, offer := photo(t, "IMG_2031.jpg", 1600, 1200)
	located := filepath.Join(filepath.Dir(path), "located.jpg")
	withPlace(t, path, located)
	text := filepath.Join(filepath.Dir(path), "plan.txt")
	heic := filepath.Join(filepath.Dir(path), "IMG.heic")
	for path, content := range map[string]string{text: "a plan", heic: "\x00\x00\x00\x18ftypheic and so on"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{text, located, heic, filepath.Dir(path), "/nowhere"} {
		r.prepare(model.AttachTo{}, path)
	}
	next := func(path string, picture bool) model.Prepared {
		t.Helper()
		p := (<-got).file
		if p.Path != path || p.Picture != picture {
			t.Fatalf("it is %+v of %s", p, p.Path)
		}
		return p
	}
	next(text, false)
	p := next(located, true)
	if p.Width != 1600 || p.Height != 1200 || string(p.Preview) != offer.Preview {
		t.Errorf("of %d × %d with %d bytes", p.Width, p.Height, len(p.Preview))
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(p.Cleaned)
	if err != nil || !bytes.Equal(before, after) || filepath.Base(p.Cleaned) != "located.jpg" {
		t.Errorf("the copy has %d bytes, the picture without a place %d: %v", len(after), len(before), err)
	}
	if h := next(heic, true); h.Cleaned != "" || h.Width != 0 {
		t.Errorf("what cannot be read: %+v", h)
	}
	next(filepath.Dir(path), false)
	next("/nowhere", false)
	rest.discard(p.Cleaned)
	gone(t, p.Cleaned)
}

// withPlace writes the JPEG at a path to another, with a comment that tells of a place.
func withPlace(t testing.TB, path, to string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	place := "53.5461 N 9.9661 E"
	comment := append([]byte{0xff, 0xfe, 0, byte(2 + len(place))}, place...)
	if err := os.WriteFile(to, append(append(bytes.Clone(raw[:2]), comment...), raw[2:]...), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestHowPicturesAreSentIsChosen(t *testing.T) {
	a := waiting(t, uitest.Desktop, tongues["en"], "IMG_2031.jpg", "IMG_2032.jpg", "pump.heic")
	a.must("2 MiB · place removed", "2.5 MiB · unchanged", "3 MiB · with place and camera", "All pictures as files")
	a.mustNot("As file: pump.heic")
	chosen := func(want ...bool) {
		t.Helper()
		a.Frame()
		for i, f := range a.model.Attached() {
			if f.AsFile != want[i] {
				t.Errorf("%s goes as a file: %v", f.Name, f.AsFile)
			}
		}
	}
	a.Click("As file: IMG_2031.jpg")
	a.Click("As file: IMG_2032.jpg")
	chosen(true, false, false)
	a.Click("All pictures as files")
	chosen(true, true, false)
	a.Click("All pictures as files")
	chosen(false, false, false)
	a.Click("Remove: IMG_2032.jpg")
	a.Frame()
	a.mustNot("All pictures as files")
	a.must("As file: IMG_2031.jpg")

	a.model.SetDraft("look")
	a.Frame()
	a.Click("Send")
	a.Frame()
	a.must("Send the picture as it is?", "pump.heic: what it tells of place, time and camera cannot be taken out.")
	a.Press(key.NameEscape, 0)
	a.Frame()
	if got := a.stagedScreen.offers(); len(got) != 0 || a.screen.floating() || a.model.Draft() != "look" || len(a.model.Attached()) != 2 {
		t.Errorf("offered are %q, and %q waits with %d files", got, a.model.Draft(), len(a.model.Attached()))
	}
	a.Click("Send")
	a.Frame()
	a.Click("Send")
	a.Frame()
	a.Frame()
	if got := a.stagedScreen.offers(); !slices.Equal(got, []string{"IMG_2031.jpg", "pump.heic"}) || a.screen.floating() || a.conversationDraft() != "" {
		t.Errorf("offered are %q, and the composer has %q", got, a.conversationDraft())
	}
}

func TestTheComposerHasWhatIsTypedBehindASending(t *testing.T) {
	a := newAlbum(t, uitest.Desktop, tongues["en"])
	a.screen.attachable = true
	a.model.Attach(mustAttach(t, a.stagedScreen), model.LocalFile{Path: "/harbour/a.jpg", Bytes: 5})
	a.model.SetDraft("look")
	a.Frame()
	a.Click("Send")
	a.Frame()
	if a.conversationDraft() != "look" || len(a.stagedScreen.offers()) != 0 {
		t.Fatalf("the composer has %q before it is known what is sent", a.conversationDraft())
	}
	a.Click("Message")
	a.Type("next")
	a.Frame()
	to := mustAttach(t, a.stagedScreen)
	a.model.Prepared(to, model.Prepared{Path: "/harbour/a.jpg", Picture: true, Cleaned: "/data/pictures/00/a.jpg"})
	a.Frame()
	a.Frame()
	if a.conversationDraft() != "next" || !slices.Equal(a.stagedScreen.offers(), []string{"a.jpg"}) {
		t.Errorf("the composer has %q, offered are %q", a.conversationDraft(), a.stagedScreen.offers())
	}
}

// conversationDraft is what stands in the composer.
func (a *album) conversationDraft() string { return a.screen.conversation.composer.Text() }
