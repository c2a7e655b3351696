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
	d.Field.SelectAll()
	d.Open()
}

// confirmDialog asks before something is done that cannot be undone.
type confirmDialog struct {
	widget.Dialog
	title, text, yes string
	do               func()
}

// ask opens the dialog; do is what yes does.
func (d *confirmDialog) ask(title, text, yes string, do func()) {
	d.title, d.text, d.yes, d.do = title, text, yes, do
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
	s.client.scan.updateFile(gtx, s)
	for {
		ev, ok := s.confirm.Update(gtx)
		if !ok {
			break
		}
		if ev == widget.DialogConfirmed {
			s.confirm.Close()
			s.confirm.do()
		}
	}
}

// asking says that a dialog lies over the page.
func (s *screen) asking() bool {
	return s.rename.Opened() || s.confirm.Opened() || s.client.scan.file.Opened()
}

func (s *screen) layoutDialogs(gtx layout.Context) {
	w := s.words()
	if s.rename.Opened() {
		d := widget.Ask(s.th, &s.rename.Dialog, w.Rename, "", w.OK, w.Cancel)
		d.FieldLabel = w.RenameHint
		d.Layout(gtx)
	}
	s.client.scan.layoutFile(gtx, s)
	if s.confirm.Opened() {
		c := &s.confirm
		d := widget.Ask(s.th, &c.Dialog, c.title, c.text, c.yes, w.Cancel)
		d.Danger = true
		d.Layout(gtx)
	}
}

// askForgetKey asks before the key of a server is forgotten.
func (s *screen) askForgetKey(addr string) {
	w := s.words()
	s.confirm.ask(w.KeyChangedTitle, w.RemoveKeyAsk(addr), w.RemoveKeyConfirm, func() { s.model.ForgetServer(addr) })
}
