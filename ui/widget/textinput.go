package widget

import (
	"image"
	"io"
	"strings"

	"gioui.org/io/clipboard"
	"gioui.org/io/event"
	"gioui.org/io/key"
	"gioui.org/io/pointer"
	"gioui.org/layout"
	"gioui.org/op"
	giowidget "gioui.org/widget"
)

// Names of keys that Gio has none for. The patched one gives them, see
// ui/internal/giopatch.
const (
	KeyInsert key.Name = "Insert"
	KeyMenu   key.Name = "Menu"
)

// TextInput is the part of a Field and of a Composer that takes text: an editor, with the keys of the clipboard, the middle button and a menu. The zero
// value is empty.
//
// Gio's editor reads the clipboard itself, under one tag for all reads. Here each
// read is one of Inputs, so that its answer goes nowhere else.
type TextInput struct {
	Editor giowidget.Editor

	context contextClick
	middle  struct{ pressed bool } // the tag of the middle button
	// origin is where in the box the text was laid out, and line how high a line is.
	origin image.Point
	line   int
	// shared is the theme's, since the first Layout.
	shared *Inputs
	// beside is the selection outside of the input that its keys copy; nil: none.
	beside Selection
	// place counts the uses of the input, such as talks: the answer to a paste that
	// was requested in an earlier use is dropped. laid is the last frame of shared that showed it.
	place, laid uint64
	// pasted has the texts that have arrived and are not inserted yet.
	pasted []string
	// takesFiles has a paste look for files first, and files are those that have come.
	takesFiles bool
	files      []string
	// cutting reports that the selection is to be removed, since the frame cutAt.
	cutting bool
	cutAt   uint64
	// from and to are the selection that the menu is about: lifting the finger
	// that asked for it would end it.
	from, to int
}

// Selection is text selected outside of an input that has the keyboard all the
// same: its keys copy it while nothing is selected in the input itself.
type Selection interface {
	// SelectedText returns what is selected, or nothing.
	SelectedText() string
	// ClearSelection is called when something is selected in the input.
	ClearSelection()
}

// inputRunes is how much a paste into a field of one line may add. Every key lays
// all of it out again.
const inputRunes = 1 << 10

// Update reads input and returns the next event of the editor, until ok is false.
func (in *TextInput) Update(gtx layout.Context) (ev giowidget.EditorEvent, ok bool) {
	if in.shared != nil {
		in.pointer(gtx)
		in.keys(gtx)
		in.put(gtx)
		// In the frame of the menu the page has had its events already.
		if in.cutting && in.cutAt != in.shared.frame {
			in.cutting = false
			in.Editor.Delete(1)
		}
		in.Editor.PaintSelectionWhenUnfocused = in.shared.menu == in
	}
	ev, ok = in.Editor.Update(gtx)
	if _, selected := ev.(giowidget.SelectEvent); selected && in.Selected() {
		if in.beside != nil {
			in.beside.ClearSelection()
		}
		if in.shared != nil {
			in.shared.selected(in.Editor.SelectedText())
		}
	}
	return ev, ok
}

// put inserts pasted text. The editor reports the change.
func (in *TextInput) put(gtx layout.Context) {
	if len(in.pasted) == 0 {
		return
	}
	texts := in.pasted
	in.pasted = nil
	if !gtx.Enabled() {
		return
	}
	for _, s := range texts {
		if in.Editor.SingleLine {
			cut, all := firstRunes(s, inputRunes)
			if !all {
				in.shared.troubles = append(in.shared.troubles, PasteCut)
			}
			s = cut
		}
		in.Editor.Insert(s)
	}
}

// firstRunes returns the first n characters of s, and whether they are all.
func firstRunes(s string, n int) (first string, all bool) {
	for i := range s {
		if n == 0 {
			return s[:i], false
		}
		n--
	}
	return s, true
}

// keys takes the keys of the clipboard before the editor, which would take some
// for itself.
func (in *TextInput) keys(gtx layout.Context) {
	e := &in.Editor
	for {
		ev, ok := gtx.Event(
			key.Filter{Focus: e, Name: "V", Required: key.ModShortcut},
			key.Filter{Focus: e, Name: "C", Required: key.ModShortcut},
			key.Filter{Focus: e, Name: KeyInsert, Required: key.ModShift},
			key.Filter{Focus: e, Name: KeyInsert, Required: key.ModShortcut},
			key.Filter{Focus: e, Name: key.NameDeleteForward, Required: key.ModShift},
			key.Filter{Focus: e, Name: key.NameF10, Required: key.ModShift},
			key.Filter{Focus: e, Name: KeyMenu},
		)
		if !ok {
			return
		}
		k, ok := ev.(key.Event)
		if !ok || k.State != key.Press {
			continue
		}
		switch {
		case k.Name == key.NameF10, k.Name == KeyMenu:
			in.wantMenu(true)
		case k.Name == key.NameDeleteForward:
			if in.Selected() {
				in.Copy(gtx)
				in.Editor.Delete(1)
			}
		case k.Name == "C", k.Name == KeyInsert && k.Modifiers == key.ModShortcut:
			in.Copy(gtx)
		default:
			in.Paste(gtx)
		}
	}
}

