package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

// inRoom is a client that was let into a room, with a member who is not here.
func inRoom(t *testing.T) (st *stage, room, host, other transport.PeerID) {
	t.Helper()
	st = withFolder()
	st.SetTab(ClientTab)
	st.ConnectTo("h:1")
	if !st.dialer.Called("Join h:1") {
		t.Fatal("a new server is not joined securely")
	}
	room, host, other = st.dialer.joined()
	st.drain()
	if st.Client.State() != Connected || st.Client.Selected().ID != room {
		t.Fatalf("state %d, %q", st.Client.State(), st.Client.Status())
	}
	return st, room, host, other
}

func sound(t *testing.T, st *stage) {
	t.Helper()
	st.drain()
	if err := broken(st); err != nil {
		t.Fatal(err)
	}
	if err := settled(st); err != nil {
		t.Fatal(err)
	}
}

func last(t *Talk) *Row { return t.At(t.Len() - 1) }

func TestAMessageWaitsWithAClockUntilTheHostHasIt(t *testing.T) {
	st, room, _, _ := inRoom(t)
	st.SetDraft("hello")
	if !st.Send() {
		t.Fatal(st.ComposerError())
	}
	st.drain()
	talk := st.Client.Talk()
	if p := talk.Pending(); len(p) != 1 || p[0].Tick != ClockTick || p[0].Text != "hello" {
		t.Fatalf("pending %+v", p)
	}
	sound(t, st)
	st.dialer.Store(room.Talk())
	sound(t, st)
	if r := last(talk); len(talk.Pending()) != 0 || r.Text != "hello" || r.Tick != OneTick {
		t.Fatalf("%d pending, %+v", len(talk.Pending()), last(talk))
	}
	st.dialer.Mark(room.Talk(), transport.Marks{Got: one(1), Unshared: one(1), Last: one(1), Seen: one(1)})
	if r := last(talk); r.Tick != OneTick {
		t.Errorf("nobody else may read it, and it has the tick %d", r.Tick)
	}
	st.dialer.Mark(room.Talk(), transport.Marks{Got: one(1), Last: one(1), Seen: one(1)})
	sound(t, st)
	if r := last(talk); r.Tick != TwoTicks || r.StateLabel != st.Words().GotHint {
		t.Errorf("%+v", *r)
	}
	st.dialer.Mark(room.Talk(), transport.Marks{Got: one(1), Read: one(1), Last: one(1), Seen: one(1)})
	sound(t, st)
	if r := last(talk); r.Tick != ReadTicks || r.StateLabel != st.Words().ReadHint {
		t.Errorf("%+v", *r)
	}
}

func TestARefusedMessageCanBeDiscarded(t *testing.T) {
	st, room, _, _ := inRoom(t)
	st.SetDraft("no")
	st.Send()
	st.dialer.refuse(room.Talk())
	sound(t, st)
	r := st.Client.Talk().Pending()[0]
	if r.Tick != FailedTick || r.StateLabel != "not sent: the host did not take it" {
		t.Fatalf("%+v", *r)
	}
	st.Discard(r.Local)
	sound(t, st)
	if n := len(st.Client.Talk().Pending()); n != 0 {
		t.Errorf("%d pending", n)
	}
}

func TestAMessageThatIsNotOnItsWayCanBeSentAgain(t *testing.T) {
	st, room, _, _ := inRoom(t)
	st.SetDraft("once more")
	st.Send()
	st.drain()
	r := st.Client.Talk().Pending()[0]
	if r.CanResend() {
		t.Error("it is on its way")
	}
	st.Resend(r.Local)
	if st.dialer.Called(fmt.Sprintf("Resend %v %v", room, r.ID)) {
		t.Error("what is on its way was sent again")
	}
	for _, unsent := range []func(transport.TalkID){st.dialer.unkept, st.dialer.refuse} {
		unsent(room.Talk())
		sound(t, st)
		r = st.Client.Talk().Pending()[0]
		unknown := &transport.Error{Fault: transport.MessageUnknown}
		st.dialer.Fail("Resend", unknown)
		st.Resend(r.Local)
		sound(t, st)
		if want := st.Words().Error(unknown); st.ComposerError() != want {
			t.Errorf("%q", st.ComposerError())
		}
		st.dialer.Fail("Resend", nil)
		st.SetDraft("x")
		st.SetDraft("")
		st.dialer.ForgetCalls()
		if !r.CanResend() || r.Tick != FailedTick {
			t.Fatalf("%+v", *r)
		}
		st.Resend(r.Local)
		sound(t, st)
		if !st.dialer.Called(fmt.Sprintf("Resend %v %v", room, r.ID)) || st.ComposerError() != "" {
			t.Errorf("%q, %q", st.dialer.Calls(), st.ComposerError())
		}
	}
	st.dialer.unkept(room.Talk())
	sound(t, st)
	label := st.Client.Talk().Pending()[0].StateLabel
	if !strings.Contains(label, "no room on the disk") || !strings.Contains(label, "lost if Confab ends") {
		t.Errorf("%q", label)
	}
	st.Resend(77) // there is none
}

