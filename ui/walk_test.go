//go:build !race

package ui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"
	"gioui.org/unit"

	"confab/transport"
	"confab/transport/transporttest"
	"confab/ui/internal/prefs"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
)

// walker does at random what people and the network do.
type walker struct {
	*stagedScreen
	rand *rand.Rand
	did  []string
}

var said = []string{
	"hello", "你好，世界", "<b>bold</b>", "\x1b[31mred", "a\x00b", "\u202etxt.exe", "line\nline\nline", "\xff\xfe",
	strings.Repeat("long ", 900), strings.Repeat("\n", 300), "😀😀", " ", "48 65 6c",
}

func (w *walker) pick(from []string) string { return from[w.rand.IntN(len(from))] }

func (w *walker) someone(f *transporttest.Fake) (transport.PeerID, bool) {
	if len(f.Peers()) == 0 {
		return 0, false
	}
	return f.Peers()[w.rand.IntN(len(f.Peers()))].ID, true
}

// click clicks a control that is there.
func (w *walker) click() string {
	var names []string
	for _, c := range w.Controls() {
		if name := c.Label; !c.Disabled && name != "" {
			names = append(names, name)
		} else if name := c.Description; !c.Disabled && name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "nothing to click"
	}
	name := w.pick(names)
	if n, ok := w.Find(name); !ok || n.Disabled {
		return "nothing"
	}
	switch w.rand.IntN(8) {
	case 0:
		w.RightClick(name)
	case 1:
		w.Tap(name, time.Second)
	default:
		w.Click(name)
	}
	return fmt.Sprintf("click %.40q", name)
}

var keys = []key.Name{
	key.NameTab, key.NameReturn, key.NameSpace, key.NameEscape, key.NameBack, key.NameUpArrow, key.NameDownArrow,
	key.NamePageUp, key.NamePageDown, key.NameHome, key.NameEnd, key.NameDeleteBackward,
}

func (w *walker) press() string {
	k := keys[w.rand.IntN(len(keys))]
	mods := []key.Modifiers{0, 0, 0, key.ModShift}[w.rand.IntN(4)]
	w.Press(k, mods)
	return fmt.Sprintf("press %v %q", mods, k)
}

// network lets something happen elsewhere.
func (w *walker) network() string {
	h, d := w.host, w.dialer
	switch id, ok := w.someone(h.Fake); w.rand.IntN(8) {
	case 0, 1:
		if len(h.Addrs()) > 0 && len(h.Peers()) < 30 {
			h.come(fmt.Sprintf("10.0.0.%d:%d", w.rand.IntN(9), len(h.Peers())+1), "")
			return "a guest comes"
		}
	case 2, 3, 4:
		if ok && h.peer(id).Here {
			for range 1 + w.rand.IntN(30) {
				h.Hear(id, w.pick(said))
			}
			return "a guest speaks"
		}
	case 5:
		if ok && w.rand.IntN(3) == 0 {
			h.Part(id, transport.PeerReset)
			return "a guest leaves"
		}
		written(h.Fake)
		written(d.Fake)
		return "all is written"
	case 6:
		if d.talking() != 0 && d.peer(d.talking()).Here {
			d.Hear(d.talking(), w.pick(said))
			return "the server speaks"
		}
	case 7:
		d.Answer([]transport.Fault{transport.NoFault, transport.NoFault, transport.Refused, transport.TimedOut}[w.rand.IntN(4)])
		return "a dial ends"
	}
	w.later(time.Duration(w.rand.IntN(90)) * time.Second)
	return "time goes by"
}

func (w *walker) step() string {
	switch w.rand.IntN(10) {
	case 0, 1, 2, 3:
		return w.click()
	case 4:
		if w.Editing() {
			w.Type(w.pick(said[:12]))
			return "type"
		}
		return "nothing to type in"
	case 5:
		return w.press()
	case 6, 7:
		return w.network()
	case 8:
		w.Scroll([]unit.Dp{-700, -50, 50, 900}[w.rand.IntN(4)])
		return "scroll"
	}
	switch w.rand.IntN(12) {
	case 0:
		w.Resize([]uitest.Size{wide, narrow, small320}[w.rand.IntN(3)])
		return "resize"
	case 1:
		if len(w.model.Prefs().Recent) > 6 {
			w.model.DropRecent(w.model.Prefs().Recent[0])
		}
		w.model.SetAddress(fmt.Sprintf("10.1.1.%d", w.rand.IntN(5)))
		return "an address"
	case 2:
		w.model.Focus(w.rand.IntN(2) == 0)
		return "the window's focus"
	case 3:
		w.model.SetPort("8899")
		w.model.StartServer()
		return "start"
	}
	w.Advance(time.Duration(w.rand.IntN(3000)) * time.Millisecond)
	return "wait"
}

// check fails when the screen and the model do not agree.
func (w *walker) check() {
	w.t.Helper()
	w.Frame()
	c := &w.screen.conversation
	if p := w.model.Active().Selected(); p != nil && !w.screen.settings.open && c.shown == talkShown(w.model) {
		// An editor keeps what it is given but for what is no text.
		if got, want := c.composer.Text(), w.model.Draft(); got != want {
			w.t.Fatalf("the composer holds %.60q and the model %.60q, after %q", got, want, w.last())
		}
	}
	for i, r := range c.rows.rows {
		if i > 0 && keyLocal(c.rows.rows[i-1].Key) > keyLocal(r.Key) {
			w.t.Fatalf("rows out of order, after %q", w.last())
		}
	}
	w.safe()
	if w.t.Failed() {
		w.t.Fatalf("after %q", w.last())
	}
}

func (w *walker) last() []string { return w.did[max(0, len(w.did)-12):] }

func TestRandomWalk(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &walker{stagedScreen: stagedWith(t, []uitest.Size{wide, narrow}[seed%2], prefs.Default("Ada"), words.English),
				rand: rand.New(rand.NewPCG(seed, 7))}
			defer func() {
				if r := recover(); r != nil {
					t.Logf("after %q", w.last())
					panic(r)
				}
			}()
			for range 600 {
				w.did = append(w.did, w.step())
				w.check()
			}
		})
	}
}
