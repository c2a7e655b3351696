package core

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"confab/transport/internal/detect"
)

// mixed is text of one to four bytes a character in UTF-8 and in GB18030.
const mixed = "a你好é🙂龘\u202e左\u200d👩‍🔧z"

// collect waits until the Incoming messages of one guest make up n bytes of
// Raw, and returns them.
func (e *events) collect(t testing.TB, id PeerID, n int) (list []Message) {
	t.Helper()
	have := 0
	e.wait(t, 0, fmt.Sprintf("%d bytes from guest %d", n, id), func(ev Event) bool {
		if ev.Kind == Appended && ev.Peer.ID == id && ev.Message().Kind == Incoming {
			list = append(list, ev.Message())
			have += len(ev.Message().Raw)
		}
		return have >= n
	})
	return list
}

func joined(list []Message) (text, raw string) {
	for _, m := range list {
		text += m.Text
		raw += m.Raw
	}
	return text, raw
}

// arrival waits until the guest at the other end of nc is in the roster.
func arrival(t testing.TB, e *events, nc net.Conn) PeerID {
	t.Helper()
	ev, _ := e.wait(t, 0, "guest", func(ev Event) bool {
		return ev.Kind == Connected && ev.Peer.Addr == nc.LocalAddr().String()
	})
	return ev.Peer.ID
}

func TestTextSplitAtEveryByte(t *testing.T) {
	t.Parallel()
	_, e, addr := startServer(t, Limits{})
	for _, enc := range []Encoding{UTF8, GB18030} {
		whole, err := enc.Encode(mixed)
		if err != nil {
			t.Fatal(err)
		}
		for _, pause := range []time.Duration{0, 10 * time.Millisecond, 120 * time.Millisecond} {
			t.Run(fmt.Sprintf("%v cut once, at each place, with a pause of %v, arrives whole", enc, pause), func(t *testing.T) {
				results := make([][]Message, len(whole))
				var guests sync.WaitGroup
				for cut := 1; cut < len(whole); cut++ {
					guests.Go(func() { results[cut] = spoken(t, e, addr, pause, whole[:cut], whole[cut:]) })
				}
				guests.Wait()
				for cut := 1; cut < len(whole); cut++ {
					got := results[cut]
					text, raw := joined(got)
					// A pause between two characters makes two messages, of which
					// one may by accident be text in the other encoding.
					if raw != string(whole) || (enc == UTF8 || len(got) == 1) && text != mixed {
						t.Errorf("cut at %d: got %q, raw %q", cut, text, raw)
					}
				}
			})
		}
		t.Run(fmt.Sprintf("%v written byte by byte arrives whole", enc), func(t *testing.T) {
			for _, pause := range []time.Duration{0, time.Millisecond} {
				var pieces [][]byte
				for i := range whole {
					pieces = append(pieces, whole[i:i+1])
				}
				if text, raw := joined(spoken(t, e, addr, pause, pieces...)); text != mixed || raw != string(whole) {
					t.Errorf("got %q, raw %q", text, raw)
				}
			}
		})
	}
}

// spoken is what is heard from a guest who says pieces with pauses between. If
// the machine holds the guest up so long that its silence could have ended a
// character, somebody new says it again.
func spoken(t *testing.T, e *events, addr string, pause time.Duration, pieces ...[]byte) []Message {
	for {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Error(err)
			return nil
		}
		t.Cleanup(func() { _ = nc.Close() })
		longest, n := time.Duration(0), 0
		last := time.Now() // when the piece before was begun
		for i, piece := range pieces {
			if i > 0 {
				pauseFor(pause)
			}
			begun := time.Now()
			if _, err := nc.Write(piece); err != nil {
				t.Error(err)
				return nil
			}
			n += len(piece)
			longest, last = max(longest, time.Since(last)), begun
		}
		if longest < detect.TailGap/2 {
			return e.collect(t, arrival(t, e, nc), n)
		}
	}
}

// pauseFor is a pause that is part of what a peer does, not a wait for something.
func pauseFor(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
}

