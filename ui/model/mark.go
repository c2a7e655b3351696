package model

import (
	"strings"

	"confab/transport/fold"
	"confab/ui/internal/visible"
)

// mark finds what is searched for in the text of the row, as search compares texts.
func (r *Row) mark(query string) {
	r.Hits = marks(r.message.Text, r.Text, query)
}

// marks finds query in shown, which is the beginning of a text made visible. It looks
// in the text itself, as search did: what has no ink there, and was made visible, is
// passed over.
func marks(text, shown, query string) (hits [][2]int) {
	needle := fold.Fold(query)
	if needle == "" {
		return nil
	}
	if !strings.HasPrefix(text, shown) {
		if hits, ok := marksWithin(text, shown, needle); ok {
			return hits
		}
	}
	for _, s := range fold.Find(shown, needle) {
		hits = append(hits, [2]int{s.Start, s.End})
	}
	return hits
}

// marksWithin is marks where shown is not as it was written. It is not ok if what was
// made visible cannot be told piece by piece.
func marksWithin(text, shown, needle string) (hits [][2]int, ok bool) {
	read, at := 0, 0 // so much of text is so much of shown
	for _, s := range fold.Find(text, needle) {
		var hit [2]int
		for i, to := range [...]int{s.Start, s.End} {
			piece := visible.Text(text[read:to])
			if at+len(piece) > len(shown) {
				return hits, true // what follows is not shown
			}
			if shown[at:at+len(piece)] != piece {
				return nil, false
			}
			read, at = to, at+len(piece)
			hit[i] = at
		}
		hits = append(hits, hit)
	}
	return hits, true
}
