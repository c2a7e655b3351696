package model

import (
	"path/filepath"
	"slices"

	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// TakeSharedFiles keeps files that another app shares, beside those that wait already, until
// the person attaches them in a talk or has them discarded. Nothing is offered unasked.
func (m *Model) TakeSharedFiles(paths []string) {
	if len(paths) == 0 {
		return
	}
	m.sharedFiles = slices.Concat(m.sharedFiles, paths)
	if s := m.Active(); s.selected != nil {
		s.uncover()
		s.page = TalkPage
	} else {
		m.raise(sharedAlert, Info, func(w *words.Words) string { return w.SharedChoose })
	}
	m.settle()
}

// mostNamed is how many of the files that wait are named.
const mostNamed = 3

// SharedFiles says how many files wait, and which, and whether they can be attached in the
// open talk. It is not ok while none do.
func (m *Model) SharedFiles() (title, text string, here, ok bool) {
	if len(m.sharedFiles) == 0 {
		return "", "", false, false
	}
	if !m.CanAttach() {
		return m.w.SharedWaiting(len(m.sharedFiles)), m.w.SharedElsewhere, false, true
	}
	var list []string
	for _, path := range m.sharedFiles[:min(len(m.sharedFiles), mostNamed)] {
		list = append(list, visible.Line(filepath.Base(path), longestFileName))
	}
	return m.w.SharedCount(len(m.sharedFiles)), m.w.SharedNames(list, len(m.sharedFiles)-len(list)), true, true
}

// EndSharedFiles returns the files that wait, which do no more.
func (m *Model) EndSharedFiles() (paths []string) {
	paths, m.sharedFiles = m.sharedFiles, nil
	m.clearAlert(sharedAlert)
	m.settle()
	return paths
}

// Shares says that the file of the message can be handed to another app.
func (r *Row) Shares() bool { return r.File != nil && slices.Contains(r.File.Actions, ShareFile) }
