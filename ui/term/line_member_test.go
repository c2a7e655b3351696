package term

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestManyWhoAskFillNoScreen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang words.Lang
		more string
	}{{words.English, "56 more ask to be let in: /who lists all"}, {words.Chinese, "还有 56 人请求加入：/who 可列出全部"}} {
		w := words.For(c.lang)
		l := lines{words: w, say: w.Terminal(), host: true}
		asks := func(id int, kind transport.EventKind) string {
			p := transport.Peer{ID: transport.PeerID(id), Name: "Mallory", Kind: transport.Member, Asking: true, Here: kind == transport.Connected}
			return l.format(transport.Event{Kind: kind, Peer: p, Err: &transport.Error{Fault: transport.ClosedHere}}, 0)
		}
		said := 0
		for i := range 64 {
			if asks(i+1, transport.Connected) != "" {
				said++
			}
		}
		if said != 8+6 { // 1, 2, 4, 8, 16 and 32 more
			t.Errorf("%d lines", said)
		}
		l.moreTold = 28
		asks(64, transport.Disconnected)
		if got := asks(64, transport.Connected); !strings.Contains(got, c.more) {
			t.Errorf("told %q", got)
		}
		if got := asks(60, transport.Disconnected); got != "" {
			t.Errorf("of one that was not told: %q", got)
		}
		if got := asks(1, transport.Disconnected); got == "" {
			t.Error("nothing of one that was told")
		}
	}
}

func TestLinesOfMembers(t *testing.T) {
	t.Parallel()
	en := words.For(words.English)
	at := time.Date(2025, 3, 1, 10, 0, 0, 0, time.UTC)
	room := deskServer
	direct := transport.Peer{ID: 3, Name: "Ann", Kind: transport.Member, Server: 1}
	message := func(m transport.Message) transport.Message {
		m.ID, m.Time = transport.MessageID{7}, at
		if m.Kind == transport.Incoming && m.Name == "" {
			m.Peer, m.Name = 3, "Ann"
		}
		return m
	}
	for _, c := range []struct {
		name string
		host bool
		kind transport.EventKind
		peer transport.Peer
		m    transport.Message
		want string
	}{
		{"a member in the room", false, transport.Appended, room, transport.Message{Text: "hi"}, "[3] Ann: hi"},
		{"a member to us alone", false, transport.Appended, direct, transport.Message{Text: "hi"}, "[3] Ann → Me: hi"},
		{"we to the room", false, transport.Appended, room, transport.Message{Kind: transport.Outgoing, Text: "hi"}, "Me: hi"},
		{"we to a member", false, transport.Appended, direct, transport.Message{Kind: transport.Outgoing, Text: "hi"}, "Me → [3] Ann: hi"},
		{"a member to the host's room", true, transport.Appended, transport.Peer{}, transport.Message{Text: "hi"}, "[3] Ann → Everyone: hi"},
		{"an answer", false, transport.Appended, room, transport.Message{Text: "yes", ReplyTo: &transport.Quote{Name: "Bob", Text: "really\nso?"}},
			"[3] Ann: (↩ Bob: “really so?”) yes"},
		{"an answer to us", false, transport.Appended, room, transport.Message{Text: "yes", ReplyTo: &transport.Quote{Own: true, Text: "so?"}},
			"[3] Ann: (↩ Me: “so?”) yes"},
		{"an answer to what is not held", false, transport.Appended, room, transport.Message{Text: "yes", ReplyTo: &transport.Quote{}},
			"[3] Ann: (↩ an older message) yes"},
		{"one that was edited and reacted to", false, transport.Appended, room,
			transport.Message{Text: "hi", Edited: true, Reactions: []transport.Reaction{{Text: "👍", Count: 2}, {Text: "❤", Count: 1}}},
			"[3] Ann: hi (edited) [👍 2, ❤ 1]"},
		{"one that was deleted", false, transport.Appended, room, transport.Message{Deleted: true}, "[3] Ann: message deleted"},
		{"an edit", false, transport.Updated, room, transport.Message{Text: "ho", Edited: true}, "[3] Ann (edited): ho"},
		{"a deletion", false, transport.Updated, room, transport.Message{Deleted: true}, "[3] Ann: message deleted"},
		{"a reaction", false, transport.Updated, room, transport.Message{Text: "hi", Reactions: []transport.Reaction{{Text: "👍", Count: 1}}},
			"[3] Ann: “hi” [👍 1]"},
		{"a guest", false, transport.Appended, room, transport.Message{Name: "1.2.3.4:5", ByGuest: true, Text: "hi"},
			"1.2.3.4:5 (guest, not encrypted): hi"},
		{"one who looks like another", false, transport.Appended, room, transport.Message{Name: "Host", ShortKey: "4f2a91bc", Peer: 3, Text: "hi"},
			"[3] Host · 4f2a91bc: hi"},
		{"one who looks like another, to us alone", false, transport.Appended, transport.Peer{ID: 3, Name: "Host", ShortKey: "4f2a91bc", Kind: transport.Member, Server: 1},
			transport.Message{Kind: transport.Outgoing, Text: "hi"}, "Me → [3] Host · 4f2a91bc: hi"},
		{"an answer to one who looks like another", false, transport.Appended, room,
			transport.Message{Text: "yes", ReplyTo: &transport.Quote{Name: "Host", ShortKey: "4f2a91bc", Text: "so?"}},
			"[3] Ann: (↩ Host · 4f2a91bc: “so?”) yes"},
		{"what has no ink", false, transport.Appended, room, transport.Message{Name: "Ann\u3164\u200b", Peer: 3, Text: "\u2800\U000e0041"},
			"[3] Ann[U+3164][U+200B]: [U+2800][U+E0041]"},
		{"hostile names, texts and reactions", false, transport.Appended, room,
			transport.Message{Name: "\x1b[2J\n[1] Desk", Peer: 3, Text: "\x1b]0;x\x07\nforged\u202e",
				ReplyTo:   &transport.Quote{Name: "\u202eq\n", Text: "\x1b[1m"},
				Reactions: []transport.Reaction{{Text: "\x1b[31m\n", Count: 1}}},
			"[3] ^[[2J [1] Desk: (↩ [U+202E]q: “^[[1m”) ^[]0;x^G\n          forged[U+202E] [^[[31m 1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &lines{words: en, say: en.Terminal(), me: "Me", host: c.host, echo: true}
			got := l.format(transport.Event{Kind: c.kind, Time: at, Peer: c.peer, Detail: message(c.m)}, 0)
			want := ""
			if c.want != "" {
				want = "10:00:00  " + c.want + "\n"
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			for _, r := range got {
				if r != '\n' && unicode.IsControl(r) {
					t.Errorf("%U reached the terminal", r)
				}
			}
		})
	}

	t.Run("an edit is told once, though each reaction tells the message again", func(t *testing.T) {
		l := &lines{words: en, say: en.Terminal(), echo: true}
		m := message(transport.Message{Text: "ho", Edited: true})
		var all strings.Builder
		for range 3 {
			all.WriteString(l.format(transport.Event{Kind: transport.Updated, Time: at, Peer: room, Detail: m}, 0))
			m.Reactions = append(m.Reactions, transport.Reaction{Text: "👍", Count: 1})
		}
		if strings.Count(all.String(), "(edited)") != 1 || strings.Count(all.String(), "👍") != 3 {
			t.Errorf("got %q", all.String())
		}
	})

	t.Run("who is there already is not news, who comes later is", func(t *testing.T) {
		l := &lines{words: en, say: en.Terminal()}
		told := func(kind transport.EventKind, after time.Duration, p transport.Peer, f transport.Fault) string {
			return l.format(transport.Event{Kind: kind, Time: at.Add(after), Peer: p, Err: &transport.Error{Fault: f}}, 0)
		}
		if got := told(transport.Connected, 0, room, 0); !strings.Contains(got, "(Desk, encrypted, not verified)") {
			t.Errorf("got %q", got)
		}
		if got := told(transport.Connected, time.Second, direct, 0); got != "" {
			t.Errorf("got %q", got)
		}
		if got := told(transport.Connected, time.Minute, direct, 0); !strings.Contains(got, "[3] Ann connected") {
			t.Errorf("got %q", got)
		}
		if got := told(transport.Disconnected, time.Minute, direct, transport.PeerClosed); !strings.Contains(got, "[3] Ann left") {
			t.Errorf("got %q", got)
		}
		if got := told(transport.Disconnected, time.Minute, direct, transport.PeerVanished); got != "" {
			t.Errorf("our own loss of the host was told as %q", got)
		}
	})
}

