package detect

import "strings"

// Locale is which encodings are likely before a text came: those of the languages
// of this system. The nil Locale prefers none.
type Locale struct {
	encodings [encodings]float32
	languages map[string]bool
}

// widespread is what an encoding costs beforehand, the more the less it is met.
var widespread = map[Encoding]float32{
	Windows1252: 0, GB18030: 0.5, Windows1251: 0.5, ShiftJIS: 1, EUCKR: 1, Big5: 1.5,
	Windows1250: 1.5, Windows1253: 3, Windows1254: 1.5, Windows874: 2, Windows1255: 2, Windows1256: 2,
	KOI8R: 2, EUCJP: 2, IBM866: 2.5, ISO8859_2: 2.5, KOI8U: 2.5, Windows1257: 2.5, ISO8859_7: 4,
	ISO8859_5: 4, ISO8859_6: 4,
}

// encodingOf is the encoding of a language other than those of Windows1252, by
// its BCP 47 tag.
var encodingOf = map[string]Encoding{
	"zh": GB18030, "ja": ShiftJIS, "ko": EUCKR, "ru": Windows1251, "uk": Windows1251, "bg": Windows1251, "be": Windows1251,
	"sr": Windows1251, "mk": Windows1251, "kk": Windows1251, "ky": Windows1251, "mn": Windows1251, "tg": Windows1251,
	"pl": Windows1250, "cs": Windows1250, "sk": Windows1250, "hu": Windows1250, "ro": Windows1250, "hr": Windows1250,
	"sl": Windows1250, "bs": Windows1250, "sq": Windows1250, "el": Windows1253, "tr": Windows1254, "az": Windows1254,
	"he": Windows1255, "iw": Windows1255, "yi": Windows1255, "ar": Windows1256, "fa": Windows1256, "ur": Windows1256,
	"lt": Windows1257, "lv": Windows1257, "et": Windows1257, "th": Windows874,
}

const (
	// costElsewhere is what all encodings cost that are not of a language of this
	// system.
	costElsewhere = 3
	// costOtherLanguage is what a language costs that is not one of this system,
	// in an encoding of one that is.
	costOtherLanguage = 1
)

// NewLocale returns the Locale of languages, the best first: BCP 47 tags, or what
// a system calls them ("zh-Hant-TW", "de_AT"). What is not known is left out.
func NewLocale(tags ...string) *Locale {
	l := &Locale{languages: map[string]bool{}}
	of := map[Script]bool{}
	for _, tag := range tags {
		tag = strings.ToLower(strings.ReplaceAll(tag, "_", "-"))
		primary, rest, _ := strings.Cut(tag, "-")
		e, known := encodingOf[primary]
		if !known && len(primary) != 2 && len(primary) != 3 {
			continue
		}
		if !known {
			e = Windows1252
		}
		if primary == "zh" && (strings.Contains(rest, "hant") || strings.HasSuffix(rest, "tw") || strings.HasSuffix(rest, "hk") || strings.HasSuffix(rest, "mo")) {
			e = Big5
		}
		// English is everybody's second language, and tells nothing.
		if primary != "en" {
			of[e.Script()] = true
		}
		l.languages[primary] = true
	}
	if len(of) == 0 {
		return l
	}
	for e := range l.encodings {
		if !of[Encoding(e).Script()] {
			l.encodings[e] = costElsewhere
		}
	}
	return l
}

// cost is what a language in an encoding costs before any text came; the language
// is empty for encodings of several bytes.
func (l *Locale) cost(e Encoding, language string) float32 {
	cost := widespread[e]
	if l == nil {
		return cost
	}
	if cost += l.encodings[e]; language != "" && len(l.languages) > 0 && !l.languages[language] {
		cost += costOtherLanguage
	}
	return cost
}
