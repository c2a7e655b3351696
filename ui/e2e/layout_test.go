//go:build e2e

package e2e

import (
	"image"
	"strconv"
	"testing"
)

// Keys by their place on the keyboard: X's codes of it. xdotool's names would
// look for a key that has the character, and put one there if none has.
const (
	keyCtrl, keyShift, keyAltGr = "37", "50", "108"
	key1, key2, key0            = "10", "11", "19"
	keyQ, keyA, keyZ            = "24", "38", "52" // as on a US keyboard
	keyX, keyC, keyV, keyComma  = "53", "54", "55", "59"
	keyInsert, keyDelete        = "118", "119"
	keyMenu                     = "135"
)

// layout gives the display another keyboard.
func (d *display) layout(t testing.TB, layout string) {
	t.Helper()
	command(t, environment("DISPLAY="+d.name), "setxkbmap", "-layout", layout, "-option", "")
}

func TestKeyboardLayouts(t *testing.T) {
	t.Parallel()
	w, _ := talking(t)
	for _, c := range []struct {
		layout string
		a      string // the key of select all
		types  string // the key a types this
	}{
		{"us", keyA, "a"},
		{"ru,us", keyA, "ф"},
		{"ru", keyA, "ф"},
		{"gr", keyA, "α"},
		{"il", keyA, "ש"},
		{"ara", keyA, "ش"},
		{"fr", keyQ, "q"},
	} {
		t.Run(c.layout, func(t *testing.T) {
			w.layout(t, c.layout)
			w.press(t, keyA)
			w.drafts(t, c.types)
			w.pressVisibly(t, keyCtrl+"+"+c.a)
			w.press(t, keyCtrl+"+"+keyX)
			w.drafts(t, "")
			eventually(t, "it was cut", func() bool { return w.offered(t, "clipboard") == c.types })
			w.own(t, "clipboard", "", "copied elsewhere")
			w.press(t, keyCtrl+"+"+keyV)
			w.drafts(t, "copied elsewhere")
			w.pressVisibly(t, keyCtrl+"+"+c.a)
			w.press(t, keyCtrl+"+"+keyInsert)
			w.pressVisibly(t, "End")
			w.press(t, keyShift+"+"+keyInsert)
			w.drafts(t, "copied elsewherecopied elsewhere")
			w.pressVisibly(t, keyCtrl+"+"+c.a)
			w.press(t, keyShift+"+"+keyDelete)
			w.drafts(t, "")
			w.press(t, keyCtrl+"+"+undo(c.layout))
			w.drafts(t, "copied elsewherecopied elsewhere")
			w.pressVisibly(t, keyCtrl+"+"+c.a)
			w.press(t, "BackSpace")

			w.press(t, keyCtrl+"+"+key1)
			eventually(t, "Ctrl-1 opens the Server tab", func() bool { return w.prefs(t)["client_tab"] != true })
			w.press(t, keyCtrl+"+"+key2)
			eventually(t, "Ctrl-2 opens the Client tab", func() bool { return w.prefs(t)["client_tab"] == true })
			w.awaitComposer(t)
		})
	}
	t.Run("AltGr still types", func(t *testing.T) {
		w.layout(t, "fr")
		w.press(t, keyAltGr+"+"+key0)
		w.drafts(t, "@")
		w.press(t, keyAltGr+"+26") // e
		w.drafts(t, "@€")
		w.press(t, key2) // é, which Control makes a 2
		w.drafts(t, "@€é")
	})
	t.Run("the key of the menu opens one", func(t *testing.T) {
		w.layout(t, "us")
		w.pressVisibly(t, keyMenu)
		w.shoot(t, "field menu")
		w.pressVisibly(t, "Escape")
		w.awaitComposer(t)
	})
}

// undo is the key of Z.
func undo(layout string) string {
	if layout == "fr" {
		return "25"
	}
	return keyZ
}

func TestTypingAfterAClickOnAMessage(t *testing.T) {
	t.Parallel()
	w, wire := talking(t)
	w.say(t, "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww")
	wire.toServer.await(t, "wwww")
	w.still(t)
	// The one bubble is at the right, above the composer, and its text one word.
	word := image.Pt(w.size.X-200, w.size.Y-94)

	t.Run("what was selected with the mouse is offered, and copied", func(t *testing.T) {
		d := w.display
		d.xdotool(t, "mousemove", strconv.Itoa(word.X), strconv.Itoa(word.Y), "click", "--repeat", "2", "--delay", "60", "1")
		eventually(t, "the word is offered to the middle button", func() bool {
			return w.offered(t, "primary") == "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
		})
		w.press(t, "ctrl+c")
		eventually(t, "the word is copied", func() bool {
			return w.offered(t, "clipboard") == "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
		})
		w.shoot(t, "message selected")
	})
	t.Run("letters come into the composer", func(t *testing.T) {
		w.write(t, "all of it")
		w.drafts(t, "all of it")
	})
	t.Run("letters of another script too, from a button", func(t *testing.T) {
		w.layout(t, "ru")
		w.pressVisibly(t, "Tab") // the button that sends
		w.press(t, keyA, keyC)
		w.drafts(t, "all of itфс")
	})
}
