//go:build e2e

package e2e

import (
	"cmp"
	"image"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"confab/ui/internal/selection"
)

// own gives a selection ("clipboard", "primary") to another program, as one type
// of data; empty is text.
func (d *display) own(t testing.TB, selection, kind, content string) {
	t.Helper()
	args := []string{"-selection", selection, "-in"}
	if kind != "" {
		args = append(args, "-t", kind)
	}
	cmd := exec.Command(tool(t, "xclip"), args...)
	cmd.Env, cmd.Stdin = environment("DISPLAY="+d.name, "LC_ALL=C.UTF-8"), strings.NewReader(content)
	if err := cmd.Run(); err != nil {
		t.Fatalf("xclip: %v", err)
	}
	// It goes to the background before it owns the selection.
	eventually(t, "xclip owns the selection", func() bool {
		out := exec.Command(tool(t, "xclip"), "-selection", selection, "-target", cmp.Or(kind, "UTF8_STRING"), "-out")
		out.Env = cmd.Env
		got, err := out.Output()
		return err == nil && string(got) == content
	})
}

// offered returns what another program gets of a selection now.
func (d *display) offered(t testing.TB, selection string) string {
	t.Helper()
	cmd := exec.Command(tool(t, "xclip"), "-selection", selection, "-target", "UTF8_STRING", "-out")
	cmd.Env = environment("DISPLAY="+d.name, "LC_ALL=C.UTF-8")
	out, _ := cmd.Output() // it fails while it has no owner
	return string(out)
}

// clickAt clicks a button of the mouse at a place of the screen.
func (d *display) clickAt(t testing.TB, at image.Point, button string) {
	t.Helper()
	d.xdotool(t, "mousemove", strconv.Itoa(at.X), strconv.Itoa(at.Y), "click", button)
}

// saying reports whether a toast is to be seen: its ground is dark in the light
// theme, above the composer, and this line of it has no letters.
func (w *window) saying(t testing.TB) bool {
	t.Helper()
	mid := w.size.X / 2
	line := w.display.picture(t, image.Rect(mid-40, w.size.Y-101, mid+40, w.size.Y-100))
	for i := 0; i < len(line.Pix); i += 4 {
		if line.Pix[i] > 90 || line.Pix[i+1] > 90 || line.Pix[i+2] > 90 {
			return false
		}
	}
	return true
}

// talking opens a window whose composer has the keyboard, with a tap on what it
// sends.
func talking(t *testing.T) (*window, *tap) {
	t.Helper()
	wire := newTap(t, "127.0.0.1:0", "127.0.0.1:0", sink(t))
	w := open(t, setup{settings: settings{"client_tab": true, "address": wire.addr, "theme": "light", "name": "Ada"}})
	w.connect(t)
	w.awaitComposer(t)
	return w, wire
}

// drafts waits until the draft is text.
func (w *window) drafts(t testing.TB, text string) {
	t.Helper()
	if !within(patience, func() bool { return w.draft(t) == text }) {
		t.Fatalf("the draft is %.80q and not %.80q", w.draft(t), text)
	}
}

