package transporttest

import (
	"slices"
	"testing"
	"time"

	"confab/transport"
)

// joinWorld is a Client with a data folder and a host of members.
type joinWorld interface {
	dialer
	// addr is where the host is.
	addr() string
	// asked is what the host does when it is joined for the first time, accepts lets
	// the Client in then, and declines does not.
	asked()
	accepts()
	declines()
	// link is an invitation of the host, which invited lets the Client in by.
	link() string
	invited()
	// code is that of an invitation of the host; denied has it refuse another one, proved
	// take it.
	code() string
	denied()
	proved()
	// says has the host say something to everyone, whispers to the Client alone.
	says(text string)
	whispers(text string)
	// types has it write to everyone.
	types()
	// stores and refuses have the host take, or not take, what the Client said.
	stores(talk transport.TalkID)
	refuses(talk transport.TalkID)
	// breaks has the host go, returns come back.
	breaks()
	returns()
	// removes takes the membership of the Client back.
	removes()
}

type joinFake struct {
	*Client
	room, host transport.PeerID
}

func (f *joinFake) addr() string { return "127.0.0.1:1000" }
func (f *joinFake) asked()       { f.Asks("Desk") }
func (f *joinFake) accepts()     { f.room, f.host, _ = f.Enter("Desk") }
func (f *joinFake) declines()    { f.Cut(transport.Declined) }
func (f *joinFake) link() string {
	return "http://127.0.0.1:1000/#AaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAacAAAAAAAAAAAAAAAAAAABwAD6AR_AAABkRQ"
}
func (f *joinFake) invited()     { f.accepts() }
func (f *joinFake) code() string { return "000000" }
func (f *joinFake) denied()      { f.CheckCode(transport.CodeWrong) }
func (f *joinFake) proved()      { f.CheckCode(transport.NoFault); f.accepts() }
func (f *joinFake) says(text string) {
	f.Speak(f.room.Talk(), f.host, text)
}
func (f *joinFake) whispers(text string)          { f.Speak(f.host.Talk(), f.host, text) }
func (f *joinFake) types()                        { f.Types(f.room.Talk(), f.host) }
func (f *joinFake) stores(talk transport.TalkID)  { f.Store(talk) }
func (f *joinFake) refuses(talk transport.TalkID) { f.Refuse(talk, transport.MessageUnknown) }
func (f *joinFake) breaks()                       { f.Wait(transport.PeerClosed, time.Second) }
func (f *joinFake) returns()                      { f.Again(f.host) }
func (f *joinFake) removes()                      { f.Cut(transport.MemberRemoved) }

type joinReal struct {
	*transport.Client
	t     *testing.T
	host  *transport.Server
	heard *trace
	at    string
}

// self is the Client as the host knows it.
func (r *joinReal) self() transport.PeerID {
	r.t.Helper()
	var id transport.PeerID
	r.heard.until(r.t, "the Client", func() bool {
		peers := r.host.Peers()
		i := slices.IndexFunc(peers, func(p transport.Peer) bool { return p.Kind == transport.Member && p.Here })
		if i >= 0 {
			id = peers[i].ID
		}
		return i >= 0
	})
	return id
}

func (r *joinReal) addr() string { return r.at }
func (r *joinReal) asked()       {}
func (r *joinReal) accepts()     { r.host.Accept(r.self()) }
func (r *joinReal) declines()    { r.host.Decline(r.self()) }
func (r *joinReal) removes()     { r.host.Remove(r.self()) }

func (r *joinReal) invited()     {}
func (r *joinReal) denied()      {}
func (r *joinReal) proved()      {}
func (r *joinReal) link() string { return r.invitation().Link }
func (r *joinReal) code() string { return r.invitation().Code }

func (r *joinReal) invitation() (i transport.Invitation) {
	r.t.Helper()
	r.host.Invite(false)
	r.heard.until(r.t, "an invitation", func() bool {
		i = r.heard.last[transport.Invited].Invitation()
		return i.Link != ""
	})
	return i
}

func (r *joinReal) post(to transport.TalkID, text string) {
	r.t.Helper()
	if _, err := r.host.Send(to, text); err != nil {
		r.t.Fatal(err)
	}
}

