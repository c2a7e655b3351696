package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// pickOrder has the system's dialog ask for files, or for a folder.
type pickOrder struct {
	to     model.AttachTo
	title  string
	folder bool
}

// picked is what the person chose, or that there is no dialog to choose by.
type picked struct {
	to    model.AttachTo
	files []model.LocalFile
	err   error
}

// end has what was chosen wait in its talk.
func (p picked) end(m *model.Model) {
	if p.err != nil {
		m.PickFailed(p.to)
	} else if len(p.files) > 0 {
		m.Attach(p.to, p.files...)
	}
}

// lookAt finds out what there is at paths. What a link points to is not offered: it must be
// named itself.
func lookAt(paths []string) []model.LocalFile {
	files := make([]model.LocalFile, len(paths))
	for i, path := range paths {
		files[i].Path = filepath.Clean(path)
		info, err := os.Lstat(path)
		switch {
		case err != nil, !info.Mode().IsRegular() && !info.IsDir():
			files[i].Unread = true
		case info.IsDir():
			files[i].Folder = true
		default:
			files[i].Bytes = info.Size()
		}
	}
	return files
}

// fileAttacher has files wait in a talk, once it is known what they are: it does not wait
// for the disk.
func fileAttacher(done func(picked)) func(model.AttachTo, ...string) {
	return func(to model.AttachTo, paths ...string) {
		go func() { done(picked{to: to, files: lookAt(paths)}) }()
	}
}

// filePicker asks for files in goroutines of their own, until ctx is done, and hands what was
// chosen to done. A dialog may never answer: the next question gives up the one before.
func filePicker(ctx context.Context, choose func(ctx context.Context, title string, folder bool) ([]string, error), done func(picked)) func(pickOrder) {
	giveUp := func() {}
	return func(o pickOrder) {
		giveUp()
		var asking context.Context
		asking, giveUp = context.WithCancel(ctx)
		go func() {
			paths, err := choose(asking, o.title, o.folder)
			files := lookAt(paths)
			if asking.Err() == nil {
				done(picked{o.to, files, err})
			}
		}()
	}
}

// attachHere has files of this machine wait in the open talk.
func (s *screen) attachHere(paths []string) {
	if to, ok := s.model.AttachHere(); ok && s.attachPaths != nil && len(paths) > 0 {
		s.attachPaths(to, paths...)
	}
}

// attachDialog offers files in a talk: by the system's dialog, or by a path that is typed.
type attachDialog struct {
	to     model.AttachTo
	dialog widget.Dialog
	rate   rateDialog
}

// The ways in the menu.
const (
	attachFiles = iota
	attachFolder
	attachByPath
)

// ask asks how the files for the open talk are to be chosen, where there is a choice.
func (d *attachDialog) ask(s *screen) {
	to, ok := s.model.AttachHere()
	if !ok {
		return
	}
	if s.pickFiles != nil {
		s.pickFiles(to)
		return
	}
	if to.Raw() {
		d.rate.ask(s, to)
		return
	}
	w := s.words()
	if s.pick == nil {
		d.open(to)
		return
	}
	items := []widget.MenuItem{
		{ID: attachFiles, Text: w.AttachFile, Icon: widget.IconFile},
		{ID: attachFolder, Text: w.AttachFolder, Icon: widget.IconFolder},
		{ID: attachByPath, Text: w.AttachByPath, Icon: widget.IconEdit},
	}
	s.menu.open(s, items, func(_ layout.Context, chosen int) {
		if chosen == attachByPath {
			d.open(to)
			return
		}
		s.pick(pickOrder{to: to, title: w.AttachTitle, folder: chosen == attachFolder})
	})
}

// choose asks for a file for a plain peer.
func (d *attachDialog) choose(s *screen, to model.AttachTo) {
	if s.pick == nil {
		d.open(to)
		return
	}
	s.pick(pickOrder{to: to, title: s.words().SendRawFile})
}

// open asks for a path.
func (d *attachDialog) open(to model.AttachTo) {
	d.to = to
	d.dialog.Field.SelectAll()
	d.dialog.Open()
}

func (d *attachDialog) update(gtx layout.Context, s *screen) {
	d.rate.update(gtx, s)
	if to, ok := s.model.AttachByPath(); ok {
		d.open(to)
	}
	for {
		ev, ok := d.dialog.Update(gtx)
		if !ok {
			return
		}
		if path := d.dialog.Field.Text(); ev == widget.DialogConfirmed && strings.TrimSpace(path) != "" {
			d.dialog.Close()
			d.dialog.Field.SetText("")
			s.attachPaths(d.to, typedPath(path))
		}
	}
}

func (d *attachDialog) layout(gtx layout.Context, s *screen) {
	d.rate.layout(gtx, s)
	if !d.dialog.Opened() {
		return
	}
	w := s.words()
	style := widget.Ask(s.th, &d.dialog, w.AttachTitle, w.AttachText, w.OfferFile, w.Cancel)
	style.FieldLabel = w.AttachPath
	if d.to.Raw() {
		style = widget.Ask(s.th, &d.dialog, w.SendRawFile, w.SendRawText, w.SendRaw, w.Cancel)
		style.FieldLabel = w.RawFile
	}
	style.Layout(gtx)
}
