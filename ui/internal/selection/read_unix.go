//go:build (linux && !android) || freebsd || openbsd

package selection

import (
	"slices"
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
	wanted    []string // the targets that are asked for, the best ones first
	picture   bool     // they are of pictures
	files     bool     // they are of files, and where there is no text a picture will do
	bare      bool     // no picture will
	time      xproto.Timestamp
	limit     int
	answer    func(Answer) // nil once it was called
	step      step
	window    xproto.Window
	// targets are the formats that are still to be tried.
	targets []xproto.Atom
	target  xproto.Atom
	content []byte
	drained int
	// deadline is when the owner is given up.
	deadline time.Time
}

// step names the event that a transfer waits for.
type step uint8

const (
	askedTargets step = iota
	askedContent
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
func (c *Conn) begin(t *transfer) {
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
	xproto.ConvertSelection(c.x, t.window, t.selection, target, c.atoms["CONFAB_SELECTION"], t.time)
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
	if ev.Target != t.target || t.step > askedContent {
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

// choose finds out which of the wanted targets are offered. An owner that cannot list
// them is asked for the usual ones.
func (c *Conn) choose(t *transfer, listed bool) {
	if !listed {
		if c.unowned(t.selection) {
			c.drop(t, t.nothing())
			return
		}
		t.targets = []xproto.Atom{c.atoms[t.wanted[0]]}
		if !t.picture && !t.files {
			t.targets = append(t.targets, c.atoms["STRING"])
		}
		c.next(t)
		return
	}
	const most = 1 << 10
	reply, err := xproto.GetProperty(c.x, true, t.window, c.atoms["CONFAB_SELECTION"], xproto.GetPropertyTypeAny, 0, most).Reply()
	if err != nil || reply.Format != 32 {
		c.drop(t, t.nothing())
		return
	}
	offered := map[xproto.Atom]bool{}
	for value := reply.Value; len(value) >= 4; value = value[4:] {
		offered[xproto.Atom(xgb.Get32(value))] = true
	}
	if t.targets = c.those(t.wanted, offered); t.files && !t.bare && len(c.those(textTargets, offered)) == 0 {
		t.targets = append(t.targets, c.those(pictureTargets, offered)...)
	}
	c.next(t)
}

// those are the named targets that are offered.
func (c *Conn) those(names []string, offered map[xproto.Atom]bool) (targets []xproto.Atom) {
	for _, name := range names {
		if atom := c.atoms[name]; offered[atom] {
			targets = append(targets, atom)
		}
	}
	return targets
}

func (c *Conn) unowned(selection xproto.Atom) bool {
	reply, err := xproto.GetSelectionOwner(c.x, selection).Reply()
	return err == nil && reply.Owner == xproto.WindowNone
}

// nothing is the answer where the selection has none of what is wanted.
func (t *transfer) nothing() Answer {
	switch {
	case t.picture:
		return Answer{Err: ErrNoPicture}
	case t.files:
		return Answer{Err: ErrNoFiles}
	}
	return Answer{Err: ErrNoText}
}

// next asks for the content as the next of the targets.
func (c *Conn) next(t *transfer) {
	if len(t.targets) == 0 {
		c.drop(t, t.nothing())
		return
	}
	t.step = askedContent
	target := t.targets[0]
	t.targets = t.targets[1:]
	c.convert(t, target)
}

// take reads the property in which the owner put the content, or that it comes in
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
		t.content = reply.Value
		c.drop(t, c.outcome(t, reply.BytesAfter > 0))
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
		c.drop(t, c.outcome(t, false))
		return
	}
	if t.step == draining {
		if t.drained += len(reply.Value) + int(reply.BytesAfter); t.drained > drainBytes {
			c.drop(t, Answer{})
		}
		return
	}
	t.content = append(t.content, reply.Value...)
	if len(t.content) > t.limit || reply.BytesAfter > 0 {
		t.finish(c.outcome(t, true))
		t.step, t.content = draining, nil
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

// outcome is the answer that a transfer has come to; more says that there is more
// than it has read.
func (c *Conn) outcome(t *transfer, more bool) Answer {
	raw := t.content
	a := Answer{Cut: more || len(raw) > t.limit}
	raw = raw[:min(len(raw), t.limit)]
	if t.picture || t.files {
		if len(raw) == 0 {
			return t.nothing()
		}
		if a.Picture = string(raw); slices.ContainsFunc(fileTargets, func(name string) bool { return t.target == c.atoms[name] }) {
			a.Files, a.Picture = a.Picture, ""
		}
		return a
	}
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
		return t.nothing()
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
