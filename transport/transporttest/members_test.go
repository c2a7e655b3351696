package transporttest

import (
	"io"
	"slices"
	"strings"
	"testing"

	"confab/transport"
)

// hostWorld is a Server with a data folder, a member and a plain guest.
type hostWorld interface {
	host
	// asks has the member of a name ask to be let in, or come when it is let in.
	asks(name string)
	// comes has it come by the invitation that was told last.
	comes(name string)
	// says has the member say something to everyone, or to the host alone.
	says(text string)
	whispers(text string)
	// edits, reacts and deletes change what the member said last to everyone.
	edits(text string)
	reacts(to transport.MessageID, text string)
	// types has it write to everyone, leaves end its connection.
	types()
	leaves()
	// stores has the disk take what the host said in a talk, and writes the system
	// what goes to plain guests.
	stores(talk transport.TalkID)
	writes(talk transport.TalkID)
	// visit has a plain guest come and say something.
	visit(text string)
}

type hostFake struct {
	*Server
	member transport.PeerID
	name   string
}

func (f *hostFake) asks(name string) {
	if _, known := f.Peer(f.member); known {
		f.Back(f.member)
		return
	}
	f.name = name
	f.member = f.Member(name, func(p *transport.Peer) { p.Asking = true })
}
func (f *hostFake) comes(name string)    { f.member = f.Invitee(name) }
func (f *hostFake) says(text string)     { f.Speak(transport.Everyone, f.member, text) }
func (f *hostFake) whispers(text string) { f.Speak(f.member.Talk(), f.member, text) }
func (f *hostFake) edits(text string) {
	f.happen(func() {
		i := len(f.talks[transport.Everyone].messages) - 1
		for f.talks[transport.Everyone].messages[i].Peer != f.member || f.talks[transport.Everyone].messages[i].Kind != transport.Incoming {
			i--
		}
		f.amend(transport.Everyone, f.talks[transport.Everyone].messages[i].Place, func(m *transport.Message) { m.Text, m.Raw, m.Edited = text, text, true })
	})
}
func (f *hostFake) reacts(to transport.MessageID, text string) {
	f.Reacted(transport.Everyone, f.of(transport.Everyone).messages[f.find(transport.Everyone, to)].Place, text)
}
func (f *hostFake) types()                       { f.Types(transport.Everyone, f.member) }
func (f *hostFake) leaves()                      { f.Part(f.member, transport.PeerClosed) }
func (f *hostFake) stores(talk transport.TalkID) { f.Store(talk) }
func (f *hostFake) writes(talk transport.TalkID) { f.Write(talk) }
func (f *hostFake) visit(text string)            { f.Visit("127.0.0.1:5000", text) }

// hostReal is a real Server, a real Client and a socket.
type hostReal struct {
	*plainReal
	told   *trace // of the Server
	member *transport.Client
	heard  *trace
	home   *transport.Home
	room   transport.PeerID
	last   transport.MessageID
	joins  int
}

func (r *hostReal) asks(name string) { r.join(name, r.Addrs()[0]) }
func (r *hostReal) comes(name string) {
	r.told.mu.Lock()
	link := r.told.last[transport.Invited].Invitation().Link
	r.told.mu.Unlock()
	r.join(name, link)
}

func (r *hostReal) join(name, addr string) {
	if r.member == nil {
		r.home, r.heard = newHome(r.t), newTrace()
		r.member = transport.NewClient(transport.Options{Sink: r.heard.sink, Home: r.home, Name: name})
		r.t.Cleanup(r.member.Close)
	}
	r.heard.until(r.t, "the end of the attempt before", func() bool { return r.heard.ended == r.joins })
	r.joins++
	r.member.Join(addr)
}

// inside waits until the member is let in.
func (r *hostReal) inside() {
	r.t.Helper()
	r.heard.until(r.t, "Connected", func() bool {
		r.room = r.heard.last[transport.Connected].Peer.ID
		if p := r.heard.last[transport.Connected].Peer; p.Server != 0 {
			r.room = p.Server
		}
		return r.room != 0
	})
}

func (r *hostReal) says(text string) {
	r.t.Helper()
	r.inside()
	if _, err := r.member.Send(r.room.Talk(), text); err != nil {
		r.t.Fatal(err)
	}
	r.heard.until(r.t, "Appended", func() bool {
		m := r.heard.last[transport.Appended].Message()
		r.last = m.ID
		return m.Text == text
	})
}

