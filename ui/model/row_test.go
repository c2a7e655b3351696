package model

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestABlankMessageShowsWhatItIsMadeOf(t *testing.T) {
	for _, c := range []struct{ name, text, raw, want string }{
		{"a new line alone", "", "\n", "^J"},
		{"a new line as Windows writes it", "", "\r\n", "^M^J"},
		{"spaces and a tab", "  \t", "  \t\n", "··^I"},
		{"several lines", "\n\n", "\n\n\n", "^J^J"},
		{"a space of Chinese text", "\u3000", "\u3000\n", "[U+3000]"},
		{"words between blank lines stay", "\n a\n", "\n a\n\n", "\n a\n"},
		{"nothing that came", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Row{message: transport.Message{Kind: transport.Incoming, Text: c.text, Raw: c.raw}}
			r.render(style{words: words.For(words.English), location: time.UTC})
			if r.Text != c.want || r.Clipped || r.Original() != c.text {
				t.Errorf("%q, clipped %v, original %q; want %q", r.Text, r.Clipped, r.Original(), c.want)
			}
		})
	}
	t.Run("ten thousand blank lines are clipped", func(t *testing.T) {
		r := Row{message: transport.Message{Kind: transport.Incoming, Text: strings.Repeat("\n", 10_000)}}
		r.render(style{words: words.For(words.English), location: time.UTC})
		if !r.Clipped || len(r.Text) > clipBytes || !strings.HasPrefix(r.Text, "^J^J") {
			t.Errorf("clipped %v, %d bytes, %.20q", r.Clipped, len(r.Text), r.Text)
		}
	})
}

func TestBytesStandOnLinesAsWideAsThereIsRoom(t *testing.T) {
	st, id := chatter(t, 0)
	seq := st.host.Hear(id, "0123456789abcdef\n")
	st.drain()
	st.ToggleHex()
	for _, c := range []struct {
		width int
		first string
	}{
		{16, "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|"},
		{8, "0000 30 31 32 33 34 35 36 37 |01234567|"},
		{4, "0000 30 31 32 33 |0123|"},
	} {
		st.SetHexWidth(c.width)
		first, _, _ := strings.Cut(st.Server.Talk().row(seq).Hex, "\n")
		if first != c.first {
			t.Errorf("with %d bytes to a line it begins %q", c.width, first)
		}
	}
	t.Run("the same width again changes nothing", func(t *testing.T) {
		before := st.Changed()
		st.SetHexWidth(4)
		if st.Changed() != before {
			t.Error("there is something to draw")
		}
	})
	t.Run("words stay words", func(t *testing.T) {
		st.ToggleHex()
		st.SetHexWidth(8)
		if r := st.Server.Talk().row(seq); r.Hex != "" || r.Text == "" {
			t.Errorf("%+v", *r)
		}
	})
}

func TestPreviewOfABlankMessage(t *testing.T) {
	st := newStage().Server
	if got := st.preview(transport.Message{Text: "", Raw: "\r\n"}); got != "^M^J" {
		t.Errorf("an empty line is %q in the list, which then says that nothing was said", got)
	}
	if got := st.preview(transport.Message{Text: "hello\nyou", Raw: "hello\nyou\n"}); got != "hello you" {
		t.Errorf("got %q", got)
	}
}

func TestWhatTwoWhoAreGoneSaidInAMinuteStandsUnderBothNames(t *testing.T) {
	st := withFolder()
	for _, name := range []string{"Ann", "Bob", "Bob"} {
		// Who is a member no more is told of by name only.
		st.host.Say(transport.Everyone, transport.Message{ID: st.host.NewID(), Kind: transport.Incoming, Name: name, Text: "said by " + name})
	}
	st.drain()
	var got []string
	talk := st.Server.Talk()
	for i := range talk.Len() {
		r := talk.At(i)
		got = append(got, fmt.Sprintf("%s %v %v", r.Name, r.First, r.Last))
	}
	if s := strings.Join(got, "; "); s != "Ann true true; Bob true false; Bob false true" {
		t.Error(s)
	}
	sound(t, st)
	t.Run("and what became of both is told", func(t *testing.T) {
		for _, name := range []string{"Ann", "Bob", "Bob"} {
			st.host.Say(transport.Everyone, transport.Message{Kind: transport.Notice, Notice: transport.PeerConnected, Name: name})
		}
		st.drain()
		if f := talk.At(3).Fold; f == nil || f.Text != "Ann and Bob came" {
			t.Errorf("%+v", f)
		}
	})
}