func TestTheDiskIsInOrderOnceBothSidesSaySo(t *testing.T) {
	st := withFolder()
	full := &transport.Error{Fault: transport.DiskFull}
	for _, step := range []struct {
		from  fake
		err   error
		alert bool
	}{
		{st.host.common(), full, true}, {st.dialer.common(), full, true}, {st.host.common(), nil, true}, {st.dialer.common(), nil, false},
		{st.dialer.common(), full, true}, {st.dialer.common(), nil, false},
	} {
		ev := transport.Event{Kind: transport.DiskTrouble}
		if step.err != nil {
			ev.Err = step.err
		}
		step.from.Tell(ev)
		st.drain()
		if n := len(st.Alerts()); (n == 1) != step.alert {
			t.Fatalf("%d alerts after %v", n, step.err)
		}
	}
}

func TestAPendingMessageThatGotItsPlaceWhileAPageWasOnItsWayIsShownOnce(t *testing.T) {
	st, room, _, other := inRoom(t)
	st.SetDraft("once")
	st.Send()
	st.drain()
	st.Select(other) // away, and its rows given up
	st.Apply(ClientTab, transport.Event{Kind: transport.Resync})
	st.Select(room)
	// The page lists it as pending, and comes behind its Appended.
	page := st.dialer.events[len(st.dialer.events)-1]
	st.dialer.events = st.dialer.events[:len(st.dialer.events)-1]
	st.dialer.Store(room.Talk())
	st.dialer.events = append(st.dialer.events, page)
	st.drain()
	if n := len(st.Client.Talk().Pending()); n != 0 {
		t.Errorf("%d pending", n)
	}
	sound(t, st)
}

func TestRepliesEditsDeletionsAndReactions(t *testing.T) {
	st, room, host, _ := inRoom(t)
	seq := st.dialer.Speak(room.Talk(), host, "question")
	st.drain()
	talk := st.Client.Talk()
	st.SetDraft("half")
	st.Reply(st.key(seq))
	if title, text, ok := st.Aside(); !ok || title != "Reply to Marta" || text != "question" {
		t.Errorf("%q %q", title, text)
	}
	st.SetDraft("answer")
	st.Send()
	st.dialer.Store(room.Talk())
	sound(t, st)
	own := last(talk)
	if q := own.Quote; q == nil || q.Place != seq || q.Name != "Marta" || q.Text != "question" {
		t.Errorf("quote %+v", q)
	}
	if _, _, ok := st.Aside(); ok {
		t.Error("the next message answers too")
	}
	st.SetDraft("a draft")
	st.Edit(own.Local)
	if !st.Editing() || st.Draft() != "answer" {
		t.Errorf("draft %q", st.Draft())
	}
	st.SetDraft("better answer")
	if !st.Send() || st.Draft() != "a draft" {
		t.Errorf("draft %q, %q", st.Draft(), st.ComposerError())
	}
	sound(t, st)
	if r := talk.Find(own.Local); r.Text != "better answer" || !r.Edited || st.Client.Selected().Second != "You: better answer" {
		t.Errorf("%+v, %q", r, st.Client.Selected().Second)
	}
	st.React(st.key(seq), "👍")
	sound(t, st)
	if r := talk.row(seq); len(r.Reactions) != 1 || r.Mine() != "👍" {
		t.Errorf("%+v", r.Reactions)
	}
	st.React(st.key(seq), "👍")
	sound(t, st)
	if r := talk.row(seq); len(r.Reactions) != 0 {
		t.Errorf("%+v", r.Reactions)
	}
	st.Delete(own.Local)
	sound(t, st)
	if r := talk.Find(own.Local); !r.Deleted || r.Text != "message deleted" || r.CanChange() || st.Client.Selected().Second != "message deleted" && st.Client.Selected().Second != "You: message deleted" {
		t.Errorf("%+v, %q", r, st.Client.Selected().Second)
	}
	st.Delete(st.key(seq)) // not ours
	sound(t, st)
	if r := talk.row(seq); r.Deleted {
		t.Error("somebody else's message was deleted")
	}
}

