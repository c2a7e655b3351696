package ui

import (
	"strconv"

	"gioui.org/layout"

	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
	"confab/ui/widget"
)

// settings is the page of what a person may choose.
type settings struct {
	open     bool
	list     layout.List
	back     widget.Clickable
	name     widget.Field
	theme    widget.Choice
	language widget.Choice
	size     widget.Choice
	unblock  map[string]*widget.Clickable
	copyKey  widget.Clickable
	folder   widget.Field
	accept   widget.Choice
	keep     widget.Choice
	// folderBad says that what stands in folder is no folder's path, and is not kept.
	folderBad bool
}

// sizes are the scales of text, in percent.
var sizes = []int{85, 100, 115, 130, 150}

func (p *settings) toggle(s *screen) {
	p.open = !p.open
	if p.open {
		p.name.SetText(s.model.Prefs().Name)
		p.folder.SetText(s.model.Downloads())
		p.folderBad = false
		p.list.Position = layout.Position{}
		return
	}
	s.model.AnnounceName()
}

func (p *settings) update(gtx layout.Context, s *screen) {
	m := s.model
	for p.back.Clicked(gtx) {
		p.toggle(s)
	}
	for {
		ev, ok := p.name.Update(gtx)
		if !ok {
			break
		}
		switch ev {
		case widget.FieldChanged:
			m.SetName(p.name.Text())
		case widget.FieldSubmitted:
			m.AnnounceName()
		}
	}
	for p.copyKey.Clicked(gtx) {
		_, whole := m.Identity()
		s.copyText(gtx, whole)
	}
	p.updateFiles(gtx, m)
	if p.theme.Update(gtx) {
		m.SetTheme(prefs.Theme(p.theme.Value))
	}
	if p.language.Update(gtx) {
		m.SetLanguage(words.Lang(p.language.Value))
	}
	if p.size.Update(gtx) {
		if percent, err := strconv.Atoi(p.size.Value); err == nil {
			m.SetTextScale(float32(percent) / 100)
		}
	}
	for ip, c := range p.unblock {
		for c.Clicked(gtx) {
			m.Unblock(ip)
		}
	}
}

func (p *settings) layout(gtx layout.Context, s *screen) layout.Dimensions {
	now := s.model.Prefs()
	p.theme.Value, p.language.Value = string(now.Theme), string(now.Language)
	p.size.Value = strconv.Itoa(int(now.TextScale*100 + 0.5))
	parts := []layout.Widget{
		func(gtx layout.Context) layout.Dimensions { return p.layoutName(gtx, s) },
		func(gtx layout.Context) layout.Dimensions { return p.layoutIdentity(gtx, s) },
		func(gtx layout.Context) layout.Dimensions { return p.layoutTheme(gtx, s) },
		func(gtx layout.Context) layout.Dimensions { return p.layoutLanguage(gtx, s) },
		func(gtx layout.Context) layout.Dimensions { return p.layoutSize(gtx, s) },
		func(gtx layout.Context) layout.Dimensions { return p.layoutFiles(gtx, s) },
		func(gtx layout.Context) layout.Dimensions { return p.layoutBlocked(gtx, s) },
		func(gtx layout.Context) layout.Dimensions { return p.layoutAbout(gtx, s) },
	}
	return layoutPage(gtx, s, &p.list, &p.back, s.words().Settings, pageWidth, parts...)
}

// card is a part of the page under its heading.
func card(gtx layout.Context, s *screen, heading string, rows ...layout.Widget) layout.Dimensions {
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(widget.Section(s.th, heading).Layout),
		rigid(func(gtx layout.Context) layout.Dimensions { return group(gtx, s, rows...) }),
	)
}

func (p *settings) layoutName(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	field := widget.TextField(s.th, &p.name, "", w.Name)
	field.Help = w.NameHint
	return card(gtx, s, w.Name, field.Layout)
}

// layoutIdentity is what members know this person by.
func (p *settings) layoutIdentity(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	short, _ := s.model.Identity()
	if short == "" {
		return card(gtx, s, w.Identity, widget.Muted(s.th, w.NoIdentity).Layout)
	}
	return card(gtx, s, w.Identity,
		func(gtx layout.Context) layout.Dimensions {
			label := widget.Label(s.th, short)
			label.Strong = true
			return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
				layout.Flexed(1, label.Layout),
				rigid(widget.IconButton(s.th, &p.copyKey, widget.IconCopy, w.CopyIdentity).Layout),
			)
		},
		widget.Muted(s.th, w.IdentityHint).Layout,
	)
}

func (p *settings) layoutTheme(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	return card(gtx, s, w.Theme,
		widget.RadioRow(s.th, &p.theme, string(prefs.SystemTheme), w.ThemeSystem, "").Layout,
		widget.RadioRow(s.th, &p.theme, string(prefs.LightTheme), w.ThemeLight, "").Layout,
		widget.RadioRow(s.th, &p.theme, string(prefs.DarkTheme), w.ThemeDark, "").Layout,
	)
}

func (p *settings) layoutLanguage(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	return card(gtx, s, w.Language,
		widget.RadioRow(s.th, &p.language, string(words.FollowSystem), w.LanguageSystem, "").Layout,
		widget.RadioRow(s.th, &p.language, string(words.English), w.LanguageEnglish, "").Layout,
		widget.RadioRow(s.th, &p.language, string(words.Chinese), w.LanguageChinese, "").Layout,
	)
}

func (p *settings) layoutSize(gtx layout.Context, s *screen) layout.Dimensions {
	rows := make([]layout.Widget, len(sizes))
	for i, percent := range sizes {
		rows[i] = widget.RadioRow(s.th, &p.size, strconv.Itoa(percent), strconv.Itoa(percent)+" %", "").Layout
	}
	return card(gtx, s, s.words().TextSize, rows...)
}

func (p *settings) layoutBlocked(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	blocked := s.model.Blocked()
	if len(blocked) == 0 {
		return card(gtx, s, w.BlockedPeople, widget.Muted(s.th, w.NoneBlocked).Layout)
	}
	if p.unblock == nil {
		p.unblock = map[string]*widget.Clickable{}
	}
	rows := make([]layout.Widget, len(blocked))
	for i, ip := range blocked {
		c := p.unblock[ip]
		if c == nil {
			c = new(widget.Clickable)
			p.unblock[ip] = c
		}
		rows[i] = func(gtx layout.Context) layout.Dimensions { return blockedRow(gtx, s, c, ip) }
	}
	return card(gtx, s, w.BlockedPeople, rows...)
}

func (p *settings) layoutAbout(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return card(gtx, s, w.CannotProtect, widget.Muted(s.th, w.CannotProtectText).Layout)
		}),
		gap(widget.Space4),
		rigid(func(gtx layout.Context) layout.Dimensions {
			return card(gtx, s, w.About,
				widget.Label(s.th, w.AboutText).Layout,
				layout.Spacer{Height: widget.Space2}.Layout,
				widget.Muted(s.th, w.Version(s.version)).Layout)
		}),
		gap(widget.Space5),
	)
}
