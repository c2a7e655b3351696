package term

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"

	"confab/transport"
	"confab/ui/internal/qr"
	"confab/ui/internal/visible"
)

const (
	// settling is how long after connecting the host sends its list of members.
	settling = 2 * time.Second
	// quotedRunes is how much of a message is shown where another names it.
	quotedRunes = 40
	// askedShown is how many requests at once get a line each.
	askedShown = 8
	// editsKept bounds lines.edits.
	editsKept = 1000
)

// connected says who came, who asks, or whom we reached.
func (l *lines) connected(ev transport.Event) string {
	p := ev.Peer
	l.trusts(p)
	delete(l.asking, p.ID)
	switch {
	case p.Asking:
		return l.asks(ev)
	case p.Server != 0 && ev.Time.Before(l.quiet):
		return ""
	case l.host || p.Server != 0:
		arrived := transport.Message{Kind: transport.Notice, Notice: transport.PeerConnected}
		return l.line(ev.Time, l.words.Notice(arrived, l.peer(p)))
	case p.Kind == transport.Member:
		l.quiet, l.lost = ev.Time.Add(settling), transport.NoFault
		to := fmt.Sprintf("%s (%s, %s)", p.Addr, visible.Named(p.Name, p.ShortKey, nameRunes), l.words.Lock(p.Trust))
		return l.line(ev.Time, l.words.ConnectedTo(to))
	}
	return l.line(ev.Time, l.words.ConnectedTo(l.peer(p)))
}

// asks formats a request to join. Beyond askedShown at once it prints only how many
// there are, each time their number has doubled.
func (l *lines) asks(ev transport.Event) string {
	if l.asking == nil {
		l.asking = map[transport.PeerID]bool{}
	}
	shown := len(l.asking) < askedShown
	l.asking[ev.Peer.ID] = shown
	if shown {
		l.moreTold = 0
		return l.line(ev.Time, l.say.Asks(l.who(ev.Peer), uint64(ev.Peer.ID), l.words.WillSee(l.shares != nil && l.shares.Load())))
	}
	more := len(l.asking) - askedShown
	if more < max(2*l.moreTold, 1) {
		return ""
	}
	l.moreTold = more
	return l.line(ev.Time, l.say.MoreAsk(more))
}

// who is a peer with the beginning of its identity, for a choice between names
// that anyone can take.
func (l *lines) who(p transport.Peer) string {
	if p.ShortKey != "" {
		return l.peer(p) // has it already
	}
	return fmt.Sprintf("%s (%s)", l.peer(p), shortID(p.Identity))
}

// memberEvent is format for what only the secure protocol has.
func (l *lines) memberEvent(ev transport.Event) string {
	switch ev.Kind {
	case transport.Asking:
		if l.waits = l.coded; l.coded {
			return "" // it waits only if the code is not taken
		}
		return l.line(ev.Time, l.say.MustLetIn(l.peer(ev.Peer)))
	case transport.CodeChecked:
		return l.codeChecked(ev)
	case transport.Waiting:
		return l.waiting(ev)
	case transport.DiskTrouble:
		switch {
		case ev.Err == nil && ev.Addr != "":
			return l.line(ev.Time, l.say.HostWell(ev.Addr))
		case ev.Err == nil:
			return l.line(ev.Time, l.say.DiskWell)
		}
		return l.line(ev.Time, l.words.Error(ev.Err))
	case transport.ChangeRefused:
		return l.line(ev.Time, l.words.ChangeRefused(ev.Message(), ev.Err))
	case transport.DiskDamaged, transport.Overloaded:
		return l.line(ev.Time, l.words.Error(ev.Err))
	case transport.Indexed:
		return l.indexing(ev)
	case transport.Compared:
		text := l.say.Compare(l.who(ev.Peer), uint64(ev.Peer.ID))
		// In both languages: the other person may have only the other one.
		for _, other := range []bool{false, true} {
			words := l.words.Fingerprint(ev.Words(), other)
			text += "\n" + strings.Join(words[:6], " ") + "\n" + strings.Join(words[6:], " ")
		}
		return l.line(ev.Time, text)
	case transport.Changed:
		return l.changed(ev)
	case transport.Transferred:
		return l.transferred(ev)
	case transport.Invited:
		return l.invited(ev)
	case transport.InviteEnded:
		return l.line(ev.Time, l.inviteEnded(ev.Err))
	}
	return ""
}