func TestHugeText(t *testing.T) {
	t.Parallel()
	t.Run("10 MiB without a newline arrive whole, in messages cut between characters", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{ReadBytesPerSecond: 64 << 20})
		nc := dial(t, addr)
		text := strings.Repeat("中文🙂a", 10<<20/11+1)
		go func() { _, _ = nc.Write([]byte(text)) }() // a failure shows as missing text
		got := e.collect(t, arrival(t, e, nc), len(text))
		// A writer that the machine holds up for detect.BurstGap ends a message.
		early := 0
		for i, m := range got {
			if !utf8.ValidString(m.Raw) || len(m.Raw) > 64<<10 {
				t.Fatalf("message %d has %d bytes, valid %v", i, len(m.Raw), utf8.ValidString(m.Raw))
			}
			if i < len(got)-1 && len(m.Raw) < 64<<10-4 {
				t.Logf("message %d of %d was cut at %d bytes", i, len(got), len(m.Raw))
				early++
			}
		}
		if early > len(got)/10 {
			t.Errorf("%d of %d messages were cut early", early, len(got))
		}
		if all, raw := joined(got); all != text || raw != text {
			t.Error("the text is not the same")
		}
	})
	t.Run("a message of 64 KiB goes both ways", func(t *testing.T) {
		s, se, addr := startServer(t, Limits{})
		client, ce := newTestClient(t, Limits{})
		client.Dial(addr)
		up, _ := ce.kind(t, 0, Connected)
		text := strings.Repeat("é", 32<<10)
		if _, err := client.Send(up.Talk(), text); err != nil {
			t.Fatal(err)
		}
		m, _ := se.message(t, 0, Incoming)
		if m.Text != text {
			t.Fatalf("the server got %d bytes", len(m.Text))
		}
		if _, err := s.Send(m.Peer.Talk(), text); err != nil {
			t.Fatal(err)
		}
		if m, _ := ce.message(t, 0, Incoming); m.Text != text {
			t.Errorf("the client got %d bytes", len(m.Text))
		}
	})
}

func TestHostileText(t *testing.T) {
	for name, body := range map[string]string{
		"NUL bytes":               "a\x00b\x00\x00c",
		"only NUL bytes":          "\x00\x00",
		"ANSI escapes":            "\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b[2J",
		"markup":                  "<b>bold</b><script>alert(1)</script>&amp;",
		"right-to-left overrides": "\u202eabc\u202c\u2066x\u2069\u200f",
		"a path and a command":    "../../etc/passwd; rm -rf ~ $(id) `id`",
		"format verbs":            "%s%n%d%!",
		"surrogates in UTF-8":     "\xed\xa0\x80\xed\xb0\x80",
		"overlong UTF-8":          "\xc0\xaf\xe0\x80\xaf",
		"what was never a text":   "\xfe\xfe\x80\x81\xc3(\xf5",
		"a byte order mark":       "\ufeffhello",
		"a lone carriage return":  "one\rtwo",
		"inner newlines":          "one\n\ntwo\r\nthree",
	} {
		t.Run(name+" arrive as they are", func(t *testing.T) {
			t.Parallel()
			_, e, addr := startServer(t, Limits{})
			nc := dial(t, addr)
			say(t, nc, body)
			m, _ := e.message(t, 0, Incoming)
			if m.Raw != body || !utf8.ValidString(m.Text) || utf8.ValidString(body) && m.Text != body {
				t.Errorf("raw %q, text %q", m.Raw, m.Text)
			}
		})
	}
	t.Run("bytes of every value are sent as they are", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "x\r\n")
		m, _ := e.message(t, 0, Incoming)
		var all [256]byte
		for i := range all {
			all[i] = byte(i)
		}
		if _, err := s.SendBytes(m.Peer.Talk(), all[:]); err != nil {
			t.Fatal(err)
		}
		if got := hear(t, nc, 256); got != string(all[:]) {
			t.Errorf("got %q", got)
		}
	})
}

