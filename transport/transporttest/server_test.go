package transporttest

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

// serverWorld is a Server and all others.
type serverWorld interface {
	host
	// visit has a guest come and say something at once; it is the guest after the last.
	visit(text string)
	// says, ends and resets are what a guest does.
	says(guest int, text string)
	ends(guest int)
	resets(guest int)
	// writes has the system take what was said in a talk.
	writes(talk transport.TalkID)
}

// plainFake is a Server with plain guests that is none.
type plainFake struct {
	*Server
	guests []transport.PeerID
	polite bool // whoever ends its direction stays
}

func (f *plainFake) visit(text string) {
	f.guests = append(f.guests, f.Visit("127.0.0.1:5000", text))
}
func (f *plainFake) says(guest int, text string) { f.Hear(f.guests[guest], text) }
func (f *plainFake) ends(guest int) {
	if f.polite {
		f.HalfClose(f.guests[guest])
		return
	}
	f.Part(f.guests[guest], transport.PeerClosed)
}
func (f *plainFake) resets(guest int)             { f.Part(f.guests[guest], transport.PeerReset) }
func (f *plainFake) writes(talk transport.TalkID) { f.Write(talk) }

// plainReal is a real Server and sockets.
type plainReal struct {
	*transport.Server
	t      *testing.T
	guests []*net.TCPConn
}

func (r *plainReal) visit(text string) {
	r.t.Helper()
	nc, err := net.Dial("tcp", r.Addrs()[0])
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = nc.Close() })
	go io.Copy(io.Discard, nc)
	r.guests = append(r.guests, nc.(*net.TCPConn))
	r.says(len(r.guests)-1, text)
}

func (r *plainReal) says(guest int, text string) {
	r.t.Helper()
	if _, err := io.WriteString(r.guests[guest], text); err != nil {
		r.t.Fatal(err)
	}
}

func (r *plainReal) ends(guest int) { _ = r.guests[guest].CloseWrite() }
func (r *plainReal) resets(guest int) {
	_ = r.guests[guest].SetLinger(0)
	_ = r.guests[guest].Close()
}
func (r *plainReal) writes(transport.TalkID) {}

// plainly runs a scenario with a Server that has no data folder. With polite, who ends
// its direction stays; otherwise it has left.
func plainly(t *testing.T, polite bool, scenario func(s *script, w serverWorld)) {
	t.Helper()
	both(t, func(s *script) serverWorld {
		return &plainFake{Server: NewServer(transport.Options{Sink: s.trace.sink}), polite: polite}
	}, func(s *script) serverWorld {
		limits := transport.Limits{HalfCloseWithin: -1, LeftAfter: -1}
		if polite {
			limits = transport.Limits{HalfCloseWithin: time.Hour}
		}
		server := transport.NewServer(transport.Options{Sink: s.trace.sink, Limits: limits})
		t.Cleanup(server.Close)
		return &plainReal{Server: server, t: t}
	}, scenario)
}

func TestServerListens(t *testing.T) {
	plainly(t, false, func(s *script, w serverWorld) {
		s.answer("addresses", len(w.Addrs()))
		say(s, "send while stopped")(w.Send(transport.Everyone, "x"))
		say(s, "send to a stranger while stopped")(w.Send(77, "x"))
		s.step("stop of what is stopped", w.Stop)
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("start again", func() { w.Start("127.0.0.1:0") })
		s.answer("addresses", len(w.Addrs()))
		say(s, "send to nobody")(w.Send(transport.Everyone, "x"))
		say(s, "send to a stranger")(w.Send(77, "x"))
		say(s, "send of nothing")(w.Send(transport.Everyone, ""))
		say(s, "send of too much")(w.Send(transport.Everyone, strings.Repeat("x", 64<<10+1)))
		s.refused("edit", w.Edit(transport.Everyone, transport.MessageID{1}, "x"))
		say(s, "resend")(w.Resend(transport.Everyone, transport.MessageID{1}))
		s.step("search", func() { w.Search(transport.Query{Text: "x", All: true}) })
		s.step("load of what is empty", func() { w.Load(transport.Everyone, transport.Range{Before: 10}) })
		s.step("load of what there is not", func() { w.Load(77, transport.Range{At: one(3), After: 10}) })
		s.step("stop", w.Stop)
		s.answer("addresses", len(w.Addrs()))
	})
}

