package ui

import (
	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// sharedFiles is the card above the composer about files that another app shares: they are
// attached in the talk that is open, where they wait for Send, or discarded.
type sharedFiles struct{ bar widget.QuestionBar }

func (f *sharedFiles) update(gtx layout.Context, s *screen) {
	for {
		answer, ok := f.bar.Update(gtx)
		if !ok {
			return
		}
		if answer == widget.QuestionNo {
			go dropCopies(s.model.EndSharedFiles())
		} else if to, ok := s.model.AttachHere(); ok {
			s.attachPaths(to, s.model.EndSharedFiles()...)
		}
	}
}

func (f *sharedFiles) layout(gtx layout.Context, s *screen) layout.Dimensions {
	title, text, here, ok := s.model.SharedFiles()
	if !ok || s.model.Active().Selected() == nil {
		return layout.Dimensions{}
	}
	w, yes := s.words(), ""
	if here {
		yes = w.SharedAttach
	}
	return widget.Question(s.th, &f.bar, widget.IconFile, title, text, yes, w.SharedDiscard).Layout(gtx)
}

// pickedFiles takes files that the person chose on the phone, for the talk that they were
// asked for. In a process that Android began anew meanwhile there is none.
func (h *handset) pickedFiles(m *model.Model, paths []string) {
	if h.picking == nil {
		m.TakeSharedFiles(paths)
		return
	}
	to := *h.picking
	h.picking = nil
	h.attach(to, paths...)
}

// pickFiles shows the phone's page on which files are chosen.
func (h *handset) pickFiles(to model.AttachTo) {
	if h.do(h.device.PickFiles) {
		h.picking = &to
	}
}
