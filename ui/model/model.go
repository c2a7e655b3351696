package model

import (
	"time"

	"confab/transport"
	"confab/ui/internal/address"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
)

// Tab is one of the two tabs.
type Tab uint8

// The tabs.
const (
	ServerTab Tab = iota
	ClientTab
)

// Model is the state of the window. Create it with New.
type Model struct {
	cfg     Config
	w       *words.Words
	prefs   prefs.Prefs
	tab     Tab
	focused bool
	narrow  bool
	// covered says that another page is shown in the place of the talk.
	covered bool
	// hexWidth is how many bytes stand on a line of a talk shown as bytes.
	hexWidth int
	today    time.Time // a moment of the day that the labels were made for
	changed  uint64
	lacking  lacking
	alerts   []Alert
	shared   string // waits for a talk to be written into
	// sharedFiles wait to be offered in a talk.
	sharedFiles []string
	scanning    bool      // a code is being looked for
	byPath      *AttachTo // see AttachByPath
	// transfers are the pages of all transfers, by tab.
	transfers [2]transferList
	// picturesAsked wait for the person: see PictureOffer.
	picturesAsked []*PictureOffer
	viewed        pictureView
	// examined is what the page of the doctor shows; nil while it is closed. examinations
	// counts the looks.
	examined     *Examination
	examinations int
	// indexing is how far the history can be searched.
	indexing transport.Indexing

	// Server and Client are the two sides.
	Server *ServerSide
	Client *ClientSide
}

// New returns the Model of a window that has just opened and has the focus.
func New(cfg Config) *Model {
	cfg = cfg.withDefaults()
	m := &Model{cfg: cfg, prefs: cfg.Prefs, focused: true, hexWidth: 16}
	m.w = m.chosenWords()
	m.today = m.now()
	m.Server = &ServerSide{Side: newSide(m, ServerTab, cfg.Host), host: cfg.Host}
	m.Client = &ClientSide{Side: newSide(m, ClientTab, cfg.Dialer), dialer: cfg.Dialer}
	m.Server.relabel() // with what is known only now: that nothing listens,
	m.Client.relabel() // and whose members are there
	if m.prefs.ClientTab {
		m.tab = ClientTab
	}
	cfg.Host.Allow(transport.Visitors{Members: m.prefs.AllowMembers, Plain: m.prefs.AllowPlain, Browsers: m.prefs.AllowBrowsers})
	cfg.Host.ShareHistory(m.prefs.ShareHistory)
	cfg.Host.KeepCopies(copiesOf(m.prefs.KeepGiB))
	cfg.Host.SetVisible(m.prefs.Visible)
	m.Server.open(m.Server.everyone())
	m.settle()
	return m
}

func (m *Model) chosenWords() *words.Words {
	if m.prefs.Language != words.FollowSystem {
		return words.For(m.prefs.Language)
	}
	return words.For(m.cfg.System)
}

func (m *Model) now() time.Time { return m.cfg.Now().In(m.cfg.Location) }

// Words is the chosen language.
func (m *Model) Words() *words.Words { return m.w }

// Prefs is what survives a restart, as it is now.
func (m *Model) Prefs() prefs.Prefs { return m.prefs }

// Tab is the open tab.
func (m *Model) Tab() Tab { return m.tab }

// Active is the side of the open tab.
func (m *Model) Active() *Side { return m.side(m.tab) }

func (m *Model) side(t Tab) *Side {
	if t == ClientTab {
		return m.Client.Side
	}
	return m.Server.Side
}

// Changed counts changes: while it stays the same there is nothing new to draw.
func (m *Model) Changed() uint64 { return m.changed }

// Tick makes anew what depends on the time: the labels of days, who writes, the
// seconds until the next attempt to connect. The window calls it before it
// draws, and again at the time that NextTick says.
func (m *Model) Tick() {
	now := m.now()
	forgot := m.Server.expireTyping(now) || m.Client.expireTyping(now)
	forgot = m.expireAlerts(now) || forgot
	forgot = m.Client.expireSwept(now) || forgot
	counted := m.Client.state == Reconnecting && m.Client.status != m.w.ReconnectingIn(m.Client.countdown())
	counted = m.Server.invite.counted(m.Server) || counted
	if forgot || counted || !sameDay(m.today, now) {
		m.settle()
	}
}

