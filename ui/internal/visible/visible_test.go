package visible

import (
	"strings"
	"testing"
	"unicode/utf8"

	"confab/transport/unseen"
)

func TestText(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"plain text in any script stays as it is", "Grüße, 你好 🙂\n\tx", "Grüße, 你好 🙂\n\tx"},
		{"an ANSI escape shows its caret", "\x1b[31mred\x1b[0m", "^[[31mred^[[0m"},
		{"NUL and DEL are seen", "a\x00b\x7f", "a^@b^?"},
		{"a lone CR cannot overwrite the line", "good\rbad", "good^Mbad"},
		{"CR LF is one newline", "a\r\nb", "a\nb"},
		{"C1 controls show their number", "a\u0085\u009bb", `a\u0085\u009bb`},
		{"a right-to-left override does not override", "exe.\u202egpj", "exe.[U+202E]gpj"},
		{"isolates and marks are seen", "\u2066\u2069\u200e\u200f\u061c", "[U+2066][U+2069][U+200E][U+200F][U+061C]"},
		{"line separators are newlines", "a\u2028b\u2029c", "a\nb\nc"},
		{"invalid UTF-8 is replaced", "a\xff\xc3b", "a\ufffd\ufffdb"},
		{"a replacement character that was sent stays", "\ufffd", "\ufffd"},
		{"markup is only text", "<b>x</b>&amp;", "<b>x</b>&amp;"},
		{"joiners of emoji and of Persian and Indic words stay", "👩\u200d🚀 می\u200cخواهم क्\u200dष", "👩\u200d🚀 می\u200cخواهم क्\u200dष"},
		{"variants and flags stay", "❤\ufe0f 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "❤\ufe0f 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"},
		{"what joins nothing is seen", "pay\u200bpal \u200c👩\u200d x\ufe0f", "pay[U+200B]pal [U+200C]👩[U+200D] x[U+FE0F]"},
		{"of two that join the second is seen", "می\u200c\u200cخ", "می\u200c[U+200C]خ"},
		{"fillers and blanks are seen", "\u3164\uffa0\u1160\u2800", "[U+3164][U+FFA0][U+1160][U+2800]"},
		{"tags are seen", "hi\U000e0068\U000e0069\U000e007f", "hi[U+E0068][U+E0069][U+E007F]"},
		{"marks that pile up are seen", "Z" + strings.Repeat("\u0301", 10), "Z" + strings.Repeat("\u0301", 8) + "[U+0301][U+0301]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Text(tc.in); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestTextAllocatesNothingWhenNothingMustChange(t *testing.T) {
	s := strings.Repeat("plain 文字\n", 100)
	if n := testing.AllocsPerRun(100, func() { _ = Text(s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestLine(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		max      int
		want     string
	}{
		{"short text stays", "hello", 10, "hello"},
		{"newlines and tabs are spaces", " a\n\n b\tc ", 10, "a b c"},
		{"exactly max characters are not cut", "12345", 5, "12345"},
		{"one more than max ends in an ellipsis", "123456", 5, "1234…"},
		{"characters are counted, not bytes", "你好世界吗", 4, "你好世…"},
		{"nothing fits in nothing", "x", 0, ""},
		{"controls are made visible", "a\x00b", 10, "a^@b"},
		{"an emoji that is cut leaves no joiner", "1👩\u200d🚀5", 4, "1👩…"},
		{"a flag that is cut leaves no tags", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007fx", 4, "🏴…"},
		{"what is cut far away is still said", strings.Repeat(" ", 5000) + "x", 10, "…"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Line(tc.in, tc.max); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestNamed(t *testing.T) {
	if got := Named("A\u202enn", "", 9); got != "A[U+202E…" {
		t.Errorf("got %q", got)
	}
	if got := Named("Ann", "4f2a91bc", 60); got != "Ann · 4f2a91bc" {
		t.Errorf("got %q", got)
	}
	if got := Named("", "4f2a91bc", 60); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestClip(t *testing.T) {
	if got := Clip("a你b", 3); got != "a" {
		t.Errorf("a character was cut: %q", got)
	}
	if got := Clip("a你b", 4); got != "a你" {
		t.Errorf("got %q", got)
	}
	if got := Clip("a👩\u200d🚀", 9); got != "a" {
		t.Errorf("an emoji was cut: %+q", got)
	}
	if got := ClipLines("a\nb\nc", 2); got != "a\nb" {
		t.Errorf("got %q", got)
	}
	if got := ClipLines("a\nb", 2); got != "a\nb" {
		t.Errorf("got %q", got)
	}
}

func TestHex(t *testing.T) {
	got := Hex("Hello, 世界!\n\x00abc", 16)
	want := "00000000  48 65 6c 6c 6f 2c 20 e4  b8 96 e7 95 8c 21 0a 00  |Hello, ......!..|\n" +
		"00000010  61 62 63                                          |abc|"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := Hex("123456789", 8), "0000 31 32 33 34 35 36 37 38 |12345678|\n"+
		"0008 39                      |9|"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := Hex("12345", 4), "0000 31 32 33 34 |1234|\n0004 35          |5|"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if Hex("", 16) != "" {
		t.Error("nothing has rows")
	}
	t.Run("short offsets are never ambiguous", func(t *testing.T) {
		if got := Hex(strings.Repeat("a", 1<<16+1), 4); !strings.HasSuffix(got, "\n00010000 61          |a|") {
			t.Errorf("it ends in %q", got[len(got)-40:])
		}
	})
	t.Run("the widest rows that fit are chosen", func(t *testing.T) {
		for _, width := range []int{16, 8, 4} {
			columns := strings.Index(Hex(strings.Repeat("a", 32), width), "\n")
			if got := HexFit(columns); got != width {
				t.Errorf("%d columns fit %d bytes, got %d", columns, width, got)
			}
			if got := HexFit(columns - 1); got >= width && width > 4 {
				t.Errorf("%d columns do not fit %d bytes", columns-1, got)
			}
		}
	})
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a\r\nb", "\x1b[0m", "\u202e\xff", "\r\r\n", "\u2028", "👩\u200d🚀 می\u200c\u200cخ", "\u2800⣿a\u00adb\u115f\u1161"} {
		f.Add(s, 10)
	}
	f.Fuzz(func(t *testing.T, s string, max int) {
		got := Text(s)
		if !utf8.ValidString(got) {
			t.Errorf("invalid UTF-8: %q", got)
		}
		for i, r := range got {
			if unsafeRune(r) || unseen.Hidden(got, i) {
				t.Errorf("%U got through in %q", r, got)
			}
		}
		if again := Text(got); again != got {
			t.Errorf("not idempotent: %q, then %q", got, again)
		}
		max %= 100
		line := Line(s, max)
		if n := utf8.RuneCountInString(line); n > 0 && n > max {
			t.Errorf("%d characters in a line of %d", n, max)
		}
		if strings.ContainsAny(line, "\n\t") || Text(line) != line {
			t.Errorf("not a safe line: %q", line)
		}
		hex := Hex(s, max)
		if Text(hex) != hex {
			t.Errorf("hex holds unsafe characters")
		}
	})
}
