package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"
)

// talk drives an Assembler as a reader with deadlines does.
type talk struct {
	*Assembler
	pieces []Piece
}

// newTalk is with a guest who writes e; of one who writes UTF8 nobody knows it.
func newTalk(e Encoding) *talk {
	k := &talk{}
	keep := func(p Piece) { k.pieces = append(k.pieces, p) }
	if e == UTF8 {
		k.Assembler = NewGuessingAssembler(NewGuesser(nil), keep)
	} else {
		k.Assembler = NewAssembler(e, keep)
	}
	return k
}

// pause lets d pass with nothing coming.
func (k *talk) pause(d time.Duration) {
	if wait, pending := k.Wait(); pending && d >= wait {
		k.Quiet()
	}
}

// play takes strings that come, pauses, encodings that the host sets, and end
// for the end of the connection.
func (k *talk) play(steps ...any) {
	for _, step := range steps {
		switch step := step.(type) {
		case string:
			k.Add([]byte(step))
		case time.Duration:
			k.pause(step)
		case Encoding:
			k.SetEncoding(step)
		case ending:
			k.Close()
		default:
			panic(fmt.Sprintf("a step of type %T", step))
		}
	}
}

type ending struct{}

var end ending

func (k *talk) texts() []string {
	texts := []string{}
	for _, p := range k.pieces {
		texts = append(texts, p.Text)
	}
	return texts
}

const ms = time.Millisecond

// bytewise is s one byte at a time with a pause after each, 0 for none.
func bytewise(s string, pause time.Duration) []any {
	var steps []any
	for i := range len(s) {
		steps = append(steps, s[i:i+1])
		if pause > 0 {
			steps = append(steps, pause)
		}
	}
	return steps
}

func steps(parts ...any) []any {
	var all []any
	for _, p := range parts {
		if list, ok := p.([]any); ok {
			all = append(all, list...)
		} else {
			all = append(all, p)
		}
	}
	return all
}

