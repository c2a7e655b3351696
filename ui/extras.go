package ui

import (
	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// extras are the strips of a conversation that come and go: the search under its
// head, and above the composer who writes, what is answered or changed, and when
// a lost server is tried again.
type extras struct {
	search widget.SearchBar
	query  string // what the field was last set to or changed to
	focus  bool   // the field takes the keyboard with the next frame
	aside  widget.ReplyBar
	again  widget.Clickable
	files  widget.AttachBar
	asFile widget.Switch // for all pictures among them
	shared sharedFiles
}

func (x *extras) update(gtx layout.Context, s *screen) {
	m := s.model
	x.shared.update(gtx, s)
	for x.again.Clicked(gtx) {
		m.Reconnect()
	}
	for {
		path, ok := x.files.Removed(gtx)
		if !ok {
			break
		}
		m.Detach(path)
		if s.unattached != nil {
			s.unattached(path)
		}
	}
	x.updatePictures(gtx, s)
	if _, _, ok := m.Aside(); ok && !s.floating() && x.aside.Closed(gtx) {
		m.CancelAside()
	}
	for m.Searching() {
		ev, ok := x.search.Update(gtx)
		if !ok {
			break
		}
		switch ev {
		case widget.SearchChanged:
			x.query = x.search.Text()
			m.SetQuery(x.query)
		case widget.SearchPrevious:
			m.NextHit(-1)
		case widget.SearchNext:
			m.NextHit(1)
		case widget.SearchClosed:
			m.CloseSearch()
		}
	}
}

// toggleSearch opens the search in the open talk, or closes it.
func (s *screen) toggleSearch() {
	x := &s.conversation.extras
	if s.model.Searching() {
		s.model.CloseSearch()
		return
	}
	if s.model.OpenSearch(); s.model.Searching() {
		x.focus = true
		if x.query != "" {
			x.query = ""
			x.search.SetText("")
		}
	}
}

// layoutSearch is the search under the head of a talk.
func (x *extras) layoutSearch(gtx layout.Context, s *screen) layout.Dimensions {
	w, m := s.words(), s.model
	if !m.Searching() {
		return layout.Dimensions{}
	}
	if x.focus {
		x.focus = false
		x.search.Focus(gtx)
	}
	result, found := m.SearchResult()
	style := widget.Search(s.th, &x.search, w.SearchHint, result, found)
	style.Note = m.SearchNote()
	style.Previous, style.Next, style.Close = w.SearchPrevious, w.SearchNext, w.Close
	return style.Layout(gtx)
}

// layoutAbove is what stands above the composer.
func (x *extras) layoutAbove(gtx layout.Context, s *screen) layout.Dimensions {
	w, m := s.words(), s.model
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			typing := m.TypingLine()
			if typing == "" {
				return layout.Dimensions{}
			}
			return widget.TypingLine(s.th, typing).Layout(gtx)
		}),
		rigid(func(gtx layout.Context) layout.Dimensions { return x.layoutAgain(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions {
			// Where there is room for the panel, it says so there.
			if !s.narrow || m.Tab() != model.ClientTab {
				return layout.Dimensions{}
			}
			return s.client.layoutDanger(gtx, s)
		}),
		rigid(func(gtx layout.Context) layout.Dimensions { return x.shared.layout(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions {
			title, text, ok := m.Aside()
			if !ok {
				return layout.Dimensions{}
			}
			style := widget.Reply(s.th, &x.aside, title, text, w.Cancel)
			if m.Editing() {
				style.Icon = widget.IconEdit
			}
			return style.Layout(gtx)
		}),
		rigid(func(gtx layout.Context) layout.Dimensions { return x.layoutFiles(gtx, s) }),
	)
}

// layoutAgain counts down to the next attempt to reach the server. Where there is
// room for the panel, that does.
func (x *extras) layoutAgain(gtx layout.Context, s *screen) layout.Dimensions {
	w, client := s.words(), s.model.Client
	if !s.narrow || s.model.Tab() != model.ClientTab || client.State() != model.Reconnecting || s.model.Active().Selected() == nil {
		return layout.Dimensions{}
	}
	return layout.Inset{Left: widget.Space5, Right: widget.Space2}.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
			layout.Flexed(1, widget.Muted(s.th, client.Status()).Layout),
			rigid(widget.Button(s.th, &x.again, widget.TextOnly, w.ReconnectNow).Layout),
		)
	})
}
