package ui

import (
	"time"

	"gioui.org/layout"
	"gioui.org/op/clip"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// conversation is the open talk: its head, what was said, and the composer.
type conversation struct {
	// view is that of the talk shown, the first of views.
	view      *talkView
	views     []*talkView
	rows      talkRows
	composer  widget.Composer
	back      widget.Clickable
	hex, more widget.Clickable
	start     widget.Clickable
	lookup    widget.Clickable // opens the search
	extras    extras
	attach    attachDialog
	guess     guess

	// shown is the talk that rows belong to, and changed the model's count when
	// they were made.
	shown   talkKey
	changed uint64
	words   *words.Words
	// fresh is the label of how many messages came below what is in view.
	fresh string
	// pointed is the row that someone jumped to, until that time.
	pointed      uint64
	pointedUntil time.Time
	// draft is what the composer holds, as far as it was taken from or given
	// to the model.
	draft string
	// guard says that what protects the talk has no room in the head.
	guard bool
	// writable says that there was someone to write to in the last frame, and
	// floating that something else had the keyboard: what lay over the page, or
	// the search.
	writable, floating bool
}

func (c *conversation) init() {
	// On a phone Enter belongs to the keyboard, and its text would be cut
	// where a new line is.
	c.composer.Submit = !phone
}

// update turns input into intents.
func (c *conversation) update(gtx layout.Context, s *screen) {
	m := s.model
	for c.back.Clicked(gtx) {
		m.Back()
	}
	p := m.Active().Selected()
	if p == nil {
		return
	}
	current := c.view != nil && c.shown == talkShown(m)
	for c.hex.Clicked(gtx) {
		m.ToggleHex()
	}
	for c.more.Clicked(gtx) {
		s.talkMenu(p)
	}
	for c.start.Clicked(gtx) {
		m.StartServer()
	}
	for c.lookup.Clicked(gtx) {
		s.toggleSearch()
	}
	c.extras.update(gtx, s)
	c.guess.update(gtx, s)
	for current {
		ev, ok := c.view.transcript.Update(gtx)
		if !ok {
			break
		}
		c.said(s, ev)
	}
	c.composer.Laden, c.composer.TakesFiles = len(m.Attached()) > 0, s.attachable && m.CanAttach()
	for {
		ev, ok := c.composer.Update(widget.EnabledIf(gtx, c.writable))
		if !ok {
			break
		}
		if ev == widget.ComposerAttach {
			c.attach.ask(s)
			continue
		}
		if ev == widget.ComposerFiles {
			s.attachHere(c.composer.TakeFiles())
			continue
		}
		// SetText is heard of as a change too, and another talk may have been
		// opened since.
		text := c.composer.Text()
		if !current {
			continue
		}
		if text != c.draft {
			c.draft = text
			m.SetDraft(text)
		}
		if ev == widget.ComposerOverfull {
			m.DraftCut()
		}
		if ev == widget.ComposerSubmitted {
			m.Send()
			// What is typed behind Enter, in the same frame, begins the next
			// message and must not stand behind this one.
			if draft := m.Draft(); draft != c.draft {
				c.draft = draft
				c.composer.Next(draft)
			}
		}
	}
}

// said takes what happened on a message.
func (c *conversation) said(s *screen, ev widget.TranscriptEvent) {
	m, local := s.model, keyLocal(ev.Key)
	switch ev.Kind {
	case widget.TranscriptFold:
		c.view.transcript.Stay()
		m.Unfold(local)
		return
	case widget.TranscriptToEnd:
		m.ToEnd() // follow scrolls there when it is among the rows
		return
	}
	talk := m.Active().Talk()
	r := talk.Find(local)
	if isPending(ev.Key) {
		r = talk.FindPending(local)
	}
	if r == nil || r.Notice() {
		return
	}
	switch ev.Kind {
	case widget.TranscriptMenu:
		s.messageMenu(r, ev.Key)
	case widget.TranscriptShowAll:
		c.view.transcript.Stay() // one goes on reading where it was cut
		m.ShowAll(local)
	case widget.TranscriptAgain:
		m.Resend(r.Local)
	case widget.TranscriptFile:
		if ev.Button != widget.PictureButton {
			s.actOnFile(local, model.FileAction(ev.Button))
		} else if r.File != nil && r.File.Picture != nil {
			s.viewer.show(s, r.File.Picture.ID)
		}
	case widget.TranscriptQuote:
		if r.Quote != nil {
			m.GoTo(r.Quote.Place)
		}
	case widget.TranscriptReaction:
		if ev.Reaction < len(r.Reactions) {
			m.React(local, r.Reactions[ev.Reaction].Text)
		}
	}
}

// follow makes the rows anew when the model has changed, and keeps what is in
// view where it is.
func (c *conversation) follow(gtx layout.Context, s *screen) {
	m := s.model
	m.SetHexWidth(visible.HexFit(widget.MonoColumns(gtx)))
	p, talk := m.Active().Selected(), m.Active().Talk()
	key := talkShown(m)
	switched := c.view == nil || key != c.shown
	if switched || c.changed != m.Changed() || c.words != m.Words() {
		if c.view != nil {
			c.view.remember(&c.rows)
		}
		if switched {
			c.show(key)
		}
		c.rows.shown = s.shownPicture
		c.rows.fill(talk, m.Words(), m.HexView(), p == nil || !p.Room, m.Hit())
		c.view.recall(&c.rows)
		c.fresh = ""
		if n := talk.New(); n > 0 {
			c.fresh = m.Words().New(n)
		}
		c.changed, c.words = m.Changed(), m.Words()
	}
	if talk != nil && talk.Epoch() != c.view.epoch {
		c.view.epoch = talk.Epoch()
		c.view.transcript.ScrollToEnd()
	}
	c.goThere(gtx, m)
	if draft := m.Draft(); switched || draft != c.draft {
		c.draft = draft
		c.composer.SetText(draft)
	}
	// On a desktop one writes as soon as there is someone to write to; on a
	// phone the keyboard would come up unasked.
	writable, _ := m.CanWrite()
	floating := s.floating() || m.Searching()
	if writable && (switched || !c.writable || c.floating) && !phone && !floating {
		c.composer.Focus(gtx)
	}
	c.writable, c.floating = writable, floating
}

// hide is called in a frame that shows another page: the composer takes the
// keyboard anew when the talk is back.
func (c *conversation) hide() { c.writable = false }

func (c *conversation) layout(gtx layout.Context, s *screen) layout.Dimensions {
	c.follow(gtx, s)
	d := column(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions { return c.layoutHead(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions { return c.layoutGuard(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions { return c.guess.layout(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions { return c.extras.layoutSearch(gtx, s) }),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return c.layoutTalk(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions { return c.extras.layoutAbove(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions { return c.layoutComposer(gtx, s) }),
	)
	c.tellPlace(gtx, s)
	s.layoutDrop(gtx)
	return d
}

// layoutTalk is what was said, or what to do while nothing was.
func (c *conversation) layoutTalk(gtx layout.Context, s *screen) layout.Dimensions {
	w, m := s.words(), s.model
	gtx.Constraints.Min = gtx.Constraints.Max
	defer clip.Rect{Max: gtx.Constraints.Max}.Push(gtx.Ops).Pop()
	if hint := m.Hint(); hint != "" {
		return c.layoutHint(gtx, s, hint)
	}
	talk := m.Active().Talk()
	if talk == nil {
		return layout.Dimensions{Size: gtx.Constraints.Max}
	}
	style := widget.Talk(s.th, &c.view.transcript)
	style.Jump = w.ToNewest
	style.New = c.fresh
	style.Queued, style.Written, style.Failed = w.Waiting, w.WrittenHint, w.NotSent
	style.Reached, style.Read, style.ToQuoted = w.GotHint, w.ReadHint, w.GoToQuoted
	if m.OfMembers() {
		style.Written = w.StoredHint
	}
	d := style.Layout(gtx, &c.rows)
	// After a click on a message the composer has the keyboard: the selection in
	// the message stays, and the composer's keys copy it.
	if c.view.transcript.Pressed() {
		c.takeKeyboard(gtx, s)
	}
	return d
}

// takeKeyboard gives the keyboard to the composer, where there is one to write
// with. On a phone it is a part of the screen, and comes when it is asked for.
func (c *conversation) takeKeyboard(gtx layout.Context, s *screen) {
	if c.writable && !s.floating() && !phone {
		c.composer.ClearSelection()
		c.composer.Focus(gtx)
	}
}

func (c *conversation) layoutHint(gtx layout.Context, s *screen, hint string) layout.Dimensions {
	w, m := s.words(), s.model
	icon, title := widget.IconChat, w.AppName
	if p := m.Active().Selected(); p != nil {
		title = p.Title
	}
	style := widget.Empty(s.th, &c.start, icon, title, hint)
	switch {
	case m.Tab() == model.ServerTab && m.Server.CanStart():
		style.Icon, style.Title, style.Action = widget.IconServer, w.Stopped, w.Start
	case m.Tab() == model.ServerTab && m.Server.Here() == 0:
		style.Icon, style.Title = widget.IconPeople, w.NobodyYet
	case m.Tab() == model.ClientTab && m.Client.State() != model.Connected:
		style.Icon, style.Title = widget.IconClient, m.Client.Status()
	}
	return style.Layout(gtx)
}

// layoutComposer is where to write, with the reason beneath when that failed.
func (c *conversation) layoutComposer(gtx layout.Context, s *screen) layout.Dimensions {
	w, m := s.words(), s.model
	p := m.Active().Selected()
	if p == nil {
		return layout.Dimensions{}
	}
	writable, why := m.CanWrite()
	hint, mode := w.ComposerHint, ""
	if m.SendsHex() {
		hint, mode = w.ComposerHexHint, w.AsBytes
	}
	if p.Talk() == transport.Everyone {
		hint = w.ComposerEveryone
	}
	if !writable {
		hint = why
	}
	style := widget.Compose(s.th, &c.composer, w.Composer, hint, w.Send)
	style.Mode = mode
	switch {
	case !s.attachable:
	case m.OfMembers():
		style.Attach = w.Attach
	case m.SendsRaw():
		style.Attach = w.SendRawFile
	}
	trouble := m.ComposerError()
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			if trouble == "" {
				return layout.Dimensions{}
			}
			label := widget.Muted(s.th, trouble)
			label.Color = s.th.DangerText
			return layout.Inset{Left: widget.Space5, Right: widget.Space5, Top: widget.Space2, Bottom: widget.Space2}.Layout(gtx, label.Layout)
		}),
		rigid(func(gtx layout.Context) layout.Dimensions {
			return style.Layout(widget.EnabledIf(gtx, gtx.Enabled() && writable))
		}),
	)
}