// pointer takes the secondary and the middle button, and a long press.
func (in *TextInput) pointer(gtx layout.Context) {
	if in.context.update(gtx) {
		in.wantMenu(false)
	}
	for {
		ev, ok := gtx.Event(pointer.Filter{Target: &in.middle, Kinds: pointer.Press})
		if !ok {
			return
		}
		e, ok := ev.(pointer.Event)
		if !ok || e.Source != pointer.Mouse || !e.Buttons.Contain(pointer.ButtonTertiary) || in.shared.Clipboard == nil {
			continue
		}
		in.caretTo(e.Position.Round())
		in.Focus(gtx)
		in.shared.request(gtx, in, true)
	}
}

// caretTo puts the caret where it is nearest to a point of the box.
func (in *TextInput) caretTo(at image.Point) {
	e, at := &in.Editor, at.Sub(in.origin)
	coords := func(i int) (x, y int) {
		e.SetCaret(i, i)
		c := e.CaretCoords().Round()
		return c.X, c.Y
	}
	// Lines follow each other downwards; the point is on the first one whose
	// baseline is not above it by more than what hangs below a line.
	below := in.line / 4
	from, to := 0, e.Len()
	for from < to {
		mid := (from + to) / 2
		if _, y := coords(mid); y+below < at.Y {
			from = mid + 1
		} else {
			to = mid
		}
	}
	// Below the last line it is the last.
	_, line := coords(from)
	for from == e.Len() && from > 0 {
		if _, y := coords(from - 1); y != line {
			break
		}
		from--
	}
	best, off := from, -1
	for i := from; i <= e.Len(); i++ {
		x, y := coords(i)
		if y != line {
			break
		}
		if d := max(x-at.X, at.X-x); off < 0 || d < off {
			best, off = i, d
		}
	}
	e.SetCaret(best, best)
}

func (in *TextInput) wantMenu(byKey bool) {
	in.from, in.to = in.Editor.Selection()
	in.shared.menu, in.shared.menuWanted, in.shared.menuByKey = in, true, byKey
}

// restore selects again what was selected when the menu was asked for.
func (in *TextInput) restore() { in.Editor.SetCaret(in.from, in.to) }

// Focus gives the keyboard to the input.
func (in *TextInput) Focus(gtx layout.Context) { gtx.Execute(key.FocusCmd{Tag: &in.Editor}) }

// Selected reports whether something is selected, which Copy and Cut are about.
func (in *TextInput) Selected() bool { return in.Editor.SelectionLen() > 0 }

// Copy puts what is selected on the clipboard, here or beside.
func (in *TextInput) Copy(gtx layout.Context) {
	text := in.Editor.SelectedText()
	if text == "" && in.beside != nil {
		text = in.beside.SelectedText()
	}
	if text != "" {
		copyText(gtx, text)
	}
}

// Cut copies what is selected and takes it out, in the next frame.
func (in *TextInput) Cut(gtx layout.Context) {
	if in.Selected() && in.shared != nil {
		in.Copy(gtx)
		in.cutting, in.cutAt = true, in.shared.frame
		gtx.Execute(op.InvalidateCmd{})
	}
}

// Paste puts what is on the clipboard in the place of what is selected, when it
// has come.
func (in *TextInput) Paste(gtx layout.Context) {
	if in.shared != nil {
		in.shared.request(gtx, in, false)
	}
}

// SelectAll selects the whole text.
func (in *TextInput) SelectAll() {
	in.from, in.to = 0, in.Editor.Len()
	in.restore()
	in.shared.selected(in.Editor.Text())
}

// moveOn is called when the input is used for something else: pastes requested
// before are dropped.
func (in *TextInput) moveOn() {
	in.place++
	in.pasted, in.files, in.cutting = nil, nil, false
}

// add declares what the buttons do in the current clip area, the whole box.
func (in *TextInput) add(gtx layout.Context, th *Theme) {
	in.line = gtx.Sp(TextBody * lineHeight)
	if in.shared = th.Inputs; in.shared == nil {
		return
	}
	in.laid = in.shared.frame
	in.shared.shown = append(in.shared.shown, in)
	in.context.add(gtx)
	event.Op(gtx.Ops, &in.middle)
}

// copyText puts text on the clipboard.
func copyText(gtx layout.Context, text string) {
	gtx.Execute(clipboard.WriteCmd{Type: "application/text", Data: io.NopCloser(strings.NewReader(text))})
}
