package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
)

func TestHexView(t *testing.T) {
	s := real(t, wide)
	g := s.join(s.start(), "")
	s.Click(g.name())
	g.say("Hi\x00!")
	s.waitFor("Hi^@!")
	s.Click("Show bytes")
	s.must("48 69 00 21")
	s.Click("Show text")
	if s.says("48 69 00 21") {
		t.Error("the bytes are still shown")
	}
}

func TestSendingBytes(t *testing.T) {
	s := real(t, wide)
	g := s.join(s.start(), "ready")
	s.Click(g.name())
	sendBytes := func() {
		s.Click("About this talk")
		s.Click("Send bytes")
	}
	sendBytes()
	s.must("Bytes as hexadecimal, such as 48 65 6c 6c 6f", "bytes")
	s.Click("Message")
	t.Run("what is no byte is said beneath, and stays", func(t *testing.T) {
		s.Type("7z 01")
		s.Press(key.NameReturn, 0)
		s.must("These are not bytes.")
		if d := s.model.Draft(); d != "7z 01" {
			t.Errorf("the draft is %q", d)
		}
	})
	t.Run("digits go out as bytes", func(t *testing.T) {
		s.Press("A", key.ModShortcut)
		s.Type("7f 00 0d0A")
		if s.says("These are not bytes.") {
			t.Error("the words are still there")
		}
		s.Press(key.NameReturn, 0)
		g.hears("\x7f\x00\r\n")
	})
	t.Run("and text again after another click", func(t *testing.T) {
		sendBytes()
		s.must("Write a message")
		s.Click("Message")
		s.Type("ff")
		s.Press(key.NameReturn, 0)
		g.hears("ff")
	})
}

func TestEncodings(t *testing.T) {
	s := real(t, wide)
	g := s.join(s.start(), "ready")
	s.Click(g.name())
	s.Click("About this talk")
	s.Click("Encoding: UTF-8")
	s.Click("Simplified Chinese (GB18030)")
	s.waitFor("is now read and written as Simplified Chinese (GB18030)")
	s.must("not encrypted · GB18030")
	g.say("\xc4\xe3\xba\xc3")
	s.waitFor("你好")
	s.Click("Message")
	s.Type("好")
	s.Press(key.NameReturn, 0)
	g.hears("\xba\xc3")
	t.Run("what it cannot say is said", func(t *testing.T) {
		s.Click("About this talk")
		s.Click("Encoding: Simplified Chinese (GB18030)")
		s.Click("Western European (Windows-1252)")
		s.waitFor("is now read and written as Western European (Windows-1252)")
		const lacks = "Western European (Windows-1252) has no sign for “好”."
		s.Click("Message")
		s.mustNot(lacks)
		s.Type("好")
		s.must(lacks) // before it is sent
		s.Press(key.NameReturn, 0)
		s.must(lacks)
		if s.model.Draft() != "好" {
			t.Errorf("the draft is %q", s.model.Draft())
		}
	})
	t.Run("every encoding is in the list", func(t *testing.T) {
		s.Click("About this talk")
		s.Click("Encoding: Western European (Windows-1252)")
		seen := map[string]bool{}
		note := func() {
			for _, label := range s.Labels() {
				seen[label] = true
			}
		}
		s.Press(key.NameHome, 0)
		for range transport.Encodings() {
			s.Frame()
			note()
			s.Press(key.NameDownArrow, 0)
		}
		for _, e := range transport.Encodings() {
			if name := s.model.Words().EncodingName(e); !seen[name] {
				t.Errorf("%s is not in the list", name)
			}
		}
		s.Press(key.NameEscape, 0)
	})
}

func TestAGuessedEncoding(t *testing.T) {
	for _, size := range []uitest.Size{wide, narrow} {
		t.Run(fmt.Sprint(size.Width), func(t *testing.T) {
			s := real(t, size)
			g := s.join(s.start(), "")
			s.Click(g.name())
			g.say("\xfc") // ü, ь and others
			s.waitFor("Guessed: Western European (Windows-1252)")
			s.must("ü", "Correct", "Other…")
			likely := s.model.Guess().Likely[0]
			button := s.model.Words().EncodingName(likely)
			if size == narrow {
				button = likely.String()
			}
			s.Click(button)
			reads := likely.Decode([]byte{0xfc})
			s.waitFor("is now read and written as")
			s.must(reads)
			s.mustNot("ü", "Guessed", "Correct")
			s.until("no guess", func() bool { return s.model.Guess() == nil })
		})
	}
	t.Run("is taken for right with one press, or another is chosen from the list", func(t *testing.T) {
		s := real(t, wide)
		addr := s.start()
		g, h := s.join(addr, ""), s.join(addr, "")
		s.Click(g.name())
		g.say("\xfc")
		s.waitFor("Guessed: Western European (Windows-1252)")
		s.Click("Correct")
		s.until("no guess", func() bool { return s.model.Guess() == nil })
		h.say("\xfc")
		s.Click(h.name())
		s.waitFor("Guessed: Western European (Windows-1252)")
		s.Click("Other…")
		s.Press(key.NameDownArrow, 0) // from what it is now to the next likely one
		s.Press(key.NameReturn, 0)
		s.until("no guess", func() bool { return s.model.Guess() == nil })
		if p := s.model.Server.Selected(); p.Encoding == transport.Windows1252 || p.Encoding == transport.UTF8 {
			t.Errorf("the choice was %v", p.Encoding)
		}
	})
}

