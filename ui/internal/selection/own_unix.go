//go:build (linux && !android) || freebsd || openbsd

package selection

import (
	"encoding/binary"

	"github.com/jezek/xgb/xproto"
)

// serve answers a program that requests this program's selection.
func (c *Conn) serve(ev xproto.SelectionRequestEvent) {
	property := ev.Property
	if property == xproto.AtomNone {
		property = ev.Target // as clients before ICCCM want it
	}
	if ev.Owner != c.window || ev.Selection != c.atoms["PRIMARY"] || !c.convertTo(ev.Requestor, property, ev.Target) {
		property = xproto.AtomNone
	}
	answer := xproto.SelectionNotifyEvent{
		Time: ev.Time, Requestor: ev.Requestor, Selection: ev.Selection, Target: ev.Target, Property: property,
	}
	xproto.SendEvent(c.x, false, ev.Requestor, xproto.EventMaskNoEvent, string(answer.Bytes()))
}

// convertTo puts the selection, as a target, into another program's property,
// and reports whether it could.
func (c *Conn) convertTo(w xproto.Window, property, target xproto.Atom) bool {
	switch target {
	case c.atoms["TARGETS"]:
		var list []byte
		for _, name := range []string{"TARGETS", "UTF8_STRING", "text/plain;charset=utf-8", "STRING"} {
			list = binary.LittleEndian.AppendUint32(list, uint32(c.atoms[name]))
		}
		return c.put(w, property, xproto.AtomAtom, 32, list)
	case c.atoms["UTF8_STRING"], c.atoms["text/plain;charset=utf-8"]:
		return c.put(w, property, target, 8, []byte(c.primary))
	case c.atoms["STRING"]:
		return c.put(w, property, target, 8, latin1(c.primary))
	}
	return false
}

// maxRequest is how much is put into a property at once: a request has 256 KiB at
// most.
const maxRequest = 64 << 10

// put replaces a property of another program's window.
func (c *Conn) put(w xproto.Window, property, kind xproto.Atom, format byte, value []byte) bool {
	mode := byte(xproto.PropModeReplace)
	for {
		n := min(len(value), maxRequest)
		err := xproto.ChangePropertyChecked(c.x, mode, w, property, kind, format, uint32(n/int(format/8)), value[:n]).Check()
		if err != nil {
			return false // the window is gone
		}
		value, mode = value[n:], xproto.PropModeAppend
		if len(value) == 0 {
			return true
		}
	}
}

// latin1 is text for programs that know no other.
func latin1(s string) []byte {
	raw := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			r = '?'
		}
		raw = append(raw, byte(r))
	}
	return raw
}
