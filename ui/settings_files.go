package ui

import (
	"strconv"

	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// acceptSizes are the choices of how large a file is saved by itself, in MiB.
var acceptSizes = []int{0, 25, 250, 2048}

// keepSizes are the choices of how much the host keeps of copies, in GiB.
var keepSizes = []int{0, 2, 10, 50}

func (p *settings) updateFiles(gtx layout.Context, m *model.Model) {
	for {
		ev, ok := p.folder.Update(gtx)
		if !ok {
			break
		}
		// SetText is heard of as a change too.
		if ev == widget.FieldChanged && (p.folderBad || p.folder.Text() != m.Downloads()) {
			p.folderBad = !m.SetDownloads(p.folder.Text())
		}
	}
	if p.accept.Update(gtx) {
		if mib, err := strconv.Atoi(p.accept.Value); err == nil {
			m.SetAccept(mib)
		}
	}
	if p.keep.Update(gtx) {
		if gib, err := strconv.Atoi(p.keep.Value); err == nil {
			m.SetKeep(gib)
		}
	}
}

// layoutFiles is where files are saved, and which of them by themselves.
func (p *settings) layoutFiles(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	if s.model.Downloads() == "" {
		return layout.Dimensions{}
	}
	p.accept.Value = strconv.Itoa(s.model.Prefs().AcceptMiB)
	field := widget.TextField(s.th, &p.folder, w.DownloadsFolder, s.model.Downloads())
	field.Help = w.DownloadsHint
	if p.folderBad {
		field.Error = w.DownloadsBad
	}
	rows := []layout.Widget{field.Layout, layout.Spacer{Height: widget.Space2}.Layout,
		widget.Section(s.th, w.AcceptFiles).Layout, widget.Muted(s.th, w.AcceptHint).Layout, layout.Spacer{Height: widget.Space1}.Layout}
	if phone {
		rows = rows[2:] // the folder is Confab's own
	}
	for _, mib := range acceptSizes {
		label := w.AcceptNone
		if mib > 0 {
			label = w.AcceptUpTo(int64(mib) << 20)
		}
		rows = append(rows, widget.RadioRow(s.th, &p.accept, strconv.Itoa(mib), label, "").Layout)
	}
	p.keep.Value = strconv.Itoa(s.model.Prefs().KeepGiB)
	rows = append(rows, layout.Spacer{Height: widget.Space2}.Layout, widget.Section(s.th, w.KeepCopies).Layout,
		widget.Muted(s.th, w.KeepHint).Layout, layout.Spacer{Height: widget.Space1}.Layout)
	for _, gib := range keepSizes {
		label := w.KeepNone
		if gib > 0 {
			label = w.KeepUpTo(int64(gib) << 30)
		}
		rows = append(rows, widget.RadioRow(s.th, &p.keep, strconv.Itoa(gib), label, "").Layout)
	}
	return card(gtx, s, w.Files, rows...)
}
