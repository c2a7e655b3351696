package ui

import (
	"slices"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// talkRows shows a model's talk to the transcript: a row of the model can be a
// day line, an unread line and a bubble. It is made anew when the model has
// changed, and never while it is laid out.
type talkRows struct {
	rows []widget.Row
	spot map[uint64]int // scratch for still
	// shown has the picture of a message ready to be drawn; nil for none.
	shown func(*model.Picture) *shownPicture
}

// Row implements widget.Rows.
func (t *talkRows) Row(i int) *widget.Row { return &t.rows[i] }

// Len implements widget.Rows.
func (t *talkRows) Len() int { return len(t.rows) }

// Keys of what stands between messages, beside the message's own.
const (
	keyMessage = iota
	keyDay
	keyUnread
	keyDropped
	keyFold
	keyPending // of what has no place yet
	keyKinds
)

func rowKey(local uint64, kind uint64) uint64 { return local*keyKinds + kind }

// keyPiece is what is added to the key of a message for each piece of it before: no
// talk has so many messages.
const keyPiece = 1 << 44

// keyLocal is the Local key of the message that a key belongs to.
func keyLocal(key uint64) uint64 { return key % keyPiece / keyKinds }

// keyKind is what the row with a key shows.
func keyKind(key uint64) uint64 { return key % keyPiece % keyKinds }

func isPending(key uint64) bool { return keyKind(key) == keyPending }

// fill makes the rows of a talk; single says that it is a talk of two, in which
// nobody needs to be named.
func (t *talkRows) fill(talk *model.Talk, w *words.Words, hex, single bool, hit transport.Place) {
	t.rows = t.rows[:0]
	if talk == nil {
		return
	}
	for i := range talk.Len() {
		r := talk.At(i)
		if len(t.rows) == 0 && talk.OlderDropped() {
			t.rows = append(t.rows, widget.Row{Key: rowKey(r.Local, keyDropped), Kind: widget.RowNotice, Text: w.OlderDropped})
		}
		if r.Day != "" {
			t.rows = append(t.rows, widget.Row{Key: rowKey(r.Local, keyDay), Kind: widget.RowDay, Text: r.Day})
		}
		if r.Unread {
			t.rows = append(t.rows, widget.Row{Key: rowKey(r.Local, keyUnread), Kind: widget.RowUnread, Text: w.UnreadLine})
		}
		if f := r.Fold; f != nil {
			t.rows = append(t.rows, fold(r.Local, f, w))
		}
		if r.Folded {
			continue
		}
		row := t.message(r, w, hex, single)
		for _, at := range r.Hits {
			row.Marks = append(row.Marks, widget.Mark{From: at[0], To: at[1], Current: r.Place == hit})
		}
		t.add(r, row)
	}
	for _, r := range talk.Pending() {
		if r.Day != "" {
			t.rows = append(t.rows, widget.Row{Key: rowKey(r.Local, keyPending) + dayOfPending, Kind: widget.RowDay, Text: r.Day})
		}
		row := t.message(r, w, hex, single)
		row.Key = rowKey(r.Local, keyPending)
		t.add(r, row)
	}
}

// add adds the row of a message, in pieces if it is long: what stands above the text
// goes to the first of them, and what stands below to the last.
func (t *talkRows) add(r *model.Row, row widget.Row) {
	text, cuts := r.Pieces()
	if len(cuts) == 0 || row.Kind != widget.RowBubble {
		t.rows = append(t.rows, row)
		return
	}
	whole := row
	t.rows = slices.Grow(t.rows, len(cuts)+1)
	for i := range len(cuts) + 1 {
		row := whole
		row.Whole, row.Of, row.Key = text, whole.Key, whole.Key+uint64(i)*keyPiece
		from := 0
		row.Text, from = model.Piece(text, cuts, i)
		row.Marks = marksIn(whole.Marks, from, len(row.Text))
		row.Piece = widget.InnerPiece
		switch i {
		case 0:
			row.Piece = widget.FirstPiece
		case len(cuts):
			row.Piece = widget.LastPiece
		}
		if i > 0 {
			row.First, row.Sender, row.Quote, row.File = false, "", widget.Quote{}, nil
		}
		if i < len(cuts) {
			row.Last, row.Time, row.Tag, row.Edited, row.Reason, row.More = false, "", "", "", "", ""
			row.Delivery, row.Reactions = widget.NoDelivery, nil
		}
		t.rows = append(t.rows, row)
	}
}

// marksIn returns the parts of marks that lie in the n bytes from from on.
func marksIn(marks []widget.Mark, from, n int) (in []widget.Mark) {
	for _, m := range marks {
		if m.From < from+n && m.To > from {
			m.From, m.To = max(m.From-from, 0), min(m.To-from, n)
			in = append(in, m)
		}
	}
	return in
}

// dayOfPending keeps the keys of days above what is pending apart from all others.
const dayOfPending = 1 << 63

// fold is the line that stands for a run of notices.
func fold(local uint64, f *model.Fold, w *words.Words) widget.Row {
	row := widget.Row{Key: rowKey(local, keyFold), Kind: widget.RowNotice, Text: timed(f.Text, f.Time), Fold: widget.FoldClosed, More: w.ShowEach}
	if f.Open {
		row.Fold, row.More = widget.FoldOpen, w.ShowFewer
	}
	return row
}

// timed is a notice with its time, which does not stand alone on a line.
func timed(text, clock string) string { return text + "\u00a0·\u00a0" + clock }

func (t *talkRows) message(r *model.Row, w *words.Words, hex, single bool) widget.Row {
	row := widget.Row{Key: rowKey(r.Local, keyMessage), Text: r.Text, Time: r.Time, First: r.First, Last: r.Last}
	if r.Notice() {
		row.Kind = widget.RowNotice
		row.Text = timed(r.Text, r.Time)
		return row
	}
	if hex {
		row.Text, row.Mono = r.Hex, true
	}
	row.Own, row.Tag = r.Own(), r.Tag
	// The first of a run names who said it for all of them.
	if !row.Own && !single && r.First {
		row.Sender, row.SenderKey = r.Name, r.Key
		row.Lock, row.LockLabel = lockOf(r.Lock), r.LockLabel
		row.SenderTag, row.SenderTagLabel = r.SenderTag, r.SenderTagLabel
	}
	if r.Clipped {
		row.More = w.ShowAll
		if r.Expanded {
			row.More = ""
		}
	}
	if r.Edited {
		row.Edited = w.Edited
	}
	row.Deleted = r.Deleted
	if r.File != nil {
		row.File = fileCard(r.File, r.Text, w)
		showPicture(row.File, r.File, w, t.shown)
		if row.Text == "" {
			row.Text, row.File.Name = row.File.Name, ""
		}
	}
	if q := r.Quote; q != nil {
		row.Quote = widget.Quote{Key: q.Key, Text: q.Text}
		row.Quote.Name, row.Quote.ShortKey = visible.Unnamed(q.Name)
	}
	for _, x := range r.Reactions {
		row.Reactions = append(row.Reactions, widget.Reaction{Text: x.Text, Count: x.Count, Mine: x.Mine, Spoken: x.Spoken})
	}
	// Of what was taken back nobody asks any more how far it got.
	if row.Own && !r.Deleted {
		row.Delivery = delivery(r)
		if row.Delivery == widget.Failed {
			row.Reason = r.StateLabel
		}
		if r.CanResend() {
			row.Again = w.SendAgain
		}
	}
	return row
}

func delivery(r *model.Row) widget.Delivery {
	switch r.Tick {
	case model.OneTick:
		return widget.Written
	case model.TwoTicks:
		return widget.Reached
	case model.ReadTicks:
		return widget.Read
	case model.FailedTick:
		return widget.Failed
	}
	return widget.Queued
}

// at is the index of the row with a key, or -1.
func (t *talkRows) at(key uint64) int {
	return slices.IndexFunc(t.rows, func(r widget.Row) bool { return r.Key == key })
}

// whole is the key of the message that row i shows, or shows a piece of.
func (t *talkRows) whole(i int) uint64 {
	if r := &t.rows[i]; r.Of != 0 {
		return r.Of
	}
	return t.rows[i].Key
}

// goal is the index of the row to go to for the message with a key: its first, or
// that piece of it which has the hit that is shown. It is -1 when there is none.
func (t *talkRows) goal(key uint64) int {
	first := t.at(key)
	for i := max(first, 0); i < len(t.rows) && t.whole(i) == key; i++ {
		if slices.ContainsFunc(t.rows[i].Marks, func(m widget.Mark) bool { return m.Current }) {
			return i
		}
	}
	return first
}

// still finds the first of the keys that were in view which is among the rows,
// and the index of its row now. It is not ok when none of them is there any more.
func (t *talkRows) still(before []uint64) (now, first int, ok bool) {
	if t.spot == nil {
		t.spot = map[uint64]int{}
	}
	clear(t.spot)
	for i := range t.rows {
		t.spot[t.rows[i].Key] = i
	}
	for i, key := range before {
		if now, ok := t.spot[key]; ok {
			return now, i, true
		}
	}
	return 0, 0, false
}
