package ui

import (
	"image"
	"io"
	"runtime"
	"strings"
	"time"

	"gioui.org/io/clipboard"
	"gioui.org/io/event"
	"gioui.org/io/key"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/text"

	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// phone says that the keyboard is a part of the screen and Enter belongs to it.
const phone = runtime.GOOS == "android" || runtime.GOOS == "ios"

// screen is all that is drawn in the window, and what only drawing needs.
type screen struct {
	model   *model.Model
	shaper  *text.Shaper
	th      *widget.Theme
	version string
	narrow  bool

	title        titleBar
	top          topBar
	server       serverPanel
	client       clientPanel
	conversation conversation
	settings     settings
	alerts       alerts
	// menu and dialog float over everything; whoever opened one handles its
	// answer.
	menu    menu
	rename  renameDialog
	confirm confirmDialog
	verify  verifyPage
	members membersPage
	// invitation and visitors are pages of the Server tab.
	invitation invitationPage
	visitors   visitorsPage
	// book is a page of the Client tab.
	book bookPage
	// networks is another.
	networks networksPage
	doctor   doctorPage
	// transfers is a page of either tab.
	transfers transfersPage
	// openPages are the pages that the last frame of each tab had.
	openPages [2]openPage
	// export makes a file for an export and starts it; it does not wait.
	export func(exportOrder)
	// attachable says that files can be offered, and pick asks for them by the system's own
	// dialog; it does not wait. nil where there is none.
	attachable bool
	pick       func(pickOrder)
	// attachPaths has files of this machine wait in a talk; it does not wait.
	attachPaths func(to model.AttachTo, paths ...string)
	// dropping says that files are held over the window.
	dropping bool
	// unattached takes note of a file that does not wait any more, and is not sent; it does
	// not wait. It may be nil.
	unattached func(path string)
	// pictures makes pictures ready to be drawn; nil draws none. failedPictures are for the
	// model, before the next frame.
	pictures       *pictures
	failedPictures []failedPicture
	viewer         pictureView
	pictureOffer   pictureOfferDialog
	// pickFiles has a phone ask for files to offer, on its own page; it does not wait. nil
	// elsewhere.
	pickFiles func(model.AttachTo)
	// showFile shows a file in its folder; it does not wait. nil where nothing can.
	showFile func(path string)
	// openFile opens a file with the system's program; it does not wait. nil where nothing
	// can.
	openFile func(path string)
	// shareFile has a phone hand a file to another app that the person chooses; it does not
	// wait. nil elsewhere.
	shareFile func(path string)
	// openLink opens the address of a web page; it does not wait. nil where
	// nothing can.
	openLink func(address string)
	// scan has a code looked for; it does not wait. nil where nothing can.
	scan func(scanOrder)
	// scanCode has the system look for one by itself, on a phone; it does not wait. nil
	// elsewhere.
	scanCode func()
	anchor   widget.Anchor
	toast    toast
	// inputs are the text fields of all pages.
	inputs widget.Inputs
	keys   int // the tag of the window's shortcuts
}

func newScreen(m *model.Model, shaper *text.Shaper, version string) *screen {
	s := &screen{model: m, shaper: shaper, version: version}
	s.conversation.init()
	s.server.list.Axis, s.client.list.Axis = layout.Vertical, layout.Vertical
	return s
}

// setShaper has the frames from now on use other fonts.
func (s *screen) setShaper(sh *text.Shaper) {
	if s.shaper != sh {
		s.shaper = sh
		if s.th != nil {
			s.th.SetShaper(sh)
		}
	}
}

func (s *screen) words() *words.Words { return s.model.Words() }

// locale is the language by which glyphs are chosen.
func (s *screen) locale() string {
	if s.words().Lang == words.Chinese {
		return "zh-Hans"
	}
	return "en"
}

// layout reads input and draws a frame.
func (s *screen) layout(gtx layout.Context, dark bool) layout.Dimensions {
	if s.th == nil || s.th.Dark != dark {
		s.th = widget.NewTheme(s.shaper, dark)
		s.th.Inputs = &s.inputs
	}
	if scale := s.model.Prefs().TextScale; scale > 0 {
		gtx.Metric.PxPerSp *= scale
	}
	// The language decides which of the forms that Chinese characters share
	// with Japanese is drawn.
	gtx.Locale.Language = s.locale()
	s.beginPictures()
	defer s.endPictures(gtx)
	wide := widget.IsWide(gtx)
	s.narrow = !wide
	s.model.SetNarrow(!wide)
	s.anchor.Update(gtx)
	s.inputs.Update(gtx)
	// A page under a dialog neither acts nor takes the keyboard.
	under := widget.EnabledIf(gtx, !s.asking())
	s.takeTyping(under)
	s.update(under)
	s.shortcuts(under)
	// After what may open them: a menu takes the keyboard in the frame that
	// shows it first, and by then must have asked for it.
	s.menu.update(gtx)
	s.updateDialogs(gtx)
	s.followInputs(gtx)
	// By now it is known which page is drawn.
	s.followPage(under)
	s.model.Cover(s.settings.open || s.sidePage() != nil)
	s.model.ShowNearby(s.model.Tab() == model.ClientTab && !s.settings.open && (wide || s.listed()))

	defer clip.Rect{Max: gtx.Constraints.Max}.Push(gtx.Ops).Pop()
	event.Op(gtx.Ops, &s.keys)
	s.anchor.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		under := widget.EnabledIf(gtx, !s.asking())
		return widget.Ground(under, s.th.Background, func(gtx layout.Context) layout.Dimensions {
			page := s.layoutNarrow
			if wide {
				page = s.layoutWide
			}
			d := s.layoutUnder(gtx, page)
			s.alerts.layout(gtx, s)
			return d
		})
	})
	if at := s.model.NextTick(); !at.IsZero() && !s.settings.open {
		gtx.Execute(op.InvalidateCmd{At: at})
	}
	s.viewer.layout(widget.EnabledIf(gtx, !s.asked()), s)
	s.toast.layout(gtx, s.th)
	s.layoutDialogs(gtx)
	s.menu.layout(gtx, s.th)
	return layout.Dimensions{Size: gtx.Constraints.Max}
}

