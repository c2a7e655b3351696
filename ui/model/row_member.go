package model

import (
	"strconv"
	"strings"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// Tick is the sign of how far a message of ours got.
type Tick uint8

// The ticks, from none for what others said.
const (
	NoTick Tick = iota
	// ClockTick: it waits here.
	ClockTick
	// OneTick: the network took it, or it is on the host's disk.
	OneTick
	// TwoTicks: every member of the talk has it.
	TwoTicks
	// ReadTicks: it was displayed to each of them.
	ReadTicks
	// FailedTick: it was refused, the connection ended first, or our disk takes nothing.
	FailedTick
)

func tick(m transport.Message, marks transport.Marks) Tick {
	switch m.State {
	case transport.Written:
		return OneTick
	case transport.Failed, transport.Unkept:
		return FailedTick
	case transport.Stored:
		switch {
		case m.Place.IsZero(), !marks.Unshared.Before(m.Place):
			return OneTick // it is kept, and nobody else could get it
		case !marks.Read.Before(m.Place):
			return ReadTicks
		case !marks.Got.Before(m.Place):
			return TwoTicks
		}
		return OneTick
	}
	return ClockTick
}

// Quote is what a message answers, safe to show.
type Quote struct {
	// Place is where it stands in the talk, zero when it is not held and cannot be gone to.
	Place transport.Place
	// Name is who said it, Key as in Row; Text the beginning of it, or what became
	// of it.
	Name, Key, Text string
}

// maxQuote is how many characters of what is answered are shown.
const maxQuote = 160

func quote(s style, q *transport.Quote) *Quote {
	w := s.words
	if q == nil {
		return nil
	}
	out := &Quote{Place: q.Place, Name: s.called(q.Peer, q.Name, q.ShortKey), Key: s.key(q.Peer, q.Name), Text: visible.Line(q.Text, maxQuote)}
	switch {
	case q.Own:
		out.Name = w.You
	case q.ByGuest:
		out.Name, out.Key = w.GuestNamed(visible.Line(q.Name, maxName)), q.Name
	}
	switch {
	case q.Deleted:
		out.Text = w.MessageDeleted
	case out.Text == "":
		out.Text = w.QuoteGone
	}
	return out
}

// Reaction is one kind of reaction to a message, safe to show.
type Reaction struct {
	// Text is the emoji, Count how many had it as a label, Spoken both in words.
	Text, Count, Spoken string
	// Mine says that it is also ours.
	Mine bool
}

// maxReaction and maxReactions bound what others can make of a row.
const maxReaction, maxReactions = 12, 12

func reactions(w *words.Words, m transport.Message) []Reaction {
	if m.Deleted || len(m.Reactions) == 0 {
		return nil
	}
	var out []Reaction
	for _, r := range m.Reactions[:min(len(m.Reactions), maxReactions)] {
		text := visible.Line(r.Text, maxReaction)
		if strings.TrimSpace(text) == "" {
			continue
		}
		out = append(out, Reaction{Text: text, Count: strconv.Itoa(r.Count), Spoken: w.Reaction(text, r.Count, r.Mine), Mine: r.Mine})
	}
	return out
}

// Mine is the reaction that is ours, or empty.
func (r *Row) Mine() string {
	for _, x := range r.message.Reactions {
		if x.Mine {
			return x.Text
		}
	}
	return ""
}

// CanChange says that the message is ours and on the host's disk, so that it can be
// edited and taken back.
func (r *Row) CanChange() bool {
	return r.CanAnswer() && r.Own() && !r.message.ByGuest
}

// CanAnswer says that the message can be replied and reacted to.
func (r *Row) CanAnswer() bool {
	return r.ID != transport.MessageID{} && !r.Pending && !r.Deleted && !r.Notice()
}