func TestWhatIsUnreadIsKnownAgainAfterARestart(t *testing.T) {
	st, room, host, other := inRoom(t)
	for range 5 {
		st.dialer.Speak(room.Talk(), host, "said")
	}
	st.drain()
	st.SetTab(ServerTab)
	st.dialer.Speak(other.Talk(), other, "to you alone")
	st.drain()
	if st.Client.Unread() != 1 {
		t.Fatalf("%d unread", st.Client.Unread())
	}
	// The next run knows only the marks.
	st.restart(st.saved)
	st.Apply(ClientTab, transport.Event{Kind: transport.Connected, Peer: st.dialer.peer(room)})
	// One of the two lines after what was seen is our own.
	st.dialer.Mark(room.Talk(), transport.Marks{Seen: one(2), Last: one(4), News: 1})
	st.dialer.Mark(other.Talk(), transport.Marks{Last: one(1), News: 1})
	st.drain()
	if st.Client.Unread() != 2 {
		t.Errorf("%d unread", st.Client.Unread())
	}
	st.SetTab(ClientTab)
	st.Select(room)
	sound(t, st)
	if r := st.Client.Talk().row(one(3)); !r.Unread || st.Client.Talk().row(one(4)).Unread {
		t.Error("the line of unread messages is elsewhere")
	}
	st.dialer.Called("")
	st.Saw(st.key(one(4)))
	if !st.dialer.Called("Displayed " + id(room) + " 4") {
		t.Error("what was seen is not told")
	}
	st.Saw(st.key(one(4)))
	st.Focus(false)
	st.dialer.Speak(room.Talk(), host, "unseen")
	st.drain()
	st.Saw(st.key(one(5)))
	if st.dialer.Called("Displayed " + id(room) + " 5") {
		t.Error("a message in a window without focus was displayed")
	}
}

func TestTheLineOfManyUnreadIsBehindWhatWasSeen(t *testing.T) {
	const said, seen = 3 * pageRows, 5
	st, room, host, _ := inRoom(t)
	st.SetTab(ServerTab)
	for range said {
		st.dialer.Speak(room.Talk(), host, "said")
	}
	st.drain()
	st.restart(st.saved)
	st.dialer.SetMarks(room.Talk(), transport.Marks{Seen: one(seen), Last: one(said), News: said - seen})
	st.Apply(ClientTab, transport.Event{Kind: transport.Connected, Peer: st.dialer.peer(room)})
	st.SetTab(ClientTab)
	st.Select(room)
	st.drain()
	talk := st.Client.Talk()
	for i := range talk.Len() {
		if talk.At(i).Unread {
			t.Errorf("the line stands over %v of %d rows", talk.At(i).Place, talk.Len())
		}
	}
	st.GoTo(one(seen))
	st.drain()
	for i := range talk.Len() {
		if r := talk.At(i); r.Unread != (r.Place == one(seen+1)) {
			t.Errorf("over %v is a line: %v", r.Place, r.Unread)
		}
	}
	if talk.row(one(seen+1)) == nil {
		t.Error("the first unread one is not among the rows")
	}
	sound(t, st)
}

func id(p transport.PeerID) string { return fmt.Sprint(p) }

func TestWhatChangesAMessageStandsNowhere(t *testing.T) {
	st, room, host, _ := inRoom(t)
	a := st.dialer.Speak(room.Talk(), host, "a")
	st.dialer.Amend(room.Talk(), a, func(m *transport.Message) { m.Text, m.Edited = "A", true })
	b := st.dialer.Speak(room.Talk(), host, "b")
	sound(t, st)
	talk := st.Client.Talk()
	if talk.Len() != 3 || talk.row(a).Last || talk.row(b).First || talk.row(a).Text != "A" || b != one(3) {
		t.Errorf("%d rows: %+v %+v", talk.Len(), talk.row(a), talk.row(b))
	}
	st.dialer.Called("")
	st.dialer.Reacted(room.Talk(), b, "👍")
	st.drain()
	st.Saw(st.key(b))
	if !st.dialer.Called("Displayed "+id(room)+" 3") || st.dialer.Marks(room.Talk()).Seen != one(4) {
		t.Errorf("the reaction to it was not seen: %+v", st.dialer.Marks(room.Talk()))
	}
}