func TestClipboardOfX11(t *testing.T) {
	t.Parallel()
	w, _ := talking(t)
	const sound, bytes = "audio/wav", "RIFF" // neither text nor what could be attached

	for _, c := range []struct {
		name string
		own  func()
	}{
		{"nothing", func() {}},
		{"a sound", func() { w.own(t, "clipboard", sound, bytes) }},
		{"a sound of many pieces", func() { w.own(t, "clipboard", sound, bytes+strings.Repeat("x", 2<<20)) }},
	} {
		t.Run("pasting "+c.name+" says that there is no text", func(t *testing.T) {
			eventually(t, "the window says nothing", func() bool { return !w.saying(t) })
			c.own()
			w.press(t, "ctrl+v")
			eventually(t, "a sentence is shown", func() bool { return w.saying(t) })
			w.shoot(t, "paste "+c.name)
		})
	}
	t.Run("the next paste works, in the same field", func(t *testing.T) {
		w.own(t, "clipboard", "", "文字 and text")
		w.press(t, "ctrl+v")
		w.drafts(t, "文字 and text")
	})
	t.Run("2 MB are cut, with the composer's sentence, and what fits can be copied whole", func(t *testing.T) {
		w.pressVisibly(t, "ctrl+a")
		w.own(t, "clipboard", "", strings.Repeat("0123456789abcdef", 2<<16))
		w.pressVisibly(t, "ctrl+v")
		eventually(t, "the draft is too long to be kept", func() bool { return w.draft(t) == "" })
		w.still(t)
		w.shoot(t, "paste 2 MB")
		w.pressVisibly(t, "ctrl+a")
		w.press(t, "ctrl+c")
		want := strings.Repeat("0123456789abcdef", 1<<12)
		eventually(t, "the clipboard has what fits", func() bool { return w.offered(t, "clipboard") == want })
		w.press(t, "BackSpace")
		w.own(t, "clipboard", "", "short")
		w.press(t, "ctrl+v")
		w.drafts(t, "short")
		w.pressVisibly(t, "ctrl+a")
	})
	t.Run("a paste in another field comes there only", func(t *testing.T) {
		w.press(t, "BackSpace")
		w.drafts(t, "")
		w.own(t, "clipboard", sound, bytes)
		w.press(t, "ctrl+v")
		eventually(t, "a sentence is shown", func() bool { return w.saying(t) })
		w.pressVisibly(t, "ctrl+comma")
		for range 5 { // two tabs, the settings, back, the name
			w.pressVisibly(t, "Tab")
		}
		w.pressVisibly(t, "ctrl+a")
		w.own(t, "clipboard", "", "swordfish")
		w.press(t, "ctrl+v")
		eventually(t, "the name is what was pasted", func() bool { return w.prefs(t)["name"] == "swordfish" })
		w.pressVisibly(t, "ctrl+comma")
		w.awaitComposer(t)
		w.own(t, "clipboard", "", "a word")
		w.press(t, "ctrl+v")
		w.drafts(t, "a word")
	})
}

func TestMiddleButtonOfX11(t *testing.T) {
	t.Parallel()
	w, _ := talking(t)
	// Where the text of the composer is, of one line.
	line := w.size.Y - 32

	t.Run("it pastes what another program has selected, where it is clicked", func(t *testing.T) {
		w.write(t, "begin end")
		w.drafts(t, "begin end")
		w.own(t, "primary", "", "选 selected ")
		w.clickAt(t, image.Pt(rail+18, line), "2")
		w.drafts(t, "选 selected begin end")
	})
	t.Run("another program gets what was selected with the keyboard", func(t *testing.T) {
		w.pressVisibly(t, "ctrl+a")
		eventually(t, "PRIMARY is the draft", func() bool { return w.offered(t, "primary") == "选 selected begin end" })
	})
	t.Run("what another program selects then is pasted, and not what is selected here", func(t *testing.T) {
		w.own(t, "primary", "", "!")
		w.clickAt(t, image.Pt(w.size.X-120, line), "2")
		w.drafts(t, "选 selected begin end!")
	})
}

