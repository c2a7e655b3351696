package model

import (
	"strings"
	"testing"

	"confab/transport"
)

// twoGuests is a server with two plain guests, of whom the first has said an ü in
// Latin-1 that is read as the Russian ь.
func twoGuests(t *testing.T) (st *stage, first, second transport.PeerID) {
	t.Helper()
	st = newStage()
	st.StartServer()
	first, second = st.host.Come("a:1"), st.host.Come("b:1")
	st.host.Hear(second, "hello")
	st.host.Hear(first, "ь")
	st.host.Update(first.Talk(), one(uint64(len(st.host.Messages(first.Talk())))), func(m *transport.Message) { m.Raw = "\xfc" })
	st.host.Guess(first, transport.Windows1251, transport.Windows1252)
	sound(t, st)
	return st, first, second
}

func TestAChoiceOfEncodingChangesWhatWasSaid(t *testing.T) {
	st, first, second := twoGuests(t)
	st.Select(second)
	if p := st.Server.people[first]; p.Second != "ь" || p.Unread != 1 {
		t.Fatalf("the row says %q, %d unread", p.Second, p.Unread)
	}
	st.SetEncoding(ServerTab, first, transport.Windows1252)
	sound(t, st)
	p := st.Server.people[first]
	if p.Second != "ü" {
		t.Errorf("the row still says %q", p.Second)
	}
	if p.Unread != 1 {
		t.Errorf("%d unread", p.Unread)
	}
	if p.Encoding != transport.Windows1252 || p.Guessed {
		t.Errorf("it is in %v, guessed %v", p.Encoding, p.Guessed)
	}
	st.Select(first)
	st.drain()
	st.SetEncoding(ServerTab, first, transport.Windows1251)
	sound(t, st)
	if row := st.Server.Talk().At(1); row.Text != "ь" {
		t.Errorf("the talk shows %q", row.Text)
	}
}

func TestAChoiceOfEncodingIsForWhomItWasMade(t *testing.T) {
	st, first, second := twoGuests(t)
	st.Select(second)
	st.SetTab(ClientTab)
	st.SetEncoding(ServerTab, first, transport.KOI8R)
	sound(t, st)
	if e := st.host.peer(first).Encoding; e != transport.KOI8R {
		t.Errorf("the one it was made for is in %v", e)
	}
	if e := st.host.peer(second).Encoding; e != transport.UTF8 {
		t.Errorf("the other one, who is selected, is in %v", e)
	}
	st.SetEncoding(ServerTab, everyone, transport.KOI8R)
	st.SetEncoding(ServerTab, 999, transport.KOI8R)
	sound(t, st)
}

func TestAGuessIsShownUntilSomeoneLooked(t *testing.T) {
	st, first, second := twoGuests(t)
	st.Select(second)
	if st.Guess() != nil {
		t.Error("the talk of another one shows it")
	}
	st.Select(first)
	st.drain()
	p := st.Guess()
	if p == nil || p.ID != first || p.Encoding != transport.Windows1251 || p.Likely[0] != transport.Windows1252 {
		t.Fatalf("the guess is not shown: %+v", p)
	}
	if !strings.Contains(p.Detail, "Windows-1251 (guess)") {
		t.Errorf("the head says %q", p.Detail)
	}
	st.SetEncoding(ServerTab, first, p.Encoding)
	sound(t, st)
	if st.Guess() != nil || strings.Contains(st.Server.people[first].Detail, "guess") {
		t.Error("it is still a guess")
	}
}

func TestWhatAnEncodingLacksIsSaidBeforeSending(t *testing.T) {
	st, first, second := twoGuests(t)
	st.Select(first)
	st.drain()
	const lacks = "Cyrillic (Windows-1251) has no sign for “你”. Choose another encoding, or change the text."
	for draft, want := range map[string]string{"hello": "", "да": "", "да 你好": lacks} {
		st.SetDraft(draft)
		if got := st.ComposerError(); got != want {
			t.Errorf("%q: %q, want %q", draft, got, want)
		}
	}
	st.SetDraft("да 你好")
	t.Run("until another encoding is chosen", func(t *testing.T) {
		st.SetEncoding(ServerTab, first, transport.GB18030)
		sound(t, st)
		if got := st.ComposerError(); got != "" {
			t.Errorf("%q", got)
		}
	})
	t.Run("not of digits", func(t *testing.T) {
		st.SetEncoding(ServerTab, first, transport.Windows1251)
		st.drain()
		st.SetSendHex(true)
		if got := st.ComposerError(); got != "" {
			t.Errorf("%q", got)
		}
		st.SetSendHex(false)
	})
	t.Run("to everyone, of how many guests", func(t *testing.T) {
		st.Select(everyone)
		st.drain()
		st.SetDraft("大家好")
		const one = "The encoding of 1 guest has no sign for “大”. A question mark goes there instead."
		if got := st.ComposerError(); got != one {
			t.Errorf("%q, want %q", got, one)
		}
		st.SetEncoding(ServerTab, second, transport.KOI8R)
		sound(t, st)
		if got := st.ComposerError(); !strings.Contains(got, "2 guests") {
			t.Errorf("%q", got)
		}
		st.host.Part(second, transport.PeerClosed)
		sound(t, st)
		if got := st.ComposerError(); got != one {
			t.Errorf("%q, want %q", got, one)
		}
		if !st.Send() {
			t.Error("it cannot be sent")
		}
	})
}

func TestReplacedSignsAreTagged(t *testing.T) {
	st, _, _ := twoGuests(t)
	st.Select(everyone)
	st.host.Say(transport.Everyone, transport.Message{Kind: transport.Outgoing, Text: "大", Raw: "大", Broadcast: true, Recipients: 2, Reached: 2, Replaced: 1})
	sound(t, st)
	talk := st.Server.Talk()
	if tag := talk.At(talk.Len() - 1).Tag; tag != "to everyone · 2 of 2 · with ? for signs that 1 lacks" {
		t.Errorf("the tag is %q", tag)
	}
}

func TestAGuessOfUTF8IsShownToo(t *testing.T) {
	st, _, second := twoGuests(t)
	st.host.Guess(second, transport.UTF8, transport.ShiftJIS)
	sound(t, st)
	st.Select(second)
	if p := st.Guess(); p == nil || !strings.Contains(p.Detail, st.Words().EncodingShort(transport.UTF8, true)) {
		t.Errorf("the guess is shown of %+v", p)
	}
}