func (r *hostReal) whispers(text string) {
	r.t.Helper()
	r.inside()
	i := slices.IndexFunc(r.member.Peers(), func(p transport.Peer) bool { return p.Host })
	if _, err := r.member.Send(r.member.Peers()[i].Talk(), text); err != nil {
		r.t.Fatal(err)
	}
}

func (r *hostReal) edits(text string) {
	r.t.Helper()
	if err := r.member.Edit(r.room.Talk(), r.last, text); err != nil {
		r.t.Fatal(err)
	}
}

func (r *hostReal) reacts(to transport.MessageID, text string) {
	r.t.Helper()
	r.inside()
	if err := r.member.React(r.room.Talk(), to, text); err != nil {
		r.t.Fatal(err)
	}
}

func (r *hostReal) types()                  { r.inside(); r.member.Typing(r.room.Talk()) }
func (r *hostReal) leaves()                 { r.member.Hangup() }
func (r *hostReal) stores(transport.TalkID) {}

func hosting(t *testing.T, scenario func(s *script, w hostWorld)) {
	t.Helper()
	both(t, func(s *script) hostWorld {
		f := NewServer(transport.Options{Sink: s.trace.sink})
		f.SetIdentity(transport.ID{1})
		return &hostFake{Server: f}
	}, func(s *script) hostWorld {
		server := transport.NewServer(transport.Options{Sink: s.trace.sink, Home: newHome(t), Name: "Host",
			Limits: transport.Limits{HalfCloseWithin: -1, LeftAfter: -1}})
		t.Cleanup(server.Close)
		return &hostReal{plainReal: &plainReal{Server: server, t: t}, told: s.trace}
	}, scenario)
}

func TestServerMembersTalk(t *testing.T) {
	hosting(t, func(s *script, w hostWorld) {
		say(s, "post while stopped")(w.Send(transport.Everyone, "x"))
		s.refused("edit while stopped", w.Edit(transport.Everyone, transport.MessageID{1}, "x"))
		s.step("start", func() { w.Start("127.0.0.1:0") })
		say(s, "post to nobody")(w.Send(transport.Everyone, "x"))
		s.step("Ann asks", func() { w.asks("Ann") })
		s.step("and is let in", func() { w.Accept(s.peer(1)) })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("she speaks", func() { w.says("a question") })
		say(s, "an answer")(w.Post(transport.Everyone, transport.Draft{Text: "an answer", ReplyTo: s.message(1)}))
		s.step("is stored", func() { w.stores(transport.Everyone) })
		say(s, "nothing")(w.Send(transport.Everyone, ""))
		say(s, "too much")(w.Send(transport.Everyone, strings.Repeat("x", 32<<10+1)))
		s.step("she speaks to the host alone", func() { w.whispers("for you alone") })
		say(s, "to her alone")(w.Send(s.peer(1).Talk(), "and for you"))
		s.step("is stored too", func() { w.stores(s.peer(1).Talk()) })
		s.step("the host saw that", func() { w.Displayed(s.peer(1).Talk(), one(99)) })
		s.step("she writes", w.types)
		s.step("she edits", func() { w.edits("a better question") })
		s.step("she reacts", func() { w.reacts(s.message(2), "👍") })
		s.refused("edit", w.Edit(transport.Everyone, s.message(2), "a better answer"))
		s.step("edited", func() {})
		s.refused("edit of nothing", w.Edit(transport.Everyone, s.message(2), ""))
		s.refused("edit of no message", w.Edit(transport.Everyone, transport.MessageID{}, "x"))
		s.refused("edit in no talk", w.Edit(77, s.message(2), "x"))
		s.refused("react", w.React(transport.Everyone, s.message(1), "❤"))
		s.step("reacted", func() {})
		s.refused("react otherwise", w.React(transport.Everyone, s.message(1), "👍"))
		s.step("reacted otherwise", func() {})
		s.refused("react no more", w.React(transport.Everyone, s.message(1), ""))
		s.step("reacted no more", func() {})
		s.refused("delete", w.Delete(transport.Everyone, s.message(2)))
		s.step("deleted", func() {})
		s.refused("edit of a stranger", w.Edit(transport.Everyone, transport.MessageID{9, 9}, "x"))
		s.step("of which nothing is known", func() {})
		say(s, "resend of what is stored")(w.Resend(transport.Everyone, s.message(2)))
		s.step("discard of it", func() { w.Discard(transport.Everyone, s.message(2)) })
		s.step("search", func() { w.Search(transport.Query{Text: "QUESTION"}) })
		s.step("search of all", func() { w.Search(transport.Query{Text: "for you", All: true, Limit: 7}) })
		s.step("load", func() { w.Load(transport.Everyone, transport.Range{Before: 100}) })
		s.step("load of some", func() { w.Load(transport.Everyone, transport.Range{At: one(3), After: 2}) })
		s.step("load beyond the end", func() { w.Load(transport.Everyone, transport.Range{At: one(90), After: 2}) })
		s.step("load of hers", func() { w.Load(s.peer(1).Talk(), transport.Range{Before: 100}) })
		s.step("a name", func() { w.Rename(s.peer(1), "Anna") })
		s.step("she is verified", func() { w.Verify(s.peer(1), true) })
		s.step("she leaves", w.leaves)
		s.step("she comes back", func() { w.asks("Ann") })
		s.step("she is removed", func() { w.Remove(s.peer(1)) })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("stop", w.Stop)
	})
}