func TestWhoWritesIsForgotten(t *testing.T) {
	st, room, host, other := inRoom(t)
	typing := func(id transport.PeerID) {
		st.dialer.Types(room.Talk(), id)
		st.drain()
	}
	st.dialer.Comes(other)
	typing(host)
	if got := st.TypingLine(); got != "Marta is writing…" {
		t.Error(got)
	}
	st.clock = st.clock.Add(3 * time.Second)
	typing(other)
	if got := st.TypingLine(); got != "Marta and Bob are writing…" {
		t.Error(got)
	}
	st.clock = st.NextTick()
	st.Tick()
	if got := st.TypingLine(); got != "Bob is writing…" {
		t.Error(got)
	}
	st.dialer.Goes(other)
	st.drain()
	if got := st.TypingLine(); got != "" {
		t.Error("of who is gone:", got)
	}
	st.dialer.Comes(other)
	typing(other)
	st.dialer.Speak(room.Talk(), other, "done")
	st.drain()
	if got := st.TypingLine(); got != "" || !st.NextTick().IsZero() {
		t.Error(got)
	}
	st.SetDraft("h")
	if !st.dialer.Called("Typing " + id(room)) {
		t.Error("that one writes is not told")
	}
}

func TestTheHostLetsIn(t *testing.T) {
	st := withFolder()
	st.StartServer()
	guest := st.host.Come("10.0.0.1:5")
	st.host.Hear(guest, "hello")
	st.SetTab(ClientTab)
	asks := st.host.member("Eve", true, func(p *transport.Peer) { p.Asking = true })
	sound(t, st)
	if n := len(st.Server.Asking()); n != 1 || st.Server.Here() != 1 || len(st.Alerts()) != 1 || !strings.Contains(st.Alerts()[0].Text, "Eve asks to join") {
		t.Fatalf("%d ask, %d here, alerts %v", n, st.Server.Here(), st.Alerts())
	}
	st.SetTab(ServerTab)
	if len(st.Alerts()) != 0 {
		t.Errorf("alerts %v", st.Alerts())
	}
	st.Accept(asks)
	sound(t, st)
	if len(st.Server.Asking()) != 0 || st.Server.Here() != 2 {
		t.Errorf("%d ask, %d here", len(st.Server.Asking()), st.Server.Here())
	}
	everyone := st.Server.People()[0]
	st.LetIn(guest, true)
	sound(t, st)
	if everyone.Second != "1 guest without encryption is here" || !everyone.InRoom {
		t.Errorf("%q", everyone.Second)
	}
	st.LetIn(guest, false)
	sound(t, st)
	if everyone.InRoom {
		t.Errorf("%q", everyone.Second)
	}
	st.host.Part(guest, transport.PeerClosed)
	sound(t, st)
	if everyone.Lock != transport.Unverified || !strings.Contains(everyone.Detail, "encrypted, not verified") {
		t.Errorf("%+v", everyone)
	}
	st.AskWords(asks)
	if _, _, known, ok := st.Verifying(); known || !ok {
		t.Error("the words are known before they were worked out")
	}
	st.drain()
	if name, list, known, ok := st.Verifying(); !ok || !known || name != "Eve" || list[3] != "word3" {
		t.Errorf("%q %v", name, list)
	}
	st.EndVerifying(true)
	sound(t, st)
	if p := st.Server.people[asks]; p.Lock != transport.Verified || p.LockLabel != "encrypted, verified" {
		t.Errorf("%+v", p)
	}
	st.Remove(asks)
	sound(t, st)
	if st.Server.people[asks] != nil {
		t.Error("a removed member is still there")
	}
	declined := st.host.member("Mallory", true, func(p *transport.Peer) { p.Asking = true })
	st.drain()
	st.Decline(declined)
	sound(t, st)
	if len(st.Server.Asking()) != 0 {
		t.Error("who was declined still asks")
	}
}