// update turns the input of the whole page into intents.
func (s *screen) update(gtx layout.Context) {
	s.alerts.update(gtx, s)
	defer s.server.requests.begin()
	defer s.client.nearby.begin()
	if s.settings.open {
		s.settings.update(gtx, s)
	} else {
		// What was typed belongs to the talk shown, whichever a click opens next.
		if page := s.sidePage(); page != nil {
			page.update(gtx, s)
		} else {
			s.conversation.update(gtx, s)
		}
		s.updatePanel(gtx)
	}
	s.top.update(gtx, s)
}

func (s *screen) updatePanel(gtx layout.Context) {
	if s.model.Tab() == model.ServerTab {
		s.server.update(gtx, s)
	} else {
		s.client.update(gtx, s)
	}
}

// layoutWide is two panes under a bar.
func (s *screen) layoutWide(gtx layout.Context) layout.Dimensions {
	return column(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions { return s.top.layoutWide(gtx, s) }),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			if s.settings.open {
				return s.layoutSettings(gtx)
			}
			return widget.Split(gtx, s.th, s.layoutPanel, s.layoutTalk)
		}),
	)
}

// layoutNarrow is one page at a time.
func (s *screen) layoutNarrow(gtx layout.Context) layout.Dimensions {
	if s.settings.open {
		return s.layoutSettings(gtx)
	}
	if !s.listed() {
		return s.layoutTalk(gtx)
	}
	s.conversation.hide()
	return column(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions { return s.top.layoutNarrow(gtx, s) }),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return widget.Ground(gtx, s.th.Rail, func(gtx layout.Context) layout.Dimensions {
				return s.overAlerts(gtx, s.layoutPanel)
			})
		}),
		rigid(func(gtx layout.Context) layout.Dimensions { return s.top.layoutBottom(gtx, s) }),
	)
}

// listed reports whether the page of the narrow layout is the list.
func (s *screen) listed() bool {
	return !s.settings.open && s.model.Active().Page() != model.TalkPage && s.sidePage() == nil
}

// layoutTalk is the open talk, or the page in its place.
func (s *screen) layoutTalk(gtx layout.Context) layout.Dimensions {
	return s.overAlerts(gtx, func(gtx layout.Context) layout.Dimensions {
		if page := s.sidePage(); page != nil {
			s.conversation.hide()
			return page.layout(gtx, s)
		}
		return s.conversation.layout(gtx, s)
	})
}

