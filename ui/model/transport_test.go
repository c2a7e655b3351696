package model

import (
	"net"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

var (
	_ Host   = (*transport.Server)(nil)
	_ Dialer = (*transport.Client)(nil)
)

// The fake must not be the only thing the model works with.
func TestTwoTabsTalkThroughTheRealTransport(t *testing.T) {
	wake := make(chan struct{}, 1)
	ring := func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	fromServer, fromClient := transport.NewMailbox(ring), transport.NewMailbox(ring)
	// Who ends its direction has left, however soon after its last words.
	server := transport.NewServer(transport.Options{Sink: fromServer.Post, Limits: transport.Limits{HalfCloseWithin: -1, LeftAfter: -1}})
	client := transport.NewClient(transport.Options{Sink: fromClient.Post})
	defer server.Close()
	defer client.Close()
	m := New(Config{Host: server, Dialer: client, Prefs: plainPrefs(), System: words.English})
	var a, b []transport.Event
	until := func(what string, done func() bool) {
		t.Helper()
		late := time.After(time.Minute)
		for !done() {
			select {
			case <-wake:
			case <-late:
				t.Fatalf("%s: server %q, client %q %q", what, m.Server.Status(), m.Client.Status(), m.Client.Reason())
			}
			a, b = fromServer.Drain(a), fromClient.Drain(b)
			m.Apply(ServerTab, a...)
			m.Apply(ClientTab, b...)
		}
	}
	shows := func(s *Side, text string) func() bool {
		return func() bool {
			talk := s.Talk()
			if talk == nil {
				return false
			}
			for i := range talk.Len() {
				if talk.At(i).Text == text {
					return true
				}
			}
			return false
		}
	}
	m.SetPort("127.0.0.1:0")
	m.StartServer()
	until("listening", func() bool { return m.Server.State() == Listening })
	if _, _, err := net.SplitHostPort(m.Server.Addresses()[0]); err != nil {
		t.Fatal(err)
	}
	m.SetTab(ClientTab)
	m.ConnectTo(m.Server.Addresses()[0])
	until("connected", func() bool { return m.Client.State() == Connected && m.Server.Here() == 1 })
	m.SetDraft("hello 你好")
	if !m.Send() {
		t.Fatal(m.ComposerError())
	}
	until("shown to the sender", shows(m.Client.Side, "hello 你好"))
	guest := m.Server.People()[1]
	until("unread at the server", func() bool { return guest.Unread == 1 && guest.Second == "hello 你好" })
	m.SetTab(ServerTab)
	m.Select(guest.ID)
	until("shown to the host", shows(m.Server.Side, "hello 你好"))
	if guest.Unread != 0 {
		t.Errorf("%d unread", guest.Unread)
	}
	m.Select(everyone)
	m.SetDraft("to all")
	if !m.Send() {
		t.Fatal(m.ComposerError())
	}
	until("shown to the guest", shows(m.Client.Side, "to all"))
	until("written to all", func() bool {
		talk := m.Server.Talk()
		return talk.Len() > 0 && talk.At(talk.Len()-1).Tag == "to everyone · 1 of 1"
	})
	m.SetTab(ClientTab)
	m.Hangup()
	until("gone", func() bool { return m.Client.State() == Disconnected && m.Server.Here() == 0 })
	m.StopServer()
	until("stopped", func() bool { return m.Server.State() == Stopped })
}