// NextTick is when Tick has something to do of which no event tells and which
// is in view; the zero time is never.
func (m *Model) NextTick() time.Time {
	next := sooner(m.Active().typingEnds(), m.alertEnds())
	if m.tab == ClientTab {
		return sooner(sooner(next, m.Client.nextSecond()), m.Client.near.swept)
	}
	return sooner(next, m.Server.invite.nextSecond(m.Server))
}

// sooner is the earlier of two times, of which zero is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// settle ends every change: it makes the lists and labels that depend on many
// things, once for the whole change.
func (m *Model) settle() {
	m.changed++
	if now := m.now(); !sameDay(m.today, now) {
		m.today = now
		m.Server.relabel()
		m.Client.relabel()
	}
	for _, s := range []*Side{m.Server.Side, m.Client.Side} {
		s.settle()
		s.seen()
	}
	m.Server.label()
	m.Client.label()
	m.keepExamined()
	m.listTransfers()
	m.turnPicture()
}

// save hands the preferences on, without an invitation, which is secret, and without what a
// link has put into the address field.
func (m *Model) save() {
	saved := m.prefs
	if c := m.Client; c.opened.text == saved.Address {
		saved.Address = c.opened.was
	}
	if address.Secret(saved.Address) {
		saved.Address = ""
	}
	m.cfg.Save(saved)
}

// SetTab opens a tab.
func (m *Model) SetTab(t Tab) {
	if t == m.tab || t > ClientTab {
		return
	}
	m.Active().leave()
	m.tab = t
	m.prefs.ClientTab = t == ClientTab
	m.save()
	m.settle()
}

// Focus tells whether the window has the focus. Without it nothing counts as
// read.
func (m *Model) Focus(has bool) {
	if has == m.focused {
		return
	}
	if !has {
		m.Active().leave()
	}
	m.focused = has
	m.settle()
}

// Unread is how many messages nobody has seen, over both tabs.
func (m *Model) Unread() int { return m.Server.Unread() + m.Client.Unread() }

// News is how much wants to be seen: what is unread, and the people who wait to be
// let in.
func (m *Model) News() int { return m.Unread() + len(m.Server.asking) }

// Cover tells whether another page, such as the settings, is shown in the place of
// the talk. Meanwhile nothing counts as read.
func (m *Model) Cover(covered bool) {
	if covered == m.covered {
		return
	}
	if covered {
		m.Active().leave()
	}
	m.covered = covered
	m.settle()
}

// SetNarrow tells which layout is drawn; in the narrow one only one page of a
// side is visible.
func (m *Model) SetNarrow(narrow bool) {
	if narrow != m.narrow {
		m.narrow = narrow
		m.settle()
	}
}

// SetHexWidth tells how many bytes there is room for on a line of a talk that
// is shown as bytes: 16, 8 or 4.
func (m *Model) SetHexWidth(width int) {
	if width == m.hexWidth || width < 1 {
		return
	}
	m.hexWidth = width
	for _, s := range []*Side{m.Server.Side, m.Client.Side} {
		for _, t := range s.talks {
			if t.person.hex {
				t.rerender()
			}
		}
	}
	m.settle()
}

// SetSize keeps the size of the window, in dp, for the next start.
func (m *Model) SetSize(width, height int) {
	if width != m.prefs.Width || height != m.prefs.Height {
		m.prefs.Width, m.prefs.Height = width, height
		m.save()
	}
}

// AnnounceName tells members what this person is called now. It is not done
// with every letter that SetName takes.
func (m *Model) AnnounceName() {
	m.cfg.Host.SetName(m.prefs.Name)
	m.cfg.Dialer.SetName(m.prefs.Name)
}

// SetName changes what this person is called.
func (m *Model) SetName(name string) {
	m.prefs.Name = name
	m.save()
	m.settle()
}

// SetTheme chooses the theme.
func (m *Model) SetTheme(t prefs.Theme) {
	m.prefs.Theme = t
	m.save()
	m.settle()
}

// SetTextScale chooses how large text is; 1 is as the system has it.
func (m *Model) SetTextScale(scale float32) {
	m.prefs.TextScale = scale
	m.save()
	m.settle()
}

// SetLanguage chooses the language and makes every label anew.
func (m *Model) SetLanguage(l words.Lang) {
	m.prefs.Language = l
	m.save()
	m.w = m.chosenWords()
	for i := range m.alerts {
		m.alerts[i].Text = m.alerts[i].text(m.w)
	}
	m.Server.relabel()
	m.Client.relabel()
	m.settle()
}
