package core

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"confab/transport/internal/detect"
	"confab/transport/internal/plain"
)

// guestTalk is a core with one plain guest whose reader the test plays.
func guestTalk(t *testing.T, limits Limits) (*core, *peer, *events) {
	t.Helper()
	e := newEvents()
	c := newCore(Options{Sink: e.sink, Limits: limits})
	near, far := net.Pipe()
	t.Cleanup(func() {
		_ = far.Close()
		c.lock()
		c.closed = true
		c.unlock()
		c.shut()
	})
	c.lock()
	defer c.unlock()
	return c, c.enroll(Peer{Kind: Plain, Addr: "a:1", Here: true}, plain.New(c.plain, near)), e
}

// hears has c receive raws as messages of p that were read as reading says.
func hears(c *core, p *peer, reading detect.Reading, raws ...string) {
	for _, raw := range raws {
		c.received(p, []detect.Piece{{Raw: raw, Text: reading.Encoding.Read(raw, 0), Encoding: reading.Encoding}}, reading, false)
	}
}

// said is what stands in a talk of what the peer said.
func said(c *core, p *peer) (texts []string) {
	c.lock()
	defer c.unlock()
	first, last := c.journal.Bounds(p.Talk())
	c.journal.Page(p.Talk(), first, int(last-first+1), func(_ uint64, r *record) {
		if r.Kind == Incoming {
			texts = append(texts, r.Text)
		}
	})
	return texts
}

