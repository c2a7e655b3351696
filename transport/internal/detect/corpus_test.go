package detect

import (
	"embed"
	"strings"
	"testing"
	"unicode/utf8"
)

// The corpus has a hundred lines of chat for each way of writing. None of them is
// in the samples that the statistics are counted from.
//
//go:embed testdata/corpus
var corpusFiles embed.FS

// corpus is the lines of a file of the corpus.
func corpus(t testing.TB, name string) []string {
	t.Helper()
	content, err := corpusFiles.ReadFile("testdata/corpus/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(content)), "\n")
}

// corpora are the encodings that must be told, and the lines to tell them by.
var corpora = []struct {
	encoding Encoding
	lines    string
	locale   string
}{
	{Windows1252, "western", "de-DE"},
	{Windows1250, "central", "pl-PL"},
	{Windows1251, "russian", "ru-RU"},
	{KOI8R, "russian", "ru-RU"},
	{IBM866, "russian", "ru-RU"},
	{Windows1253, "greek", "el-GR"},
	{Windows1254, "turkish", "tr-TR"},
	{Windows874, "thai", "th-TH"},
	{GB18030, "simplified", "zh-CN"},
	{Big5, "traditional", "zh-TW"},
	{ShiftJIS, "japanese", "ja-JP"},
	{EUCJP, "japanese", "ja-JP"},
	{EUCKR, "korean", "ko-KR"},
}

// foreign counts the characters of a line that are not ASCII.
func foreign(line string) (n int) {
	for _, r := range line {
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// rate counts how often something was right.
type rate struct{ right, all int }

func (r *rate) add(right bool) {
	r.all++
	if right {
		r.right++
	}
}

func (r rate) percent() float64 { return 100 * float64(r.right) / float64(max(r.all, 1)) }

// chinese reports whether text has characters of China, Japan or Korea.
func chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x2E80 && r < 0xFB00 || r >= 0x20000 })
}

// enough is from how many letters on that are not ASCII a guess has to be right.
const enough = 8

// TestCorpus guesses every line by itself, and talks that begin with each of the
// lines and go on until there are enough letters.
func TestCorpus(t *testing.T) {
	for _, system := range []string{"", "en-US", "own", "zh-CN"} {
		for _, c := range corpora {
			lines := corpus(t, c.lines)
			if len(lines) != 100 {
				t.Errorf("%s has %d lines, want 100", c.lines, len(lines))
			}
			locale := system
			if system == "own" {
				locale = c.locale
			}
			var alone, long, talks, unsure rate
			marked := 0 // of the lines that are right
			asChinese := 0
			for first, line := range lines {
				if foreign(line) > 0 {
					text, reading := guessed(t, c.encoding, locale, line)
					right := text == line
					alone.add(right)
					if foreign(line) >= enough {
						long.add(right)
					}
					if right && reading.Guessed {
						marked++
					}
					if !right {
						unsure.add(reading.Guessed)
						if testing.Verbose() && system == "" {
							t.Logf("%v: %q reads as %q in %v %v", c.encoding, line, text, reading.Encoding, reading.Guessed)
						}
					}
					if chinese(text) && !chinese(line) {
						asChinese++
						t.Errorf("%v on a system in %q: %q reads as %q", c.encoding, locale, line, text)
					}
				}
				text, want := talked(t, c.encoding, locale, lines, first)
				talks.add(text == want)
			}
			t.Logf("system %-5q %-12v %3d of %3d lines right alone (%d of them marked as a guess), %3d of %3d with %d letters (%.1f%%), talks of %d letters %.1f%%; of the wrong lines %d of %d marked",
				locale, c.encoding, alone.right, alone.all, marked, long.right, long.all, enough, long.percent(), enough, talks.percent(), unsure.right, unsure.all)
			if talks.percent() < 97 {
				t.Errorf("%v on a system in %q: %.1f%% of the talks are read right, want 97%%", c.encoding, locale, talks.percent())
			}
			if long.all > 20 && long.percent() < 97 {
				t.Errorf("%v on a system in %q: %.1f%% of the lines with %d letters are read right, want 97%%", c.encoding, locale, long.percent(), enough)
			}
		}
	}
}

// guessed is how one line reads that comes first from a guest of whom nothing is
// known.
func guessed(t testing.TB, e Encoding, locale, line string) (string, Reading) {
	t.Helper()
	g := NewGuesser(NewLocale(locale))
	raw := encoded(t, e, line)
	g.Learn(raw, 0, false)
	return g.Reading().Encoding.Decode(raw), g.Reading()
}

// talked is how lines read, from the first on until enough letters came.
func talked(t testing.TB, e Encoding, locale string, lines []string, first int) (got, want string) {
	t.Helper()
	g := NewGuesser(NewLocale(locale))
	var raws [][]byte
	letters := 0
	for i := first; letters < enough; i++ {
		line := lines[i%len(lines)]
		raw := encoded(t, e, line)
		g.Learn(raw, 0, false)
		raws = append(raws, raw)
		letters += foreign(line)
		want += line + "\n"
	}
	for _, raw := range raws {
		got += g.Reading().Encoding.Decode(raw) + "\n"
	}
	return got, want
}

func encoded(t testing.TB, e Encoding, text string) []byte {
	t.Helper()
	raw, err := e.Encode(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return raw
}

// BenchmarkGuess is what one line costs.
func BenchmarkGuess(b *testing.B) {
	for _, c := range corpora {
		b.Run(c.encoding.String(), func(b *testing.B) {
			var raws [][]byte
			bytes := 0
			for _, line := range corpus(b, c.lines) {
				raw := encoded(b, c.encoding, line)
				raws, bytes = append(raws, raw), bytes+len(raw)
			}
			b.SetBytes(int64(bytes / len(raws)))
			n := 0
			g := NewGuesser(nil)
			for b.Loop() {
				if n%learnedTexts == 0 {
					g = NewGuesser(nil)
				}
				g.Learn(raws[n%len(raws)], 0, false)
				n++
			}
		})
	}
}
