package model

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// How much of one message is shown, before and after Show all.
const (
	clipBytes, clipLines = 4 << 10, 60
	expandedBytes        = 64 << 10
	maxName              = 64 // as many as transport.CleanName leaves
	timeLayout           = "15:04"
	maxPreview           = 80
)

// Row is one message or notice as the transcript draws it. All strings are
// safe to show.
type Row struct {
	// Local is the row's stable key in its talk: that of the next row is one more.
	// Place is where the message stands.
	Local uint64
	Place transport.Place
	Kind  transport.MessageKind
	// Name is the author's, with the short form of the key where the name could be
	// taken for another's. Key identifies a member whatever its name is: the Key of
	// its Person. For others it is the name.
	Name, Key string
	// What is known of the author, beside Name: see badge.
	badge
	// Text is the message, or the sentence of a notice, at most 4 KiB or 60
	// lines of it, or 64 KiB after ShowAll. Hex is set instead while the talk
	// shows bytes; a notice has none. A long one is shown in Pieces.
	Text, Hex string
	// Clipped says that there is more than Text or Hex shows, and Expanded
	// that ShowAll was asked for; with both there is more than is ever shown.
	Clipped, Expanded bool
	// Time is the label of the minute.
	Time string
	// Day is the label of the line above, where a day begins; otherwise empty.
	Day string
	// Unread says that the line of unread messages stands above.
	Unread bool
	// First and Last say that the row begins and ends a group: one sender in
	// one minute.
	First, Last bool
	// State is how far a message of ours got, and StateLabel says it in words;
	// the label is empty for the others.
	State      transport.State
	StateLabel string
	// Tick is the sign beside the time of a message of ours.
	Tick Tick
	// Tag says what is special: to everyone, bytes. Often empty.
	Tag string
	// ID names a message of members; zero for the others. Only such a message
	// can be answered, reacted to, changed or taken back.
	ID transport.MessageID
	// Pending says that the message has no place in the talk yet: Place is zero then,
	// and Local a key among those that are pending.
	Pending bool
	// Quote is what it answers, or nil.
	Quote *Quote
	// Edited and Deleted say that its author changed it or took it back.
	Edited, Deleted bool
	Reactions       []Reaction
	// Fold stands before the first row of a run of comings and goings; Folded
	// says that the row is in one that is not open, and shows nothing itself.
	Fold   *Fold
	Folded bool
	// File is what the message offers; nil for none. Text is then empty if it says nothing
	// but the name.
	File *File
	// Hits are the parts of Text that match the search, as byte offsets.
	Hits [][2]int

	cuts     []int // see Pieces
	unfolded bool  // its run was opened
	message  transport.Message
	at       time.Time // message.Time where the person is
}

// Original returns the text as it came, for the clipboard.
func (r *Row) Original() string { return r.message.Text }

// OriginalBytes returns the exact bytes that came or were written.
func (r *Row) OriginalBytes() string { return raw(r.message) }

// Own says that the message is ours.
func (r *Row) Own() bool { return r.Kind == transport.Outgoing }

// Notice says that the row is from neither side.
func (r *Row) Notice() bool { return r.Kind == transport.Notice }

func raw(m transport.Message) string {
	if m.Raw != "" {
		return m.Raw
	}
	return m.Text
}

// style is what the look of a row depends on besides its message.
type style struct {
	words    *words.Words
	location *time.Location
	hex      bool
	hexWidth int  // bytes to a line of hex
	everyone bool // the row stands in the talk of all
	members  bool // and members are told there too
	name     string
	keys     func(transport.PeerID) string // of Person.Key; nil for none
	author   authors                       // nil for none
	badge    func(transport.Message) badge // nil for none
	file     func(transport.Message) *File // nil for none
	marks    transport.Marks
	query    string // what is searched for, or empty
}

// key is by what a sender is told apart: its key, and for who has none or is in
// the list no more, the name.
func (s style) key(who transport.PeerID, name string) string {
	if s.keys != nil {
		if key := s.keys(who); key != "" {
			return key
		}
	}
	return name
}

// authors tells how those who wrote are called.
type authors interface {
	signed(id transport.PeerID, name, then string) (called, shortKey string)
	noted(id transport.PeerID, name, then string) (shortKey string)
}

// called is a sender as it is shown.
func (s style) called(who transport.PeerID, name, shortKey string) string {
	if s.author != nil && name != "" {
		name, shortKey = s.author.signed(who, name, shortKey)
	}
	return visible.Named(name, shortKey, maxName)
}

// noticed is the name in a notice as it is shown, and m with the key of an earlier name.
func (s style) noticed(m transport.Message) (string, transport.Message) {
	if s.author != nil {
		m.ShortKey, m.WasKey = s.author.noted(m.Peer, m.Name, m.ShortKey), s.author.noted(m.Peer, m.Was, m.WasKey)
	}
	return visible.Named(m.Name, m.ShortKey, maxName), m
}