func TestServerDeclinesAndBlocksMembers(t *testing.T) {
	hosting(t, func(s *script, w hostWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("Ann asks", func() { w.asks("Ann") })
		s.step("words", func() { w.Words(s.peer(1)) })
		s.step("she is declined", func() { w.Decline(s.peer(1)) })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("she asks again", func() { w.asks("Ann") })
		s.step("is let in", func() { w.Accept(s.peer(2)) })
		s.step("accept again", func() { w.Accept(s.peer(2)) })
		s.step("disconnect of a member", func() { w.Disconnect(s.peer(2)) })
		s.step("forget of a member", func() { w.Forget(s.peer(2)) })
		s.step("let into the room", func() { w.LetIn(s.peer(2), true) })
		s.step("she is blocked", func() { w.Block(s.peer(2)) })
		s.answer("blocked", len(w.Blocked()))
		s.step("and no more", func() { w.Unblock(w.Blocked()[0]) })
		s.answer("blocked", len(w.Blocked()))
	})
}

func TestServerStopsWithAMember(t *testing.T) {
	hosting(t, func(s *script, w hostWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("Ann asks", func() { w.asks("Ann") })
		s.step("and is let in", func() { w.Accept(s.peer(1)) })
		s.step("stop", w.Stop)
		s.answer("roster", s.trace.roster(w.Peers()))
		say(s, "send")(w.Send(transport.Everyone, "x"))
	})
}

func TestServerLetsAGuestIn(t *testing.T) {
	hosting(t, func(s *script, w hostWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("a guest", func() { w.visit("hello there") })
		say(s, "send to all")(w.Send(transport.Everyone, "to all"))
		s.step("is stored", func() { w.stores(transport.Everyone) })
		s.step("and written", func() { w.writes(transport.Everyone) })
		s.step("it is let in", func() { w.LetIn(s.peer(1), true) })
		s.step("twice", func() { w.LetIn(s.peer(1), true) })
		s.step("and out", func() { w.LetIn(s.peer(1), false) })
		s.step("load", func() { w.Load(transport.Everyone, transport.Range{Before: 100}) })
		s.step("load of the guest", func() { w.Load(s.peer(1).Talk(), transport.Range{Before: 100}) })
		s.step("export of a plain talk", func() { w.Export(s.peer(1).Talk(), discard{}, transport.ExportText) })
		s.step("export", func() { w.Export(transport.Everyone, discard{}, transport.ExportText) })
	})
}

// discard is a file that takes everything.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return io.Discard.Write(p) }
func (discard) Close() error                { return nil }

func TestServerInvites(t *testing.T) {
	hosting(t, func(s *script, w hostWorld) {
		s.step("an invitation while stopped", func() { w.Invite(false) })
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("the end of none", w.EndInvite)
		s.step("an invitation for many", func() { w.Invite(true) })
		s.step("closed", w.EndInvite)
		s.step("an invitation", func() { w.Invite(true) })
		s.step("another in its place", func() { w.Invite(false) })
		s.step("Ann comes by it", func() { w.comes("Ann") })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("another one", func() { w.Invite(false) })
		s.step("stop", w.Stop)
	})
}

func TestServerWithoutAFolderInvitesNobody(t *testing.T) {
	plainly(t, false, func(s *script, w serverWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("an invitation", func() { w.Invite(false) })
	})
}
