package names

import (
	"strings"
	"unicode"

	"confab/transport/unseen"

	"golang.org/x/text/unicode/norm"
)

// Shape is what is left of a name when all that a glance misses is taken away, its
// skeletons: two names with one in common look alike. There are several because a
// capital of another script can look like another letter than its small form, and
// because a name can end in what looks like our sign for a key.
type Shape []string

// ShapeOf returns the shape of a name, nil where it has none.
func ShapeOf(name string) Shape {
	name = Clean(name)
	var all Shape
	for _, form := range []string{name, withoutKey(name)} {
		if form == "" {
			continue
		}
		for _, s := range []string{skeleton(form, false), skeleton(form, true)} {
			if s != "" && (len(all) == 0 || all[len(all)-1] != s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// skeleton is one of a shape; with capitals the shape of a capital letter counts.
func skeleton(name string, capitals bool) string {
	name = norm.NFKD.String(name)
	var b strings.Builder
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			continue
		}
		if capitals {
			r = alike(r)
		}
		b.WriteRune(alike(unicode.ToLower(unicode.ToUpper(r))))
	}
	if b.Len() == 0 { // of signs only, an emoji: those count then
		return strings.Map(func(r rune) rune {
			if unseen.Ignorable(r) || unicode.IsSpace(r) {
				return -1
			}
			return r
		}, name)
	}
	return pairs.Replace(b.String())
}

// pairs of letters that look like one.
var pairs = strings.NewReplacer("rn", "m", "vv", "w", "æ", "ae", "œ", "oe", "ß", "ss")

// alike is the small Latin letter, or the ideograph, that r looks like.
func alike(r rune) rune {
	if to, ok := looks[r]; ok {
		return to
	}
	return r
}

// looks has each letter that common fonts draw like another one.
var looks = func() map[rune]rune {
	table := map[rune]rune{}
	for to, from := range shapes {
		for _, r := range from {
			table[r] = to
		}
	}
	return table
}()

// shapes are the letters that look like each; no letter stands twice.
var shapes = map[rune]string{
	'a': "аАαΑɑᴀⱥꭺ", 'b': "вВьЬΒʙɓƄЪъбβ", 'c': "сСϲϹᴄⅽƈ", 'd': "ԁđɗᴅⅾԂ", 'e': "еЕεΕєЄҽᴇɛəәэ℮",
	'f': "ƒꜰϝſ", 'g': "ɡցɢԍ", 'h': "нНһҺΗհʜħҥ", 'j': "јЈϳᴊյ", 'k': "кКκΚᴋқҝ", 'l': "іІїιΙıɩɪ1ӏӀłլʟ|iI׀ןا١۱",
	'm': "мМΜᴍⅿ", 'n': "пηոռΝɴŋ", 'o': "оОοΟσօՕ0øᴏөθ໐੦೦०০〇ס٥ہه", 'p': "рРρΡᴘҏ", 'q': "ԛզգ", 'r': "гГᴦʀɾ",
	's': "ѕЅꜱʂƽ", 't': "тТτΤᴛŧ", 'u': "υսᴜʋцμ", 'v': "νѵѴᴠ", 'w': "ԝωѡᴡшա", 'x': "хХχΧ×", 'y': "уУүҮΥγʏყ",
	'z': "ζΖᴢʐʑ", '3': "зЗʒӠӡ",
	'二': "ニ", '口': "ロ", '力': "カ", '卜': "ト", '工': "エ", '夕': "タ", '八': "ハ", '一': "ー", 'ヘ': "へ", '木': "ホ", '千': "チ",
}

// withoutKey is name without what looks like the short form of a key behind it;
// empty if there is none.
func withoutKey(name string) string {
	end := strings.TrimRightFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	head := strings.TrimRight(end, "0123456789abcdefABCDEF")
	if len(end)-len(head) < 4 || head == "" {
		return ""
	}
	rest := strings.TrimRightFunc(head, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	if rest == head {
		return "" // it is the end of a word
	}
	return rest
}