// invited says what an invitation is, or what its code is now.
func (l *lines) invited(ev transport.Event) string {
	i := ev.Invitation()
	if i.Link == l.invitation {
		return l.line(ev.Time, l.say.CodeChanged(i.Code))
	}
	l.invitation = i.Link
	addr := strings.TrimSuffix(strings.TrimPrefix(i.Web, "http://"), "/")
	picture, why := l.picture(i.Link), ""
	if a, err := netip.ParseAddrPort(addr); err == nil && a.Addr().IsLoopback() { // there is no other
		if why = "\n" + l.say.InviteOnlyHere; l.everywhere {
			addr, picture, why = "ADDR", "", "\n"+l.say.InviteNoLink
		}
	}
	text := l.say.Invite(i.Many, i.Expires.Format(time.TimeOnly)) + "\n" + i.Link + "\n" + l.say.InviteCode(i.Code, addr) + why
	return l.line(ev.Time, text) + picture
}

// picture is the QR of a link where there is a screen to scan it from, or how wide the
// screen must be.
func (l *lines) picture(link string) string {
	if l.columns == nil {
		return ""
	}
	columns := l.columns()
	code, err := qr.Encode(link)
	if columns == 0 || err != nil {
		return ""
	}
	if across := code.Size() + 2*qr.QuietZone; across > columns {
		return l.say.QRTooWide(across) + "\n"
	}
	return halfBlocks(code)
}

// codeChecked says what came of a code.
func (l *lines) codeChecked(ev transport.Event) string {
	waits := l.waits
	l.coded, l.waits = false, false
	if ev.Err == nil {
		return l.line(ev.Time, l.say.CodeRight(l.peer(ev.Peer)))
	}
	if l.echo {
		return "" // nobody can type another one, and the command says on stderr what it does
	}
	text := l.words.Error(ev.Err)
	if waits {
		text += "\n" + l.say.MustLetIn(l.peer(ev.Peer))
	}
	return l.line(ev.Time, text)
}

// inviteEnded says how an invitation ended, or why none could be made.
func (l *lines) inviteEnded(err error) string {
	switch {
	case err == nil, faultOf(err) == transport.ServerStopped:
		return l.say.InviteClosed
	case faultOf(err) == transport.InvitationUsed:
		return l.say.InviteUsed
	case faultOf(err) == transport.InvitationExpired:
		return l.say.InviteExpired
	}
	return l.words.Error(err)
}

// waiting says when the next attempt is made, and why when that is news.
func (l *lines) waiting(ev transport.Event) string {
	seconds := int(max(math.Ceil(ev.Retry().Sub(ev.Time).Seconds()), 1))
	fault := faultOf(ev.Err)
	why, next := "", l.say.Waiting(seconds)
	switch fault {
	case l.lost:
		if seconds == 1 {
			return "" // the attempt is made before that is read
		}
	case transport.Refused, transport.Unreachable, transport.TimedOut, transport.HostNotFound,
		transport.NotPermitted, transport.TooManyOpen, transport.Unknown, transport.HostFull,
		transport.TooOften, transport.AddressFull, transport.AskingFull, transport.JoiningFull, transport.ClosedAtOnce, transport.NoHandshake:
		why = l.words.Error(ev.Err)
	default:
		why = l.say.ConnectionLost(l.words.Ended(fault, l.peer(ev.Peer)))
	}
	l.lost = fault
	if why != "" {
		next = l.words.Sentences(why, next)
	}
	return l.line(ev.Time, next)
}

// changed tells that the words were compared.
func (l *lines) changed(ev transport.Event) string {
	was, known := l.trust[ev.Peer.ID]
	l.trusts(ev.Peer)
	if known && was != ev.Peer.Trust && ev.Peer.Trust == transport.Verified {
		return l.line(ev.Time, l.say.Verified(l.who(ev.Peer)))
	}
	return ""
}

// trusts remembers what is known of who p is.
func (l *lines) trusts(p transport.Peer) {
	if p.Kind != transport.Member {
		return
	}
	if l.trust == nil {
		l.trust = map[transport.PeerID]transport.Trust{}
	}
	l.trust[p.ID] = p.Trust
}

// author is who said m, in the talk of all.
func (l *lines) author(m transport.Message) string {
	name := visible.Named(m.Name, m.ShortKey, nameRunes)
	if m.ByGuest {
		return fmt.Sprintf("%s (%s)", name, l.words.ByGuestTag)
	}
	if m.Peer == 0 {
		return name
	}
	return fmt.Sprintf("[%d] %s", m.Peer, name)
}