func (s *screen) layoutSettings(gtx layout.Context) layout.Dimensions {
	s.conversation.hide()
	return s.overAlerts(gtx, func(gtx layout.Context) layout.Dimensions { return s.settings.layout(gtx, s) })
}

// overAlerts draws a page, and the alerts below it: they cover nothing of what they speak of.
func (s *screen) overAlerts(gtx layout.Context, page layout.Widget) layout.Dimensions {
	return column(gtx, layout.Flexed(1, page), rigid(func(gtx layout.Context) layout.Dimensions { return s.alerts.dock(gtx, s) }))
}

func (s *screen) layoutPanel(gtx layout.Context) layout.Dimensions {
	if s.model.Tab() == model.ServerTab {
		return s.server.layout(gtx, s)
	}
	return s.client.layout(gtx, s)
}

// shortcuts are the keys that work wherever the focus is.
func (s *screen) shortcuts(gtx layout.Context) {
	for {
		ev, ok := gtx.Event(
			key.Filter{Name: "1", Required: key.ModShortcut},
			key.Filter{Name: "2", Required: key.ModShortcut},
			key.Filter{Name: ",", Required: key.ModShortcut},
			key.Filter{Name: "F", Required: key.ModShortcut},
			key.Filter{Name: "J", Required: key.ModShortcut},
			s.backFilter(key.NameEscape), s.backFilter(key.NameBack),
		)
		if !ok {
			return
		}
		e, ok := ev.(key.Event)
		if !ok || e.State != key.Press {
			continue
		}
		switch e.Name {
		case "1":
			s.openTab(model.ServerTab)
		case "2":
			s.openTab(model.ClientTab)
		case ",":
			s.settings.toggle(s)
		case "F":
			if !s.settings.open && s.sidePage() == nil {
				s.toggleSearch()
			}
		case "J":
			s.transfers.toggle(s)
		default:
			s.back()
		}
	}
}

// backFilter asks for a key that goes back, only while there is something to
// go back from: on a phone the system takes what nobody else does, and closes
// the app.
func (s *screen) backFilter(name key.Name) event.Filter {
	narrowTalk := s.narrow && s.model.Active().Page() == model.TalkPage
	over := s.settings.open || s.sidePage() != nil || s.model.Searching()
	if s.floating() || !over && !narrowTalk {
		return nil
	}
	return key.Filter{Name: name}
}

// floating says that something lies over the page and takes Escape itself.
func (s *screen) floating() bool {
	return s.menu.Opened() || s.asking()
}

func (s *screen) back() {
	if s.settings.open {
		s.settings.toggle(s)
		return
	}
	page := s.sidePage()
	switch _, _, aside := s.model.Aside(); {
	case page != nil:
		page.leave(s)
	case aside:
		s.model.CancelAside()
	case s.model.Searching():
		s.model.CloseSearch()
	default:
		s.model.Back()
	}
}

func (s *screen) openTab(t model.Tab) {
	if s.settings.open {
		s.settings.toggle(s)
	}
	s.model.SetTab(t)
}

// copyText puts text on the clipboard and says so.
func (s *screen) copyText(gtx layout.Context, t string) {
	gtx.Execute(clipboard.WriteCmd{Type: "application/text", Data: io.NopCloser(strings.NewReader(t))})
	s.toast.show(gtx, s.words().Copied)
}

// toast is a sentence that goes by itself.
type toast struct {
	text  string
	until time.Time
}

// show shows a word or two.
func (t *toast) show(gtx layout.Context, text string) {
	t.text, t.until = text, gtx.Now.Add(1600*time.Millisecond)
}

// say shows a sentence.
func (t *toast) say(gtx layout.Context, text string) {
	t.text, t.until = text, gtx.Now.Add(5*time.Second)
}

func (t *toast) layout(gtx layout.Context, th *widget.Theme) {
	if t.text == "" || !gtx.Now.Before(t.until) {
		t.text = ""
		return
	}
	gtx.Execute(op.InvalidateCmd{At: t.until})
	gtx.Constraints.Max.Y -= gtx.Dp(72)
	gtx.Constraints.Min = image.Point{}
	widget.Toast(th, t.text).Layout(gtx)
}

// rigid and column keep the pages short.
func rigid(w layout.Widget) layout.FlexChild { return layout.Rigid(w) }

func column(gtx layout.Context, children ...layout.FlexChild) layout.Dimensions {
	gtx.Constraints.Min = gtx.Constraints.Max
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx, children...)
}
