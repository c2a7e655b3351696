package ui

import (
	"gioui.org/layout"

	"confab/ui/widget"
)

// renameDialog asks for the name of a guest or a server.
type renameDialog struct {
	widget.Dialog
	title, help string
	do          func(name string)
}

// ask asks for another name than name, all of which is selected, so that what is typed
// takes its place. title says whose it is and help what it is for; do is given the new one.
func (d *renameDialog) ask(title, name, help string, do func(name string)) {
	d.title, d.help, d.do = title, help, do
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
			s.rename.Close()
			s.rename.do(s.rename.Field.Text())
		}
	}
	s.viewer.update(widget.EnabledIf(gtx, !s.asked()), s)
	s.pictureOffer.update(gtx, s)
	s.client.scan.updateFile(gtx, s)
	s.conversation.attach.update(gtx, s)
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

// asking says that a dialog, or a picture, lies over the page.
func (s *screen) asking() bool { return s.viewer.open || s.asked() }

// asked says that a dialog does.
func (s *screen) asked() bool {
	return s.pictureOffer.dialog.Opened() || s.rename.Opened() || s.confirm.Opened() || s.client.scan.file.Opened() || s.conversation.attach.dialog.Opened() || s.conversation.attach.rate.Opened()
}

func (s *screen) layoutDialogs(gtx layout.Context) {
	w := s.words()
	if s.rename.Opened() {
		d := widget.Ask(s.th, &s.rename.Dialog, s.rename.title, "", w.OK, w.Cancel)
		d.FieldLabel, d.FieldHelp = w.NewName, s.rename.help
		d.Layout(gtx)
	}
	s.client.scan.layoutFile(gtx, s)
	s.conversation.attach.layout(gtx, s)
	s.pictureOffer.layout(gtx, s)
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