// TestSelections holds the reader of selections against owners that real programs
// can be, and are seldom.
func TestSelections(t *testing.T) {
	t.Parallel()
	d := newDisplay(t, image.Pt(64, 64))
	conn, err := selection.Open(d.name)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	read := func(t *testing.T, from selection.Name, limit int) selection.Answer {
		t.Helper()
		got := make(chan selection.Answer, 2)
		conn.Read(from, limit, func(a selection.Answer) { got <- a })
		select {
		case a := <-got:
			return a
		case <-time.After(patience):
			t.Fatal("there is no answer")
			return selection.Answer{}
		}
	}
	expect := func(t *testing.T, got, want selection.Answer) {
		t.Helper()
		if got != want {
			t.Errorf("%.60q, cut %v, %v; want %.60q, cut %v, %v", got.Text, got.Cut, got.Err, want.Text, want.Cut, want.Err)
		}
	}
	t.Run("without an owner have no text", func(t *testing.T) {
		expect(t, read(t, selection.Clipboard, 100), selection.Answer{Err: selection.ErrNoText})
		expect(t, read(t, selection.Primary, 100), selection.Answer{Err: selection.ErrNoText})
	})
	t.Run("that are empty have no text", func(t *testing.T) {
		d.own(t, "clipboard", "", "")
		expect(t, read(t, selection.Clipboard, 100), selection.Answer{Err: selection.ErrNoText})
	})
	t.Run("are read whole, in pieces too", func(t *testing.T) {
		long := strings.Repeat("一个字 ", 300_000)
		d.own(t, "clipboard", "", long)
		expect(t, read(t, selection.Clipboard, 4<<20), selection.Answer{Text: long})
	})
	t.Run("are cut between characters, and can be read again", func(t *testing.T) {
		d.own(t, "primary", "", strings.Repeat("字", 1_000_000))
		for range 2 {
			expect(t, read(t, selection.Primary, 10), selection.Answer{Text: "字字字", Cut: true})
		}
		d.own(t, "primary", "", "字字字字")
		expect(t, read(t, selection.Primary, 10), selection.Answer{Text: "字字字", Cut: true})
	})
	t.Run("have files, or a picture where there is no text", func(t *testing.T) {
		const png = "\x89PNG\r\n\x1a\n"
		for _, c := range []struct {
			kind, content string
			want          selection.Answer
		}{
			{"text/uri-list", "file:///a\r\n", selection.Answer{Files: "file:///a\r\n"}},
			{"x-special/gnome-copied-files", "copy\nfile:///a", selection.Answer{Files: "copy\nfile:///a"}},
			{"image/png", png, selection.Answer{Picture: png}},
			{"", "text", selection.Answer{Err: selection.ErrNoFiles}},
		} {
			d.own(t, "clipboard", c.kind, c.content)
			got := make(chan selection.Answer, 1)
			conn.ReadFiles(100, func(a selection.Answer) { got <- a })
			expect(t, <-got, c.want)
		}
	})
	t.Run("whose owner does not answer are given up", func(t *testing.T) {
		silent, err := xgb.NewConnDisplay(d.name)
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		w, err := xproto.NewWindowId(silent)
		if err == nil {
			root := xproto.Setup(silent).DefaultScreen(silent).Root
			err = xproto.CreateWindowChecked(silent, 0, w, root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil).Check()
		}
		if err == nil {
			err = xproto.SetSelectionOwnerChecked(silent, w, xproto.AtomPrimary, xproto.TimeCurrentTime).Check()
		}
		if err != nil {
			t.Fatal(err)
		}
		expect(t, read(t, selection.Primary, 100), selection.Answer{Err: selection.ErrSilent})
	})
	t.Run("of the connection itself are served, the long ones too", func(t *testing.T) {
		long := strings.Repeat("选择 ", 100_000)
		conn.Own(long)
		eventually(t, "another program gets it", func() bool { return d.offered(t, "primary") == long })
		expect(t, read(t, selection.Primary, 1<<20), selection.Answer{Text: long})
	})
	t.Run("are silent once the connection has ended", func(t *testing.T) {
		conn.Close()
		expect(t, read(t, selection.Clipboard, 100), selection.Answer{Err: selection.ErrSilent})
	})
}

// shoot leaves a picture of the window where CONFAB_SHOTS asks for them.
func (w *window) shoot(t testing.TB, name string) {
	t.Helper()
	if shots() {
		writePNG(t, filepath.Join(failures, strings.Map(fileName, name)+".png"), w.look(t))
	}
}
