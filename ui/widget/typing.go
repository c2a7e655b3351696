package widget

import (
	"gioui.org/io/event"
	"gioui.org/io/key"
	"gioui.org/layout"
)

// keyCharacter is the name of a key whose character has none, where Gio is patched:
// see ui/internal/giopatch.
const keyCharacter key.Name = "Character"

// typing are the keys that write something, whatever has the keyboard. Space is
// none of them: it presses buttons.
var typing = func() (filters []event.Filter) {
	for c := '!'; c <= '~'; c++ {
		if c < 'a' || c > 'z' {
			filters = append(filters, key.Filter{Name: key.Name(string(c)), Optional: key.ModShift})
		}
	}
	return append(filters, key.Filter{Name: keyCharacter, Optional: key.ModShift})
}()

// Typing reports whether a key that writes was pressed, wherever the keyboard is.
// The character itself follows the key and goes to the input that has the focus. To
// get all of it, give the focus to a Composer with TakeTyping before any other
// input of the frame is read.
func Typing(gtx layout.Context) bool {
	typed := false
	for {
		ev, ok := gtx.Event(typing...)
		if !ok {
			return typed
		}
		if e, ok := ev.(key.Event); ok && e.State == key.Press {
			return true // the keys behind it are read when the keyboard has moved
		}
	}
}

// TakeTyping gives the keyboard to the composer, with the characters that are on
// their way. They were made for something without text, and count from its
// beginning: until they are there, what is written before and behind the caret
// is set aside.
func (c *Composer) TakeTyping(gtx layout.Context) {
	if e := &c.input.Editor; e.Len() > 0 {
		from, to := e.Selection()
		text := []rune(e.Text())
		c.head, c.tail = string(text[:min(from, to)]), string(text[max(from, to):])
		c.aside = true
		c.replace("", 0)
	}
	c.Focus(gtx)
}

// putBack joins what was typed with what was set aside for it.
func (c *Composer) putBack() {
	if !c.aside {
		return
	}
	head := c.head + c.input.Editor.Text()
	c.replace(head+c.tail, len([]rune(head)))
	c.aside, c.head, c.tail = false, "", ""
}