func TestServerThatCannotListen(t *testing.T) {
	plainly(t, false, func(s *script, w serverWorld) {
		addr := "127.0.0.1:40001"
		if f, is := w.(*plainFake); is {
			f.FailListening(transport.PortTaken)
		} else {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				s.t.Fatal(err)
			}
			s.t.Cleanup(func() { _ = l.Close() })
			addr = l.Addr().String()
		}
		s.step("start", func() { w.Start(addr) })
		s.answer("addresses", len(w.Addrs()))
	})
}

// file is one that can be sent.
func file(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "file.txt")
	if err := os.WriteFile(path, []byte("what is in it"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestServerGuestsTalk(t *testing.T) {
	plainly(t, false, func(s *script, w serverWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("a guest comes and speaks", func() { w.visit("hello there") })
		s.step("a line", func() { w.says(0, "a line\n") })
		say(s, "send")(w.Send(s.peer(1).Talk(), "an answer"))
		s.step("it is written", func() { w.writes(s.peer(1).Talk()) })
		say(s, "bytes")(w.SendBytes(s.peer(1).Talk(), []byte{0, 0xff}))
		s.step("they are written", func() { w.writes(s.peer(1).Talk()) })
		path := file(t)
		say(s, "a file")(w.Post(s.peer(1).Talk(), transport.Draft{Attach: &transport.Attachment{Path: path}}))
		s.step("it is written", func() { w.writes(s.peer(1).Talk()) })
		say(s, "a file that nobody can name")(w.Post(s.peer(1).Talk(), transport.Draft{Attach: &transport.Attachment{Path: "x"}}))
		var refused error
		s.step("what comes is saved", func() { refused = w.Save(s.peer(1).Talk(), path+".log") })
		s.answer("save", faultOf(refused))
		s.step("it speaks", func() { w.says(0, "for the file") })
		s.step("that ends", func() { w.StopSaving(s.peer(1).Talk()) })
		s.step("and again", func() { w.StopSaving(s.peer(1).Talk()) })
		s.answer("save of nobody", faultOf(w.Save(s.peer(1).Talk()+100, path)))
		s.step("another guest", func() { w.visit("good morning") })
		say(s, "send to all")(w.Send(transport.Everyone, "to all"))
		s.step("that is written", func() { w.writes(transport.Everyone) })
		say(s, "a file to all")(w.Post(transport.Everyone, transport.Draft{Attach: &transport.Attachment{Path: path}}))
		s.step("a name", func() { w.Rename(s.peer(2), "  Ann \n Lee ") })
		s.step("she speaks", func() { w.says(1, "how do you do") })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("she goes", func() { w.ends(1) })
		say(s, "send to who is gone")(w.Send(s.peer(2).Talk(), "x"))
		s.step("the other is cut", func() { w.resets(0) })
		say(s, "send to nobody")(w.Send(transport.Everyone, "x"))
		s.step("forget", func() { w.Forget(s.peer(2)) })
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("forget a stranger", func() { w.Forget(77) })
		s.step("load of who is forgotten", func() { w.Load(s.peer(2).Talk(), transport.Range{Before: 5}) })
		s.step("load of who is gone", func() { w.Load(s.peer(1).Talk(), transport.Range{Before: 100}) })
		s.step("load of all", func() { w.Load(transport.Everyone, transport.Range{Before: 100}) })
		s.step("stop", w.Stop)
	})
}

func TestServerPages(t *testing.T) {
	plainly(t, false, func(s *script, w serverWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("a guest", func() { w.visit("message 1") })
		for i := range 8 {
			say(s, "send")(w.SendBytes(s.peer(1).Talk(), []byte{byte(i)}))
			s.step("written", func() { w.writes(s.peer(1).Talk()) })
		}
		for _, asked := range []transport.Range{
			{Before: 3}, {Before: 100}, {Before: 9}, {At: one(1), After: 3}, {At: one(5), After: 2}, {At: one(9), After: 5}, {At: one(10), After: 1},
			{At: one(11), After: 5}, {At: one(200), After: 5}, {At: one(200), Before: 5}, {At: one(3)}, {At: one(5), Before: 2, After: 2},
			{At: one(5), Before: 4, After: 7}, {At: one(1), Before: 3}, {At: one(5).Next(), Before: 1, After: 1}, {}, {After: 3}, {At: one(5), Before: -1, After: -1},
		} {
			s.step("load", func() { w.Load(s.peer(1).Talk(), asked) })
		}
	})
}

func TestServerGuestSaysNothingMore(t *testing.T) {
	plainly(t, true, func(s *script, w serverWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("a question", func() { w.visit("how deep is it") })
		s.step("its end", func() { w.ends(0) })
		say(s, "the answer")(w.Send(s.peer(1).Talk(), "three metres"))
		s.step("is written", func() { w.writes(s.peer(1).Talk()) })
		s.step("disconnect", func() { w.Disconnect(s.peer(1)) })
		s.step("disconnect again", func() { w.Disconnect(s.peer(1)) })
		s.answer("roster", s.trace.roster(w.Peers()))
	})
}

func TestServerStopsWithAGuest(t *testing.T) {
	plainly(t, false, func(s *script, w serverWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("a guest", func() { w.visit("hello there") })
		s.step("forget of who is here", func() { w.Forget(s.peer(1)) })
		s.step("stop", w.Stop)
		s.answer("roster", s.trace.roster(w.Peers()))
		s.step("start again", func() { w.Start("127.0.0.1:0") })
		say(s, "send to nobody")(w.Send(transport.Everyone, "x"))
	})
}

func TestServerForgetsWhoNeverSpoke(t *testing.T) {
	type world struct {
		host
		leaves func()
	}
	both(t, func(s *script) world {
		f := NewServer(transport.Options{Sink: s.trace.sink})
		f.Start("127.0.0.1:0")
		f.Come("127.0.0.1:5000")
		return world{f, func() { f.Part(f.Peers()[0].ID, transport.PeerClosed) }}
	}, func(s *script) world {
		r := transport.NewServer(transport.Options{Sink: s.trace.sink, Limits: transport.Limits{HalfCloseWithin: -1, LeftAfter: -1}})
		t.Cleanup(r.Close)
		r.Start("127.0.0.1:0")
		s.trace.until(t, "Listening", func() bool { return len(s.trace.lines) > 0 })
		nc, err := net.Dial("tcp", r.Addrs()[0])
		if err != nil {
			t.Fatal(err)
		}
		return world{r, func() { _ = nc.Close() }}
	}, func(s *script, w world) {
		s.step("it comes", func() {})
		s.step("it goes", w.leaves)
	})
}

func TestServerEncoding(t *testing.T) {
	plainly(t, false, func(s *script, w serverWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("a guest", func() { w.visit("plain words\n") })
		s.step("another one", func() { w.says(0, "Gr\u00fc\u00dfe\n") })
		s.step("as it is", func() { w.SetEncoding(s.peer(1), transport.UTF8) })
		s.step("Latin-1", func() { w.SetEncoding(s.peer(1), transport.Latin1) })
		s.step("Latin-1 again", func() { w.SetEncoding(s.peer(1), transport.Latin1) })
		say(s, "what it lacks")(w.Send(s.peer(1).Talk(), "你好"))
		say(s, "what it has")(w.SendBytes(s.peer(1).Talk(), []byte("x")))
		s.step("written", func() { w.writes(s.peer(1).Talk()) })
		s.step("hexadecimal", func() { w.SetEncoding(s.peer(1), transport.Hex) })
		s.step("a stranger", func() { w.SetEncoding(77, transport.Hex) })
		s.step("load", func() { w.Load(s.peer(1).Talk(), transport.Range{Before: 100}) })
	})
}

func TestServerBlocksAGuest(t *testing.T) {
	plainly(t, false, func(s *script, w serverWorld) {
		s.step("start", func() { w.Start("127.0.0.1:0") })
		s.step("a guest", func() { w.visit("hello there") })
		s.step("block", func() { w.Block(s.peer(1)) })
		s.answer("blocked", w.Blocked())
		s.step("unblock", func() { w.Unblock("127.0.0.1:5000") })
		s.answer("blocked", w.Blocked())
		s.step("block a stranger", func() { w.Block(77) })
		s.answer("blocked", w.Blocked())
		s.step("another", func() { w.visit("hello again") })
		s.step("is here", func() { w.says(1, "still here") })
	})
}

// newHome opens a data folder of its own.
func newHome(t *testing.T) *transport.Home {
	t.Helper()
	home, err := transport.OpenHome(filepath.Join(t.TempDir(), "home"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = home.Close() })
	return home
}
