package detect

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestEncodingNames(t *testing.T) {
	for e, name := range map[Encoding]string{UTF8: "UTF-8", GB18030: "GB18030", Big5: "Big5", Latin1: "Latin-1", Hex: "hex"} {
		if e.String() != name {
			t.Errorf("%d is called %q, want %q", e, e, name)
		}
		for _, written := range []string{name, strings.ToLower(name), strings.ToUpper(name)} {
			if got, err := ParseEncoding(written); err != nil || got != e {
				t.Errorf("ParseEncoding(%q) = %v, %v; want %v", written, got, err, e)
			}
		}
	}
	if _, err := ParseEncoding("EBCDIC"); err == nil || !strings.Contains(err.Error(), "GB18030") {
		t.Errorf("the error for an unknown name does not list the known ones: %v", err)
	}
	var zero Encoding
	if zero != UTF8 {
		t.Error("the zero value is not UTF8")
	}
}

func TestDecode(t *testing.T) {
	for _, tc := range []struct {
		name     string
		encoding Encoding
		raw      string
		want     string
	}{
		{"UTF-8 is itself", UTF8, "你好 😀", "你好 😀"},
		{"each broken byte of UTF-8 is one replacement", UTF8, "a\xFF\xFEb\xE4\xBD", "a\uFFFD\uFFFDb\uFFFD\uFFFD"},
		{"NUL bytes stay", UTF8, "a\x00b", "a\x00b"},
		{"two bytes of GB18030", GB18030, "\xC4\xE3\xBA\xC3", "你好"},
		{"four bytes of GB18030", GB18030, "\x94\x39\xFC\x36", "😀"},
		{"the euro sign of code page 936", GB18030, "\x80", "€"},
		{"a broken lead byte does not swallow what follows", GB18030, "\xFFa\xC4\x20\x81:\x81\x30", "\uFFFDa\uFFFD \uFFFD:\uFFFD0"},
		{"GB18030 that is cut inside a character", GB18030, "a\xC4", "a\uFFFD"},
		{"GB18030 that is assigned to nothing", GB18030, "\xFE\x39\xFE\x39", "\uFFFD9\uFFFD9"},
		{"Big5", Big5, "\xA7\x41\xA6\x6E", "你好"},
		{"Big5 that gives two characters for one", Big5, "\x88\x62", "\u00CA\u0304"},
		{"a broken lead byte of Big5", Big5, "\x80a\xA7\x20", "\uFFFDa\uFFFD "},
		{"Latin-1", Latin1, "caf\xE9 \xFF\x80", "café ÿ\u0080"},
		{"hex", Hex, "Hel\xFF", "48 65 6C FF"},
		{"nothing in hex", Hex, "", ""},
		{"one byte in hex", Hex, "\x00", "00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.encoding.Decode([]byte(tc.raw)); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	for _, tc := range []struct {
		name     string
		encoding Encoding
		text     string
		want     string
	}{
		{"UTF-8 is itself", UTF8, "你好 😀", "你好 😀"},
		{"GB18030 has every character", GB18030, "你😀€\uFFFD", "\xC4\xE3\x94\x39\xFC\x36\xA2\xE3\x84\x31\xA4\x37"},
		{"Big5", Big5, "你好", "\xA7\x41\xA6\x6E"},
		{"Latin-1", Latin1, "café", "caf\xE9"},
		{"hex with spaces", Hex, "48 65 6c", "Hel"},
		{"hex without spaces", Hex, "48656C", "Hel"},
		{"hex as C writes it", Hex, "0x48, 0X65,\n0x6c,", "Hel"},
		{"hex one byte to a line", Hex, "48\r\n65\r\n", "He"},
		{"a long hex number", Hex, "0xDEADBEEF", "\xDE\xAD\xBE\xEF"},
		{"no digits", Hex, " \n", ""},
		{"nothing", GB18030, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.encoding.Encode(tc.text)
			if err != nil || string(got) != tc.want {
				t.Errorf("got %q, %v; want %q", got, err, tc.want)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, tc := range []struct {
		name      string
		encoding  Encoding
		text      string
		character rune
		says      string
	}{
		{"a Chinese character in Latin-1", Latin1, "ok 你 好", '你', `'你' (U+4F60) does not exist in Latin-1`},
		{"a private-use character that GB18030's table mistakes", GB18030, "你\uE000", '\uE000', "GB18030"},
		{"an emoji in Big5", Big5, "你😀", '😀', "Big5"},
		{"broken UTF-8", UTF8, "a\xFF", utf8.RuneError, "UTF-8"},
		{"broken UTF-8 in GB18030", GB18030, "a\xFF", utf8.RuneError, "GB18030"},
		{"a letter that is no digit", Hex, "48 6G", 0, `'G' at place 2 of "6G"`},
		{"half a byte", Hex, "1 23", 0, `"1" has an odd number of digits`},
		{"a prefix without digits", Hex, "0x", 0, `no digits after "0x"`},
		{"a digit of another script", Hex, "４８", 0, "is not a digit"},
		{"broken UTF-8 in hex", Hex, "4\xFF", 0, "not text"},
		{"a long paste is named in one line", Hex, strings.Repeat("ab", 5000) + "c", 0, "…"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.encoding.Encode(tc.text)
			var missing *NotEncodableError
			if !errors.As(err, &missing) {
				t.Fatalf("got %q, %v; want a *NotEncodableError", got, err)
			}
			if missing.Encoding != tc.encoding || missing.Character != tc.character {
				t.Errorf("it names %q in %v, want %q in %v", missing.Character, missing.Encoding, tc.character, tc.encoding)
			}
			if s := err.Error(); !strings.Contains(s, tc.says) || len(s) > 200 {
				t.Errorf("it says %q, want %q in it", s, tc.says)
			}
		})
	}
}

// The automatic choice of GB18030 rests on this: what is measured as a
// character is one.
func TestGB18030CharactersDecodeToOneRune(t *testing.T) {
	check := func(b []byte) {
		size, valid := gb18030Character(b)
		text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil {
			t.Fatal(err)
		}
		single := utf8.RuneCount(text) == 1
		if len(b) == 4 && string(text) == "\uFFFD" {
			single = string(b) == "\x84\x31\xA4\x37"
		}
		if whole := valid && size == len(b); whole != single {
			t.Fatalf("% X is measured as %d %v and decodes to %q", b, size, valid, text)
		}
	}
	for lead := 0x81; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFF; trail++ {
			check([]byte{byte(lead), byte(trail)})
		}
		for n := range 10 * 126 * 10 {
			check([]byte{byte(lead), byte('0' + n/1260), byte(0x81 + n/10%126), byte('0' + n%10)})
		}
	}
}

func FuzzEncoding(f *testing.F) {
	for _, seed := range []string{"", "hello", "你好，世界 😀", "café", "Ê̄", "a\xFF\xFE", "\xC4\xE3\xBA\xC3", "\xA7\x41", "48 65 6C", "\x81:\x81\x30", "€\uFFFD\uE000"} {
		for e := range encodingNames {
			f.Add(uint8(e), []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		e := Encoding(int(which) % len(encodingNames))
		decoded := e.Decode(b)
		if !utf8.ValidString(decoded) {
			t.Fatalf("%v decodes % X to invalid UTF-8 %q", e, b, decoded)
		}
		if e == Hex || e == Latin1 {
			if again, err := e.Encode(decoded); err != nil || !bytes.Equal(again, b) {
				t.Fatalf("%v does not give % X back: % X, %v", e, b, again, err)
			}
		}
		encoded, err := e.Encode(string(b))
		if err != nil {
			return
		}
		if e == Hex {
			if again, err := e.Encode(e.Decode(encoded)); err != nil || !bytes.Equal(again, encoded) {
				t.Fatalf("hex does not give % X back: % X, %v", encoded, again, err)
			}
			return
		}
		if got := e.Decode(encoded); got != string(b) {
			t.Fatalf("%v encodes %q as % X and decodes that to %q", e, b, encoded, got)
		}
	})
}
