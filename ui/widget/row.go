package widget

// RowKind is what a row of a transcript is.
type RowKind uint8

// The kinds of rows.
const (
	// RowBubble is something said.
	RowBubble RowKind = iota
	// RowDay tells the day of what follows.
	RowDay
	// RowUnread stands before the first unread row.
	RowUnread
	// RowNotice tells what happened: someone came, someone left.
	RowNotice
	// RowNothing takes no room and draws nothing: a line of the talk that only
	// changes another one. It keeps indices in step with the talk's lines.
	RowNothing
)

// Delivery is how far something said here has got. The zero value shows
// nothing, as for what others said.
type Delivery uint8

// The steps, and the fall.
const (
	NoDelivery Delivery = iota
	// Queued: a clock.
	Queued
	// Written: one check.
	Written
	// Reached: two checks.
	Reached
	// Read: two checks in the accent colour.
	Read
	// Failed: an error sign, with Row.Reason below the text.
	Failed
)

// Fold is whether a notice stands for several, which a click on it shows or
// hides. The zero value is a notice that stands for itself.
type Fold uint8

// The folds.
const (
	NoFold Fold = iota
	// FoldClosed: the notices that it stands for are not among the rows.
	FoldClosed
	// FoldOpen: they follow.
	FoldOpen
)

// Piece is which part of a message a row shows. The zero value is all of it.
type Piece uint8

// The pieces, from above.
const (
	AllOfIt Piece = iota
	FirstPiece
	InnerPiece
	LastPiece
)

// above and below say that something of the same message stands there.
func (p Piece) above() bool { return p > FirstPiece }
func (p Piece) below() bool { return p == FirstPiece || p == InnerPiece }

// Row is one row of a transcript, with everything already made into words.
type Row struct {
	// Key names the row for as long as it is shown, and its selection with it.
	// It is unique in its transcript.
	Key  uint64
	Kind RowKind
	// Text is what was said, or the words of a day, an unread line, a notice.
	Text string

	// Own tells that it was said here: the bubble stands at the end.
	Own bool
	// First and Last are the ends of a run of bubbles by the same sender within
	// a short time.
	First, Last bool
	// Sender stands over the text. Empty for none, as in a talk of two.
	Sender string
	// SenderKey decides the colour of Sender.
	SenderKey string
	// Lock stands before Sender, and LockLabel says it to a screen reader; SenderTag is a
	// word behind it, which SenderTagLabel says in full. Optional.
	Lock                                 Lock
	LockLabel, SenderTag, SenderTagLabel string
	// Time is the time of day.
	Time string
	// Tag stands muted before the time, such as "to everyone · 3 of 3".
	Tag string
	// Piece says that the row is one of several, one below the other, that show one
	// message which is too long to be laid out as a whole. Of is then the Key of the
	// first of them and Whole what all of them say, line ends between them included;
	// without, both are zero. Sender and Quote belong to the first, what stands below
	// the text to the last.
	Piece Piece
	Of    uint64
	Whole string
	// Mono shows the text in the fixed-width face.
	Mono bool
	// Delivery is shown after the time.
	Delivery Delivery
	// Reason tells why Delivery is Failed.
	Reason string
	// Again is the word on a button below Reason that asks to send it again; empty for
	// none.
	Again string
	// More is the word on a button that asks for the whole of a text that was
	// cut; empty when it was not. Of a notice with a Fold it describes the click.
	More string
	// Fold makes a RowNotice a button. A click on it is a TranscriptFold.
	Fold Fold

	// Quote stands above the text: what this answers. The zero value is none.
	Quote Quote
	// File is what the message offers; nil for none.
	File *File
	// Edited is the word before the time of what was altered later; else empty.
	Edited string
	// Deleted draws Text, a sentence in the place of what was said, muted behind
	// a sign. Quote, Reactions and Marks are then left out.
	Deleted bool
	// Reactions stand below the bubble, in this order.
	Reactions []Reaction
	// Marks are the parts of Text that a search has found, in any order. They
	// are read anew when they differ from the frame before.
	Marks []Mark
	// Pointed draws a ring around the bubble that someone jumped to.
	Pointed bool
}

// Quote is what a message answers, in few words. A click on it is a
// TranscriptQuote.
type Quote struct {
	// Name is who said it, with the short form of a key behind it where ShortKey is set,
	// and Key decides the colour of it, as SenderKey does.
	// Without a name Text stands alone, as of something deleted.
	Name, ShortKey, Key string
	// Text is cut after two lines.
	Text string
}

// Reaction is a sign that people have set under a message. A click on it is a
// TranscriptReaction.
type Reaction struct {
	// Text is the sign, and Count how many set it; empty for no number.
	Text, Count string
	// Mine says that it was set here too: it stands out.
	Mine bool
	// Spoken says all that to a screen reader. It must not be empty.
	Spoken string
}

// Mark is a part of a text, from byte From to before byte To. What lies outside
// of the text is left out.
type Mark struct {
	From, To int
	// Current is the one hit among all that next and previous have come to.
	Current bool
}

// Rows is what a transcript shows. Both methods are called in Layout for what
// is in view only, and must return at once without allocating. A Row is read
// until the end of the frame.
type Rows interface {
	Len() int
	Row(i int) *Row
}
