package core

import (
	"testing"
	"time"

	"confab/transport/internal/loop"
)

// away are the notices of a page about visitors who were turned away.
func away(p Page) (list []Message) {
	for _, m := range p.Messages {
		if m.Kind == Notice && m.Notice == PeerDisconnected && m.Peer == 0 {
			list = append(list, m)
		}
	}
	return list
}

func TestWhoIsTurnedAwayIsALineInTheTalkOfAll(t *testing.T) {
	for what, start := range map[string]func(t *testing.T) (*party, *Server, string){
		"of members": func(t *testing.T) (*party, *Server, string) { return hostParty(t, nil) },
		"of guests alone": func(t *testing.T) (*party, *Server, string) {
			s, e, addr := startServer(t, Limits{})
			return &party{events: e}, s, addr
		},
	} {
		t.Run(what, func(t *testing.T) {
			host, server, addr := start(t)
			server.Allow(Visitors{Browsers: true, Members: true})
			nc := dial(t, addr)
			say(t, nc, "hello")
			ev, _ := host.wait(t, 0, "the line", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Fault == PlainRefused })
			first := ev.Message()
			if first.Name != nc.LocalAddr().String() || first.Peer != 0 || first.More != 0 || first.Notice != PeerDisconnected || ev.Talk() != Everyone || first.Place.IsZero() {
				t.Errorf("%+v in %v", first, ev.Talk())
			}
			tell := func(f Fault, more int) {
				_ = loop.Ask(server.loop, func() bool {
					server.tellTurnedAway("10.0.0.1:1", &Error{Fault: f, More: more})
					return true
				})
			}
			for range 100 {
				tell(PlainRefused, 3)
			}
			tell(TLSRefused, 0)
			tell(PageServed, 0) // is no refusal
			tell(PeerClosed, 0)
			lines := away(host.page(t, server.Load, Everyone))
			if len(lines) != 2 || lines[0].Place != first.Place || lines[0].Name != first.Name || lines[0].More != 400 || lines[1].Fault != TLSRefused || lines[1].More != 0 {
				t.Fatalf("%+v", lines)
			}
			host.wait(t, 0, "the count", func(ev Event) bool {
				return ev.Kind == Updated && ev.Message().Place == first.Place && ev.Message().More == 400 && ev.Talk() == Everyone
			})
			_ = loop.Ask(server.loop, func() bool {
				server.away[PlainRefused].Time = time.Now().Add(-awayCounts)
				return true
			})
			tell(PlainRefused, 0)
			if lines = away(host.page(t, server.Load, Everyone)); len(lines) != 3 || lines[0].More != 400 || lines[2].Fault != PlainRefused || lines[2].More != 0 {
				t.Errorf("after a while there are %+v", lines)
			}
		})
	}
}
