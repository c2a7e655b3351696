package names

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"confab/transport/internal/wire"
	"confab/transport/unseen"
)

func TestClean(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"a name stays", "Ann O'Neil-Smith", "Ann O'Neil-Smith"},
		{"Chinese stays", "王小明", "王小明"},
		{"Persian keeps its non-joiner", "می\u200cخواهم", "می\u200cخواهم"},
		{"a joiner at the end is nothing", "می\u200c \u200cخ\u200d", "می خ"},
		{"Hindi keeps its joiner", "क्\u200dष", "क्\u200dष"},
		{"emoji stay whole", "👩🏽\u200d🚀 Ann ❤\ufe0f", "👩🏽\u200d🚀 Ann ❤\ufe0f"},
		{"the flag of Scotland stays", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"},
		{"an emoji younger than the tables stays", "\U0001faea", "\U0001faea"},
		{"digits of Arabic stay", "علی ۱۲", "علی ۱۲"},
		{"a Vietnamese name is composed", "Nguye\u0302\u0303n", "Nguyễn"},
		{"wide letters are letters", "Ａｎｎ", "Ann"},
		{"spaces are single, and none at the ends", "\u3000Ann \u00a0\t\n Lee\u2003", "Ann Lee"},
		{"a Catalan name keeps its dot", "Marcel·la", "Marcel·la"},
		{"our sign before a key is nobody's", "Ann · 4f2a91bc", "Ann 4f2a91bc"},
		{"blank ones are empty", " \u3000\u2800\u3164", ""},
		{"fillers are nothing", "\u3164\uffa0\u115f\u1160", ""},
		{"zero width is nothing", "A\u200bn\u200dn\u2060\ufeff", "Ann"},
		{"soft hyphens are nothing", "An\u00adn", "Ann"},
		{"tags are nothing", "Ann\U000e0068\U000e0069\U000e007f", "Ann"},
		{"bidi controls are nothing", "\u202eAnn\u2066\u200f", "Ann"},
		{"controls are nothing", "A\x1b[31mn\x00n\u0085", "A[31mnn"},
		{"private use and unassigned are nothing", "Ann\ue000\U000f0000\u0378", "Ann"},
		{"invalid UTF-8 is nothing", "A\xffnn\ufffd", "Ann"},
		{"marks do not pile up", "x" + strings.Repeat("\u0321\u0322\u0327\u0328\u0345", 9) + "nn", "x\u0321\u0322\u0327\u0328nn"},
		{"one mark stands once", "Z\u0335\u0335\u0335", "Z\u0335"},
		{"a mark needs a letter", "\u0301\u20e0 \u0301Ann", "Ann"},
		{"only marks are empty", "\u0301\u20e0", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Clean(tc.in); got != tc.want {
				t.Errorf("got %+q, want %+q", got, tc.want)
			}
		})
	}
	if got := Clean(strings.Repeat("\ufdfa", 400)); len(got) > wire.MaxNameBytes {
		t.Errorf("%d bytes", len(got))
	}
}

func TestAlike(t *testing.T) {
	var g Guard[int]
	g.Protect(1, ShapeOf("Ann Baker"))
	g.Protect(2, ShapeOf("大王小明"))
	g.Protect(3, ShapeOf("HOME"))
	g.Protect(4, ShapeOf("🦊"))
	for _, name := range []string{
		"Ann Baker", "ann baker", "ANN BAKER", "Аnn Ваkеr", "Ａｎｎ Ｂａｋｅｒ", "Ann\u200bBaker", "AnnBaker", "Ann  Baker!", "Ánn Bakér", "Ann Baker.",
		"🔒 Ann Baker", "Ann Baker (host)", "Host: Ann Baker", "Ann Baker · 4f2a91bc", "Ann Baker 4F2A…", "Ann Baker (verified)", "Ann Baker ✓", "Αnn Βaker",
		"大王小明", "大王小明（主机）", "ΗΟΜΕ", "НОМЕ", "H0ME", "HORNE", "🦊\ufe0f", "🦊",
		"Everyone", "everyone", "Еveryone", "EVERYONE", "System", "系统", "系 统", "【系统】", "you", "Y0u", "Host", "(host)", "主机", "所有人", "Confab",
	} {
		if !g.Alike(9, ShapeOf(name), false) {
			t.Errorf("%q passes for nobody's; it is %q", name, ShapeOf(name))
		}
	}
	for _, name := range []string{"Bob", "Anna Baker", "Ann", "小明", "Hosta", "Youssef", "Everett", "🦁", "Annabeef", "王系", ""} {
		if g.Alike(9, ShapeOf(name), false) {
			t.Errorf("%q is taken for another; it is %q", name, ShapeOf(name))
		}
	}
	if g.Alike(1, ShapeOf("Ann Baker"), false) {
		t.Error("an owner is taken for itself")
	}
	if g.Alike(1, ShapeOf("Host"), true) || !g.Alike(1, ShapeOf("System"), true) {
		t.Error("whoever hosts may be called Host, and not as the program")
	}
	if !g.Protect(1, nil) || g.Protect(1, nil) || g.Alike(9, ShapeOf("Ann Baker"), false) || len(g.owner) != 3 {
		t.Error("a protection that was taken away stays")
	}
}

func TestNoLetterLooksLikeTwo(t *testing.T) {
	letters := 0
	for to, from := range shapes {
		letters += utf8.RuneCountInString(from)
		if _, other := looks[to]; other {
			t.Errorf("%q is looked like and looks like another", to)
		}
	}
	if letters != len(looks) {
		t.Errorf("%d of %d letters stand twice", letters-len(looks), letters)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("می\u200cخواهم 👩🏽\u200d🚀")
	f.Add("🏴\U000e0067\U000e0062\U000e007f\xff\u2800\n")
	f.Add("l·l\u0301\u0301 \u0301\u115f\u1161")
	f.Add(strings.Repeat("\ufdfa", 40))
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) || len(got) > wire.MaxNameBytes || utf8.RuneCountInString(got) > MaxCharacters {
			t.Errorf("%+q gives %+q", s, got)
		}
		if again := Clean(got); again != got {
			t.Errorf("%+q gives %+q gives %+q", s, got, again)
		}
		for i, r := range got {
			if unicode.IsControl(r) || unseen.Hidden(got, i) || unicode.In(r, unicode.Co, unicode.Zl, unicode.Zp) {
				t.Errorf("%+q keeps %U", got, r)
			}
		}
		if got != "" && strings.TrimSpace(plain(got)) == "" {
			t.Errorf("%+q has no ink", got)
		}
		ShapeOf(s)
	})
}