// updates are the texts of the messages that Updated told of, in order.
func updates(c *core, e *events) (texts []string) {
	handedOver(c)
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, ev := range e.all {
		if ev.Kind == Updated && ev.Message().Kind == Incoming {
			texts = append(texts, ev.Message().Text)
		}
	}
	return texts
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestWhatWasSaidIsReadAnew(t *testing.T) {
	t.Run("by a better guess, and only what reads otherwise is told of", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		next := 0
		for _, raw := range []string{"hello", "\xfc", "\xcf\xf0\xe8\xe2\xe5\xf2, \xf2\xfb \xe3\xe4\xe5?"} { // ü or ь; Привет, ты где?
			say(t, nc, raw)
			var m Message
			m, next = e.message(t, next, Incoming)
			if m.Raw != raw {
				t.Errorf("raw %q, want %q", m.Raw, raw)
			}
		}
		same(t, "what was said", e.texts(Incoming), "hello", "ü", "Привет, ты где?")
		same(t, "what was read anew", updates(s.core, e), "ь")
		notice, _ := e.wait(t, 0, "guess", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Notice == EncodingChanged })
		if m := notice.Message(); m.Encoding != Windows1252 || !m.Guessed {
			t.Errorf("one letter is told of as %v, guessed %v", m.Encoding, m.Guessed)
		}
	})
	t.Run("not by UTF-8 that is broken, but that is told of as a guess", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "\xc3\xbd\xc4") // ﾃｽﾄ in Shift_JIS
		m, _ := e.message(t, 0, Incoming)
		notice, _ := e.wait(t, 0, "guess", func(ev Event) bool {
			return ev.Kind == Appended && ev.Message().Kind == Notice && ev.Message().Notice == EncodingChanged
		})
		if n := notice.Message(); m.Text != "ý\uFFFD" || n.Encoding != UTF8 || !n.Guessed {
			t.Errorf("%q is told of as %v, guessed %v", m.Text, n.Encoding, n.Guessed)
		}
	})
	t.Run("by a person's choice, of a guest who left too", func(t *testing.T) {
		s, e, addr := startServer(t, programs)
		nc := dial(t, addr)
		say(t, nc, "\xcf\xf0\xe8\xe2\xe5\xf2, \xf2\xfb \xe3\xe4\xe5?\n")
		m, _ := e.message(t, 0, Incoming)
		_ = nc.Close()
		e.kind(t, 0, Disconnected)
		s.SetEncoding(m.Peer, KOI8R)
		same(t, "what was read anew", updates(s.core, e), "оПХБЕР, РШ ЦДЕ?")
		s.SetEncoding(m.Peer, Hex)
		s.SetEncoding(m.Peer, Windows1251)
		same(t, "what was read anew", updates(s.core, e), "оПХБЕР, РШ ЦДЕ?", Hex.Decode([]byte(m.Raw)), "Привет, ты где?")
	})
	t.Run("in a long talk, the newest at once and then all", func(t *testing.T) {
		c, p, e := guestTalk(t, Limits{})
		const many = 3*rereadMessages + 17
		for range many {
			hears(c, p, detect.Reading{Encoding: Windows1252}, "\xfc", "ascii")
		}
		c.setEncoding(p.ID, Windows1251)
		if n := len(updates(c, e)); n < rereadMessages/2-1 {
			t.Errorf("%d messages were read at once", n)
		}
		c.running.Wait()
		if n := strings.Count(strings.Join(said(c, p), ""), "ь"); n != many {
			t.Errorf("%d of %d were read anew", n, many)
		}
		if n := len(updates(c, e)); n != many {
			t.Errorf("%d were told of, want %d", n, many)
		}
		c.setEncoding(p.ID, Windows1251)
		if n := len(updates(c, e)); n != many {
			t.Error("the same choice again had them read again")
		}
	})
	t.Run("long messages not at once", func(t *testing.T) {
		c, p, e := guestTalk(t, Limits{})
		long := strings.Repeat("\xfc", rereadBytes/2-1)
		for range 10 {
			hears(c, p, detect.Reading{Encoding: Windows1252}, long)
		}
		c.lock()
		p.rereading = true // so that nobody reads the rest
		c.unlock()
		c.setEncoding(p.ID, Windows1251)
		if n := len(updates(c, e)); n != 2 {
			t.Errorf("%d messages were read at once, want 2", n)
		}
		c.lock()
		c.running.Go(func() { c.rereadRest(p) })
		c.unlock()
		c.running.Wait()
		if n := len(updates(c, e)); n != 10 {
			t.Errorf("%d messages were read, want 10", n)
		}
	})
	t.Run("and the last choice holds for all of it", func(t *testing.T) {
		c, p, _ := guestTalk(t, Limits{})
		for range 20 * rereadMessages {
			hears(c, p, detect.Reading{Encoding: Windows1252}, "\xfc")
		}
		for i := range 50 {
			c.setEncoding(p.ID, [...]Encoding{KOI8R, Windows1251, Windows1252}[i%3])
		}
		c.running.Wait()
		if got := strings.Join(said(c, p), ""); got != strings.Repeat("ь", 20*rereadMessages) {
			t.Errorf("%.40q", got)
		}
	})
	t.Run("within what may be kept", func(t *testing.T) {
		// Read as text the bytes are half as many as read in hex.
		limits := Limits{TalkBytes: 1 << 20, JournalBytes: 1 << 20}
		c, p, _ := guestTalk(t, limits)
		for range 3000 {
			hears(c, p, detect.Reading{Encoding: Windows1252}, strings.Repeat("\xfc", 100))
		}
		for _, enc := range []Encoding{Hex, UTF8, ShiftJIS, Windows1251} {
			c.setEncoding(p.ID, enc)
			c.running.Wait()
			if held := c.journal.Bytes(); held > limits.JournalBytes {
				t.Errorf("%d bytes are kept in %v, more than %d", held, enc, limits.JournalBytes)
			}
		}
		c.lock()
		c.forget(p)
		c.unlock()
		if held := c.journal.Bytes(); held != 0 {
			t.Errorf("%d bytes are counted for nothing", held)
		}
	})
	t.Run("and never of a talk that is forgotten meanwhile", func(t *testing.T) {
		c, p, _ := guestTalk(t, Limits{})
		for range 20 * rereadMessages {
			hears(c, p, detect.Reading{Encoding: Windows1252}, "\xfc")
		}
		c.setEncoding(p.ID, KOI8R)
		c.lock()
		c.forget(p)
		c.unlock()
		c.running.Wait()
		if held := c.journal.Bytes(); held != 0 {
			t.Errorf("%d bytes are kept", held)
		}
	})
}

