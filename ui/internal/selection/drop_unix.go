//go:build (linux && !android) || freebsd || openbsd

package selection

import (
	"slices"

	"github.com/jezek/xgb/xproto"
)

// Drop is what happens to files that are dragged over a window.
type Drop struct {
	// Over says that files are held over the window, and can be dropped there.
	Over bool
	// Files are those that were dropped, as in an Answer; empty while they are not.
	Files string
}

// drops is a window on which files can be dropped, by XDND version 5
// (https://www.freedesktop.org/wiki/Specifications/XDND/). Its messages go to a proxy, a
// window of this connection: they would else come to whoever made the window. It is owned by
// run.
type drops struct {
	can    func() bool
	told   func(Drop)
	source xproto.Window // who drags, 0 for nobody
	files  bool          // what is dragged are files
	over   bool          // as told last
}

const dropVersion = 5

// maxDropped is how many bytes of names of files are taken.
const maxDropped = 1 << 20

var dropAtoms = []string{
	"XdndAware", "XdndProxy", "XdndEnter", "XdndPosition", "XdndStatus", "XdndLeave", "XdndDrop", "XdndFinished", "XdndSelection",
	"XdndTypeList", "XdndActionCopy",
}

// AcceptDrops has files be dropped on a window of this display, as long as can says so, once
// for a Conn. Both functions are called from the connection's goroutine, and must not block.
func (c *Conn) AcceptDrops(window uint32, can func() bool, told func(Drop)) {
	c.order(func() {
		proxy, err := c.newWindow()
		if err != nil || c.drops != nil {
			return // nothing can be dropped
		}
		c.drops = &drops{can: can, told: told}
		for _, w := range []xproto.Window{proxy, xproto.Window(window)} { // a proxy names itself, and first
			c.set32(w, "XdndAware", xproto.AtomAtom, dropVersion)
			c.set32(w, "XdndProxy", xproto.AtomWindow, uint32(proxy))
		}
	})
}

// set32 sets a property of one number.
func (c *Conn) set32(w xproto.Window, name string, kind xproto.Atom, value uint32) {
	raw := []byte{byte(value), byte(value >> 8), byte(value >> 16), byte(value >> 24)}
	xproto.ChangeProperty(c.x, xproto.PropModeReplace, w, c.atoms[name], kind, 32, 1, raw)
}

// dragged takes a message of who drags something.
func (c *Conn) dragged(ev xproto.ClientMessageEvent) {
	d := c.drops
	if d == nil || ev.Format != 32 {
		return
	}
	data := ev.Data.Data32
	source := xproto.Window(data[0])
	if ev.Type == c.atoms["XdndEnter"] {
		c.endDrag()
		d.source, d.files = source, c.dragsFiles(source, data)
		// So that it is known when it ends without a word.
		xproto.ChangeWindowAttributes(c.x, source, xproto.CwEventMask, []uint32{xproto.EventMaskStructureNotify})
		return
	}
	if source != d.source || source == xproto.WindowNone {
		return
	}
	takes := d.files && d.can()
	switch ev.Type {
	case c.atoms["XdndPosition"]:
		answer := []uint32{uint32(ev.Window), 0, 0, 0, 0}
		if takes {
			answer[1], answer[4] = 1, uint32(c.atoms["XdndActionCopy"])
		}
		c.reply(source, "XdndStatus", answer)
		d.tell(takes)
	case c.atoms["XdndLeave"]:
		c.endDrag()
	case c.atoms["XdndDrop"]:
		finished := []uint32{uint32(ev.Window), 0, 0, 0, 0}
		if c.endDrag(); !takes {
			c.reply(source, "XdndFinished", finished)
			return
		}
		c.begin(&transfer{selection: c.atoms["XdndSelection"], wanted: fileTargets, files: true, bare: true, limit: maxDropped,
			time: xproto.Timestamp(data[2]), answer: func(a Answer) {
				if a.Files != "" {
					finished[1], finished[2] = 1, uint32(c.atoms["XdndActionCopy"])
				}
				c.reply(source, "XdndFinished", finished)
				d.told(Drop{Files: a.Files})
			}})
	}
}

// dragsFiles reports whether what enters has files.
func (c *Conn) dragsFiles(source xproto.Window, enter []uint32) bool {
	types := enter[2:]
	if enter[1]&1 != 0 { // there are more than have room here
		const most = 1 << 10
		reply, err := xproto.GetProperty(c.x, false, source, c.atoms["XdndTypeList"], xproto.AtomAtom, 0, most).Reply()
		if err != nil || reply.Format != 32 {
			return false
		}
		types = nil
		for value := reply.Value; len(value) >= 4; value = value[4:] {
			types = append(types, uint32(value[0])|uint32(value[1])<<8|uint32(value[2])<<16|uint32(value[3])<<24)
		}
	}
	return slices.Contains(types, uint32(c.atoms["text/uri-list"]))
}

// endDrag notes that nothing is held over the window.
func (c *Conn) endDrag() {
	d := c.drops
	if d.source != xproto.WindowNone {
		xproto.ChangeWindowAttributes(c.x, d.source, xproto.CwEventMask, []uint32{xproto.EventMaskNoEvent})
	}
	d.source, d.files = xproto.WindowNone, false
	d.tell(false)
}

func (d *drops) tell(over bool) {
	if over != d.over {
		d.over = over
		d.told(Drop{Over: over})
	}
}

// reply sends a message to who drags.
func (c *Conn) reply(to xproto.Window, kind string, data []uint32) {
	ev := xproto.ClientMessageEvent{Format: 32, Window: to, Type: c.atoms[kind], Data: xproto.ClientMessageDataUnionData32New(data)}
	xproto.SendEvent(c.x, false, to, xproto.EventMaskNoEvent, string(ev.Bytes()))
}