func TestTroubleWithTheDiskIsToldUntilItEnds(t *testing.T) {
	st := withFolder()
	trouble := func(host string, f transport.Fault) {
		ev := transport.Event{Kind: transport.DiskTrouble, Addr: host}
		if f != transport.NoFault {
			ev.Err = &transport.Error{Fault: f, Addr: "host:1"}
		}
		st.host.Tell(ev)
		st.drain()
	}
	told := func(parts ...string) {
		t.Helper()
		alerts := st.Alerts()
		if len(alerts) != len(parts) {
			t.Fatalf("%v", alerts)
		}
		for _, part := range parts {
			if !slices.ContainsFunc(alerts, func(a Alert) bool { return strings.Contains(a.Text, part) }) {
				t.Errorf("%v and not %q", alerts, part)
			}
		}
	}
	const ours, hosts = "no room", "The host at host:1 cannot go on"
	trouble("", transport.DiskFull)
	told(ours)
	trouble("host:1", transport.HostFailed)
	told(ours, hosts)
	trouble("host:1", transport.NoFault) // of the one disk, not of the other
	told(ours)
	trouble("host:1", transport.HostFailed)
	trouble("", transport.NoFault)
	told(hosts)
	trouble("host:1", transport.NoFault)
	told()
}

func TestDamageOfTheDiskIsTold(t *testing.T) {
	st := withFolder()
	for fault, part := range map[transport.Fault]string{transport.HistoryMended: "nothing is lost", transport.HistoryHarmed: "marked in their place",
		transport.HistoryLost: "not on the disk any more"} {
		st.host.Tell(transport.Event{Kind: transport.DiskDamaged, Err: &transport.Error{Fault: fault, Addr: "/data"}})
		st.drain()
		if a := st.Alerts(); len(a) != 1 || !strings.Contains(a[0].Text, part) || !strings.Contains(a[0].Text, "/data") {
			t.Errorf("%v: %v", fault, a)
		}
	}
}

func TestARefusedChangeIsTold(t *testing.T) {
	st := withFolder()
	for fault, part := range map[transport.Fault]string{transport.ChangedTooOften: "too often", transport.MessageUnknown: "is gone",
		transport.HistoryDamaged: "did not take it"} {
		st.host.Tell(transport.Event{Kind: transport.ChangeRefused, Err: &transport.Error{Fault: fault}})
		st.drain()
		if a := st.Alerts(); len(a) != 1 || !strings.Contains(a[0].Text, part) {
			t.Errorf("%v: %v", fault, a)
		}
	}
}

func TestAGuestThatIsRefusedIsToldByItsName(t *testing.T) {
	st := withFolder()
	st.host.Tell(transport.Event{Kind: transport.ChangeRefused, Err: &transport.Error{Fault: transport.DiskFull},
		Detail: transport.Message{Kind: transport.Notice, Notice: transport.GuestLetIn, Name: "nc"}})
	st.drain()
	if a := st.Alerts(); len(a) != 1 || !strings.HasPrefix(a[0].Text, "nc could not be let into the room: ") {
		t.Errorf("it says %v", a)
	}
}

func TestWordsThatDifferAreAnAlert(t *testing.T) {
	st, _, _, other := inRoom(t)
	st.AskWords(other)
	st.drain()
	st.EndVerifying(false)
	sound(t, st)
	if a := st.Alerts(); len(a) != 1 || a[0].Severity != Trouble || !strings.Contains(a[0].Text, "somebody may sit between you and Bob") {
		t.Errorf("%+v", a)
	}
	st.AskWords(other)
	st.drain()
	st.EndVerifying(true)
	sound(t, st)
	if a := st.Alerts(); len(a) != 0 {
		t.Errorf("they match now, and still: %+v", a)
	}
}

func TestWhoHasTheSameNameIsToldApart(t *testing.T) {
	st, room, host, other := inRoom(t)
	for _, id := range []transport.PeerID{host, other} {
		st.dialer.Turn(transport.Changed, id, func(p *transport.Peer) { p.Name = "Ann" })
	}
	first := st.dialer.Speak(room.Talk(), host, "one")
	st.dialer.Speak(room.Talk(), other, "two")
	st.drain()
	talk := st.Client.Talk()
	one, two := talk.row(first), last(talk)
	if one.Name != two.Name || one.Key == two.Key {
		t.Errorf("%q and %q have the keys %q and %q", one.Name, two.Name, one.Key, two.Key)
	}
	if key := st.Client.people[other].Key(); two.Key != key {
		t.Errorf("the row has the key %q and the person %q", two.Key, key)
	}
	st.Reply(st.key(first))
	st.SetDraft("an answer")
	st.Send()
	st.dialer.Store(room.Talk())
	st.drain()
	if q := last(talk).Quote; q == nil || q.Key != one.Key {
		t.Errorf("the quote is %+v", q)
	}
}
