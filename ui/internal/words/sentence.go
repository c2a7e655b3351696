package words

import (
	"errors"
	"net"
	"strconv"
	"strings"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
)

// longest is how many characters of one value from outside a sentence takes.
const longest = 120

// fill puts values, given as name and value in turn, in place of {name}.
func fill(sentence string, values ...string) string { return fillTo(longest, sentence, values...) }

// fillTo is fill with values of so many characters at most.
func fillTo(most int, sentence string, values ...string) string {
	for i := 1; i < len(values); i += 2 {
		values[i-1] = "{" + values[i-1] + "}"
		values[i] = visible.Line(values[i], most)
	}
	return strings.NewReplacer(values...).Replace(sentence)
}

// plural chooses between the sentence for one and that for {n}.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fill(many, "n", strconv.Itoa(n))
}

func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

// Fault says what went wrong and what to do next. addr is the address or port
// it concerns, as typed, or empty; err is what the system said, or nil, and is
// shown only where no better words are known.
func (w *Words) Fault(f transport.Fault, addr string, err error) string {
	sentence, known := w.faults[f]
	if !known {
		sentence = w.faults[transport.Unknown]
	}
	detail := w.noDetail
	var own *transport.Error
	if f == transport.CodeWrong && errors.As(err, &own) && own.RetryAfter > 0 {
		sentence = w.codeChanged
	}
	switch {
	case errors.As(err, &own) && own.Err != nil:
		detail = own.Err.Error()
	case err != nil && own == nil:
		detail = err.Error()
	}
	host, port, split := net.SplitHostPort(addr)
	if split != nil {
		host, port = addr, addr
	}
	most := longest
	if f >= transport.HomeInUse && f <= transport.HistoryDamaged || f == transport.DiskUnwritable || f == transport.FileUnread || f == transport.FileTooMuch {
		most = longestPath // it concerns a file or folder
	}
	return fillTo(most, sentence, "addr", or(addr, w.thatAddress), "host", or(host, w.thatAddress),
		"port", or(port, w.thatAddress), "err", detail, "wait", w.wait(err))
}

// wait returns in words when to try again, by the RetryAfter of err.
func (w *Words) wait(err error) string {
	var own *transport.Error
	if !errors.As(err, &own) || own.RetryAfter <= 0 {
		return w.waitUnknown
	}
	if seconds := int((own.RetryAfter + time.Second - 1) / time.Second); seconds < 100 {
		return plural(seconds, w.waitSeconds1, w.waitSecondsN)
	}
	return plural(int((own.RetryAfter+time.Minute-1)/time.Minute), w.waitMinutes1, w.waitMinutesN)
}

// Error is Fault for an error of transport's methods and events; any other
// error is shown as the system said it.
func (w *Words) Error(err error) string {
	var e *transport.Error
	switch {
	case errors.As(err, &e) && e.Damage != nil:
		return w.damage(e.Damage, e.Addr)
	case e != nil:
		if sentence := w.notEncodable(err); sentence != "" {
			return sentence
		}
		return w.Fault(e.Fault, e.Addr, err) + w.More(err)
	}
	return w.Fault(transport.Unknown, "", err)
}

// refusedVisitor says to the host which visitor was not let in, and why.
func (w *Words) refusedVisitor(f transport.Fault, addr string) string {
	if f == transport.MembersRefused {
		return fill(w.memberTurnedAway, "addr", or(addr, w.thatAddress))
	}
	return w.Fault(f, addr, nil)
}

// More says after a sentence how many others of the kind err stands for; empty: none.
func (w *Words) More(err error) string {
	var e *transport.Error
	if !errors.As(err, &e) {
		return ""
	}
	return w.Others(e.More)
}

// Others says after a sentence how many others of the kind there were; empty: none.
func (w *Words) Others(n int) string {
	if n == 0 {
		return ""
	}
	return plural(n, w.andMore1, w.andMoreN)
}

// Ended says how the connection with name ended.
func (w *Words) Ended(f transport.Fault, name string) string {
	sentence, known := w.reasons[f]
	if !known {
		sentence = w.reasons[transport.Unknown]
	}
	return fill(sentence, "name", or(name, w.thisPeer))
}