func TestAPersonsChoiceOfEncoding(t *testing.T) {
	t.Parallel()
	t.Run("wins over a message under way", func(t *testing.T) {
		c, p, e := guestTalk(t, Limits{})
		guess := detect.Reading{Encoding: Windows1252, Guessed: true}
		hears(c, p, guess, "\xfc")
		c.setEncoding(p.ID, Windows1251)
		hears(c, p, guess, "\xfc") // read before the choice, heard after it
		same(t, "what was said", said(c, p), "ь", "ь")
		if p.Encoding != Windows1251 || p.Guessed {
			t.Errorf("the talk is in %v, guessed %v", p.Encoding, p.Guessed)
		}
		same(t, "what was read anew", updates(c, e), "ь")
	})
	t.Run("of what was guessed ends the guess", func(t *testing.T) {
		c, p, e := guestTalk(t, Limits{})
		hears(c, p, detect.Reading{Encoding: Windows1252, Guessed: true, Likely: [2]Encoding{Windows1251}}, "\xfc")
		c.setEncoding(p.ID, Windows1252)
		ev, _ := e.wait(t, 0, "end of the guess", func(ev Event) bool { return ev.Kind == Changed && !ev.Peer.Guessed && ev.Peer.Encoding == Windows1252 })
		if ev.Peer.Likely != [2]Encoding{} || !p.chosen {
			t.Errorf("%+v", ev.Peer)
		}
		hears(c, p, detect.Reading{Encoding: Windows1251}, "\xfc")
		same(t, "what was said", said(c, p), "ü", "ü")
	})
	t.Run("stands when the server is dialled again, and a guess stays one", func(t *testing.T) {
		s, se, addr := startServer(t, Limits{})
		client, ce := newTestClient(t, Limits{})
		// meet has the client called and told something, and returns how it reads.
		meet := func(raw string) Peer {
			at, sat := ce.length(), se.length()
			client.Dial(addr)
			up, _ := ce.kind(t, at, Connected)
			send(t, client, up.Talk(), "hi") // who says nothing waits for three seconds to be taken for a guest
			ev, _ := se.kind(t, sat, Connected)
			if _, err := s.SendBytes(ev.Talk(), []byte(raw)); err != nil {
				t.Fatal(err)
			}
			ce.message(t, at, Incoming)
			p, _ := client.Server()
			client.Hangup()
			ce.kind(t, at, Disconnected)
			return p
		}
		if p := meet("\xfc"); p.Encoding != Windows1252 || !p.Guessed {
			t.Fatalf("one letter is read as %v, guessed %v", p.Encoding, p.Guessed)
		}
		if p := meet("hello"); p.Encoding != Windows1252 || !p.Guessed {
			t.Errorf("after another connection it is %v, guessed %v", p.Encoding, p.Guessed)
		}
		p := meet("\xcf\xf0\xe8\xe2\xe5\xf2, \xf2\xfb \xe3\xe4\xe5?")
		if p.Encoding != Windows1251 || p.Guessed {
			t.Errorf("more text does not mend the guess: %v, guessed %v", p.Encoding, p.Guessed)
		}
		client.SetEncoding(p.ID, KOI8R)
		if p := meet("\xcf\xf0\xe8\xe2\xe5\xf2, \xf2\xfb \xe3\xe4\xe5?"); p.Encoding != KOI8R || p.Guessed {
			t.Errorf("the choice did not outlive the connection: %v", p.Encoding)
		}
	})
}

func TestTheSystemsLanguagesGuide(t *testing.T) {
	e := newEvents()
	s := NewServer(Options{Sink: e.sink, Languages: []string{"ru-RU", "en-US"}})
	t.Cleanup(s.Close)
	s.Start("127.0.0.1:0")
	ev, _ := e.kind(t, 0, Listening)
	say(t, dial(t, ev.Addr), "\xfc")
	if m, _ := e.message(t, 0, Incoming); m.Text != "ь" {
		t.Errorf("on a Russian system it is %q", m.Text)
	}
}

func TestReplacedCharactersAreTold(t *testing.T) {
	s, e, addr := startServer(t, Limits{})
	for _, enc := range []Encoding{Windows1251, Windows1252, UTF8} {
		from := e.length()
		say(t, dial(t, addr), "x")
		m, _ := e.message(t, from, Incoming)
		s.SetEncoding(m.Peer, enc)
	}
	for text, want := range map[string]int{"да": 1, "é": 1, "你": 2, "hello": 0} {
		from := e.length()
		if _, err := s.Send(Everyone, text); err != nil {
			t.Fatal(err)
		}
		ev, _ := e.wait(t, from, "what was sent", func(ev Event) bool { return ev.Kind == Appended && ev.Talk() == Everyone })
		if ev.Message().Replaced != want {
			t.Errorf("of %q %d got question marks, want %d", text, ev.Message().Replaced, want)
		}
	}
}
