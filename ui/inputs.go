package ui

import (
	"gioui.org/layout"

	"confab/ui/internal/words"
	"confab/ui/widget"
)

// takeTyping gives the keyboard to the composer when something is typed while no
// text field has it: after a click on a button or a touch of a message, say.
func (s *screen) takeTyping(gtx layout.Context) {
	c := &s.conversation
	if !c.writable || s.floating() || phone {
		return
	}
	if widget.Typing(gtx) && !s.inputs.Writing(gtx) {
		c.composer.TakeTyping(gtx)
	}
}

// followInputs shows why a paste was not done, and opens the menu of a text field.
func (s *screen) followInputs(gtx layout.Context) {
	for {
		t, ok := s.inputs.Trouble()
		if !ok {
			break
		}
		s.toast.say(gtx, pasteTrouble(s.words(), t))
	}
	if in, byKey, ok := s.inputs.Menu(); ok {
		s.inputMenu(in)
		if byKey { // where the last press was says nothing then
			s.menu.state.Open(gtx.Constraints.Max.Div(2))
		}
	}
	if s.menu.Opened() {
		// The menu takes the keyboard in the first frame that shows it, so it must ask
		// before.
		s.menu.update(gtx)
	}
}

func pasteTrouble(w *words.Words, t widget.PasteTrouble) string {
	switch t {
	case widget.PasteSilent:
		return w.PasteSilent
	case widget.PasteCut:
		return w.PasteCut
	}
	return w.PasteEmpty
}

// inputMenu opens the menu of a text field.
func (s *screen) inputMenu(in *widget.TextInput) {
	w, selected := s.words(), in.Selected()
	items := []widget.MenuItem{
		{ID: itemCut, Text: w.Cut, Icon: widget.IconCut, Disabled: !selected},
		{ID: itemCopy, Text: w.Copy, Icon: widget.IconCopy, Disabled: !selected},
		{ID: itemPaste, Text: w.Paste, Icon: widget.IconPaste},
		{ID: itemSelectAll, Text: w.SelectAll, Icon: widget.IconSelectAll, Disabled: in.Editor.Len() == 0},
	}
	s.menu.open(s, items, func(gtx layout.Context, chosen int) {
		switch chosen {
		case itemCut:
			in.Cut(gtx)
		case itemCopy:
			in.Copy(gtx)
		case itemPaste:
			in.Paste(gtx)
		case itemSelectAll:
			in.SelectAll()
		}
	})
	s.menu.closed = s.inputs.CloseMenu
}