func (r *joinReal) says(text string)         { r.post(transport.Everyone, text) }
func (r *joinReal) whispers(text string)     { r.post(r.self().Talk(), text) }
func (r *joinReal) types()                   { r.host.Typing(transport.Everyone) }
func (r *joinReal) stores(transport.TalkID)  {}
func (r *joinReal) refuses(transport.TalkID) {}
func (r *joinReal) breaks()                  { r.host.Stop() }
func (r *joinReal) returns() {
	r.heard.until(r.t, "Stopped", func() bool { return r.heard.last[transport.Stopped].Kind == transport.Stopped })
	r.host.Start(r.at)
	r.heard.until(r.t, "Listening", func() bool { return len(r.host.Addrs()) > 0 })
	r.Reconnect()
}

func joining(t *testing.T, scenario func(s *script, w joinWorld)) {
	t.Helper()
	both(t, func(s *script) joinWorld {
		f := NewClient(transport.Options{Sink: s.trace.sink})
		f.SetIdentity(transport.ID{2})
		return &joinFake{Client: f}
	}, func(s *script) joinWorld {
		heard := newTrace()
		server := transport.NewServer(transport.Options{Sink: heard.sink, Home: newHome(t), Name: "Desk"})
		t.Cleanup(server.Close)
		server.Start("127.0.0.1:0")
		heard.until(t, "Listening", func() bool { return len(heard.lines) > 0 })
		client := transport.NewClient(transport.Options{Sink: s.trace.sink, Home: newHome(t), Name: "Ann"})
		t.Cleanup(client.Close)
		return &joinReal{Client: client, t: t, host: server, heard: heard, at: server.Addrs()[0]}
	}, scenario)
}

func TestClientJoins(t *testing.T) {
	joining(t, func(s *script, w joinWorld) {
		say(s, "send before")(w.Send(1, "x"))
		s.step("join", func() { w.Join(w.addr()); w.asked() })
		say(s, "send while asking")(w.Send(s.peer(1).Talk(), "x"))
		s.step("is kept", func() {})
		_, up := w.Server()
		s.answer("connected", up)
		s.step("let in", w.accepts)
		s.step("what was kept goes out", func() { w.stores(s.peer(1).Talk()) })
		s.answer("roster", s.trace.roster(w.Peers()))
		_, up = w.Server()
		s.answer("connected", up)
		s.answer("known", len(w.Known()))
		s.step("join again", func() { w.Join(w.addr()) })
		s.step("the host speaks", func() { w.says("a question") })
		s.step("it was seen", func() { w.Displayed(s.peer(1).Talk(), one(5)) })
		say(s, "an answer")(w.Post(s.peer(1).Talk(), transport.Draft{Text: "an answer", ReplyTo: s.message(2)}))
		s.step("is sent", func() {})
		s.step("is stored", func() { w.stores(s.peer(1).Talk()) })
		s.step("to the Client alone", func() { w.whispers("for you alone") })
		say(s, "to the host alone")(w.Send(s.peer(2).Talk(), "and for you"))
		s.step("is sent", func() {})
		s.step("is stored", func() { w.stores(s.peer(2).Talk()) })
		say(s, "nothing")(w.Send(s.peer(1).Talk(), ""))
		say(s, "to everyone")(w.Send(transport.Everyone, "hello all"))
		s.step("is sent", func() {})
		s.step("is stored", func() { w.stores(s.peer(1).Talk()) })
		s.step("load of all", func() { w.Load(transport.Everyone, transport.Range{Before: 100}) })
		s.step("search of all", func() { w.Search(transport.Query{Text: "hello", Talk: transport.Everyone}) })
		s.step("export of all", func() { w.Export(transport.Everyone, discard{}, transport.ExportJSON) })
		s.step("all was seen", func() { w.Displayed(transport.Everyone, one(99)) })
		s.step("the host writes", w.types)
		s.refused("edit", w.Edit(s.peer(1).Talk(), s.message(3), "a better answer"))
		s.step("edited", func() {})
		s.refused("react", w.React(s.peer(1).Talk(), s.message(2), "👍"))
		s.step("reacted", func() {})
		s.refused("delete of what is not ours", w.Delete(s.peer(1).Talk(), s.message(2)))
		s.step("refused", func() {})
		s.refused("delete", w.Delete(s.peer(1).Talk(), s.message(3)))
		s.step("deleted", func() {})
		s.step("search", func() { w.Search(transport.Query{Text: "question", Talk: s.peer(1).Talk()}) })
		s.step("search of nothing", func() { w.Search(transport.Query{Text: "question", Talk: 77}) })
		s.step("load", func() { w.Load(s.peer(1).Talk(), transport.Range{Before: 100}) })
		s.step("load of the host's", func() { w.Load(s.peer(2).Talk(), transport.Range{Before: 100}) })
		s.step("words", func() { w.Words(s.peer(1)) })
		s.step("the host is verified", func() { w.Verify(s.peer(2), true) })
		s.step("and the server is not", func() { w.Verify(s.peer(1), false) })
		s.step("a name", func() { w.Rename(s.peer(2), "Marta") })
		s.step("export", func() { w.Export(s.peer(1).Talk(), discard{}, transport.ExportJSON) })
		s.step("hang up", w.Hangup)
		say(s, "send after")(w.Send(s.peer(1).Talk(), "x"))
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("plain", func() { w.Dial(w.addr()) })
		s.step("forget", func() { w.ForgetServer(w.addr()) })
		s.answer("known", len(w.Known()))
		s.answer("roster", s.trace.roster(w.Peers()))
	})
}

