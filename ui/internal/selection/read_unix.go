//go:build (linux && !android) || freebsd || openbsd

package selection

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// transfer is a Read under way. Each has a window of its own, so that an owner
// that answers late answers nothing else.
type transfer struct {
	selection xproto.Atom
	limit     int
	answer    func(Answer) // nil once it was called
	step      step
	window    xproto.Window
	// targets are the formats that are still to be tried.
	targets []xproto.Atom
	target  xproto.Atom
	text    []byte
	drained int
	// deadline is when the owner is given up.
	deadline time.Time
}

// step names the event that a transfer waits for.
type step uint8

const (
	askedTargets step = iota
	askedText
	inPieces
	// draining: the answer was given, and the owner still sends. Some owners end,
	// and the clipboard with them, when the window goes away meanwhile.
	draining
)

// drainBytes is how much is drained before the owner is left alone all the same.
const drainBytes = 64 << 20

func (t *transfer) finish(a Answer) {
	if t.answer != nil {
		t.answer(a)
		t.answer = nil
	}
}

// begin asks the owner of a selection what it offers.
func (c *Conn) begin(from Name, limit int, answer func(Answer)) {
	t := &transfer{selection: c.atoms["CLIPBOARD"], limit: limit, answer: answer}
	if from == Primary {
		t.selection = c.atoms["PRIMARY"]
	}
	c.waiting = append(c.waiting, t)
	c.proceed()
}

// proceed begins the transfer that waits, once the one before is over: some owners
// answer nothing while they send to another window.
func (c *Conn) proceed() {
	for c.current == nil && len(c.waiting) > 0 {
		t := c.waiting[0]
		c.waiting = c.waiting[1:]
		var err error
		if t.window, err = c.newWindow(); err != nil {
			t.finish(Answer{Err: ErrSilent})
			continue
		}
		c.current = t
		c.convert(t, c.atoms["TARGETS"])
	}
}

// convert asks the owner to convert the selection to target.
func (c *Conn) convert(t *transfer, target xproto.Atom) {
	t.target = target
	t.await()
	xproto.ConvertSelection(c.x, t.window, t.selection, target, c.atoms["CONFAB_SELECTION"], xproto.TimeCurrentTime)
}

func (t *transfer) await() { t.deadline = time.Now().Add(ownerPatience) }

// drop ends a transfer with an answer, if none was given before.
func (c *Conn) drop(t *transfer, a Answer) {
	c.current = nil
	xproto.DestroyWindow(c.x, t.window)
	t.finish(a)
	c.proceed()
}

// notified takes the owner's answer to a convert.
func (c *Conn) notified(t *transfer, ev xproto.SelectionNotifyEvent) {
	if ev.Target != t.target || t.step > askedText {
		return
	}
	switch {
	case t.step == askedTargets:
		c.choose(t, ev.Property != xproto.AtomNone)
	case ev.Property == xproto.AtomNone:
		c.next(t)
	default:
		c.take(t)
	}
}

// choose finds out which of the targets that are text are offered. An owner that
// cannot list them is asked for the usual ones.
func (c *Conn) choose(t *transfer, listed bool) {
	if !listed {
		if c.unowned(t.selection) {
			c.drop(t, Answer{Err: ErrNoText})
			return
		}
		t.targets = []xproto.Atom{c.atoms["UTF8_STRING"], c.atoms["STRING"]}
		c.next(t)
		return
	}
	const most = 1 << 10
	reply, err := xproto.GetProperty(c.x, true, t.window, c.atoms["CONFAB_SELECTION"], xproto.GetPropertyTypeAny, 0, most).Reply()
	if err != nil || reply.Format != 32 {
		c.drop(t, Answer{Err: ErrNoText})
		return
	}
	offered := map[xproto.Atom]bool{}
	for value := reply.Value; len(value) >= 4; value = value[4:] {
		offered[xproto.Atom(xgb.Get32(value))] = true
	}
	for _, name := range []string{"UTF8_STRING", "text/plain;charset=utf-8", "STRING"} {
		if atom := c.atoms[name]; offered[atom] {
			t.targets = append(t.targets, atom)
		}
	}
	c.next(t)
}