func TestAnIndexThatIsMadeIsToldTenTimes(t *testing.T) {
	t.Parallel()
	w := words.For(words.English)
	l := lines{words: w, say: w.Terminal()}
	now := time.Date(2026, time.March, 14, 9, 26, 0, 0, time.UTC)
	said := func(i transport.Indexing) string {
		now = now.Add(time.Second)
		return l.format(transport.Event{Kind: transport.Indexed, Time: now, Detail: i}, 0)
	}
	// Nobody needs to hear of one that is made in less than the pause.
	for _, done := range []uint64{0, 7_000, 14_000, 20_000, 20_000} {
		if line := said(transport.Indexing{Done: done, Total: 20_000}); line != "" {
			t.Errorf("of one that is soon made it prints %q", line)
		}
	}
	var all []string
	for done := uint64(0); done < 2000; done += 20 {
		if line := said(transport.Indexing{Done: done, Total: 2000}); line != "" {
			all = append(all, line)
		}
	}
	if len(all) != 10 || !strings.Contains(all[0], " 100 of 2,000") || !strings.Contains(all[9], "1,800 of 2,000") {
		t.Errorf("%q", all)
	}
	if got := said(transport.Indexing{Done: 2000, Total: 2000}); !strings.Contains(got, "All older messages can be searched") {
		t.Errorf("at the end it says %q", got)
	}
	if got := said(transport.Indexing{Done: 2000, Total: 2000}); got != "" {
		t.Errorf("and once more %q", got)
	}
	lines := 0
	for done := uint64(0); done <= 30; done++ { // in half a minute
		if said(transport.Indexing{Done: done, Total: 30}) != "" {
			lines++
		}
	}
	if lines != 5+1 {
		t.Errorf("of a short one it prints %d lines", lines)
	}
}