func TestClientIsInvited(t *testing.T) {
	joining(t, func(s *script, w joinWorld) {
		s.step("join with a part of a link", func() { w.Join("confab://join/AQ") })
		s.step("join", func() { w.Join(w.link()); w.invited() })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.answer("known", w.Known()[0].Trust)
		s.step("hang up", w.Hangup)
	})
}

func TestClientHasACode(t *testing.T) {
	joining(t, func(s *script, w joinWorld) {
		s.step("a code for nobody", func() { w.EnterCode("123456") })
		s.step("join with no code", func() { w.JoinWith(w.addr(), "12345") })
		code := ""
		s.step("join with a wrong one", func() {
			code = w.code()
			w.JoinWith(w.addr(), other(code))
			w.asked()
			w.denied()
		})
		s.step("enter no code", func() { w.EnterCode("12 34") })
		s.step("enter the right one", func() { w.EnterCode(code); w.proved() })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.answer("known", w.Known()[0].Trust)
		s.step("hang up", w.Hangup)
	})
}

// other is a code that is not this one.
func other(code string) string {
	if code == "111111" {
		return "222222"
	}
	return "111111"
}

func TestClientMessageIsRefused(t *testing.T) {
	joining(t, func(s *script, w joinWorld) {
		s.step("join", func() { w.Join(w.addr()); w.asked() })
		s.step("let in", w.accepts)
		say(s, "an answer to nothing")(w.Post(s.peer(1).Talk(), transport.Draft{Text: "an answer", ReplyTo: transport.MessageID{9, 9}}))
		s.step("is refused", func() { w.refuses(s.peer(1).Talk()) })
		s.step("load", func() { w.Load(s.peer(1).Talk(), transport.Range{Before: 100}) })
		say(s, "again")(w.Resend(s.peer(1).Talk(), s.message(1)))
		s.step("is refused again", func() { w.refuses(s.peer(1).Talk()) })
		say(s, "the first again")(w.Resend(s.peer(1).Talk(), s.message(1)))
		s.step("discard", func() { w.Discard(s.peer(1).Talk(), s.message(2)) })
		s.step("discard again", func() { w.Discard(s.peer(1).Talk(), s.message(2)) })
		s.step("load", func() { w.Load(s.peer(1).Talk(), transport.Range{Before: 100}) })
	})
}

func TestClientReconnects(t *testing.T) {
	joining(t, func(s *script, w joinWorld) {
		s.step("join", func() { w.Join(w.addr()); w.asked() })
		s.step("let in", w.accepts)
		s.step("the host goes", w.breaks)
		_, up := w.Server()
		s.answer("connected", up)
		say(s, "send meanwhile")(w.Send(s.peer(1).Talk(), "kept"))
		s.step("is kept", func() {})
		s.step("load", func() { w.Load(s.peer(1).Talk(), transport.Range{Before: 100}) })
		s.step("the host is back", w.returns)
		s.step("what was kept goes out", func() { w.stores(s.peer(1).Talk()) })
		s.step("it is removed", w.removes)
		say(s, "send after")(w.Send(s.peer(1).Talk(), "x"))
	})
}

func TestClientIsDeclined(t *testing.T) {
	joining(t, func(s *script, w joinWorld) {
		s.step("join", func() { w.Join(w.addr()); w.asked() })
		s.step("declined", w.declines)
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("join again", func() { w.Join(w.addr()); w.asked() })
		s.step("hang up", w.Hangup)
		s.step("join a third time", func() { w.Join(w.addr()); w.asked() })
		s.step("let in", w.accepts)
		s.step("the host goes", w.breaks)
		s.step("hang up", w.Hangup)
	})
}
