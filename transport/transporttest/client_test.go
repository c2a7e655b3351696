package transporttest

import (
	"io"
	"net"
	"testing"

	"confab/transport"
)

// clientWorld is a Client and a server over plain TCP.
type clientWorld interface {
	dialer
	// addr is where the server is, refuses where none is.
	addr() string
	refuses() string
	// connects has the server answer.
	connects()
	// says, ends and resets are what the server does with the last connection.
	says(text string)
	ends()
	resets()
	// writes has the system take what was said in a talk.
	writes(talk transport.TalkID)
}

type dialFake struct{ *Client }

func (f dialFake) addr() string                 { return "127.0.0.1:1000" }
func (f dialFake) refuses() string              { return "127.0.0.1:1001" }
func (f dialFake) connects()                    { f.Answer(transport.NoFault) }
func (f dialFake) says(text string)             { f.Hear(f.target, text) }
func (f dialFake) ends()                        { f.Cut(transport.PeerClosed) }
func (f dialFake) resets()                      { f.Cut(transport.PeerReset) }
func (f dialFake) writes(talk transport.TalkID) { f.Write(talk) }

// Dial is that of the real one where nobody answers.
func (f dialFake) Dial(addr string) {
	f.Client.Dial(addr)
	if addr == f.refuses() {
		f.Answer(transport.Refused)
	}
}

type dialReal struct {
	*transport.Client
	t        *testing.T
	listener net.Listener
	last     *net.TCPConn
	nowhere  string
}

func (r *dialReal) addr() string    { return r.listener.Addr().String() }
func (r *dialReal) refuses() string { return r.nowhere }

func (r *dialReal) connects() {
	r.t.Helper()
	nc, err := r.listener.Accept()
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = nc.Close() })
	r.last = nc.(*net.TCPConn)
	go io.Copy(io.Discard, nc)
}

func (r *dialReal) says(text string) {
	r.t.Helper()
	if _, err := io.WriteString(r.last, text); err != nil {
		r.t.Fatal(err)
	}
}

func (r *dialReal) ends() { _ = r.last.CloseWrite() }
func (r *dialReal) resets() {
	_ = r.last.SetLinger(0)
	_ = r.last.Close()
}
func (r *dialReal) writes(transport.TalkID) {}

func dialling(t *testing.T, scenario func(s *script, w clientWorld)) {
	t.Helper()
	both(t, func(s *script) clientWorld {
		return dialFake{NewClient(transport.Options{Sink: s.trace.sink})}
	}, func(s *script) clientWorld {
		listen := func() net.Listener {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			return l
		}
		shut := listen()
		_ = shut.Close()
		c := transport.NewClient(transport.Options{Sink: s.trace.sink, Limits: transport.Limits{HalfCloseWithin: -1, LeftAfter: -1}})
		t.Cleanup(c.Close)
		return &dialReal{Client: c, t: t, listener: listen(), nowhere: shut.Addr().String()}
	}, scenario)
}

func TestClientDials(t *testing.T) {
	dialling(t, func(s *script, w clientWorld) {
		_, up := w.Server()
		s.answer("connected", up)
		say(s, "send before")(w.Send(1, "x"))
		say(s, "bytes before")(w.SendBytes(transport.Everyone, []byte("x")))
		s.step("hang up of nothing", w.Hangup)
		s.step("a dial that is refused", func() { w.Dial(w.refuses()) })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("no data folder", func() { w.Join(w.addr()) })
		s.step("dial", func() { w.Dial(w.addr()); w.connects() })
		s.step("dial again", func() { w.Dial(w.refuses()) })
		_, up = w.Server()
		s.answer("connected", up)
		s.step("it speaks", func() { w.says("welcome here") })
		say(s, "send")(w.Send(s.peer(2).Talk(), "thank you"))
		s.step("written", func() { w.writes(s.peer(2).Talk()) })
		say(s, "nothing")(w.Send(s.peer(2).Talk(), ""))
		say(s, "to another")(w.Send(s.peer(1).Talk(), "x"))
		s.step("it ends", w.ends)
		say(s, "send after")(w.Send(s.peer(2).Talk(), "x"))
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("the same again", func() { w.Dial(w.addr()); w.connects() })
		s.step("hang up", w.Hangup)
		s.step("and again", func() { w.Dial(w.addr()); w.connects() })
		s.step("it breaks", w.resets)
		s.step("load", func() { w.Load(s.peer(2).Talk(), transport.Range{Before: 100}) })
		s.step("a name", func() { w.Rename(s.peer(2), "Desk") })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.answer("known", len(w.Known()))
	})
}