func TestCopying(t *testing.T) {
	s := real(t, wide)
	g := s.join(s.start(), "")
	s.Click(g.name())
	g.say("tab\there")
	s.until("the words", func() bool { return s.model.Server.Talk().Len() == 2 })
	shown := s.model.Server.Talk().At(1).Text
	t.Run("the text as it came", func(t *testing.T) {
		s.RightClick(shown)
		s.Click("Copy")
		if got := s.Clipboard(); got != "tab\there" {
			t.Errorf("the clipboard has %q", got)
		}
		s.must("Copied")
	})
	t.Run("the toast goes by itself", func(t *testing.T) {
		s.Advance(2 * time.Second)
		s.Frame()
		s.mustNot("Copied")
	})
	t.Run("its bytes", func(t *testing.T) {
		s.Tap(shown, time.Second)
		s.Click("Copy bytes")
		if got := s.Clipboard(); got != "74 61 62 09 68 65 72 65" {
			t.Errorf("the clipboard has %q", got)
		}
	})
	t.Run("then one writes on", func(t *testing.T) {
		if !s.writing() {
			t.Error("the composer does not have the keyboard")
		}
	})
}

func TestDraftsScrollAndFocusSurviveASwitchOfTabs(t *testing.T) {
	s := staged(t, wide)
	id := s.serve(1)[0]
	for i := range 300 {
		s.host.Hear(id, line(i))
	}
	s.model.Select(id)
	s.Frame()
	s.Frame()
	s.Type("half a sent")
	s.Scroll(-900)
	s.Frame()
	was := s.places()
	s.Press("2", key.ModShortcut)
	s.fill("Address", "10.1.")
	s.Press("1", key.ModShortcut)
	s.Frame()
	t.Run("the draft", func(t *testing.T) {
		if d := s.screen.conversation.composer.Text(); d != "half a sent" {
			t.Errorf("the composer holds %q", d)
		}
	})
	t.Run("the place", func(t *testing.T) {
		if now := s.places(); len(was) == 0 || !samePlaces(was, now) {
			t.Errorf("%v was in view, now %v", was, now)
		}
	})
	t.Run("the keyboard", func(t *testing.T) {
		if !s.writing() {
			t.Error("the composer does not have it")
		}
	})
	t.Run("and in another talk none of it", func(t *testing.T) {
		s.model.Select(everyone)
		s.Frame()
		if d := s.screen.conversation.composer.Text(); d != "" {
			t.Errorf("the composer holds %q", d)
		}
	})
	if d := s.model.Prefs().Address; d != "10.1." {
		t.Errorf("the address is %q", d)
	}
}

func TestHostileText(t *testing.T) {
	s := staged(t, wide)
	id := s.serve(1)[0]
	for name, text := range map[string]string{
		"markup":                   "<b>bold</b> <script>alert(1)</script> &amp;",
		"escape codes":             "\x1b[31mred\x1b[0m \x1b]0;title\x07",
		"NUL and friends":          "a\x00b\x01c\x7fd\u0085e\u2028f",
		"right to left":            "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
		"invalid UTF-8":            "\xff\xfe\xc3(",
		"64 KiB of one emoji":      strings.Repeat("😀", 16<<10),
		"10 000 new lines":         strings.Repeat("\n", 10_000),
		"one word of 64 KiB":       strings.Repeat("w", 64<<10),
		"marks upon marks":         "Z" + strings.Repeat("\u0301\u0323", 500),
		"lines of carriage return": "over\rwritten\r\nby",
	} {
		t.Run(name+" is shown safely in message and name", func(t *testing.T) {
			s.model.Select(everyone)
			s.host.Hear(id, text)
			s.host.Rename(id, text)
			s.Frame()
			s.safe()
			s.model.Select(id)
			s.Frame()
			s.Frame()
			s.safe()
			s.screen.personMenu(s.model.Server.People()[1])
			s.Frame()
			s.safe()
			s.Press(key.NameEscape, 0)
			if strings.Contains(text, "<b>") {
				s.must("<b>bold</b>")
			}
		})
	}
}
