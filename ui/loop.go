package ui

import (
	"context"
	"image"
	"image/color"
	"math"
	"sync/atomic"

	"gioui.org/app"
	"gioui.org/io/event"
	"gioui.org/io/key"
	"gioui.org/io/system"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"

	"confab/ui/internal/attention"
	"confab/ui/internal/desktop"
	"confab/ui/internal/fonts"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// loop owns the window: its goroutine is the only one that touches window,
// model and screen, but for Invalidate.
type loop struct {
	ctx        context.Context
	window     *atomic.Pointer[app.Window]
	model      *model.Model
	mail       *mail
	phone      *handset
	appearance <-chan desktop.Appearance
	// focused tells that the window got the focus; full means told already.
	focused chan<- struct{}
	screen  *screen
	// export is what the screen's is.
	export func(exportOrder)
	// openLink is what the screen's is.
	openLink func(address string)
	// pick is what the screen's is.
	pick func(pickOrder)
	// attachPaths is what the screen's is.
	attachPaths func(model.AttachTo, ...string)
	// pickFiles is what the screen's is.
	pickFiles func(model.AttachTo)
	// pasted are the files of the clipboard; nil where nothing can be attached.
	pasted *pasteFiles
	// pictures is what the screen's is.
	pictures *pictures
	// showFile is what the screen's is.
	showFile func(path string)
	// openFile is what the screen's is.
	openFile func(path string)
	// shareFile is what the screen's is.
	shareFile func(path string)
	// scan and scanCode are what the screen's are.
	scan      func(scanOrder)
	scanCode  func()
	clipboard clipboardOpener
	// nearby searches for servers; nil where nothing does.
	nearby *nearbySearch
	fonts  *fonts.Lazy
	// collect has garbage collected from now on.
	collect func()
	// first is an event that came before the loop; nil is none.
	first event.Event
	// version is shown in the settings.
	version string
	// systemDark is what the system prefers, as far as it said.
	systemDark bool
	// display is the system that shows the window, and config its state there.
	display displaySystem
	config  app.Config
	// frames counts what was laid out. shown says that the window lived on after
	// one: where nothing can be drawn, Gio asks for the window's end with the
	// first. Both are of this window or one before.
	frames int
	shown  bool
	// askedToClose says that the window was asked to close because ctx is done.
	// On Wayland Gio never gets there if it is asked again meanwhile.
	askedToClose bool
	// undrawn is why nothing could be drawn on Wayland, avoidsWayland that the
	// next window is to be on X11.
	undrawn       error
	avoidsWayland bool
	// closing says that Gio is about to close the window, whoever asked for it.
	closing bool
	// title is what the window's should be, made of titledFor, and given what it is.
	title, given string
	titledFor    titleParts
	// handle is the system's name of the window, where there is one.
	handle    attention.Window
	attention attentive
	// starts brings what other starts of the program hand over; called counts them, and
	// callsUnseen those since the window had the focus.
	starts              *starts
	called, callsUnseen int
	// bars is the colour that the system's bars have, on phones.
	bars color.NRGBA
}

func newLoop(ctx context.Context, w *atomic.Pointer[app.Window], m *model.Model, b *mail, h *handset, a <-chan desktop.Appearance, f chan<- struct{}, sh *fonts.Lazy, version string) *loop {
	l := &loop{starts: new(starts), ctx: ctx, window: w, model: m, mail: b, phone: h, appearance: a, focused: f, fonts: sh, version: version}
	l.given = title(m.Prefs().Name, 0, m.Words()) // see configure
	return l
}

// The least size of what is in the window. At 200 % that fits a screen of 1366 ×
// 768 pixels with the panels of the desktop and a title bar.
const (
	minWidth  unit.Dp = 320
	minHeight unit.Dp = 300
)

// configure tells a new window how it should be.
func configure(w *app.Window, p prefs.Prefs, spoken *words.Words) {
	w.Option(
		app.Title(title(p.Name, 0, spoken)),
		app.Size(unit.Dp(p.Width), unit.Dp(p.Height)),
		app.MinSize(minWidth, minHeight),
	)
}

// resize makes the window as large as it was, with as much for a title bar.
func (l *loop) resize(bar unit.Dp, more ...app.Option) {
	p := l.model.Prefs()
	l.window.Load().Option(append(more,
		app.Size(unit.Dp(p.Width), unit.Dp(p.Height)+bar),
		app.MinSize(minWidth, minHeight+bar))...)
}

// reopen makes the window anew once its view is gone: Gio 0.10.3 gives a view
// that comes back to a new Window only, and would wait for one for ever. The
// first Event of the new one waits until there is a view.
func (l *loop) reopen() {
	abandon(l.window.Swap(new(app.Window)))
	configure(l.window.Load(), l.model.Prefs(), l.model.Words())
	l.bars, l.given = color.NRGBA{}, ""
	l.askedToClose = false
}

// abandon leaves a window whose view is just being taken away. The main thread
// of Android waits until the event that says so was followed by another call of
// Event, and timers of the old window (a caret, a toast) still wake it: somebody
// takes its events, for as long as the process lives.
//
// A window without a view must not start to animate, which calls a method of
// the view and ends the process. Option starts it now, while the view is still
// there, and nothing ends it again.
func abandon(w *app.Window) {
	w.Option(app.Title(""))
	go func() {
		for {
			w.Event()
		}
	}()
}

// run handles events until the window is closed, and returns why if it did not
// close in order.
func (l *loop) run() error {
	var ops op.Ops
	for {
		event := l.next()
		if err, gone := l.end(event); gone {
			if l.turnToX11(err) {
				continue
			}
			return err
		}
		if on, ok := displayOf(event); ok {
			l.display = on
			if on == wayland {
				// Until the compositor says that it draws a title bar, it does not.
				l.resize(widget.TitleBarHeight, app.Decorated(false))
			}
		}
		if w, ok := handleOf(event); ok {
			l.handle = w
		}
		if there, told := viewState(event); told {
			l.phone.view.Store(there)
			if !there {
				l.phone.seen.Store(false)
				l.lookAround()
				l.reopen()
				continue
			}
		}
		l.mail.deliver(l.model)
		l.followStarts()
		own := l.clipboard.follow(event, l.mail.wake)
		l.acceptOthers(event)
		l.clipboard.dropped().settle()
		if l.phone.deliver(l.model) {
			l.model.SetSystemLanguage(language(l.phone.device, desktop.Language()))
			l.askLooks()
		}
		l.phone.follow(l.model)
		l.lookAround()
		l.followSystem()
		if l.ctx.Err() != nil && !l.askedToClose {
			l.askedToClose = true
			l.window.Load().Perform(system.ActionClose)
		}
		switch e := event.(type) {
		case *app.ClosingEvent:
			l.closing = true
			continue
		case app.ConfigEvent:
			came := e.Config.Focused && !l.config.Focused
			l.config = e.Config
			l.focus(e.Config.Focused)
			l.phone.seen.Store(e.Config.Focused && l.phone.view.Load())
			if came {
				l.askLooks()
			}
		case app.FrameEvent:
			l.model.Tick()
			l.makeScreen()
			l.followConfig(e)
			l.keepSize(e.Size, e.Metric)
			l.screen.inputs.Clipboard = own
			l.clipboard.dropped().follow(l.screen)
			goesBack := l.goesBack()
			gtx := l.layout(&ops, e)
			l.clipboard.dropped().can.Store(l.screen.droppable())
			if goesBack != l.goesBack() {
				// What a frame asked for holds until the next: without one, the
				// system's Back would still be taken, for nothing.
				gtx.Execute(op.InvalidateCmd{})
			}
			l.lookAround()
			l.colorBars()
			l.sign()
			e.Frame(gtx.Ops)
			l.collect()
			l.fonts.LoadSoon()
			l.shown = l.frames > 0
			l.frames++
			if wanted := l.screen.title.take(); wanted != 0 {
				l.window.Load().Perform(wanted)
			}
			continue
		}
		if !phone { // where an option needs a view to be drawn
			l.sign()
		}
		l.shown = l.frames > 0
	}
}

// focus takes whether the window has the focus.
func (l *loop) focus(has bool) {
	if has {
		l.callsUnseen = 0
	}
	l.model.Focus(has)
}

// lookAround has servers nearby searched for while their list is to be seen.
func (l *loop) lookAround() {
	l.model.Hide(!l.phone.view.Load() || l.config.Mode == app.Minimized)
	if l.nearby != nil {
		l.nearby.follow(l.model)
	}
	l.phone.receive(l.model)
}

// makeScreen fills screen in, for the first frame.
func (l *loop) makeScreen() {
	if l.screen == nil {
		l.screen = newScreen(l.model, l.fonts.Shaper(), l.version)
		l.screen.pictures = l.pictures
		l.screen.showFile, l.screen.pick, l.screen.attachable = l.showFile, l.pick, true
		l.screen.attachPaths, l.screen.openFile, l.screen.pickFiles = l.attachPaths, l.openFile, l.pickFiles
		l.screen.shareFile = l.shareFile
		if l.pasted != nil {
			l.screen.inputs.Files, l.screen.unattached = l.pasted, l.pasted.discard
		}
		l.screen.export, l.screen.openLink, l.screen.scan, l.screen.scanCode = l.export, l.openLink, l.scan, l.scanCode
	}
}

// layout draws a frame with the fonts that are there, or with all of them if it has
// text that needs them.
func (l *loop) layout(ops *op.Ops, e app.FrameEvent) layout.Context {
	l.screen.setShaper(l.fonts.Shaper())
	gtx := app.NewContext(ops, e)
	l.screen.layoutWindow(gtx, l.dark())
	if l.fonts.Lacking() {
		l.screen.setShaper(l.fonts.Whole())
		gtx = app.NewContext(ops, e)
		l.screen.layoutWindow(gtx, l.dark())
	}
	return gtx
}

// askLooks asks again whether the system prefers dark or light.
func (l *loop) askLooks() {
	select {
	case l.focused <- struct{}{}:
	default:
	}
}

// followSystem takes up what the system prefers now.
func (l *loop) followSystem() {
	select {
	case a := <-l.appearance:
		if a.Known {
			l.systemDark = a.Dark
			l.mail.wake()
		}
	default:
	}
}

func (l *loop) dark() bool {
	switch l.model.Prefs().Theme {
	case prefs.LightTheme:
		return false
	case prefs.DarkTheme:
		return true
	}
	return l.systemDark
}

// goesBack says whether the key Back is for the screen.
func (l *loop) goesBack() bool { return l.screen.backFilter(key.NameBack) != nil }

// keepSize remembers the window's size for the next start, unless it was made to
// fill the screen.
func (l *loop) keepSize(size image.Point, metric unit.Metric) {
	if phone || metric.PxPerDp <= 0 || l.config.Mode != app.Windowed {
		return
	}
	l.model.SetSize(inDp(metric, size.X), inDp(metric, size.Y)-int(l.screen.title.height()))
}

func inDp(metric unit.Metric, px int) int {
	return int(math.Round(float64(float32(px) / metric.PxPerDp)))
}

// followConfig shows the title bar if the window needs one. By the first frame
// it is known whether the compositor draws one; if it does, and did not choose
// the size of the window, what was added for ours is taken back.
func (l *loop) followConfig(e app.FrameEvent) {
	bar := &l.screen.title
	bar.shown = l.display == wayland && !l.config.Decorated && l.config.Mode != app.Fullscreen
	bar.text = l.title
	bar.follow(l.config)
	if l.frames == 0 && l.display == wayland && l.config.Decorated &&
		inDp(e.Metric, e.Size.Y) == l.model.Prefs().Height+int(widget.TitleBarHeight) {
		l.resize(0)
	}
}

// colorBars gives a phone's system bars the colour of the bars beside them.
func (l *loop) colorBars() {
	if c := l.screen.th.Surface; phone && c != l.bars {
		l.bars = c
		l.window.Load().Option(app.StatusColor(c), app.NavigationColor(c))
	}
}
