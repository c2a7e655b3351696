package term

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"confab/transport"
)

func TestReadLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"LF and CRLF end a line, other blanks stay", " a \nb\r\n\n\tc\r\r\n", []string{" a ", "b", "", "\tc\r"}},
		{"a last line without newline counts", "a\nb", []string{"a", "b"}},
		{"no input has no lines", "", nil},
		{"a line longer than any message is cut, the next one whole", strings.Repeat("x", lineBytes+9000) + "\nnext\n",
			[]string{strings.Repeat("x", lineBytes), "next"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			in := readLines(strings.NewReader(c.text), t.Context().Done())
			for line := range in.lines {
				got = append(got, line)
			}
			if !slices.Equal(got, c.want) || in.err != nil {
				t.Errorf("got %d lines %.80q, %v", len(got), got, in.err)
			}
		})
	}

	t.Run("an input that breaks gives what came before and its error", func(t *testing.T) {
		t.Parallel()
		broken := errors.New("broken")
		in := readLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), t.Context().Done())
		if a, b := <-in.lines, <-in.lines; a != "a" || b != "b" {
			t.Errorf("got %q and %q", a, b)
		}
		if _, ok := <-in.lines; ok || !errors.Is(in.err, broken) {
			t.Errorf("error %v", in.err)
		}
	})
}

// mute is a sender that takes everything, or refuses it with err. Its messages have
// the IDs 1, 2 and so on.
type mute struct {
	text, raw []string
	last      byte
	err       error
}

func (m *mute) Send(_ transport.TalkID, text string) (transport.MessageID, error) {
	m.text = append(m.text, text)
	m.last++
	return transport.MessageID{m.last}, m.err
}

func (m *mute) SendBytes(_ transport.TalkID, raw []byte) (transport.MessageID, error) {
	m.raw = append(m.raw, string(raw))
	m.last++
	return transport.MessageID{m.last}, m.err
}

// quick is a sender whose events come before it returns the ID 1.
type quick func()

func (q quick) Send(transport.TalkID, string) (transport.MessageID, error) {
	q()
	return transport.MessageID{1}, nil
}

func (q quick) SendBytes(to transport.TalkID, raw []byte) (transport.MessageID, error) {
	return q.Send(to, string(raw))
}

// unsent is how many messages f holds as not sent.
func unsent(f *flow) int {
	n, _, _ := f.outcome()
	return n
}

func TestFlow(t *testing.T) {
	t.Parallel()
	now := make(chan struct{})
	close(now) // wait answers at once
	at := func(kind transport.EventKind, seq uint64, state transport.State) transport.Event {
		return transport.Event{Kind: kind, Peer: transport.Peer{ID: 1},
			Detail: transport.Message{ID: transport.MessageID{byte(seq)}, Plain: true, Seq: seq, Kind: transport.Outgoing, State: state}}
	}

	t.Run("room ends with the sixteenth message and comes back with the first written", func(t *testing.T) {
		f, s := newFlow(), &mute{}
		for i := range uint64(waitingMessages) {
			if !f.wait(true, now, nil) {
				t.Fatalf("no room for message %d", i)
			}
			if err := f.send(s, 1, "x"); err != nil {
				t.Fatal(err)
			}
			f.observe(at(transport.Appended, i+1, transport.Queued))
		}
		if f.wait(true, now, nil) {
			t.Error("room for a seventeenth")
		}
		f.observe(at(transport.Updated, 1, transport.Written))
		f.observe(at(transport.Updated, 1, transport.Written)) // told twice, counted once
		if !f.wait(true, now, nil) || f.wait(false, now, nil) || unsent(f) != waitingMessages-1 {
			t.Errorf("%d unsent", unsent(f))
		}
	})

	t.Run("room ends with the bytes", func(t *testing.T) {
		f, s := newFlow(), &mute{}
		if err := f.send(s, 1, strings.Repeat("x", waitingBytes)); err != nil {
			t.Fatal(err)
		}
		if f.wait(true, now, nil) {
			t.Error("room for more")
		}
		f.observe(at(transport.Appended, 1, transport.Written)) // settled before it was told as queued
		if !f.wait(false, now, nil) || unsent(f) != 0 {
			t.Error("still waiting")
		}
	})

	t.Run("what fails and what is refused is unsent, and nothing waits for it", func(t *testing.T) {
		f := newFlow()
		if err := f.send(&mute{err: errors.New("no")}, 1, "x"); err == nil {
			t.Error("no error")
		}
		if err := f.send(&mute{}, 1, "y"); err != nil {
			t.Fatal(err)
		}
		f.observe(at(transport.Appended, 1, transport.Queued))
		f.observe(at(transport.Updated, 1, transport.Failed))
		if !f.wait(false, now, nil) || unsent(f) != 2 {
			t.Errorf("%d unsent", unsent(f))
		}
	})

	t.Run("what is told before Send returns counts, and of a message with the same text nothing does", func(t *testing.T) {
		f := newOutboxFlow()
		about := func(id byte, kind transport.EventKind, seq uint64, state transport.State) {
			f.observe(transport.Event{Kind: kind, Detail: transport.Message{ID: transport.MessageID{id}, Seq: seq,
				Kind: transport.Outgoing, Text: "x", State: state}})
		}
		err := f.send(quick(func() {
			about(9, transport.Enqueued, 0, transport.Queued) // of another window
			about(9, transport.Updated, 0, transport.Failed)
			about(1, transport.Enqueued, 0, transport.Queued)
		}), 1, "x")
		if state, _ := f.fate(); err != nil || state != fateKept || unsent(f) != 0 {
			t.Errorf("%v: fate %d, %d unsent", err, state, unsent(f))
		}
		about(1, transport.Appended, 7, transport.Stored)
		if state, _ := f.fate(); state != fateStored || !f.ready(false) {
			t.Errorf("fate %d", state)
		}
	})

	t.Run("bytes that are no text go as they are", func(t *testing.T) {
		f, s := newFlow(), &mute{}
		for _, text := range []string{"你好", "\xc4\xe3"} {
			if err := f.send(s, 1, text); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(s.text, []string{"你好"}) || !slices.Equal(s.raw, []string{"\xc4\xe3"}) {
			t.Errorf("text %q, raw %q", s.text, s.raw)
		}
	})
}
