package widget

import (
	"image"
	"strings"
	"testing"

	"gioui.org/io/key"

	"confab/ui/internal/uitest"
)

// inPieces is a message of several rows with the given texts.
func inPieces(first uint64, own, mono bool, texts ...string) (rows rowSlice) {
	for i, s := range texts {
		r := Row{Key: first + uint64(i), Of: first, Whole: strings.Join(texts, "\n"), Text: s, Own: own, Mono: mono, Piece: InnerPiece}
		switch i {
		case 0:
			r.Piece, r.First, r.Sender, r.SenderKey = FirstPiece, true, "Ada", "a"
		case len(texts) - 1:
			r.Piece, r.Time, r.Last = LastPiece, "09:26", true
		}
		rows = append(rows, r)
	}
	return rows
}

// whole is the same message as one row.
func whole(rows rowSlice) rowSlice {
	r := rows[0]
	last := rows[len(rows)-1]
	r.Text, r.Piece, r.Of, r.Whole, r.Time, r.Last = r.Whole, AllOfIt, 0, "", last.Time, last.Last
	return rowSlice{r}
}

func TestPiecesTakeTheRoomOfTheWhole(t *testing.T) {
	words := strings.Repeat("some words that fill a line and more of them ", 4)
	for name, texts := range map[string][]string{
		"lines":            {"one\ntwo", "three", "four\n", "\nfive"},
		"wrapped":          {words, words + "\n" + words, words},
		"Chinese, emoji":   {"消息服务器\n" + words, "🙂 " + words, "文字 🙂\n文字"},
		"accents, scripts": {"Ễ Å\nqpgj", "Ễ\nqpgj", "שלום לכולם\nשלום"},
	} {
		for _, mono := range []bool{false, true} {
			if mono && name != "lines" {
				continue
			}
			for _, size := range []uitest.Size{uitest.Phone, uitest.Desktop} {
				rows := inPieces(1, false, mono, texts...)
				pieces, all := newTalk(rows), newTalk(whole(rows))
				uitest.New(t, size, pieces.layout)
				uitest.New(t, size, all.layout)
				height := 0
				for _, l := range pieces.state.laid {
					height += l.height
				}
				if want := all.state.laid[0].height; height != want || len(pieces.state.laid) != len(texts) {
					t.Errorf("%s, mono %v: %d pieces are %d high, the whole is %d", name, mono, len(pieces.state.laid), height, want)
				}
			}
		}
	}
}

func TestPiecesLookLikeOneBubble(t *testing.T) {
	for _, mono := range []bool{false, true} {
		line := strings.Repeat("0f ", 20)
		p := newTalk(inPieces(1, true, mono, line+"\n"+line, line, "0f"))
		w := uitest.New(t, uitest.Desktop, p.layout)
		var bounds []image.Rectangle
		for _, r := range p.rows {
			n, ok := w.Find(r.Text)
			if !ok {
				t.Fatalf("no %q", r.Text)
			}
			bounds = append(bounds, n.Bounds)
		}
		for i := 1; i < len(bounds); i++ {
			if above, b := bounds[i-1], bounds[i]; above.Max.Y != b.Min.Y || above.Min.X != b.Min.X || above.Max.X != b.Max.X {
				t.Errorf("mono %v: piece %d is at %v, the one above at %v", mono, i, b, above)
			}
		}
	}
}

func TestAllPiecesAreSelectedAtOnce(t *testing.T) {
	rows := append(inPieces(1, false, false, "the first piece", "the second one", "the third"), Row{Key: 9, Text: "another", Time: "09:27", First: true})
	const all = "the first piece\nthe second one\nthe third"
	selected := func(p *talkPage) (n int) {
		for _, s := range p.state.states {
			n += s.text.SelectionLen()
		}
		return n
	}
	for name, do := range map[string]func(w *uitest.Window, p *talkPage){
		"with the keyboard": func(w *uitest.Window, p *talkPage) {
			w.Click("the second one")
			w.Press("A", key.ModShortcut)
		},
		"with the menu": func(w *uitest.Window, p *talkPage) {
			w.RightClick("the second one")
			p.selectAll = p.got[len(p.got)-1].Key
			w.Frame()
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTalk(rows)
			w := uitest.New(t, uitest.Desktop, p.layout)
			do(w, p)
			w.Frame()
			if got := p.state.SelectedText(); got != all || selected(p) != len(all)-2 {
				t.Errorf("%d characters are selected: %q", selected(p), got)
			}
			for _, r := range rows[:3] {
				if p.state.Selected(r.Key) != all {
					t.Errorf("of row %d %q is selected", r.Key, p.state.Selected(r.Key))
				}
			}
			w.Press("C", key.ModShortcut)
			if got := w.Clipboard(); got != all {
				t.Errorf("copied %q", got)
			}
			w.RightClick("the third")
			if got := p.state.SelectedText(); got != all {
				t.Errorf("the menu left %q", got)
			}
			for _, on := range []string{"the first piece", "another"} {
				w.Click(on)
				w.Frame()
				if selected(p) != 0 || p.state.SelectedText() != "" {
					t.Errorf("after a click on %q %d characters are selected", on, selected(p))
				}
				do(w, p)
				w.Frame()
			}
		})
	}
}

func TestPiecesOutOfViewAreForgotten(t *testing.T) {
	text := strings.Repeat("some words and more of them ", 40)
	var texts []string
	for range 80 {
		texts = append(texts, text)
	}
	p := newTalk(inPieces(1, false, false, texts...))
	w := uitest.New(t, uitest.Phone, p.layout)
	most := 0
	for range 300 {
		w.Scroll(-300)
		runes := 0
		for _, s := range p.state.states {
			runes += s.runes
		}
		most = max(most, runes)
		if n := len(p.state.laid); n > 6 {
			t.Fatalf("%d pieces are laid out at once", n)
		}
	}
	if from, _ := p.state.Visible(); from != 0 {
		t.Fatalf("it stands at %d", from)
	}
	if limit := keptRunes + 6*len(text); most > limit {
		t.Errorf("%d characters were kept, more than %d", most, limit)
	}
}
