package term

import (
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

const (
	russian = "\xcf\xf0\xe8\xe2\xe5\xf2, \xf2\xfb \xe3\xe4\xe5?" // Привет, ты где?
	oneByte = "\xfc"                                             // ü, ь and others
)

// awaitBytes waits until there is want, which need not be UTF-8.
func (o *output) awaitBytes(t *testing.T, want string) {
	t.Helper()
	limit := time.After(patience)
	for {
		got, changed := o.now()
		if got == want {
			return
		}
		select {
		case <-changed:
		case <-limit:
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()

	t.Run("serve says of a guess how another one is chosen, and prints again what reads otherwise", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t)
		guest := connect(t, addr)
		guest.say(t, oneByte)
		p.out.await(t, `which is a guess; /encoding 1 E chooses another\n.*\[1\] \S+: ü\n`)
		p.typeIn(t, "/encoding 1\n")
		p.out.await(t, `Encoding: Western European \(Windows-1252\) \(\? \S+ \S+\)\n`)
		p.typeIn(t, "/encoding 1 cp1251\n")
		p.out.await(t, `is now read and written as Cyrillic \(Windows-1251\)\n.*\[1\] \S+ \(read again\): ь\n`)
		p.typeIn(t, "/to 1 да\n")
		guest.got.awaitBytes(t, "\xe4\xe0")
		p.typeIn(t, "/to 1 你\n")
		p.err.await(t, `Cyrillic \(Windows-1251\) has no sign for “你”`)
		p.typeIn(t, "ж你\n")
		p.out.await(t, `→ Everyone \(with \? for signs that 1 lacks\): ж你\n`)
		guest.got.awaitBytes(t, "\xe4\xe0\xe6?")
		p.typeIn(t, "/encoding 1 klingon\n/encoding 2 UTF-8\n")
		p.err.await(t, `no encoding “klingon”.*KOI8-R(?s:.*)number “2”`)
		if n := strings.Count(p.out.String(), "read again"); n != 1 {
			t.Errorf("%d messages were printed again, want 1", n)
		}
	})

	t.Run("serve with -encoding takes it for all guests", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t, "-encoding", "koi8-r", "-json")
		guest := connect(t, addr)
		guest.say(t, "\xfc")
		p.out.await(t, `"encoding":"KOI8-R"(?s:.*)"text":"Э"`)
		if strings.Contains(p.out.String(), "guessed") {
			t.Errorf("it is told of as a guess: %s", p.out)
		}
	})

	t.Run("a guess is one in -json too", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t, "-json")
		guest := connect(t, addr)
		guest.say(t, oneByte)
		p.out.await(t, `"notice":"encoding_changed","encoding":"Windows-1252","guessed":true}\n(?s:.*)"encoding":"Windows-1252","guessed":true},"talk":1,"seq":3,"message":"incoming","text":"ü"`)
		p.typeIn(t, "/encoding 1 Windows-1251\n")
		p.out.await(t, `"kind":"updated",.*"encoding":"Windows-1251"},"talk":1,"seq":3,"message":"incoming","text":"ь"`)
	})

	t.Run("chat -plain writes and reads as it is told, and as a line says", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "chat", "-plain", "-encoding", "KOI8-R", l.addr)
		server := l.peer(t)
		server.say(t, "\xd0\xd2\xc9\xd7\xc5\xd4\n")
		p.out.await(t, ": привет\n")
		p.typeIn(t, "да\n/encoding\n/encoding windows-1251\n")
		server.got.awaitBytes(t, "\xc4\xc1\n")
		p.err.await(t, `Encoding: Cyrillic \(KOI8-R\)`)
		p.out.await(t, `is now read and written as Cyrillic \(Windows-1251\)\n.*\(read again\): РТЙЧЕФ\n`)
		p.typeIn(t, "да\n/encoding nothing\n//encoding x\n/encodings\n")
		server.got.awaitBytes(t, "\xc4\xc1\n\xe4\xe0\n/encoding x\n/encodings\n")
		p.err.await(t, "no encoding “nothing”")
	})

	t.Run("send -plain writes as it is told, and fails at what that cannot write", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "send", "-plain", "-encoding", "Shift_JIS", l.addr, "日本")
		server := l.peer(t)
		server.got.awaitBytes(t, "\x93\xfa\x96\x7b")
		p.exit(t, 0)
		p = run(t, confab, "send", "-plain", "-encoding", "Shift_JIS", l.addr, "日本 жы 한")
		p.exit(t, 1)
		contains(t, p.err.String(), "Japanese (Shift_JIS) has no sign for “한”")
	})

	t.Run("tail -plain guesses", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "tail", "-plain", l.addr)
		server := l.peer(t)
		server.say(t, russian+"\n")
		p.out.await(t, ": Привет, ты где\\?\n")
	})
}

// Of many messages that read otherwise only the newest are printed again.
func TestOnlyTheNewestArePrintedAgain(t *testing.T) {
	l := &lines{words: words.For(words.English), say: words.For(words.English).Terminal(), host: true}
	peer := transport.Peer{ID: 1, Addr: "a:1", Kind: transport.Plain}
	for seq := range uint64(100) {
		l.format(transport.Event{Kind: transport.Appended, Peer: peer, Detail: transport.Message{Seq: seq + 1, Text: "ь"}}, 0)
	}
	printed := 0
	for seq := range uint64(100) {
		ev := transport.Event{Kind: transport.Updated, Peer: peer, Detail: transport.Message{Seq: seq + 1, Text: "ü"}}
		if !told(ev) {
			t.Fatal("it is not told of")
		}
		if line := l.format(ev, 0); line != "" {
			printed++
			if !strings.HasSuffix(line, "[1] a:1 (read again): ü\n") {
				t.Errorf("%q", line)
			}
		}
	}
	if printed != rereads {
		t.Errorf("%d were printed again, want %d", printed, rereads)
	}
}
