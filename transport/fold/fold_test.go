package fold

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for _, c := range []struct {
		sentence string
		same     []string // all of them fold to one
		other    []string // none of these does
	}{
		{"an accent is the same in one character and in two, and may be left out", []string{"café", "cafe\u0301", "CAFÉ", "cafe"}, []string{"caf"}},
		{"case", []string{"JOÃO", "joao", "João", "joão"}, nil},
		{"the four letters i", []string{"İstanbul", "istanbul", "ISTANBUL", "ıstanbul", "i\u0307stanbul"}, nil},
		{"wide letters", []string{"ＦＵＬＬ", "full", "Ｆull"}, nil},
		{"full folding of case", []string{"Straße", "STRASSE", "strasse", "STRAẞE"}, []string{"strase"}},
		{"ligatures", []string{"oﬃce", "office"}, nil},
		{"a sigma at the end", []string{"ΟΔΟΣ", "οδος", "οδός", "οδοσ"}, nil},
		{"letters with strokes", []string{"Łódź", "lodz"}, []string{"lodzi"}},
		{"Danish", []string{"Ærø", "aero"}, nil},
		{"Vietnamese", []string{"Đường", "duong", "Đu\u031bo\u031b\u0300ng"}, nil},
		{"Russian ё", []string{"ещё", "еще", "ЕЩЁ", "еще\u0308"}, nil},
		{"stress in Russian", []string{"за́мок", "замок"}, nil},
		{"Russian й is a letter of its own", []string{"мой", "МОЙ", "мои\u0306"}, []string{"мои"}},
		{"Ukrainian ї is a letter of its own", []string{"її", "ЇЇ"}, []string{"іі"}},
		{"Devanagari without a vowel sign is another word", []string{"दिन"}, []string{"दन", "दीन"}},
		{"a nukta in one character and in two", []string{"क़लम", "क\u093cलम"}, []string{"कलम"}},
		{"Thai with another tone is another word", []string{"ไหม้"}, []string{"ไหม", "ไหม่"}},
		{"Thai am in one character and in two", []string{"น้ำ", "น้\u0e4dา"}, nil},
		{"kana of half width with their marks", []string{"ガ", "ｶﾞ", "カ\u3099", "が"}, []string{"カ", "か", "ｶ"}},
		{"voiced kana are others", []string{"パン", "ﾊﾟﾝ", "ぱん"}, []string{"バン", "ハン"}},
		{"small kana are others", []string{"きって", "キッテ"}, []string{"きつて"}},
		{"Hangul in syllables and in letters", []string{"한글", norm.NFD.String("한글")}, []string{"하글", "ᄒ"}},
		{"letters of Hangul that stand alone", []string{"ㅋㅠㅠ", "ﾻￓￓ"[:3] + "ㅠㅠ"}, []string{"큐ㅠ"}},
		{"Hebrew with points", []string{"שָׁלוֹם", "שלום", "שׁלום"}, nil},
		{"Hebrew abbreviations", []string{"צה״ל", `צה"ל`}, nil},
		{"Arabic with vowels, drawn out, and as forms", []string{"مُحَمَّد", "محمد", "محـــمد", "ﻣﺤﻤﺪ"}, nil},
		{"alef with a hamza", []string{"أحمد", "احمد"}, nil},
		{"Persian and Arabic keyboards", []string{"کیف", "كيف"}, nil},
		{"Arabic digits", []string{"١٢٣", "۱۲۳", "123"}, nil},
		{"what has no ink", []string{"so\u00adft", "s\u200bo\u2060ft", "soft\ufeff"}, nil},
		{"joiners in Persian", []string{"می\u200cخواهم", "میخواهم"}, nil},
		{"variants of emoji", []string{"❤️", "❤"}, nil},
		{"a squared word", []string{"㌔", "キロ"}, nil},
		{"a number in a circle", []string{"①", "1", "１", "¹"}, nil},
		{"a fraction", []string{"½", "1/2"}, nil},
		{"quotes as phones choose them", []string{"don’t “go”", `don't "go"`}, nil},
		{"dashes", []string{"1–2", "1-2", "1−2"}, nil},
		{"signs that mean the opposite", []string{"≠", "=\u0338"}, []string{"="}},
		{"an accent alone is no space", []string{"a´b"}, []string{"a b"}},
		{"spaces of other widths", []string{"a b", "a\u00a0b", "a　b"}, []string{"ab"}},
		{"simplified is not traditional", []string{"中国"}, []string{"中國"}},
		{"a long ligature stays", []string{"ﷺ"}, []string{"صلى الله عليه وسلم"}},
		{"a NUL is a space", []string{"a\x00b", "a b"}, nil},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			want := Fold(c.same[0])
			for _, s := range c.same {
				if got := Fold(s); got != want {
					t.Errorf("%q folds to %+q, and %q to %+q", s, got, c.same[0], want)
				}
			}
			for _, s := range c.other {
				if got := Fold(s); got == want {
					t.Errorf("%q folds to %+q, as %q does", s, got, c.same[0])
				}
			}
		})
	}
	t.Run("marks and what has no ink fold to nothing", func(t *testing.T) {
		if got := Fold("\u0301\u200d\ufe0fـ"); got != "" {
			t.Errorf("%+q", got)
		}
	})
}

