package ui

import (
	"sync"
	"sync/atomic"

	"gioui.org/layout"

	"confab/ui/widget"
)

// drops are the files that are dragged over the window and dropped there, as the window's
// system tells of them on goroutines of its own. The zero value is ready.
type drops struct {
	// can says that files can be dropped in what is shown. The window's goroutine sets it
	// after each frame.
	can atomic.Bool

	mu    sync.Mutex
	over  bool     // guarded by mu
	paths []string // dropped, and not taken yet; guarded by mu
	after []func() // for the window's goroutine to call; guarded by mu
}

// tell takes whether files are held over the window, and what was dropped.
func (d *drops) tell(over bool, paths []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over = over
	d.paths = append(d.paths, paths...)
}

// then has the window's goroutine call do.
func (d *drops) then(do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.after = append(d.after, do)
}

// settle calls what then was given. Only the window's goroutine calls it.
func (d *drops) settle() {
	d.mu.Lock()
	after := d.after
	d.after = nil
	d.mu.Unlock()
	for _, do := range after {
		do()
	}
}

// follow shows what is held over the window, and has what was dropped wait in the open talk.
// Only the window's goroutine calls it, before a frame.
func (d *drops) follow(s *screen) {
	d.mu.Lock()
	paths := d.paths
	s.dropping, d.paths = d.over, nil
	d.mu.Unlock()
	s.attachHere(paths)
}

// droppable reports whether files can be dropped: into a talk with members that is shown.
func (s *screen) droppable() bool {
	if !s.attachable || s.settings.open || s.asking() || s.sidePage() != nil || s.narrow && s.listed() {
		return false
	}
	return s.model.CanAttach()
}

// layoutDrop shows over a talk that files can be dropped there.
func (s *screen) layoutDrop(gtx layout.Context) {
	if p := s.model.Active().Selected(); s.dropping && p != nil && s.droppable() {
		t := s.words().Transfers()
		widget.DropTarget(s.th, t.Drop, t.DropIn(p.Title)).Layout(gtx)
	}
}