// said is a message in a talk of members: in the room of all as its author says
// it, in a direct talk with an arrow to whom it is for.
func (l *lines) said(ev transport.Event) string {
	m := ev.Message()
	room := l.room(ev.Peer)
	head := l.author(m)
	switch {
	case m.Kind == transport.Outgoing && !l.echo && m.File != nil && l.offers != nil:
		o, _ := l.offers.of(m.ID)
		return l.line(m.Time, l.say.FileOfferedAs(m.File.Name, o.number))
	case m.Kind == transport.Outgoing && !l.echo && m.Replaced == 0, m.ByGuest && l.host:
		return "" // it was typed here, or stands in the guest's talk
	case m.Kind == transport.Outgoing && room && !l.host:
		head = l.me
	case m.Kind == transport.Outgoing && room:
		head = l.me + " → " + l.words.Everyone + l.replaced(m)
	case m.Kind == transport.Outgoing:
		head = l.me + " → " + l.peer(ev.Peer)
	case room && l.host:
		head += " → " + l.words.Everyone
	case !room:
		head += " → " + l.me
	}
	return l.line(m.Time, head+": "+l.body(m))
}

// room says whether the talk of p is that of all.
func (l *lines) room(p transport.Peer) bool {
	return p.Talk() == transport.Everyone || !l.host && p.Server == 0
}

// body is the text of m with what belongs to it.
func (l *lines) body(m transport.Message) string {
	if m.Deleted {
		return l.words.MessageDeleted
	}
	var b strings.Builder
	if q := m.ReplyTo; q != nil {
		name, text := visible.Named(q.Name, q.ShortKey, nameRunes), visible.Line(q.Text, quotedRunes)
		switch {
		case q.Deleted:
			text = l.words.MessageDeleted
		case q.Text == "":
			text = l.words.QuoteGone
		}
		switch {
		case q.Own:
			name = l.me
		case q.ByGuest:
			name = l.words.GuestNamed(name)
		}
		b.WriteString(l.say.Answers(name, text) + " ")
	}
	if m.File != nil {
		b.WriteString(l.offered(m))
	} else {
		b.WriteString(m.Text)
	}
	if m.Edited {
		b.WriteString(" (" + l.words.Edited + ")")
		l.note(m)
	}
	b.WriteString(reactions(m))
	return b.String()
}

// note remembers which text of an edited message was printed.
func (l *lines) note(m transport.Message) {
	if l.edits == nil || len(l.edits) >= editsKept {
		l.edits = map[transport.MessageID]string{}
	}
	l.edits[m.ID] = m.Text
}

// amended tells how a message stands after it was changed. What changed is not
// said by the event: a text that was not printed yet, else the reactions.
func (l *lines) amended(ev transport.Event) string {
	m := ev.Message()
	if m.Plain || m.ID == (transport.MessageID{}) {
		return ""
	}
	who := l.author(m)
	if m.Kind == transport.Outgoing {
		who = l.me
	}
	printed, before := l.edits[m.ID]
	switch {
	case m.Deleted:
		return l.line(ev.Time, who+": "+l.words.MessageDeleted)
	case m.Edited && (!before || printed != m.Text):
		l.note(m)
		return l.line(ev.Time, who+" ("+l.words.Edited+"): "+m.Text)
	case len(m.Reactions) > 0:
		return l.line(ev.Time, who+": “"+visible.Line(m.Text, quotedRunes)+"”"+reactions(m))
	}
	return ""
}

// reactions is what was reacted to m: " [👍 2, ❤ 1]".
func reactions(m transport.Message) string {
	if len(m.Reactions) == 0 {
		return ""
	}
	all := make([]string, len(m.Reactions))
	for i, r := range m.Reactions {
		all[i] = fmt.Sprintf("%s %d", visible.Line(r.Text, 8), r.Count)
	}
	return " [" + strings.Join(all, ", ") + "]"
}

// indexingPause is how long an index is being made before anything is printed of it,
// and how long nothing more is then.
const indexingPause = 5 * time.Second

// indexing tells of an index of search that is being made, up to ten times on the way:
// what is soon done is not news.
func (l *lines) indexing(ev transport.Event) string {
	i, was := ev.Indexing(), l.indexed
	if i.All() {
		l.indexed, l.indexedAt = nil, time.Time{}
		if was == nil {
			return ""
		}
		return l.line(ev.Time, l.say.HistoryIndexed)
	}
	if l.indexedAt.IsZero() {
		l.indexedAt = ev.Time
	}
	if ev.Time.Before(l.indexedAt.Add(indexingPause)) || was != nil && was.Done*10/i.Total == i.Done*10/i.Total {
		return ""
	}
	l.indexed, l.indexedAt = &i, ev.Time
	return l.line(ev.Time, l.words.StillIndexing(i.Done, i.Total))
}
