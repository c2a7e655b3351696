package detect

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
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

// All that the WHATWG Encoding Standard lists can be chosen, but for "replacement",
// which is no encoding but a guard against some.
func TestEveryEncodingOfTheStandardIsThere(t *testing.T) {
	// https://encoding.spec.whatwg.org/#names-and-labels
	for name := range strings.FieldsSeq(`UTF-8 IBM866 ISO-8859-2 ISO-8859-3 ISO-8859-4 ISO-8859-5 ISO-8859-6
		ISO-8859-7 ISO-8859-8 ISO-8859-8-I ISO-8859-10 ISO-8859-13 ISO-8859-14 ISO-8859-15 ISO-8859-16 KOI8-R KOI8-U
		macintosh windows-874 windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256
		windows-1257 windows-1258 x-mac-cyrillic GBK gb18030 Big5 EUC-JP ISO-2022-JP Shift_JIS EUC-KR UTF-16BE UTF-16LE
		x-user-defined`) {
		e, err := ParseEncoding(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.EqualFold(e.String(), name) {
			t.Errorf("%s is %v", name, e)
		}
		if name == "UTF-16BE" || name == "UTF-16LE" || e == GBK || e == GB18030 {
			continue // ours, or mended
		}
		table, err := htmlindex.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		for c := range 256 {
			want, err := table.NewDecoder().Bytes([]byte{byte(c)})
			if got := e.Decode([]byte{byte(c)}); err != nil || got != string(want) {
				t.Errorf("%s reads %02X as %q, the standard's table as %q", name, c, got, want)
			}
		}
	}
	list := Encodings()
	for e := range encodings {
		if !slices.Contains(list, e) {
			t.Errorf("%v is not in the list", e)
		}
		if again, err := ParseEncoding(e.String()); err != nil || again != e {
			t.Errorf("%v is parsed as %v, %v", e, again, err)
		}
		for alias := range strings.FieldsSeq(codecs[e].aliases) {
			if again, err := ParseEncoding(strings.ToUpper(alias)); err != nil || again != e {
				t.Errorf("%s is parsed as %v, %v; want %v", alias, again, err, e)
			}
		}
	}
	if len(list) != int(encodings) || list[0] != UTF8 || list[len(list)-2] != Hex {
		t.Errorf("the list is %v", list)
	}
}

func TestNamesThatPeopleKnow(t *testing.T) {
	for name, want := range map[string]Encoding{
		"cp1251": Windows1251, "CP_1251": Windows1251, "win-1251": Windows1251, "utf8": UTF8, "sjis": ShiftJIS, "Shift-JIS": ShiftJIS,
		"euckr": EUCKR, "cp949": EUCKR, "koi8r": KOI8R, "gb2312": GBK, "cp866": IBM866, "ISO 8859-1": Latin1, "tis-620": Windows874,
		"UTF-16": UTF16LE, "latin2": ISO8859_2,
	} {
		if got, err := ParseEncoding(name); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", name, got, err, want)
		}
	}
	for _, name := range []string{"", "-", "replacement", "EBCDIC"} {
		if got, err := ParseEncoding(name); err == nil {
			t.Errorf("%q is taken for %v", name, got)
		}
	}
}

