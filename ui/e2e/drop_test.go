//go:build e2e

package e2e

import (
	"bytes"
	"encoding/binary"
	"image"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// dragger is a program from which files are dragged, by XDND as its specification has it.
type dragger struct {
	x      *xgb.Conn
	window xproto.Window
	target xproto.Window // that of the program
	proxy  xproto.Window // that takes its messages
	files  string
	told   chan xproto.ClientMessageEvent // what it is answered
}

// drags opens a program that drags files over a window.
func drags(t testing.TB, w *window, files string) *dragger {
	t.Helper()
	x, err := xgb.NewConnDisplay(w.display.name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	id, err := strconv.ParseUint(w.id, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	d := &dragger{x: x, target: xproto.Window(id), files: files, told: make(chan xproto.ClientMessageEvent, 64)}
	if d.window, err = xproto.NewWindowId(x); err == nil {
		err = xproto.CreateWindowChecked(x, 0, d.window, xproto.Setup(x).DefaultScreen(x).Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil).Check()
	}
	if err == nil {
		err = xproto.SetSelectionOwnerChecked(x, d.window, d.atom(t, "XdndSelection"), xproto.TimeCurrentTime).Check()
	}
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the window takes files", func() bool {
		d.proxy = xproto.Window(d.number(t, d.target, "XdndProxy"))
		return d.proxy != 0
	})
	if self, version := d.number(t, d.proxy, "XdndProxy"), d.number(t, d.proxy, "XdndAware"); self != uint32(d.proxy) || version < 5 || d.number(t, d.target, "XdndAware") < 5 {
		t.Fatalf("the proxy names %#x and has version %d", self, version)
	}
	targets, list := d.atom(t, "TARGETS"), d.atom(t, "text/uri-list")
	go func() {
		for {
			switch ev, _ := x.WaitForEvent(); ev := ev.(type) {
			case nil:
				return
			case xproto.ClientMessageEvent:
				d.told <- ev
			case xproto.SelectionRequestEvent:
				answer := xproto.SelectionNotifyEvent{Time: ev.Time, Requestor: ev.Requestor, Selection: ev.Selection, Target: ev.Target, Property: ev.Property}
				switch ev.Target {
				case targets:
					raw := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, uint32(targets)), uint32(list))
					xproto.ChangeProperty(x, xproto.PropModeReplace, ev.Requestor, ev.Property, xproto.AtomAtom, 32, 2, raw)
				case list:
					xproto.ChangeProperty(x, xproto.PropModeReplace, ev.Requestor, ev.Property, list, 8, uint32(len(d.files)), []byte(d.files))
				default:
					answer.Property = xproto.AtomNone
				}
				xproto.SendEvent(x, false, ev.Requestor, xproto.EventMaskNoEvent, string(answer.Bytes()))
			}
		}
	}()
	return d
}

func (d *dragger) atom(t testing.TB, name string) xproto.Atom {
	t.Helper()
	reply, err := xproto.InternAtom(d.x, false, uint16(len(name)), name).Reply()
	if err != nil {
		t.Fatal(err)
	}
	return reply.Atom
}

// number is a property of one number, 0 for none.
func (d *dragger) number(t testing.TB, w xproto.Window, name string) uint32 {
	t.Helper()
	reply, err := xproto.GetProperty(d.x, false, w, d.atom(t, name), xproto.GetPropertyTypeAny, 0, 1).Reply()
	if err != nil {
		t.Fatal(err)
	}
	if reply.Format != 32 || len(reply.Value) < 4 {
		return 0
	}
	return binary.LittleEndian.Uint32(reply.Value)
}