// TestEveryCharacter holds every character to what Unicode says of it, but for what
// this package decides otherwise.
func TestEveryCharacter(t *testing.T) {
	full := cases.Fold()
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if !unicode.IsGraphic(r) && !unicode.In(r, unicode.Cc, unicode.Cf) {
			continue
		}
		s := string(r)
		got := Fold(s)
		if itself(r) {
			if e := entryOf(r); got != s || e != entry(r) {
				t.Errorf("%U folds to %+q, and is said to fold to itself", r, got)
			}
			continue // of these there are so many
		}
		if len(got) > MaxBytes {
			t.Errorf("%U folds to %d bytes", r, len(got))
		}
		if again := Fold(got); again != got {
			t.Errorf("%U folds to %+q, and that to %+q", r, got, again)
		}
		for _, form := range []string{norm.NFC.String(s), norm.NFD.String(s), full.String(s), strings.ToUpper(s), strings.ToLower(s)} {
			if other := Fold(form); other != got && r != 0x345 && !strings.ContainsRune(norm.NFD.String(s), 0x345) {
				t.Errorf("%U folds to %+q, and %+q to %+q", r, got, form, other)
			}
		}
		jamo := r >= 0x3131 && r <= 0x318e || r >= 0xffa1 && r <= 0xffdc
		accent := strings.HasPrefix(norm.NFKD.String(s), " ") && norm.NFKD.String(s) != " "
		if other := Fold(norm.NFKC.String(s)); other != got && !jamo && !accent && len(norm.NFKD.String(s)) <= MaxBytes {
			t.Errorf("%U folds to %+q, and its NFKC to %+q", r, got, other)
		}
		if lookup(r) != entryOf(r) {
			t.Errorf("%U is another one in its page", r)
		}
		// Within a text it is found, and marked as a whole.
		if text := "\ue000" + s + "\ue000"; got != "" {
			if found := Find(text, got); len(found) != 1 || found[0].Start > 3 || found[0].End < len(text)-3 {
				t.Errorf("%U (%+q) is found in %+q at %v", r, got, text, found)
			}
		}
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		sentence, text, query string
		want                  []string // what of the text is marked
	}{
		{"in any case, without overlaps", "aAaaa", "aa", []string{"aA", "aa"}},
		{"an accent with its letter", "le cafe\u0301!", "CAFÉ", []string{"cafe\u0301"}},
		{"a letter with its accent", "cafe\u0301", "e", []string{"e\u0301"}},
		{"a whole ligature, of which it begins in the middle", "oﬃce", "ic", []string{"ﬃc"}},
		{"a whole ligature, in which it lies", "oﬃce", "f", []string{"ﬃ"}},
		{"a ligature once, whatever is found in it", "ﬀ", "f", []string{"ﬀ"}},
		{"ß by one of its letters", "Straße", "s", []string{"S", "ß"}},
		{"what has no ink is within", "a so\u00adft one", "soft", []string{"so\u00adft"}},
		{"a family by one of them", "x👨‍👩‍👧y", "👩", []string{"👨‍👩‍👧"}},
		{"a thumb with its colour", "👍🏽!", "👍", []string{"👍🏽"}},
		{"a flag once for its two letters", "🇩🇪🇫🇷", "🇫", []string{"🇫🇷"}},
		{"a consonant of Hindi with its vowel", "दिन", "द", []string{"दि"}},
		{"half-width kana with their mark", "xｶﾞy", "ガ", []string{"ｶﾞ"}},
		{"not an unvoiced one in a voiced one", "xｶﾞy", "カ", nil},
		{"Hangul in letters", "x" + norm.NFD.String("한글") + "y", "글", []string{norm.NFD.String("글")}},
		{"both ends of a line", "a\r\nb", "\n", []string{"\r\n"}},
		{"Chinese", "我们明天去北京，明天", "明天", []string{"明天", "明天"}},
		{"at the beginning after what has no ink", "\ufeffab", "ab", []string{"ab"}},
		{"in what is no UTF-8", "\xffab\xfe", "b", []string{"b"}},
		{"nothing in nothing", "", "a", nil},
		{"nothing for nothing", "a", "", nil},
		{"nothing for a mark alone", "e\u0301", "\u0301", nil},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			var got []string
			for _, s := range Find(c.text, Fold(c.query)) {
				got = append(got, c.text[s.Start:s.End])
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"", "abc", "e\u0301", "İıß", "\xff\x00", "ﷺ㌖", strings.Repeat("\u3099", 40), "か" + strings.Repeat("\u3099\u0e48", 30),
		"ᄀ\u200dᅡᆨ", "и\u0301\u0306", "=\u0338\u0338", "\u0338a", "ㄱㅏ", "🇩🇪\u200d👨", "\u0958\u093c", "a\u0323\u0307"} {
		f.Add(seed, "b")
	}
	f.Fuzz(func(t *testing.T, text, more string) {
		got := Fold(text)
		if again := Fold(got); again != got {
			t.Fatalf("%+q folds to %+q, and that to %+q", text, got, again)
		}
		if len(got) > MaxBytes*len(text) || !utf8.ValidString(got) {
			t.Fatalf("%+q folds to %d bytes", text, len(got))
		}
		needle := Fold(more)
		found := Find(text, needle)
		if (len(found) > 0) != (needle != "" && strings.Contains(got, needle)) {
			t.Fatalf("%+q in %+q: %v", needle, text, found)
		}
		for i, s := range found {
			if s.Start >= s.End || s.End > len(text) || i > 0 && s.Start < found[i-1].End {
				t.Fatalf("%v in %+q", found, text)
			}
			// Alone a piece may compose otherwise than among its neighbours, if there are many.
			if len(found) == 1 && utf8.ValidString(text) && utf8.RuneCountInString(text) < maxJoined && !strings.Contains(Fold(text[s.Start:s.End]), needle) {
				t.Fatalf("%+q is marked in %+q for %+q", text[s.Start:s.End], text, needle)
			}
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for name, text := range map[string]string{
		"English": strings.Repeat("The quick brown fox. ", 50), "German": strings.Repeat("Straße über Größe. ", 50),
		"Chinese": strings.Repeat("我们明天去北京，", 50), "Japanese": strings.Repeat("ガラスのコップです。", 50),
		"Hindi": strings.Repeat("दिन में काम करो। ", 50), "Arabic": strings.Repeat("مُحَمَّد في البيت ", 50),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Fold(text)
			}
		})
	}
}
