package model

import (
	"io"

	"confab/transport"
	"confab/ui/internal/words"
)

// Export writes a talk of a tab to a file that was made at path, and
// closes it. An alert tells how it went.
func (m *Model) Export(tab Tab, talk transport.TalkID, to io.WriteCloser, path string, format transport.ExportFormat) {
	s := m.side(tab)
	if s.export == nil {
		s.export = map[transport.TalkID]string{}
	}
	s.export[talk] = path
	s.net.Export(talk, to, format)
}

// ExportFailed tells that no file could be made for an export.
func (m *Model) ExportFailed(err error) {
	m.raise(exportAlert, Trouble, func(w *words.Words) string { return w.ExportFailed(err) })
	m.settle()
}

// exported takes how an export went.
func (m *Model) exported(s *Side, ev transport.Event) {
	path := s.export[ev.Talk()]
	delete(s.export, ev.Talk())
	switch {
	case ev.Err != nil:
		m.ExportFailed(ev.Err)
	case path != "":
		m.mention(exportAlert, func(w *words.Words) string { return w.Exported(path) })
	}
}
