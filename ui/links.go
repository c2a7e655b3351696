package ui

import "gioui.org/layout"

// followLink opens the address of a web page that somebody said, because the
// person asks for it, or copies it where nothing can open it.
func (s *screen) followLink(gtx layout.Context, address string) {
	if s.openLink == nil {
		s.copyText(gtx, address)
		return
	}
	s.openLink(address)
}

// linkOpener opens addresses in goroutines of their own: starting a program reads
// the disk. What does not open is told to failed.
func linkOpener(open func(address string) error, failed func()) func(string) {
	return func(address string) {
		go func() {
			if err := open(address); err != nil {
				failed()
			}
		}()
	}
}