// What golang.org/x/text does not have of GB18030, as iconv of glibc 2.36 writes it.
func TestGB18030HasTheCharactersThatItsTableLacks(t *testing.T) {
	const (
		text = "︐︒︑︓︔︕︖︗︘︙ḿ𠂇𠂉𠃌𡗗𢦏𤇾龴龵龶龷龸龹龺龻"
		raw  = "\xA6\xD9\xA6\xDA\xA6\xDB\xA6\xDC\xA6\xDD\xA6\xDE\xA6\xDF\xA6\xEC\xA6\xED\xA6\xF3\xA8\xBC" +
			"\xFE\x51\xFE\x52\xFE\x53\xFE\x6C\xFE\x76\xFE\x91\xFE\x59\xFE\x61\xFE\x66\xFE\x67\xFE\x6D\xFE\x7E\xFE\x90\xFE\xA0"
	)
	if n := utf8.RuneCountInString(text); n != 25 {
		t.Fatalf("%d characters, want 25", n)
	}
	for _, e := range []Encoding{GB18030, GBK} {
		if got := e.Decode([]byte(raw)); got != text {
			t.Errorf("%v reads %q, want %q", e, got, text)
		}
		got, err := e.Encode("你" + text + "好")
		if want := "\xC4\xE3" + raw + "\xBA\xC3"; err != nil || string(got) != want {
			t.Errorf("%v writes % X, %v; want % X", e, got, err, want)
		}
		for i, r := range []rune(text) {
			if got, err := e.Encode(string(r)); err != nil || string(got) != raw[2*i:2*i+2] {
				t.Errorf("%v writes %q as % X, %v", e, r, got, err)
			}
		}
	}
	// As four bytes, which older programs write, they are read too.
	if got := GB18030.Decode([]byte("\x81\x35\xF4\x37")); got != "ḿ" {
		t.Errorf("four bytes are %q", got)
	}
	// One of them does not spoil a message.
	k := newTalk(UTF8)
	k.play("\xC4\xE3\xBA\xC3\xA8\xBC\xA6\xD9", 500*ms)
	if got := k.texts(); !slices.Equal(got, []string{"你好ḿ︐"}) {
		t.Errorf("got %q", got)
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
		{"Windows-1251", Windows1251, "\xCF\xF0\xE8\xE2\xE5\xF2 \xFF", "Привет я"},
		{"a byte that Windows-1253 does not have", Windows1253, "\xC1\xFF", "Α\uFFFD"},
		{"Shift_JIS with half-width katakana", ShiftJIS, "\x93\xFA\x96\x7B\xB1", "日本ｱ"},
		{"a broken lead byte of Shift_JIS", ShiftJIS, "\x93 \xA0a\x93\xFA", "\uFFFD \uFFFDa日"},
		{"EUC-JP with katakana and what JIS X 0212 has", EUCJP, "\xC6\xFC\x8E\xB1\x8F\xB0\xA1", "日ｱ丂"},
		{"a broken EUC-JP character", EUCJP, "\xC6a\x8F\xB0 \xC6\xFC", "\uFFFDa\uFFFD\uFFFD 日"},
		{"EUC-KR and what code page 949 adds", EUCKR, "\xC7\xD1\xB1\xDB\x8C\x63", "한글똠"},
		{"ISO-2022-JP", ISO2022JP, "a\x1b$BF|K\x5C\x1b(Bb", "a日本b"},
		{"UTF-16LE", UTF16LE, "a\x00\x60\x4F\x3D\xD8\x00\xDE", "a你😀"},
		{"UTF-16BE", UTF16BE, "\x00a\x4F\x60\xD8\x3D\xDE\x00", "a你😀"},
		{"UTF-16 that is cut", UTF16LE, "a\x00\x3D\xD8b\x00\x00\xDEc", "a\uFFFDb\uFFFD\uFFFD"},
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
		{"KOI8-R", KOI8R, "Привет", "\xF0\xD2\xC9\xD7\xC5\xD4"},
		{"Shift_JIS", ShiftJIS, "日本ｱ", "\x93\xFA\x96\x7B\xB1"},
		{"EUC-KR", EUCKR, "한글똠", "\xC7\xD1\xB1\xDB\x8C\x63"},
		{"ISO-2022-JP goes back to ASCII", ISO2022JP, "日本", "\x1b$BF|K\x5C\x1b(B"},
		{"UTF-16LE", UTF16LE, "a你😀\n", "a\x00\x60\x4F\x3D\xD8\x00\xDE\n\x00"},
		{"GBK has the euro sign in one byte", GBK, "€", "\x80"},
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
		{"a Chinese character in Windows-1251", Windows1251, "да 你", '你', "Windows-1251"},
		{"an emoji in GBK, which has no four bytes", GBK, "你😀", '😀', "GBK"},
		{"an escape in ISO-2022-JP", ISO2022JP, "a\x1b$B", '\x1b', "ISO-2022-JP"},
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

// Decode rests on this: what is measured as a character is one.
func TestGB18030CharactersDecodeToOneRune(t *testing.T) {
	missing := 0 // of what the table does not have and we do
	check := func(b []byte) {
		size, valid := gb18030Character(b)
		text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil {
			t.Fatal(err)
		}
		if ours := GB18030.Decode(b); len(b) == 2 && string(text) == "\uFFFD" && ours != "\uFFFD" {
			missing++
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
	if missing != len(gb18030Two) {
		t.Errorf("%d characters of two bytes are read that the table lacks, want %d", missing, len(gb18030Two))
	}
}

func FuzzEncoding(f *testing.F) {
	for _, seed := range []string{"", "hello", "你好，世界 😀", "café", "Ê̄", "a\xFF\xFE", "\xC4\xE3\xBA\xC3", "\xA7\x41", "48 65 6C", "\x81:\x81\x30", "€\uFFFD\uE000"} {
		for e := range encodings {
			f.Add(uint8(e), []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		e := Encoding(which % uint8(encodings))
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
