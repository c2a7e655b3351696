package transporttest

import (
	"slices"
	"testing"
	"time"

	"confab/transport"
)

// laterWorld is a Client that was a member of a host in an earlier run. The host is
// away, and returns comes back.
type laterWorld interface {
	dialer
	addr() string
	refused()
	returns()
	// stores has the host take what the Client said.
	stores()
}

type laterFake struct{ *Client }

func (f laterFake) addr() string { return "127.0.0.1:1000" }
func (f laterFake) refused()     { f.Wait(transport.Refused, time.Second) }
func (f laterFake) returns()     { f.Enter("Desk") }

func (f laterFake) stores() { f.Store(f.Peers()[0].Talk()) }

type laterReal struct{ *joinReal }

func (r laterReal) refused() {}
func (r laterReal) stores()  {}

func TestClientOfAnEarlierRun(t *testing.T) {
	both(t, func(s *script) laterWorld {
		f := NewClient(transport.Options{Sink: s.trace.sink})
		f.SetIdentity(transport.ID{2})
		f.SetKnown(transport.KnownServer{Addr: "127.0.0.1:1000", Name: "Desk", Identity: transport.ID{1}, Trust: transport.Unverified})
		f.Lay(1, transport.Message{ID: transport.MessageID{1}, Kind: transport.Incoming, Text: "of yesterday"})
		f.SetMarks(1, transport.Marks{News: 1})
		return laterFake{f}
	}, func(s *script) laterWorld {
		before := &joinReal{t: t, heard: newTrace()}
		before.host = transport.NewServer(transport.Options{Sink: before.heard.sink, Home: newHome(t), Name: "Desk"})
		t.Cleanup(before.host.Close)
		before.host.Start("127.0.0.1:0")
		before.heard.until(t, "Listening", func() bool { return len(before.heard.lines) > 0 })
		before.at = before.host.Addrs()[0]
		home, first := newHome(t), newTrace()
		client := transport.NewClient(transport.Options{Sink: first.sink, Home: home, Name: "Ann"})
		client.Join(before.at)
		before.accepts()
		before.says("of yesterday")
		first.until(t, "of yesterday", func() bool { return first.last[transport.Appended].Message().Text == "of yesterday" })
		client.Close()
		before.host.Stop()
		before.heard.until(t, "Stopped", func() bool {
			return slices.ContainsFunc(before.heard.lines, func(l string) bool { return l == "stopped all" })
		})
		before.Client = transport.NewClient(transport.Options{Sink: s.trace.sink, Home: home, Name: "Ann"})
		t.Cleanup(before.Close)
		return laterReal{before}
	}, func(s *script, w laterWorld) {
		s.answer("roster", s.trace.roster(w.Peers()))
		s.answer("known", len(w.Known()))
		s.step("plain", func() { w.Dial(w.addr()) })
		s.step("join", func() { w.Join(w.addr()); w.refused() })
		say(s, "post")(w.Send(s.peer(1).Talk(), "kept"))
		s.step("is kept", func() {})
		_, up := w.Server()
		s.answer("connected", up)
		s.step("it was seen", func() { w.Displayed(s.peer(1).Talk(), one(1)) })
		s.step("the host is back", w.returns)
		s.step("what was kept goes out", w.stores)
	})
}