func (c *Conn) unowned(selection xproto.Atom) bool {
	reply, err := xproto.GetSelectionOwner(c.x, selection).Reply()
	return err == nil && reply.Owner == xproto.WindowNone
}

// next asks for the text as the next of the targets.
func (c *Conn) next(t *transfer) {
	if len(t.targets) == 0 {
		c.drop(t, Answer{Err: ErrNoText})
		return
	}
	t.step = askedText
	target := t.targets[0]
	t.targets = t.targets[1:]
	c.convert(t, target)
}

// take reads the property in which the owner put the text, or that it comes in
// pieces.
func (c *Conn) take(t *transfer) {
	reply := c.property(t)
	switch {
	case reply == nil:
		c.drop(t, Answer{Err: ErrSilent})
	case reply.Type == c.atoms["INCR"]:
		t.step = inPieces
		t.await()
		// To delete it is to ask for the first piece.
		xproto.DeleteProperty(c.x, t.window, c.atoms["CONFAB_SELECTION"])
	case reply.Format != 8:
		c.next(t)
	default:
		t.text = reply.Value
		c.drop(t, c.textOf(t, reply.BytesAfter > 0))
	}
}

// piece takes the next piece. The last one is empty.
func (c *Conn) piece(t *transfer) {
	if t.step < inPieces {
		return
	}
	reply := c.property(t)
	if reply == nil {
		c.drop(t, Answer{Err: ErrSilent})
		return
	}
	t.await()
	xproto.DeleteProperty(c.x, t.window, c.atoms["CONFAB_SELECTION"])
	if len(reply.Value) == 0 {
		c.drop(t, c.textOf(t, false))
		return
	}
	if t.step == draining {
		if t.drained += len(reply.Value) + int(reply.BytesAfter); t.drained > drainBytes {
			c.drop(t, Answer{})
		}
		return
	}
	t.text = append(t.text, reply.Value...)
	if len(t.text) > t.limit || reply.BytesAfter > 0 {
		t.finish(c.textOf(t, true))
		t.step, t.text = draining, nil
	}
}

// property reads what the owner has put there: no more than is kept, and one
// byte that tells of more.
func (c *Conn) property(t *transfer) *xproto.GetPropertyReply {
	reply, err := xproto.GetProperty(c.x, false, t.window, c.atoms["CONFAB_SELECTION"], xproto.GetPropertyTypeAny,
		0, uint32(t.limit/4+1)).Reply()
	if err != nil {
		return nil
	}
	return reply
}

// textOf is the answer that a transfer has come to; more says that there is more
// than it has read.
func (c *Conn) textOf(t *transfer, more bool) Answer {
	raw := t.text
	a := Answer{Cut: more || len(raw) > t.limit}
	raw = raw[:min(len(raw), t.limit)]
	if t.target == c.atoms["STRING"] { // Latin-1
		runes := make([]rune, len(raw))
		for i, b := range raw {
			runes[i] = rune(b)
		}
		a.Text = string(runes)
	} else {
		if a.Cut {
			raw = wholeRunes(raw)
		}
		a.Text = strings.ToValidUTF8(string(raw), "\uFFFD")
	}
	// Some programs count the end of a C string with it.
	if a.Text = strings.TrimRight(a.Text, "\x00"); a.Text == "" {
		return Answer{Err: ErrNoText}
	}
	return a
}

// wholeRunes leaves out a last character of which bytes are missing.
func wholeRunes(raw []byte) []byte {
	for i := 1; i <= min(len(raw), utf8.UTFMax); i++ {
		if b := raw[len(raw)-i]; utf8.RuneStart(b) {
			if !utf8.FullRune(raw[len(raw)-i:]) {
				return raw[:len(raw)-i]
			}
			break
		}
	}
	return raw
}