// render fills in everything but what depends on the neighbours.
func (r *Row) render(s style) {
	m := r.message
	r.Place, r.Kind, r.State = m.Place, m.Kind, m.State
	r.at = m.Time.In(s.location)
	r.Time = r.at.Format(timeLayout)
	r.Text, r.Hex, r.StateLabel, r.Tag, r.Tick = "", "", "", "", NoTick
	r.Clipped, r.Hits, r.cuts, r.badge, r.File = false, nil, nil, badge{}, nil
	r.Edited, r.Deleted = m.Edited && !m.Deleted, m.Deleted
	if r.ID = m.ID; m.Plain {
		r.ID = transport.MessageID{}
	}
	r.Quote, r.Reactions = quote(s, m.ReplyTo), reactions(s.words, m)
	if r.Name = s.called(m.Peer, m.Name, m.ShortKey); m.Kind == transport.Notice {
		r.Name, m = s.noticed(m)
	}
	if m.Name == "" {
		r.Name = s.name
	}
	r.Key = s.key(m.Peer, r.Name)
	if m.ByGuest {
		r.Name = visible.Line(m.Name, maxName)
		r.Key = r.Name // m.Peer is the host, who speaks for the guest
	}
	switch m.Kind {
	case transport.Notice:
		r.Text = s.words.Notice(m, r.Name)
		return
	case transport.Outgoing:
		r.StateLabel, r.Tick = stateLabel(s.words, m, r.Name, s.marks), tick(m, s.marks)
		r.Tag = tag(m, s)
		r.Name = s.words.You
	}
	if s.badge != nil {
		r.badge = s.badge(m)
	}
	if m.ByGuest {
		r.Tag = s.words.ByGuestTag
	}
	switch {
	case m.Deleted:
		r.Text = s.words.MessageDeleted
	case s.hex && m.File == nil:
		r.renderHex(s.hexWidth)
	default:
		r.renderText(s)
		r.mark(s.query)
	}
}

func (r *Row) renderText(s style) {
	if offer := r.message.File; offer != nil && s.file != nil {
		if r.File = s.file(r.message); r.message.Text == offer.Name {
			return
		}
	}
	limit := clipBytes
	if r.Expanded {
		limit = expandedBytes
	}
	source, plain := r.message.Text, visible.Text
	if blank(visible.Clip(source, limit)) {
		plain = spelled
		if source == "" {
			source = r.message.Raw
		}
	}
	// Cut before and after: a character made visible is longer.
	text := plain(visible.Clip(source, limit))
	r.Clipped = len(source) > limit || len(text) > limit
	text = visible.Clip(text, limit)
	if !r.Expanded {
		short := visible.ClipLines(text, clipLines)
		r.Clipped = r.Clipped || len(short) < len(text)
		text = short
	}
	r.Text, r.cuts = text, pieces(text)
}

// blank says that there is nothing in s to see: a bubble with it would be empty.
func blank(s string) bool {
	return strings.TrimFunc(s, unicode.IsSpace) == ""
}

// spelled is visible.Text for what is blank: it says which white space it is,
// controls in caret notation and a space as a dot.
func spelled(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c < ' ':
			b.WriteByte('^')
			b.WriteByte(byte(c) + '@')
		case c == ' ':
			b.WriteString("·")
		case unicode.IsSpace(c):
			fmt.Fprintf(&b, "[U+%04X]", c)
		default:
			b.WriteString(visible.Text(string(c)))
		}
	}
	return b.String()
}

func (r *Row) renderHex(width int) {
	limit := clipLines * width
	if r.Expanded {
		limit = expandedBytes
	}
	bytes := raw(r.message)
	r.Clipped = len(bytes) > limit
	r.Hex = visible.Hex(bytes[:min(len(bytes), limit)], width)
	if r.Expanded {
		r.cuts = pieces(r.Hex)
	}
}

func stateLabel(w *words.Words, m transport.Message, name string, marks transport.Marks) string {
	switch m.State {
	case transport.Stored:
		switch tick(m, marks) {
		case ReadTicks:
			return w.ReadHint
		case TwoTicks:
			return w.GotHint
		}
		return w.StoredHint
	case transport.Written:
		return w.Written
	case transport.Failed:
		if m.Fault == transport.NoFault {
			return w.NotSent
		}
		return w.NotSentWhy(m.Fault, name)
	case transport.Unkept:
		return w.Unkept(m.Fault)
	}
	return w.Waiting
}

func tag(m transport.Message, s style) string {
	w := s.words
	if m.Replaced > 0 && s.everyone {
		replaced := w.Replaced(m.Replaced)
		m.Replaced = 0
		return joined(tag(m, s), replaced)
	}
	switch {
	case m.Broadcast && m.Recipients == 0:
		return ""
	case m.Broadcast && s.everyone && s.members:
		// The ticks are of the members; these are the others who hear it.
		return w.ToGuests(m.Reached, m.Recipients)
	case m.Broadcast && s.everyone:
		return w.ToEveryoneOf(m.Reached, m.Recipients)
	case m.Broadcast:
		return w.ToEveryone
	case m.Bytes:
		return w.AsBytes
	}
	return ""
}

// sameGroup says whether b continues what a said. Those who are in the list no
// more are all the same peer, so that the name decides too.
func sameGroup(a, b *Row) bool {
	return !a.Notice() && a.Kind == b.Kind && a.message.Peer == b.message.Peer &&
		a.message.ByGuest == b.message.ByGuest && (a.Own() || a.Name == b.Name) &&
		a.Time == b.Time && sameDay(a.at, b.at)
}

func sameDay(a, b time.Time) bool {
	return a.YearDay() == b.YearDay() && a.Year() == b.Year()
}

// count is the label of a number that may not grow wide.
func count(n int) string {
	if n <= 0 {
		return ""
	}
	return words.Count(n)
}