// send sends a message of the protocol; the source stands before data.
func (d *dragger) send(t testing.TB, kind string, data ...uint32) {
	t.Helper()
	all := make([]uint32, 5)
	all[0] = uint32(d.window)
	copy(all[1:], data)
	ev := xproto.ClientMessageEvent{Format: 32, Window: d.target, Type: d.atom(t, kind), Data: xproto.ClientMessageDataUnionData32New(all)}
	if err := xproto.SendEventChecked(d.x, false, d.proxy, xproto.EventMaskNoEvent, string(ev.Bytes())).Check(); err != nil {
		t.Fatal(err)
	}
}

// answered is the next message of a kind.
func (d *dragger) answered(t testing.TB, kind string) []uint32 {
	t.Helper()
	want, late := d.atom(t, kind), time.After(patience)
	for {
		select {
		case ev := <-d.told:
			if ev.Type == want {
				return ev.Data.Data32
			}
		case <-late:
			t.Fatalf("there is no %s", kind)
		}
	}
}

// enters has the files held over the window, and reports whether they may be dropped there.
func (d *dragger) enters(t testing.TB) bool {
	t.Helper()
	d.send(t, "XdndEnter", 5<<24, uint32(d.atom(t, "text/uri-list")))
	return d.moves(t)
}

func (d *dragger) moves(t testing.TB) bool {
	t.Helper()
	d.send(t, "XdndPosition", 0, 300<<16|300, 0, uint32(d.atom(t, "XdndActionCopy")))
	status := d.answered(t, "XdndStatus")
	if status[0] != uint32(d.target) {
		t.Errorf("the status is of window %#x", status[0])
	}
	return status[1]&1 != 0 && status[4] == uint32(d.atom(t, "XdndActionCopy"))
}

func TestFilesAreDropped(t *testing.T) {
	t.Parallel()
	host, guest, saved, bare := attaching(t, "127.77.33.1")
	list := ""
	for _, name := range []string{"plan 岛.pdf", "b.txt"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte("in "+name), 0o600); err != nil {
			t.Fatal(err)
		}
		uri := url.URL{Scheme: "file", Path: path}
		list += uri.String() + "\r\n"
	}
	d := drags(t, host, list)
	// The buttons of the head, which nothing else changes.
	head := func() []byte {
		return host.display.picture(t, image.Rect(host.size.X-110, bar, host.size.X, 2*bar)).Pix
	}
	before := head()
	eventually(t, "the window takes files", func() bool { return d.enters(t) })
	eventually(t, "it shows where they can be dropped", func() bool { return !bytes.Equal(head(), before) })
	host.still(t)
	host.shoot(t, "a drop is shown")
	d.send(t, "XdndLeave")
	eventually(t, "it shows that no more", func() bool { return bytes.Equal(head(), before) })

	host.pressVisibly(t, "ctrl+comma")
	eventually(t, "a page that takes none refuses them", func() bool { return !d.enters(t) })
	d.send(t, "XdndDrop")
	if done := d.answered(t, "XdndFinished"); done[1] != 0 {
		t.Errorf("what was refused was taken: %v", done)
	}
	host.pressVisibly(t, "ctrl+comma")
	eventually(t, "the talk takes them again", func() bool { return d.enters(t) })
	d.send(t, "XdndDrop")
	if done := d.answered(t, "XdndFinished"); done[0] != uint32(d.target) || done[1] != 1 || done[2] != uint32(d.atom(t, "XdndActionCopy")) {
		t.Errorf("the end says %v", done)
	}
	eventually(t, "the talk is shown again", func() bool { return bytes.Equal(head(), before) })
	host.sendAttached(t, bare)
	comes(t, guest, filepath.Join(saved, "b.txt"), "in b.txt") // the last bubble's

	t.Run("a program that ends while it drags leaves nothing over the talk", func(t *testing.T) {
		gone := drags(t, host, list)
		eventually(t, "the window takes files", func() bool { return gone.enters(t) })
		eventually(t, "it shows where they can be dropped", func() bool { return !bytes.Equal(head(), before) })
		gone.x.Close()
		eventually(t, "it shows that no more", func() bool { return bytes.Equal(head(), before) })
	})
}
