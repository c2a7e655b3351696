package uitest

import (
	"image"
	"io"
	"strings"
	"testing"
	"time"

	"gioui.org/f32"
	"gioui.org/io/event"
	"gioui.org/io/input"
	"gioui.org/io/key"
	"gioui.org/io/pointer"
	"gioui.org/io/semantic"
	"gioui.org/io/transfer"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"
)

// Size is the size of a window in dp, and how many pixels a dp has.
type Size struct {
	Width, Height unit.Dp
	Density       float32
}

// The sizes pages are tested at.
var (
	Phone   = Size{Width: 360, Height: 740, Density: 2}
	Desktop = Size{Width: 1100, Height: 720, Density: 1}
)

// Pixels returns the size in pixels.
func (s Size) Pixels() image.Point {
	return image.Pt(int(float32(s.Width)*s.Density+.5), int(float32(s.Height)*s.Density+.5))
}

// epoch is the time at which every Window starts.
var epoch = time.Date(2026, time.March, 14, 9, 26, 0, 0, time.UTC)

// Window runs a page with no window. Its methods fail the test when a control
// they name is not there. Use New.
type Window struct {
	t      testing.TB
	page   layout.Widget
	size   Size
	router input.Router
	ops    op.Ops
	now    time.Time
	nodes  []input.SemanticNode
	watch  func(drawn *op.Ops, took time.Duration)
}

// New returns a Window that has shown page for two frames: the first declares
// what it listens to, the second shows what the first one asked for.
func New(t testing.TB, size Size, page layout.Widget) *Window {
	w := &Window{t: t, page: page, size: size, now: epoch}
	w.Frame()
	w.Frame()
	return w
}

// Context returns a context of the given size for drawing into ops.
func Context(ops *op.Ops, size Size, source input.Source, now time.Time) layout.Context {
	return layout.Context{
		Ops: ops, Source: source, Now: now,
		Metric:      unit.Metric{PxPerDp: size.Density, PxPerSp: size.Density},
		Constraints: layout.Exact(size.Pixels()),
	}
}

// Frame shows the page once more, delivering what has been queued.
func (w *Window) Frame() {
	began := time.Now()
	w.ops.Reset()
	w.page(Context(&w.ops, w.size, w.router.Source(), w.now))
	w.router.Frame(&w.ops)
	took := time.Since(began)
	w.nodes = w.nodes[:0]
	if w.watch != nil {
		w.watch(&w.ops, took)
	}
}

// Watch has f told of every frame from now on: what is to be drawn, good until
// the next one, and how long it took to lay out.
func (w *Window) Watch(f func(drawn *op.Ops, took time.Duration)) { w.watch = f }

// Resize gives the window another size and shows the page.
func (w *Window) Resize(size Size) {
	w.size = size
	w.Frame()
	w.Frame()
}

// Advance moves the clock and shows the page.
func (w *Window) Advance(d time.Duration) {
	w.now = w.now.Add(d)
	w.Frame()
}

// Wakes reports whether the page has asked for another frame at a later time
// by itself, and clears the wish.
func (w *Window) Wakes() bool {
	_, ok := w.router.WakeupTime()
	return ok
}

func (w *Window) queue(events ...event.Event) {
	w.router.Queue(events...)
	w.Frame()
}

// settle shows the frame in which a changed state is seen by all.
func (w *Window) settle() { w.Frame() }

// Click presses and releases the primary button over the control with the
// given label.
func (w *Window) Click(label string) {
	w.t.Helper()
	w.press(w.control(label), pointer.Mouse, pointer.ButtonPrimary, 0)
}

// RightClick presses and releases the secondary button over the control.
func (w *Window) RightClick(label string) {
	w.t.Helper()
	w.press(w.control(label), pointer.Mouse, pointer.ButtonSecondary, 0)
}

// Tap touches the control with a finger for the given time.
func (w *Window) Tap(label string, held time.Duration) {
	w.t.Helper()
	w.press(w.control(label), pointer.Touch, 0, held)
}

// ClickAt clicks a place given in dp: for what has no label on purpose, such
// as the ground around a menu.
func (w *Window) ClickAt(x, y unit.Dp) {
	at := f32.Pt(float32(x)*w.size.Density, float32(y)*w.size.Density)
	w.press(at, pointer.Mouse, pointer.ButtonPrimary, 0)
}

// MiddleClickAt clicks a place given in dp with the middle button.
func (w *Window) MiddleClickAt(x, y unit.Dp) {
	at := f32.Pt(float32(x)*w.size.Density, float32(y)*w.size.Density)
	w.press(at, pointer.Mouse, pointer.ButtonTertiary, 0)
}

// PressIn presses the primary button after a wait in the middle of an area, whatever
// is there by then, and releases it when it was held for so long.
func (w *Window) PressIn(area image.Rectangle, wait, held time.Duration) {
	w.pressAfter(wait, middle(area), pointer.Mouse, pointer.ButtonPrimary, held)
}

