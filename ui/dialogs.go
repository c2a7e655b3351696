package ui

import (
	"gioui.org/layout"

	"confab/transport"
	"confab/ui/widget"
)

// renameDialog asks for the name of a guest.
type renameDialog struct {
	widget.Dialog
	id transport.PeerID
}

// openFor asks for another name than name, all of which is selected, so that
// what is typed takes its place.
func (d *renameDialog) openFor(id transport.PeerID, name string) {
	d.id = id
	d.Field.SetText(name)
	d.Field.Editor.SetCaret(d.Field.Editor.Len(), 0)
	d.Open()
}

func (s *screen) updateDialogs(gtx layout.Context) {
	for {
		ev, ok := s.rename.Update(gtx)
		if !ok {
			break
		}
		if ev == widget.DialogConfirmed {
			s.model.Rename(s.rename.id, s.rename.Field.Text())
			s.rename.Close()
		}
	}
	for {
		ev, ok := s.stop.Update(gtx)
		if !ok {
			break
		}
		if ev == widget.DialogConfirmed {
			s.stop.Close()
			s.model.StopServer()
		}
	}
}

func (s *screen) layoutDialogs(gtx layout.Context) {
	w := s.words()
	if s.rename.Opened() {
		d := widget.Ask(s.th, &s.rename.Dialog, w.Rename, "", w.OK, w.Cancel)
		d.FieldLabel = w.RenameHint
		d.Layout(gtx)
	}
	if s.stop.Opened() {
		d := widget.Ask(s.th, &s.stop, w.Stop, w.StopAsk, w.Stop, w.Cancel)
		d.Danger = true
		d.Layout(gtx)
	}
}
