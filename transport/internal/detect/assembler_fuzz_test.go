package detect

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The rules once more, written for a whole message at once and in other words,
// for the fuzz test to compare with. Bytes are matched as the runes of Latin-1.
var (
	telnetRule  = regexp.MustCompile(`^\x{ff}(?:[\x{ec}-\x{f9}\x{ff}]|[\x{fb}-\x{fe}][\x00-\x{ff}]|\x{fa}(?:[^\x{ff}]|\x{ff}\x{ff})*\x{ff}\x{f0})`)
	newlineRule = regexp.MustCompile(`(?:\r\n|\r\x00|\r|\n)$`)
)

// wholeText is the Text of a message of which in is the Raw, from a guest of
// whom nothing is known. known says that it is in UTF-8, and no guess.
func wholeText(in []byte) (text string, negotiation, known bool) {
	var parts [][]byte
	part := []byte{}
	negotiation = len(in) > 0
	latin1 := []rune(Latin1.Decode(in))
	for i := 0; i < len(in); {
		if in[i] == 0xFF {
			m := telnetRule.FindString(string(latin1[i:min(len(in), i+telnetBytes)]))
			if m != "" {
				i += utf8.RuneCountInString(m)
				parts, part = append(parts, part), nil
				continue
			}
		}
		negotiation = false
		part = append(part, in[i])
		i++
	}
	parts = append(parts, part)
	body := newlineRule.ReplaceAllString(Latin1.Decode(bytes.Join(parts, nil)), "")
	raw, err := Latin1.Encode(body)
	if err != nil {
		panic(err)
	}
	// Characters are whole between the sequences; only the last may lack its end.
	known = true
	for i, p := range parts {
		if i == len(parts)-1 {
			for n := 1; n <= min(3, len(p)); n++ {
				if tail := p[len(p)-n:]; utf8.RuneStart(tail[0]) && !utf8.FullRune(tail) && utf8.Valid(p[:len(p)-n]) {
					return string([]rune(string(raw))), negotiation, false
				}
			}
		}
		known = known && utf8.Valid(p)
	}
	return string([]rune(string(raw))), negotiation, known
}

// feed gives in to k in parts of the sizes told, with a pause after those parts
// of which the size's low bits ask for one.
func feed(k *talk, in, sizes []byte, pauses bool, check func()) {
	for i := 0; len(in) > 0; i++ {
		n, pause := len(in), time.Duration(0)
		if len(sizes) > 0 {
			size := sizes[i%len(sizes)]
			n = min(n, 1+int(size>>2))
			pause = []time.Duration{0, 0, Gap, TailGap - 1}[size&3]
		}
		k.Add(in[:n])
		in = in[n:]
		if pauses && pause > 0 {
			k.pause(pause)
		}
		check()
	}
	k.Close()
}

func FuzzAssembler(f *testing.F) {
	gb, err := GB18030.Encode("混合 text 😀，好吗？\r\n一")
	if err != nil {
		f.Fatal(err)
	}
	for _, in := range []string{
		"", "hello\r\n", "你好，世界 😀\n", string(gb), "a\xFF\xFB\x01b\xFF\xFA\x18\x00xterm\xFF\xF0\n", "\xFF\xFD\x03",
		"\xFF\xFAabc", "caf\xE9", "\xC4\xE3", "\xD2\xBB", "\xE4\xBD", "a\r\x00b\r", "\x81\x30\x81", "\xF0\x9F\x98", "\xA1\x40", "\xFF\xFF\xF0",
		"abc\nde\r\nf\n", "a\xFF\xF1\r\xFF\xF1\n",
	} {
		for _, e := range []Encoding{UTF8, GB18030, Big5, Latin1, Hex, ShiftJIS, EUCJP, EUCKR, ISO2022JP, UTF16LE, Windows1251} {
			f.Add([]byte(in), []byte{3}, uint16(1), uint8(e), false)
			f.Add([]byte(in), []byte{2}, uint16(1), uint8(e), true)
			f.Add([]byte(in), []byte{0, 9, 254}, uint16(9000), uint8(e), true)
		}
	}
	f.Fuzz(func(t *testing.T, in, sizes []byte, repeat uint16, which uint8, lines bool) {
		e := Encoding(which % uint8(encodings))
		in = bytes.Repeat(in, min(1+int(repeat), 1+3*MessageBytes/(1+len(in))))
		start := func() *talk {
			k := newTalk(e)
			k.lines = lines
			return k
		}
		whole, parts, paused := start(), start(), start()
		feed(whole, in, nil, false, func() {})
		for _, run := range []struct {
			*talk
			pauses bool
		}{{parts, false}, {paused, true}} {
			feed(run.talk, in, sizes, run.pauses, func() {
				if cap(run.buf) > MessageBytes {
					t.Fatalf("it holds %d bytes", cap(run.buf))
				}
				if wait, pending := run.Wait(); pending != (wait > 0) || pending && len(run.buf) == 0 {
					t.Fatalf("it waits %v %v for %q", wait, pending, run.buf)
				}
			})
		}
		if !slices.Equal(whole.pieces, parts.pieces) {
			t.Fatalf("%q in %v: %d messages in one read and %d in several:\n%.300q\n%.300q", short(in), e, len(whole.pieces), len(parts.pieces), whole.pieces, parts.pieces)
		}
		for _, k := range []*talk{whole, paused} {
			checkPieces(t, k, in)
		}
		if e == UTF8 && !lines && len(in) < MessageBytes {
			want, negotiation, known := wholeText(in)
			switch {
			case len(in) == 0 || negotiation && len(in) < NegotiationBytes:
				if len(whole.pieces) != 0 {
					t.Fatalf("%q is a message: %q", short(in), whole.pieces)
				}
			case known && len(whole.pieces) == 1 && whole.pieces[0].Text != want:
				t.Fatalf("%q is %q, want %q", short(in), whole.pieces[0].Text, want)
			}
		}
		if (e == UTF8 || e == Latin1) && utf8.Valid(in) && !bytes.ContainsAny(in, "\r\n") {
			if got, want := strings.Join(paused.texts(), ""), e.Decode(in); got != want {
				t.Fatalf("%q became %q", want, got)
			}
		}
	})
}

// checkPieces checks what holds however the bytes came.
func checkPieces(t *testing.T, k *talk, in []byte) {
	t.Helper()
	var raw []byte
	for _, p := range k.pieces {
		raw = append(raw, p.Raw...)
		if len(p.Raw) == 0 || len(p.Raw) > MessageBytes {
			t.Fatalf("a message of %d bytes", len(p.Raw))
		}
		if !utf8.ValidString(p.Text) {
			t.Fatalf("the text of %q is invalid: %q", p.Raw, p.Text)
		}
		if again := p.Encoding.Read(p.Raw, p.Form); again != p.Text {
			t.Fatalf("%q in %v is %q and read again %q", p.Raw, p.Encoding, p.Text, again)
		}
	}
	if !bytes.HasPrefix(in, raw) {
		t.Fatalf("%q came and %q was told", short(in), short(raw))
	}
	if rest := in[len(raw):]; len(rest) > 0 {
		if _, negotiation, _ := wholeText(rest); !negotiation || len(rest) >= NegotiationBytes+telnetBytes {
			t.Fatalf("%q is lost", short(rest))
		}
	}
}

func short(b []byte) []byte { return b[:min(len(b), 200)] }