func TestMessages(t *testing.T) {
	long := strings.Repeat("x", BurstBytes+1)
	for _, tc := range []struct {
		name  string
		steps []any
		want  []string
	}{
		// Boundaries.
		{"a pause of 40 ms ends a message", steps("hello", 40*ms, "world", 40*ms), []string{"hello", "world"}},
		{"a shorter pause does not", steps("hel", 39*ms, "lo", 39*ms), nil},
		{"what came in pieces is one message", steps("hel", 39*ms, "lo", 40*ms), []string{"hello"}},
		{"1 000 bytes are no burst", steps(long[1:], 40*ms), []string{long[1:]}},
		{"a burst may pause longer", steps(long, 249*ms, "more", 249*ms, "end", 250*ms), []string{long + "moreend"}},
		{"the end of the connection ends a message", steps("hel", end), []string{"hel"}},
		{"the end of an empty connection says nothing", steps(end), nil},
		{"quiet without anything pending says nothing", steps(time.Hour, "", time.Hour), nil},
		// Newlines.
		{"one LF is stripped", steps("a\n", 40*ms), []string{"a"}},
		{"one CR LF is stripped", steps("a\r\n", 40*ms), []string{"a"}},
		{"one CR is stripped, when no LF follows", steps("a\r", 40*ms, 500*ms), []string{"a"}},
		{"a terminal's CR NUL is stripped", steps("a\r\x00", 40*ms), []string{"a"}},
		{"only one newline is stripped", steps("a\n\n", 40*ms, "b\r\n\r\n", 40*ms, "c\n\r", 500*ms), []string{"a\n", "b\r\n", "c\n"}},
		{"newlines inside stay", steps("a\nb\r\nc\rd", 40*ms), []string{"a\nb\r\nc\rd"}},
		{"a lone newline is an empty message", steps("\n", 40*ms), []string{""}},
		{"a CR LF that was split is one newline", steps("a\r", 400*ms, "\n", 40*ms), []string{"a"}},
		{"NUL bytes and escapes are text", steps("a\x00b\x1b[31m<b>\u202e", 40*ms), []string{"a\x00b\x1b[31m<b>\u202e"}},
		// Unfinished characters.
		{"a character that was split is whole", steps("a\xE4", 400*ms, "\xBD", 400*ms, "\xA0b", 40*ms), []string{"a你b"}},
		{"a message waits for its last character", steps("hello \xE4\xBD", 499*ms), nil},
		{"but not for ever", steps("hello \xF0\x9F", 500*ms), []string{"hello \uFFFD\uFFFD"}},
		{"an unfinished character at the end of the connection", steps("a\xF0\x9F", end), []string{"a\uFFFD\uFFFD"}},
		// The automatic choice.
		{"GB18030 is recognized", steps("\xC4\xE3\xBA\xC3", 40*ms), []string{"你好"}},
		{"GB18030 with a newline of its own", steps("\xC4\xE3\r", 500*ms), []string{"你"}},
		{"unfinished UTF-8 is no GB18030, and its late end neither", steps("a\xF0\x9F", 500*ms, "\x98\x80ok", 40*ms, "\xD2\xBB", 40*ms), []string{"a\uFFFD\uFFFD", "\uFFFD\uFFFDok", "һ"}},
		{"GB18030 is remembered", steps("\xC4\xE3", 40*ms, "\xD2\xBB", 40*ms), []string{"你", "一"}},
		{"valid UTF-8 goes first", steps("\xD2\xBB", 40*ms), []string{"һ"}},
		{"a European text that is no UTF-8", steps("caf\xE9 ok", 40*ms), []string{"café ok"}},
		{"a guess that was wrong is corrected", steps("caf\xE9 ok", 40*ms, "你好，明天早上见面", 40*ms), []string{"café ok", "你好，明天早上见面"}},
		{"a guest who changes is followed", steps("caf\xE9 ok", 40*ms, "\xC4\xE3\xBA\xC3\xA3\xAC\xC3\xF7\xCC\xEC\xBC\xFB", 40*ms), []string{"café ok", "你好，明天见"}},
		{"Russian ends with a letter that telnet begins with", steps("\xCC\xE5\xED\xFF \xE7\xEE\xE2\xF3\xF2 \xDE\xEB\xFF", 500*ms), []string{"Меня зовут Юля"}},
		{"bytes that are no text are no evidence", steps("\x00\x01\xE4\x02", 40*ms, "\xFE\xFF\x00", 500*ms), []string{"\x00\x01\uFFFD\x02", "\uFFFD\uFFFD\x00"}},
		// The host's choice.
		{"Big5 is the host's choice", steps(Big5, "\xA7\x41\xA6\x6E", 40*ms), []string{"你好"}},
		{"a Big5 character that was split is whole", steps(Big5, "\xA7", 400*ms, "\x41", 40*ms), []string{"你"}},
		{"Latin-1 holds nothing", steps(Latin1, "caf\xE9", 40*ms), []string{"café"}},
		{"UTF-8 by choice never becomes GB18030", steps(UTF8, "\xC4\xE3\xBA\xC3", 500*ms), []string{"\uFFFD\uFFFD\uFFFD\uFFFD"}},
		{"a choice holds for what is pending", steps("\xA7\x41", Big5, 40*ms), []string{"你"}},
		{"a choice ends what GB18030 remembered", steps("\xC4\xE3", 40*ms, UTF8, "你", 40*ms), []string{"你", "你"}},
		{"hex strips nothing and holds nothing", steps(Hex, "a\xE4\r\n", 40*ms, "\xFF\xFB\x01", 40*ms), []string{"61 E4 0D 0A", "FF FB 01"}},
		// Telnet.
		{"negotiation inside text", steps("a\xFF\xFB\x01b", 40*ms), []string{"ab"}},
		{"negotiation alone is no message", steps("\xFF\xFD\x03\xFF\xFB\x18", time.Hour, end), nil},
		{"negotiation after the newline", steps("a\r\n\xFF\xF9", 40*ms), []string{"a"}},
		{"a split sequence", steps("a\xFF", 400*ms, "\xFD", 400*ms, "\x03b", 40*ms), []string{"ab"}},
		{"a subnegotiation with an escaped IAC before 0xF0", steps("a\xFF\xFA\x18\xFF\xFF\xF0\n\xFF\xF0b", 40*ms), []string{"ab"}},
		{"an escaped IAC is not text", steps("a\xFF\xFFb", 40*ms), []string{"ab"}},
		{"an unfinished sequence is data", steps(UTF8, "a\xFF\xFB", 500*ms), []string{"a\uFFFD\uFFFD"}},
		{"an IAC with no command behind it is data", steps(UTF8, "a\xFFb", 40*ms), []string{"a\uFFFDb"}},
		{"a subnegotiation that never ends does not hide text", steps(UTF8, "\xFF\xFAhello", 500*ms), []string{"\uFFFD\uFFFDhello"}},
		{"a lone IAC breaks a subnegotiation", steps(UTF8, "\xFF\xFA\x18\xFF\xFD\x03a", 40*ms), []string{"\uFFFD\uFFFD\x18a"}},
		{"0xFF is data in Latin-1", steps(Latin1, "a\xFF\xFB\x01", 40*ms), []string{"aÿû\x01"}},
		{"unless the guest begins with negotiation", steps(Windows1252, "\xFF\xFB\x1F\xFF\xFB\x18\xFF\xFD\x03hello", 40*ms, "\xFF\xFFa", 40*ms), []string{"hello", "ÿa"}},
		{"in pieces too", steps(Windows1251, bytewise("\xFF\xFB\x1F", 0), time.Hour, "hello", 40*ms), []string{"hello"}},
		{"negotiation at the beginning has 0xFF escape in Russian too", steps("\xFF\xFB\x01\xCC\xE5\xED\xFF\xFF \xE7\xEE\xE2\xF3\xF2\r\x00", 40*ms, "\xFF\xFD\x03\xFF\xFF\r\n", 40*ms), []string{"Меня зовут", "я"}},
		{"negotiation in GB18030", steps("\xFF\xFB\x01\xC4\xE3\xFF\xFD\x03\xBA\xC3", 40*ms), []string{"你好"}},
		// Line mode.
		{"keys typed one by one become lines", steps(bytewise("abc", 100*ms), bytewise("hello\r\n", 100*ms), "x"), []string{"a", "b", "c", "hello"}},
		{"Chinese keys too", steps(bytewise("你好吗", 100*ms), bytewise("很好\n", 100*ms)), []string{"你", "好", "吗", "很好"}},
		{"a terminal's Enter is CR NUL", steps(bytewise("abcde\r\x00fg\r\x00", 100*ms)), []string{"a", "b", "c", "de", "fg"}},
		{"Enter as a lone CR ends the line after a while", steps(bytewise("abcde", 100*ms), "\r", 499*ms, 500*ms), []string{"a", "b", "c", "de"}},
		{"two keys are no habit", steps("a", 40*ms, "b", 40*ms, "cd", 40*ms, "e", 40*ms, "f", 40*ms, "gh", 40*ms), []string{"a", "b", "cd", "e", "f", "gh"}},
		{"a key with a newline is a line, not a key", steps("a\n", 40*ms, "b\n", 40*ms, "c\n", 40*ms, "d", 40*ms), []string{"a", "b", "c", "d"}},
		{"several lines in one read", steps(bytewise("abc", 100*ms), "one\ntwo\r\n\nthr", "ee\n"), []string{"a", "b", "c", "one", "two", "", "three"}},
		{"a line that nobody ends is shown after 5 s", steps(bytewise("abc", 100*ms), bytewise("de", 4999*ms), 5*time.Second, "f", 4*time.Second), []string{"a", "b", "c", "de"}},
		{"a message in one read proves the line mode wrong", steps(bytewise("yny", 2*time.Second), "hello", 999*ms, time.Second, "there", 40*ms), []string{"y", "n", "y", "hello", "there"}},
		{"the rest of a line at the end of the connection", steps(bytewise("abcde", 100*ms), end), []string{"a", "b", "c", "de"}},
		{"GB18030 keys", steps(bytewise("\xC4\xE3\xBA\xC3\xC2\xF0", 100*ms), "\xD2\xBB\n\xB6\xFE\n"), []string{"你", "好", "吗", "一", "二"}},
		{"a line in GB18030 is recognized at its newline", steps(bytewise("abc", 100*ms), "d\n\xC4\xE3\n\xD2\xBB\n"), []string{"a", "b", "c", "d", "你", "一"}},
		{"hex has no lines", steps(bytewise("abc", 100*ms), Hex, "d\ne\n", 40*ms), []string{"a", "b", "c", "64 0A 65 0A"}},
		{"lines that waited in hex come with the choice of text", steps(bytewise("abc", 100*ms), Hex, "d\ne\nf", UTF8), []string{"a", "b", "c", "d", "e"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k := newTalk(UTF8)
			k.play(tc.steps...)
			if got := k.texts(); !slices.Equal(got, tc.want) {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestMixedTextOneByteAtATime(t *testing.T) {
	const text = "你好，世界! 😀👩‍👩‍👧 café\tпривет 𠮷野家 end。"
	for _, e := range []Encoding{UTF8, GB18030} {
		raw, err := e.Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, pause := range []time.Duration{0, 10 * ms, 41 * ms, 300 * ms, 499 * ms} {
			t.Run(fmt.Sprintf("in %v with pauses of %v", e, pause), func(t *testing.T) {
				k := newTalk(UTF8)
				k.play(bytewise(string(raw), pause)...)
				k.Close()
				if got := strings.Join(k.texts(), ""); got != text {
					t.Errorf("got  %q\nwant %q", got, text)
				}
				for _, p := range k.pieces {
					if e.Decode([]byte(p.Raw)) != p.Text {
						t.Errorf("% X became %q", p.Raw, p.Text)
					}
				}
				if k.Encoding() != e {
					t.Errorf("it was taken for %v", k.Encoding())
				}
				if pause == 0 && len(k.pieces) != 1 {
					t.Errorf("%d messages without a pause", len(k.pieces))
				}
			})
		}
	}
}

func TestEncodingIsKnownBeforeItsFirstMessage(t *testing.T) {
	var a *Assembler
	var seen []Encoding
	a = NewGuessingAssembler(NewGuesser(nil), func(Piece) { seen = append(seen, a.Encoding()) })
	for _, s := range []string{"hi", "\xC4\xE3", "hi"} {
		a.Add([]byte(s))
		a.Quiet()
	}
	if want := []Encoding{UTF8, GB18030, GB18030}; !slices.Equal(seen, want) {
		t.Errorf("got %v, want %v", seen, want)
	}
}

func TestLineModeIsReported(t *testing.T) {
	k := newTalk(UTF8)
	k.play(bytewise("ab", 50*ms)...)
	if k.LineMode() {
		t.Error("after two keys")
	}
	k.play("c", 50*ms)
	if !k.LineMode() {
		t.Error("not after three keys")
	}
	k.play("hello", time.Second)
	if k.LineMode() {
		t.Error("still after a message in one read")
	}
}

func TestEndsLine(t *testing.T) {
	k := newTalk(UTF8)
	for _, tc := range []struct {
		in   string
		want Newline
	}{{"a", None}, {"a\nb", None}, {"a\n", LF}, {"b", LF}, {"a\r\n", CRLF}, {"a\n", LF}, {"a\r\x00", CRLF}, {"\n", LF}, {"a\r", CRLF}} {
		k.play(tc.in, time.Second)
		if got := k.EndsLine(); got != tc.want {
			t.Errorf("after %q it is %v, want %v", tc.in, got, tc.want)
		}
	}
	k = newTalk(Hex)
	k.play("a\n", time.Second)
	if k.EndsLine() != None {
		t.Error("hex has newlines")
	}
}

func TestRawKeepsEveryByte(t *testing.T) {
	t.Run("negotiation goes with the text that follows", func(t *testing.T) {
		k := newTalk(UTF8)
		k.play("\xFF\xFB\x01", time.Hour, "\xFF\xFD\x03", time.Hour, "hi\r\n", 40*ms)
		if want := []Piece{{Raw: "\xFF\xFB\x01\xFF\xFD\x03hi\r\n", Text: "hi", Form: Telnet}}; !slices.Equal(k.pieces, want) {
			t.Errorf("got %q, want %q", k.pieces, want)
		}
	})
	t.Run("negotiation without end is shown as a message without text", func(t *testing.T) {
		k := newTalk(UTF8)
		in := strings.Repeat("\xFF\xF1", NegotiationBytes)
		k.play(in, end)
		if want := (Piece{Raw: in[:NegotiationBytes]}); len(k.pieces) != 2 || k.pieces[0] != want || k.pieces[1] != want {
			t.Errorf("got %d pieces", len(k.pieces))
		}
	})
	t.Run("text shares the memory of raw", func(t *testing.T) {
		k := newTalk(UTF8)
		k.play("你好\n", 40*ms)
		if p := k.pieces[0]; unsafe.StringData(p.Raw) != unsafe.StringData(p.Text) {
			t.Error("it was copied")
		}
	})
	t.Run("the caller's buffer may be used again", func(t *testing.T) {
		k := newTalk(UTF8)
		b := []byte("hello")
		k.Add(b)
		copy(b, "xxxxx")
		k.Quiet()
		if k.pieces[0].Raw != "hello" {
			t.Errorf("got %q", k.pieces[0].Raw)
		}
	})
}

func TestCuts(t *testing.T) {
	filler := strings.Repeat("x", MessageBytes)
	for _, tc := range []struct {
		name string
		in   string
		at   int
	}{
		{"between any two ASCII characters", filler + "yz", MessageBytes},
		{"not inside a UTF-8 character", filler[:MessageBytes-1] + "你好", MessageBytes - 1},
		{"not inside a GB18030 character", "\xC4\xE3" + filler[:MessageBytes-5] + "\x94\x39\xFC\x36", MessageBytes - 3},
		{"not inside a UTF-8 character after others", "é" + filler[:MessageBytes-4] + "你z", MessageBytes - 2},
		{"not inside a CR LF", filler[:MessageBytes-1] + "\r\nz", MessageBytes - 1},
		{"not inside a telnet sequence", filler[:MessageBytes-2] + "\xFF\xFB\x01z", MessageBytes - 2},
		{"and a newline there is one inside", filler[:MessageBytes-1] + "\nz", MessageBytes},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k := newTalk(UTF8)
			k.play(tc.in, end)
			if len(k.pieces) != 2 || len(k.pieces[0].Raw) != tc.at {
				t.Fatalf("%d pieces, the first of %d bytes; want 2 and %d", len(k.pieces), len(k.pieces[0].Raw), tc.at)
			}
			whole := k.Encoding().decode(withoutTelnet(tc.in, false))
			if got := strings.Join(k.texts(), ""); got != whole {
				t.Errorf("the two do not make the whole; the second is %q", k.pieces[1].Text)
			}
		})
	}
	t.Run("a line over 64 KiB too", func(t *testing.T) {
		k := newTalk(UTF8)
		k.play(bytewise("abc", 100*ms)...)
		k.pieces = nil
		k.play(filler + filler + "end\nnext\n")
		if want := []string{filler, filler, "end", "next"}; !slices.Equal(k.texts(), want) {
			t.Errorf("got %d messages", len(k.pieces))
		}
	})
	t.Run("10 MiB without a newline lose nothing and hold nothing", func(t *testing.T) {
		size := 0
		a := NewAssembler(UTF8, func(p Piece) { size += len(p.Raw) })
		a.Add(make([]byte, 10<<20))
		if cap(a.buf) > MessageBytes {
			t.Errorf("it holds %d bytes", cap(a.buf))
		}
		a.Close()
		if size != 10<<20 {
			t.Errorf("%d bytes came out", size)
		}
	})
}

func TestMemory(t *testing.T) {
	if size := unsafe.Sizeof(Assembler{}); size > 100 {
		t.Errorf("an Assembler takes %d bytes", size)
	}
	for _, in := range []string{"hello", "你", "\xFF\xFB\x01hi\n", strings.Repeat("x\n", MessageBytes)} {
		k := newTalk(UTF8)
		k.play(in, time.Second)
		if k.buf != nil {
			t.Errorf("after %.10q it holds %d bytes", in, cap(k.buf))
		}
	}
	k := newTalk(UTF8)
	k.play(bytewise("abc", 100*ms)...)
	k.play(strings.Repeat("x\n", 30_000) + "\xFF\xFB\x01")
	if cap(k.buf) > 100 {
		t.Errorf("waiting negotiation holds %d bytes", cap(k.buf))
	}
	allocs := testing.AllocsPerRun(100, func() {
		k.pieces = k.pieces[:0]
		k.play()
		k.Add(twenty)
		k.Quiet()
	})
	if allocs > 2 {
		t.Errorf("a message of 20 bytes costs %v allocations", allocs)
	}
}

var twenty = []byte("twenty bytes of text")

func BenchmarkMessage(b *testing.B) {
	a := NewAssembler(UTF8, func(Piece) {})
	b.ReportAllocs()
	for b.Loop() {
		a.Add(twenty)
		a.Quiet()
	}
}

func BenchmarkStream(b *testing.B) {
	for _, text := range []string{"plain ASCII text ", "中文和😀", "a\r\n", "\xFF\xFA", "\x81\xFF\xFA\xFF\xFF"} {
		for _, size := range []int{1, 4096} {
			b.Run(fmt.Sprintf("%.5q in reads of %d", text, size), func(b *testing.B) {
				in := []byte(strings.Repeat(text, 2*MessageBytes/len(text)))
				a := NewAssembler(UTF8, func(p Piece) {
					if !utf8.ValidString(p.Text) {
						b.Fatal("invalid UTF-8")
					}
				})
				b.SetBytes(int64(len(in)))
				b.ReportAllocs()
				for b.Loop() {
					for part := range slices.Chunk(in, size) {
						a.Add(part)
					}
					a.Quiet()
				}
			})
		}
	}
}
