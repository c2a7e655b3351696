package unseen

import (
	"strings"
	"testing"
	"unicode"
)

// shown is s without what is hidden in it.
func shown(s string) string {
	var b strings.Builder
	for i, r := range s {
		if !Hidden(s, i) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestOrdinaryTextHidesNothing(t *testing.T) {
	for name, s := range map[string]string{
		"several scripts":                   "Grüße, 你好, привет, γεια, שָׁלוֹם, مرحبا, สวัสดีค้ำ, Tiếng Việt",
		"Persian with its non-joiner":       "می\u200cخواهم",
		"a Persian plural of a Latin word":  "PDF\u200cها",
		"a Persian abbreviation":            "ه\u200d",
		"Hindi with both joiners":           "क्\u200dष क्\u200cष",
		"Sinhala":                           "ශ්\u200dරී",
		"a family":                          "👨\u200d👩\u200d👧\u200d👦",
		"a woman of colour as an astronaut": "👩🏽\u200d🚀",
		"a heart on fire":                   "❤\ufe0f\u200d🔥",
		"a couple of women":                 "👩\u200d❤\ufe0f\u200d💋\u200d👩",
		"keycaps":                           "1\ufe0f\u20e3 #\ufe0f\u20e3",
		"the flag of Scotland":              "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
		"the flag of a country":             "🇨🇳",
		"the rainbow flag":                  "🏳\ufe0f\u200d🌈",
		"a text with soft hyphens":          "Donau\u00addampf\u00adschiff",
		"Thai with places to break":         "สวัสดี\u200bครับ",
		"a variant of an ideograph":         "葛\U000e0100城",
		"Mongolian":                         "ᠮᠣᠩᠭᠣᠯ ᠤ\u180bᠨ",
		"a picture in Braille":              "\u2800\u2800⣿\n\u2800\u2800\u2800\n⣿\u2800",
		"Old Korean":                        "\u1100\u1160\u115f\u1161",
		"stacks of Tibetan":                 "ཧྐྵྨླྺྼྻྂ",
		"wide and long characters":          "﷽ 𒐫 ⸻",
	} {
		t.Run(name, func(t *testing.T) {
			if got := shown(s); got != s {
				t.Errorf("of %+q only %+q is shown", s, got)
			}
		})
	}
}

func TestWhatHasNoInkIsHidden(t *testing.T) {
	for _, s := range []string{
		"\u3164", "\uffa0", "\u115f", "\u1160", "\u115f\u1160", "\u2800", "\u2800\n\u2800", "\u00ad", "\u200b", "\u200c",
		"\u200d", "\u2060", "\u2061", "\u2064", "\u206a", "\ufeff", "\u034f", "\u17b4", "\u17b5", "\u180b", "\u180e",
		"\ufe0f", "\ufe00", "\U000e0001", "\U000e0020", "\U000e0041\U000e007f", "\U000e0100", "\U000e01ef", "\ufff9\ufffb",
		"\U0001d159", "\U0001d173", "\U0001bca0", "\u2065", "\ufff0", "\U000e0fff",
	} {
		if got := shown(s); got != "" && got != "\n" {
			t.Errorf("%+q shows as %+q", s, got)
		}
	}
	for in, want := range map[string]string{
		"A\u200dn\u200cn":                        "Ann",
		"می\u200c\u200cخواهم\u200c":              "می\u200cخواهم\u200c",
		"x\ufe0f 5\ufe0f 👍\ufe0f\ufe0f":          "x 5 👍\ufe0f",
		"👍\u200dx":                               "👍x",
		"🏴\U000e0068\U000e0069":                  "🏴",
		"Ann\U000e0068\U000e0069\U000e007f":      "Ann",
		"good\u00ad bad":                         "good bad",
		"a\u200bb":                               "ab",
		"Z" + strings.Repeat("\u0301", 30):       "Z" + strings.Repeat("\u0301", MaxMarks),
		"Z" + strings.Repeat("\u0301\u034f", 30): "Z" + strings.Repeat("\u0301\u034f", MaxMarks-1) + "\u0301",
	} {
		if got := shown(in); got != want {
			t.Errorf("%+q shows as %+q, want %+q", in, got, want)
		}
	}
	long := "🏴" + strings.Repeat("\U000e0061", 2000) + "\U000e007f"
	if got := shown(long); got != "🏴" {
		t.Errorf("%d bytes pass as a flag", len(got))
	}
}

func TestWhatIsIgnorableIsWhatUnicodeSays(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		says := unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) &&
			!unicode.Is(unicode.Prepended_Concatenation_Mark, r) && !within(r, 0x13430, 0x1345f)
		if Ignorable(r) != says {
			t.Errorf("%U: %v", r, Ignorable(r))
		}
	}
}

func FuzzHidden(f *testing.F) {
	f.Add("می\u200cخواهم 👩🏽\u200d🚀")
	f.Add("🏴\U000e0067\xff\u2800\n")
	f.Fuzz(func(t *testing.T, s string) {
		for i := range s {
			Hidden(s, i)
			Stacked(s, i, 4)
		}
	})
}
