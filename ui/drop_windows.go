package ui

import (
	"gioui.org/app"
	"gioui.org/io/event"

	"confab/ui/internal/copied"
	"confab/ui/internal/windata"
)

// acceptOthers has files be dropped on the window once it is there.
func (l *loop) acceptOthers(e event.Event) {
	view, ok := e.(app.Win32ViewEvent)
	if !ok || !view.Valid() {
		return
	}
	to, wake := l.clipboard.dropped(), l.mail.wake
	l.window.Load().Run(func() {
		// Without, files are attached by the other ways.
		_ = windata.AcceptDrops(view.HWND, copied.MostFiles, to.can.Load, func(over bool, files []string) {
			to.tell(over, files)
			wake()
		})
	})
}
