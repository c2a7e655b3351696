//go:build attack && linux

package attack

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"confab/transport"
)

// newcomer is a client in this process, and what it was given to see.
type newcomer struct {
	*transport.Client
	home *transport.Home

	mu      sync.Mutex
	changed chan struct{}                  // closed and replaced at each event; guarded by mu
	room    transport.PeerID               // guarded by mu
	here    bool                           // guarded by mu
	texts   map[string]bool                // guarded by mu
	ids     map[string]transport.MessageID // of own messages by their text; guarded by mu
	pages   []transport.Page               // guarded by mu
	words   []string                       // what it says of trouble; guarded by mu
}

func invite(dir, addr string) (*newcomer, error) {
	home, err := transport.OpenHome(dir)
	if err != nil {
		return nil, err
	}
	r := &newcomer{home: home, changed: make(chan struct{}), texts: map[string]bool{}, ids: map[string]transport.MessageID{}}
	r.Client = transport.NewClient(transport.Options{Sink: r.sink, Home: home, Name: "newcomer"})
	r.Join(addr)
	return r, nil
}

func (r *newcomer) sink(e transport.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e.Kind {
	case transport.Connected:
		if e.Peer.Server == transport.Everyone {
			r.here, r.room = true, e.Peer.ID
		}
	case transport.Appended:
		r.texts[e.Message.Text] = true
		if e.Message.Kind == transport.Outgoing {
			r.ids[e.Message.Text] = e.Message.ID
		}
		switch e.Message.Notice {
		case transport.NoNotice, transport.PeerConnected, transport.PeerDisconnected:
		default:
			r.words = append(r.words, fmt.Sprint("notice ", e.Message.Notice))
		}
	case transport.PageLoaded:
		r.pages = append(r.pages, e.Page)
	case transport.Waiting, transport.Disconnected, transport.DialFailed, transport.DiskTrouble:
		if e.Err != nil {
			r.words = append(r.words, e.Err.Error())
		}
	}
	close(r.changed)
	r.changed = make(chan struct{})
}

// until waits until ok, which is called with mu held.
func (r *newcomer) until(ctx context.Context, ok func() bool) bool {
	for {
		r.mu.Lock()
		done, changed := ok(), r.changed
		r.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

func (r *newcomer) leave() {
	r.Close()
	_ = r.home.Close() // of a folder that is thrown away
}

// says posts text, and returns when it stands in the talk.
func (r *newcomer) says(ctx context.Context, text string) error {
	if !r.until(ctx, func() bool { return r.here }) {
		return errors.New("it is not let in")
	}
	if err := r.Post(r.room, transport.Draft{Text: text}); err != nil {
		return err
	}
	if !r.until(ctx, func() bool { return r.texts[text] }) {
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
	for from := uint64(1); ; {
		r.mu.Lock()
		r.pages = nil
		r.mu.Unlock()
		r.Load(r.room, from, 1000)
		if !r.until(ctx, func() bool { return len(r.pages) > 0 }) {
			return nil, errors.New("its own talk cannot be read")
		}
		r.mu.Lock()
		page := r.pages[0]
		r.mu.Unlock()
		for _, m := range page.Messages {
			from = m.Seq + 1
			if m.Kind == transport.Notice || m.Kind == transport.Amendment || m.Text == last {
				continue
			}
			s := seen{ID: m.ID, Name: m.Name, Text: m.Text, Edited: m.Edited, Deleted: m.Deleted, Reactions: fmt.Sprint(m.Reactions)}
			if m.ReplyTo != nil {
				s.Answers = m.ReplyTo.ID
			}
			all = append(all, s)
		}
		if len(page.Messages) == 0 || from > page.Last {
			return all, nil
		}
	}
}