// Notice is the sentence of a notice in a talk; name is what to call its peer.
func (w *Words) Notice(m transport.Message, name string) string {
	name = or(name, w.thisPeer)
	switch m.Notice {
	case transport.PeerConnected:
		return fill(w.peerConnected, "name", name)
	case transport.PeerDisconnected:
		if m.Peer == 0 && m.Name != "" { // a visitor that was turned away
			return w.refusedVisitor(m.Fault, m.Name) + w.Others(m.More)
		}
		return w.Ended(m.Fault, name)
	case transport.EncodingChanged:
		sentence := w.encodingChanged
		if m.Guessed {
			sentence = w.encodingGuessed
		}
		return fill(sentence, "name", name, "encoding", w.EncodingName(m.Encoding))
	case transport.LineMode:
		return fill(w.lineMode, "name", name)
	case transport.PeerHalfClosed:
		return fill(w.peerHalfClosed, "name", name)
	case transport.PeerAsks:
		return fill(w.peerAsks, "name", name)
	case transport.PeerInvited:
		return fill(w.peerInvited, "name", name)
	case transport.PeerProved:
		return fill(w.peerProved, "name", name)
	case transport.PeerRenamed:
		return fill(w.renamed, "was", or(visible.Named(m.Was, m.WasKey, longest), w.thisPeer), "name", name)
	case transport.GuestLetIn:
		return fill(w.guestLetIn, "name", name)
	case transport.GuestLetOut:
		return fill(w.guestLetOut, "name", name)
	case transport.GuestUnheard:
		return fill(w.guestUnheard, "name", name, "why", w.untaken(m.Fault))
	case transport.MemberMisfit:
		return fill(w.memberMisfit, "name", name)
	case transport.MessageDamaged:
		return w.messageDamaged
	case transport.HistoryGap:
		return w.historyGap
	case transport.HistoryBegins:
		return w.historyBegins
	case transport.NewEra:
		return w.newEra
	case transport.CopyMisfit:
		return w.copyMisfit
	case transport.SaveBegan, transport.SaveEnded:
		return w.saving(m, name)
	}
	return fill(w.noticeUnknown, "name", name)
}

// WillSee says what those see of the talk of all who are let in.
func (w *Words) WillSee(all bool) string {
	if all {
		return w.willSeeAll
	}
	return w.willSeeNew
}

// Listening is the server's state: where it listens and how many are here.
func (w *Words) Listening(addr string, here int) string {
	if here == 0 {
		return fill(w.listening, "addr", addr)
	}
	if here == 1 {
		return fill(w.listeningHere1, "addr", addr)
	}
	return fill(w.listeningHereN, "addr", addr, "n", strconv.Itoa(here))
}

// Addresses tells which addresses others can connect to.
func (w *Words) Addresses(addrs string) string { return fill(w.addresses, "addrs", addrs) }

// ConnectTo names the connecting with one of a server's addresses.
func (w *Words) ConnectTo(addr string) string { return fill(w.connectTo, "addr", addr) }

// Connecting, ConnectedTo and DisconnectedFrom are the client's states.
func (w *Words) Connecting(addr string) string { return fill(w.connecting, "addr", addr) }

// ConnectedTo says whom the client is connected to.
func (w *Words) ConnectedTo(addr string) string { return fill(w.connectedTo, "addr", addr) }

// DisconnectedFrom says whom the client was connected to last.
func (w *Words) DisconnectedFrom(addr string) string { return fill(w.disconnectedFrom, "addr", addr) }

// EveryoneHere is the second line of the row Everyone.
func (w *Words) EveryoneHere(n int) string {
	if n == 0 {
		return w.everyoneHere0
	}
	return plural(n, w.everyoneHere1, w.everyoneHereN)
}

// Unread counts unread messages, for screen readers.
func (w *Words) Unread(n int) string { return plural(n, w.unreadOne, w.unreadMany) }

// TitleUnread is the title of a window with n unread messages.
func (w *Words) TitleUnread(n int, title string) string {
	return fill(w.titleUnread, "n", Count(n), "title", title)
}

// Count is the label of how many there are, which may not grow wide: "99+" above 99.
func Count(n int) string {
	if n > 99 {
		return "99+"
	}
	return strconv.Itoa(n)
}

// New is the label of the button that goes to the end of a talk.
func (w *Words) New(n int) string { return plural(n, w.newOne, w.newMany) }

