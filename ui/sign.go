package ui

import (
	"gioui.org/app"

	"confab/transport"
	"confab/ui/internal/attention"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// This file is what a window shows of itself while nobody looks at it: in its
// title how much is news, and the wish to be looked at.

// title names the window for the system: whose it is, and the program, behind how
// much is news. On a phone, which shows no title, that is left out.
func title(name string, news int, spoken *words.Words) string {
	title := spoken.AppName
	if name := visible.Line(transport.CleanName(name), 60); name != "" {
		title = name + " – " + title
	}
	if news > 0 && !phone {
		title = spoken.TitleUnread(news, title)
	}
	return title
}

// titleParts is what a title was made of.
type titleParts struct {
	name  string
	news  int
	words *words.Words
}

// sign follows what is news, and gives the window its title. It is called for
// every event: a window that is not to be seen gets no frames.
func (l *loop) sign() {
	if !phone {
		// A start that does not bring the focus is news as well.
		l.attention.follow(l.handle, l.model.News()+l.called, l.config.Focused)
	}
	// On Wayland nothing but the title tells of such a start.
	if now := (titleParts{l.model.Prefs().Name, l.model.News() + l.callsUnseen, l.model.Words()}); now != l.titledFor {
		l.titledFor, l.title = now, title(now.name, now.news, now.words)
	}
	// Gio forgets a title that it is given while the window fills the screen.
	if l.title != l.given && l.config.Mode != app.Fullscreen {
		l.given = l.title
		retitle(l.window.Load(), l.handle, l.title, l.config.Mode)
	}
}

// attentive asks for a look at the window with whatever comes while it has not the
// focus, and takes that back when it has it or nothing is news any more: a window
// manager may not have heard of the focus yet, and ignore the first. It is owned by
// the loop's goroutine; asking may wait for the display, and has one of its own.
type attentive struct {
	news  int // when follow was called last
	asked bool
	// asks has what is wanted last; both are nil until something is.
	asks chan ask
	done chan struct{}
	// request is attention.Ask; tests have another.
	request func(attention.Window, bool) error
}

// ask is what is wanted of a window.
type ask struct {
	window attention.Window
	want   bool
	// startup is the id of a start that is to bring the window to the front.
	startup string
}

// follow takes how much is news, and whether the window has the focus.
func (a *attentive) follow(w attention.Window, news int, focused bool) {
	more := news > a.news
	want := !focused && news > 0 && (a.asked || more)
	a.news = news
	if want == a.asked && !(want && more) {
		return
	}
	a.asked = want
	a.pass(ask{window: w, want: want})
}

// raise brings the window to the front for a start of the program.
func (a *attentive) raise(w attention.Window, startup string) {
	if startup != "" {
		a.pass(ask{window: w, want: a.asked, startup: startup})
	}
}

// pass hands on what is wanted, in the place of what was wanted before.
func (a *attentive) pass(wanted ask) {
	if a.asks == nil {
		a.asks, a.done = make(chan ask, 1), make(chan struct{})
		if a.request == nil {
			a.request = attention.Ask
		}
		go a.askLoop()
	}
	select {
	case old := <-a.asks: // nobody needs to hear of it any more, but for a start
		if wanted.startup == "" {
			wanted.startup = old.startup
		}
	default:
	}
	a.asks <- wanted
}

// askLoop passes on what is wanted. A display that refuses has no such sign, and the
// title tells it all the same.
func (a *attentive) askLoop() {
	defer close(a.done)
	for wanted := range a.asks {
		_ = attention.Raise(wanted.window, wanted.startup)
		_ = a.request(wanted.window, wanted.want)
	}
}

// close waits until all is passed on.
func (a *attentive) close() {
	if a.asks != nil {
		close(a.asks)
		<-a.done
	}
}