func middle(area image.Rectangle) f32.Point {
	return f32.Pt(float32(area.Min.X+area.Max.X)/2, float32(area.Min.Y+area.Max.Y)/2)
}

func (w *Window) press(at f32.Point, source pointer.Source, b pointer.Buttons, held time.Duration) {
	// Presses far apart in time are not taken for double clicks.
	w.pressAfter(time.Second, at, source, b, held)
}

func (w *Window) pressAfter(wait time.Duration, at f32.Point, source pointer.Source, b pointer.Buttons, held time.Duration) {
	w.now = w.now.Add(wait)
	ev := pointer.Event{Source: source, Position: at, Time: w.now.Sub(epoch)}
	if source == pointer.Mouse {
		ev.Kind = pointer.Move
		w.queue(ev)
	}
	ev.Kind, ev.Buttons = pointer.Press, b
	w.queue(ev)
	if held > 0 {
		w.Advance(held)
	}
	ev.Kind, ev.Buttons, ev.Time = pointer.Release, 0, w.now.Sub(epoch)
	w.queue(ev)
	w.settle()
}

// Hover moves the mouse over the control.
func (w *Window) Hover(label string) {
	w.t.Helper()
	w.queue(pointer.Event{Kind: pointer.Move, Source: pointer.Mouse, Position: w.control(label)})
	w.settle()
}

// Scroll turns the wheel over the middle of the window by so many dp; a
// positive distance shows what is further down.
func (w *Window) Scroll(dy unit.Dp) {
	w.ScrollIn(image.Rectangle{Max: w.size.Pixels()}, dy)
}

// ScrollIn is Scroll over the middle of an area.
func (w *Window) ScrollIn(area image.Rectangle, dy unit.Dp) {
	w.queue(pointer.Event{
		Kind: pointer.Scroll, Source: pointer.Mouse, Position: middle(area),
		Scroll: f32.Pt(0, float32(dy)*w.size.Density),
	})
	w.settle()
}

// Type enters text where the focus is, as an input method does.
func (w *Window) Type(text string) {
	w.t.Helper()
	at := w.router.EditorState().Selection.Range
	if at.Start > at.End {
		at.Start, at.End = at.End, at.Start
	}
	n := len([]rune(text))
	w.queue(key.EditEvent{Range: at, Text: text},
		key.SelectionEvent{Start: at.Start + n, End: at.Start + n})
	w.settle()
}

// TypeKeys enters text key by key, all of it between two frames, as a real window
// passes it on; "\n" is Enter.
func (w *Window) TypeKeys(text string) {
	w.t.Helper()
	at := w.router.EditorState().Selection.Range
	if at.Start > at.End {
		at.Start, at.End = at.End, at.Start
	}
	for _, r := range text {
		if r == '\n' {
			w.router.Queue(key.Event{Name: key.NameReturn, State: key.Press}, key.Event{Name: key.NameReturn, State: key.Release})
			continue
		}
		name := key.Name(strings.ToUpper(string(r)))
		if r > '~' {
			name = "Character" // as the patched Gio has it
		}
		w.router.Queue(key.Event{Name: name, State: key.Press}, key.EditEvent{Range: at, Text: string(r)})
		at.Start++
		at.End = at.Start
		w.router.Queue(key.SelectionEvent(at), key.Event{Name: name, State: key.Release})
	}
	w.Frame()
	w.settle()
}

// Press presses and releases a key. Tab moves the focus as a real window does
// when nothing on the page takes it.
func (w *Window) Press(name key.Name, mods key.Modifiers) {
	ev := key.Event{Name: name, Modifiers: mods, State: key.Press}
	if name == key.NameTab {
		dir := key.FocusForward
		if mods.Contain(key.ModShift) {
			dir = key.FocusBackward
		}
		w.router.MoveFocus(dir)
		w.Frame()
		w.settle()
		return
	}
	w.queue(ev)
	ev.State = key.Release
	w.queue(ev)
	w.settle()
}

// Paste answers a page's wish for the clipboard with text.
func (w *Window) Paste(text string) {
	w.t.Helper()
	if !w.router.ClipboardRequested() {
		w.t.Fatal("nothing asked for the clipboard")
	}
	w.queue(transfer.DataEvent{
		Type: "application/text",
		Open: func() io.ReadCloser { return io.NopCloser(strings.NewReader(text)) },
	})
	w.settle()
}

// Clipboard returns what the page last wrote to the clipboard, once.
func (w *Window) Clipboard() string {
	_, text, _ := w.router.WriteClipboard()
	return string(text)
}

// Editing reports whether the focus is in an editor.
func (w *Window) Editing() bool {
	// Only an editor has a caret, and a caret has a height.
	return w.router.EditorState().Selection.Caret != (key.Caret{})
}

// Node is what a screen reader is told about one control.
type Node struct {
	Label, Description string
	Class              semantic.ClassOp
	Selected, Disabled bool
	Bounds             image.Rectangle
}