// Left says that a guest left; clock is a time label, or empty if that is not
// known.
func (w *Words) Left(clock string) string { return since(clock, w.left, w.leftAt) }

// Disconnected says that the connection with a server ended; clock is a time
// label, or empty if that is not known.
func (w *Words) Disconnected(clock string) string {
	return since(clock, w.disconnected, w.disconnectedAt)
}

func since(clock, always, at string) string {
	if clock == "" {
		return always
	}
	return fill(at, "time", clock)
}

// YouSaid is the preview of a message of ours.
func (w *Words) YouSaid(text string) string { return fill(w.youSaid, "text", text) }

// ToEveryoneOf is the tag of a broadcast: to how many of the recipients it is
// written.
func (w *Words) ToEveryoneOf(reached, recipients int) string {
	return fill(w.toEveryoneOf, "n", strconv.Itoa(reached), "of", strconv.Itoa(recipients))
}

// NotSentWhy is the state of a message that failed.
func (w *Words) NotSentWhy(f transport.Fault, name string) string {
	return fill(w.notSentWhy, "why", w.Ended(f, name))
}

// Unkept is the state of a message that our own disk does not take for now.
func (w *Words) Unkept(f transport.Fault) string {
	return fill(w.unkept, "why", w.Ended(f, ""))
}

// ChangeRefused says why an edit, a deletion or a reaction was not taken, or a guest
// not let into the room: what is that message of the event.
func (w *Words) ChangeRefused(what transport.Message, err error) string {
	f := transport.HostRefused
	var e *transport.Error
	if errors.As(err, &e) {
		f = e.Fault
	}
	if what.Notice == transport.GuestLetIn {
		return fill(w.letInRefused, "guest", what.Name, "why", w.untaken(f))
	}
	return fill(w.changeRefused, "why", w.untaken(f))
}

// untaken is why the host did not take something, in few words.
func (w *Words) untaken(f transport.Fault) string {
	if w.reasons[f] == "" {
		f = transport.HostRefused
	}
	return w.Ended(f, "")
}

// Version names the running version.
func (w *Words) Version(v string) string { return fill(w.version, "version", v) }

// PrefsSetAside says where an unreadable settings file was put.
func (w *Words) PrefsSetAside(path string) string {
	return fillTo(longestPath, w.prefsSetAside, "path", path)
}

// PrefsNotSaved says why the settings could not be written.
func (w *Words) PrefsNotSaved(err error) string {
	return fill(w.prefsNotSaved, "err", err.Error())
}

// WindowLost says why the window ended without being closed.
func (w *Words) WindowLost(err error) string {
	return fill(w.windowLost, "err", err.Error())
}

// Day is the label of the day of t as seen at now, both in the same location.
func (w *Words) Day(t, now time.Time) string {
	y, m, d := t.Date()
	ny, nm, nd := now.Date()
	switch {
	case y == ny && m == nm && d == nd:
		return w.Today
	case sameDate(t, now.AddDate(0, 0, -1)):
		return w.Yesterday
	case y == ny:
		return w.date(w.dayThisYear, t)
	}
	return w.date(w.dayOther, t)
}

func sameDate(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// date formats t; Format knows English names only, so Chinese layouts use
// {weekday} for the name of the day.
func (w *Words) date(layout string, t time.Time) string {
	return strings.ReplaceAll(t.Format(layout), "{weekday}", chineseWeekdays[t.Weekday()])
}

// MoreFor describes the button that opens the menu of name.
func (w *Words) MoreFor(name string) string { return fill(w.moreFor, "name", name) }

// WhoMayComeNow sums up which visitors are let in, in so few words that they
// stand on one line of a panel.
func (w *Words) WhoMayComeNow(members, plain, browsers bool) string {
	var who []string
	if members {
		who = append(who, w.mayComeMembers)
	}
	if plain {
		who = append(who, w.mayComePlain)
	}
	if browsers {
		who = append(who, w.mayComeBrowsers)
	}
	if len(who) == 0 {
		return w.nobodyMayCome
	}
	return fill(w.whoMayCome, "who", strings.Join(who, w.listComma))
}

// PhoneTrouble says what the phone refused.
func (w *Words) PhoneTrouble(err error) string { return fill(w.phoneTrouble, "err", err.Error()) }
