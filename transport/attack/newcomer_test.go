//go:build attack && linux

package attack

import (
	"context"
	"errors"
	"fmt"

	"confab/transport"
)

// newcomer is a client, and what it was given to see.
type newcomer struct {
	client

	texts map[string]bool                // guarded by mu
	ids   map[string]transport.MessageID // of own messages by their text; guarded by mu
	words []string                       // what it says of trouble; guarded by mu
}

func invite(dir, addr string) (*newcomer, error) {
	r := &newcomer{texts: map[string]bool{}, ids: map[string]transport.MessageID{}}
	return r, r.join(dir, "newcomer", addr, r.take)
}

func (r *newcomer) take(e transport.Event) {
	switch e.Kind {
	case transport.Appended:
		r.texts[e.Message().Text] = true
		if e.Message().Kind == transport.Outgoing {
			r.ids[e.Message().Text] = e.Message().ID
		}
		switch e.Message().Notice {
		case transport.NoNotice, transport.PeerConnected, transport.PeerDisconnected:
		default:
			r.words = append(r.words, fmt.Sprint("notice ", e.Message().Notice))
		}
	case transport.Waiting, transport.Disconnected, transport.DialFailed, transport.DiskTrouble:
		if e.Err != nil {
			r.words = append(r.words, e.Err.Error())
		}
	}
}

// says posts text, and returns when it stands in the talk.
func (r *newcomer) says(ctx context.Context, text string) error {
	if !r.until(ctx.Done(), func() bool { return r.here }) {
		return errors.New("it is not let in")
	}
	if _, err := r.Post(r.room, transport.Draft{Text: text}); err != nil {
		return err
	}
	if !r.until(ctx.Done(), func() bool { return r.texts[text] }) {
		return fmt.Errorf("%q does not come to stand in the talk", text)
	}
	return nil
}

// seen is a message as a newcomer has it.
type seen struct {
	ID, Answers     transport.MessageID
	Name, Text      string
	Edited, Deleted bool
	Reactions       string
}

// String is a message in a line of a report.
func (s seen) String() string {
	return fmt.Sprintf("%v %v %q %.40q edited %v deleted %v %s", s.ID, s.Answers, s.Name, s.Text, s.Edited, s.Deleted, s.Reactions)
}

// whole is the talk up to the word that the newcomer said itself.
func (r *newcomer) whole(ctx context.Context, last string) (all []seen, err error) {
	err = r.each(ctx.Done, func(m transport.Message) {
		if m.Kind == transport.Notice || m.Text == last {
			return
		}
		s := seen{ID: m.ID, Name: m.Name, Text: m.Text, Edited: m.Edited, Deleted: m.Deleted, Reactions: fmt.Sprint(m.Reactions)}
		if m.ReplyTo != nil {
			s.Answers = m.ReplyTo.ID
		}
		all = append(all, s)
	})
	return all, err
}