func TestSpeeds(t *testing.T) {
	t.Parallel()
	t.Run("a fast sender is slowed down to the limit and nothing is lost", func(t *testing.T) {
		const rate, burst, size = 256 << 10, 64 << 10, 448 << 10
		_, e, addr := startServer(t, Limits{ReadBytesPerSecond: rate, ReadBurstBytes: burst})
		nc := dial(t, addr)
		text := strings.Repeat("0123456789abcde\n", size/16)
		begun := time.Now()
		go func() { _, _ = nc.Write([]byte(text)) }() // a failure shows as missing text
		got := e.collect(t, arrival(t, e, nc), size)
		took := time.Since(begun)
		if _, raw := joined(got); raw != text {
			t.Error("the text is not the same")
		}
		// The last 64 KiB need not be paid for before they are told.
		if least := time.Second * (size - burst - 64<<10) / rate; took < least {
			t.Errorf("%d bytes came in %v, which is faster than %d bytes a second", size, took, rate)
		}
	})
	t.Run("all fast senders together are slowed down to the limit for all, and nothing is lost", func(t *testing.T) {
		const rate, senders, size = 256 << 10, 4, 192 << 10
		_, e, addr := startServer(t, Limits{ReadBytesPerSecond: rate, ReadAllBytesPerSecond: rate})
		text := strings.Repeat("0123456789abcde\n", size/16)
		begun := time.Now()
		for range senders {
			nc := dial(t, addr)
			go func() { _, _ = nc.Write([]byte(text)) }() // a failure shows as missing text
		}
		have := 0
		e.wait(t, 0, "all that was sent", func(ev Event) bool {
			if ev.Kind == Appended && ev.Message().Kind == Incoming {
				have += len(ev.Message().Raw)
			}
			return have >= senders*size
		})
		// But for the first second's, and the last 64 KiB of each as above.
		if took, least := time.Since(begun), time.Second*(senders*(size-64<<10)-rate)/rate; took < least {
			t.Errorf("all came in %v, at least %v are due", took, least)
		}
	})
	t.Run("a fast sender slows down nobody else", func(t *testing.T) {
		for _, limits := range []Limits{
			{ReadBytesPerSecond: 32 << 10, ReadBurstBytes: 8 << 10},
			{ReadBytesPerSecond: 32 << 10, ReadAllBytesPerSecond: 32 << 10}, // of which the first second is soon used up
		} {
			_, _, addr := startEcho(t, limits)
			for range 4 {
				nc := dial(t, addr)
				go func() { _, _ = nc.Write(make([]byte, 4<<20)) }() // ends with the test
			}
			h := newHonest(t, addr)
			h.talkUntil(until(time.Second))
			h.judge(t, "fast senders") // who are still sending
		}
	})
	t.Run("a reader that takes nothing is cut at the write timeout", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{WriteSpacing: -1, WriteTimeout: 300 * time.Millisecond, QueueBytes: 64 << 20})
		nc := dial(t, addr)
		_ = nc.SetReadBuffer(4 << 10)
		say(t, nc, "x")
		m, _ := e.message(t, 0, Incoming)
		text := strings.Repeat("x", 60<<10)
		for range 200 { // more than the buffers of the system
			if _, err := s.Send(m.Peer.Talk(), text); faultIn(err) == PeerGone {
				break // on a busy machine it is cut before all is said
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != PeerTooSlow {
			t.Errorf("%v", ev.Err)
		}
	})
	t.Run("a reader that takes nothing keeps nobody waiting", func(t *testing.T) {
		s, e, addr := startEcho(t, Limits{})
		h := newHonest(t, addr)
		h.talk()
		nc := dial(t, addr)
		_ = nc.SetReadBuffer(4 << 10)
		say(t, nc, "x")
		id := arrival(t, e, nc)
		text := strings.Repeat("x", 60<<10)
		h.talkUntil(func() bool { return !sends(s, id.Talk(), text) || len(h.trips) > 1000 })
		for range 10 {
			h.talk()
		}
		h.judge(t, "a reader that takes nothing")
	})
}
