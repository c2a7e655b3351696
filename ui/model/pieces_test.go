package model

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// long are texts that are cut, and what must stay whole in them.
var long = map[string]struct{ unit, between string }{
	"words":             {"word", " "},
	"sentences":         {"A sentence, that is words", ". "},
	"Chinese sentences": {"文字消息服务器客户端", "。"},
	"Han without signs": {"文", ""},
	"families":          {"👩\u200d👩\u200d👧", ""},
	"tones of skin":     {"👍🏽", ""},
	"hearts":            {"❤\ufe0f", ""},
	"flags":             {"🇫🇷", ""},
	"accents":           {"e\u0301", ""},
	"Thai":              {"ที่", ""},
	"Korean letters":    {"\u1112\u1161\u11ab", ""},
	"Hebrew":            {"שלום", " "},
}

// split returns the pieces of a text.
func split(text string) (all []string) {
	cuts := pieces(text)
	for i := range len(cuts) + 1 {
		piece, _ := Piece(text, cuts, i)
		all = append(all, piece)
	}
	return all
}

func TestALongParagraphIsCutBetweenWhatBelongsTogether(t *testing.T) {
	for name, c := range long {
		text := strings.Repeat(c.unit+c.between, 1+wholeBytes*4/len(c.unit+c.between))
		all := split(text)
		if len(all) < 3 {
			t.Errorf("%s: %d pieces", name, len(all))
		}
		if strings.Join(all, "") != text {
			t.Errorf("%s: the pieces are not the text", name)
		}
		for i, p := range all {
			if n := utf8.RuneCountInString(p); n > paragraphRunes {
				t.Errorf("%s: piece %d has %d characters", name, i, n)
			}
			if c.between != "" && !strings.HasSuffix(p, c.between) || strings.Count(p, c.unit)*len(c.unit+c.between) != len(p) {
				t.Errorf("%s: piece %d ends in %+q", name, i, p[max(0, len(p)-20):])
			}
		}
	}
}

func TestLinesStayTogether(t *testing.T) {
	for name, line := range map[string]string{
		"short": "ok", "none": "", "of bytes": strings.Repeat("0f ", 26), "long": strings.Repeat("word ", 200), "Windows's": "ok",
	} {
		text := strings.TrimSuffix(strings.Repeat(line+"\n", 20_000/(len(line)+1)), "\n")
		all := split(text)
		if strings.Join(all, "\n") != text {
			t.Fatalf("%s: the pieces are not the lines", name)
		}
		for i, p := range all {
			n, lines := utf8.RuneCountInString(p), 1+strings.Count(p, "\n")
			if n > max(pieceRunes, len(line)) || lines > pieceLines {
				t.Errorf("%s: piece %d has %d characters on %d lines", name, i, n, lines)
			}
			if i < len(all)-1 && n+len(line) < pieceRunes/2 && lines < pieceLines {
				t.Errorf("%s: piece %d has only %d characters on %d lines", name, i, n, lines)
			}
		}
	}
}

func TestAShortTextStaysInOnePiece(t *testing.T) {
	for _, text := range []string{"", "\n", strings.Repeat("x", wholeBytes), strings.Repeat("\n", clipLines-1)} {
		if cuts := pieces(text); cuts != nil {
			t.Errorf("%d bytes are cut at %v", len(text), cuts)
		}
	}
}

func TestOnlyWhatIsShownWholeIsInPieces(t *testing.T) {
	st, ids := serving(t, 1)
	st.host.Hear(ids[0], strings.Repeat("word ", 4000))
	st.Select(ids[0])
	st.drain()
	talk := st.Server.Talk()
	r := talk.At(talk.Len() - 1)
	for _, hex := range []bool{false, true} {
		if st.HexView() != hex {
			st.ToggleHex()
		}
		if text, cuts := r.Pieces(); cuts != nil || (text == r.Hex) != hex || text == "" {
			t.Errorf("cut at %v before it is shown whole", cuts)
		}
	}
	st.ShowAll(r.Local)
	st.drain()
	for _, hex := range []bool{true, false} {
		if text, cuts := r.Pieces(); len(cuts) < 10 || (text == r.Hex) != hex || r.Clipped {
			t.Errorf("hex %v: %d cuts, clipped %v", hex, len(cuts), r.Clipped)
		}
		st.ToggleHex()
	}
}

func FuzzPieces(f *testing.F) {
	for _, c := range long {
		f.Add(c.unit, c.between, 999)
	}
	f.Add("a\n", "\n\n", 3000)
	f.Fuzz(func(t *testing.T, unit, between string, n int) {
		text := strings.ToValidUTF8(strings.Repeat(unit+between, min(max(n, 0), 1+64<<10/max(1, len(unit+between)))), "?")
		var b strings.Builder
		cuts, was := pieces(text), 0
		for i := range len(cuts) + 1 {
			piece, from := Piece(text, cuts, i)
			if i > 0 && from <= was || !utf8.ValidString(piece) {
				t.Fatalf("piece %d begins at %d after %d: %+q", i, from, was, piece)
			}
			if from > b.Len() {
				b.WriteByte('\n')
			}
			b.WriteString(piece)
			was = from
		}
		if b.String() != text {
			t.Fatal("the pieces are not the text")
		}
	})
}
