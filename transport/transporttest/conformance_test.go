package transporttest

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"confab/transport"
)

// talker is what a Server and a Client have in common.
type talker interface {
	Peers() []transport.Peer
	Post(to transport.TalkID, d transport.Draft) (transport.MessageID, error)
	Send(to transport.TalkID, text string) (transport.MessageID, error)
	SendBytes(to transport.TalkID, raw []byte) (transport.MessageID, error)
	SetEncoding(id transport.PeerID, e transport.Encoding)
	Load(talk transport.TalkID, asked transport.Range)
	Edit(talk transport.TalkID, id transport.MessageID, text string) error
	Delete(talk transport.TalkID, id transport.MessageID) error
	React(talk transport.TalkID, id transport.MessageID, text string) error
	Discard(talk transport.TalkID, id transport.MessageID)
	Resend(talk transport.TalkID, id transport.MessageID) (transport.MessageID, error)
	Displayed(talk transport.TalkID, upTo transport.Place)
	Typing(talk transport.TalkID)
	Search(q transport.Query)
	Export(talk transport.TalkID, to io.WriteCloser, format transport.ExportFormat)
	Save(talk transport.TalkID, path string) error
	StopSaving(talk transport.TalkID)
	SetName(name string)
	Rename(id transport.PeerID, name string)
	Verify(id transport.PeerID, ok bool)
	Words(id transport.PeerID)
	Close()
}

// host is the Server, real or not.
type host interface {
	talker
	Start(addr string)
	Stop()
	Addrs() []string
	Disconnect(id transport.PeerID)
	Forget(id transport.PeerID)
	Block(id transport.PeerID)
	Unblock(entry string)
	Blocked() []string
	Allow(v transport.Visitors)
	ShareHistory(on bool)
	KeepCopies(c transport.Copies)
	Accept(id transport.PeerID)
	Decline(id transport.PeerID)
	Remove(id transport.PeerID)
	LetIn(id transport.PeerID, in bool)
	Invite(many bool)
	EndInvite()
}

// dialer is the Client, real or not.
type dialer interface {
	talker
	Dial(addr string)
	Join(addr string)
	JoinWith(addr, code string)
	EnterCode(code string)
	Reconnect()
	ForgetServer(addr string)
	Known() []transport.KnownServer
	Hangup()
	Server() (p transport.Peer, ok bool)
}

var (
	_ host   = (*transport.Server)(nil)
	_ host   = (*Server)(nil)
	_ dialer = (*transport.Client)(nil)
	_ dialer = (*Client)(nil)
)

// one is the place of what has a number in the first era.
func one(seq uint64) transport.Place { return transport.Place{Era: 1, Seq: seq} }

// script is one run of a scenario, on the fake or on the real thing. Every step of
// the run on the real thing waits for as many lines as the fake's had.
type script struct {
	t     *testing.T
	trace *trace
	steps [][]string // of this run
	want  [][]string // of the fake's run; nil while that is running
	begun int        // how many lines the steps before had
	// answers are what the methods answered, wanted those of the fake's run.
	answers, wanted []string
}

// step does something and compares what is told of it.
func (s *script) step(name string, do func()) {
	s.t.Helper()
	do()
	n := len(s.steps)
	if s.want != nil && n < len(s.want) {
		goal := s.begun + len(s.want[n])
		s.trace.until(s.t, "what comes of the step “"+name+"” on the fake:\n"+strings.Join(s.want[n], "\n")+"\n", func() bool { return len(s.trace.lines) >= goal })
	}
	s.trace.mu.Lock()
	lines := slices.Clone(s.trace.lines[s.begun:])
	s.trace.mu.Unlock()
	if s.want != nil && n < len(s.want) && len(lines) > len(s.want[n]) {
		lines = lines[:len(s.want[n])] // what is too much is found by the next step
	}
	s.begun += len(lines)
	s.steps = append(s.steps, lines)
	if s.want == nil {
		return
	}
	if !slices.Equal(lines, s.want[n]) {
		s.t.Fatalf("of “%s” the real one tells\n%s\nand the fake\n%s", name, strings.Join(lines, "\n"), strings.Join(s.want[n], "\n"))
	}
}

// closes closes what the scenario was about and compares all that is left to tell. In
// which order those go who are still here is not promised.
func (s *script) closes(w interface{ Close() }) {
	s.t.Helper()
	w.Close()
	s.trace.mu.Lock()
	lines := slices.Sorted(slices.Values(s.trace.lines[s.begun:]))
	s.trace.mu.Unlock()
	s.steps = append(s.steps, lines)
	if want := s.want; want != nil && !slices.Equal(lines, want[len(want)-1]) {
		s.t.Fatalf("of the rest the real one tells\n%s\nand the fake\n%s", strings.Join(lines, "\n"), strings.Join(want[len(want)-1], "\n"))
	}
}

// answer compares what a method answers, at once.
func (s *script) answer(name string, got any) {
	s.t.Helper()
	n := len(s.answers)
	s.answers = append(s.answers, fmt.Sprint(name, ": ", got))
	if s.wanted != nil && s.answers[n] != s.wanted[n] {
		s.t.Fatalf("the real one answers\n%s\nand the fake\n%s", s.answers[n], s.wanted[n])
	}
}

// refused compares why a method fails, or that it does not.
func (s *script) refused(name string, err error) {
	s.t.Helper()
	s.answer(name, faultOf(err))
}

// say compares what a method that says something answers: the ID and why not.
func say(s *script, name string) func(transport.MessageID, error) {
	return func(id transport.MessageID, err error) {
		s.t.Helper()
		s.trace.mu.Lock()
		named := s.trace.message(id)
		s.trace.mu.Unlock()
		s.answer(name, words(named, faultOf(err)))
	}
}

// peer is the peer whose event was the nth first one.
func (s *script) peer(n int) transport.PeerID {
	s.t.Helper()
	s.trace.mu.Lock()
	defer s.trace.mu.Unlock()
	if n > len(s.trace.peers) {
		s.t.Fatalf("there is no peer %d", n)
	}
	return s.trace.peers[n-1]
}

// message is the message whose name was the nth to be told.
func (s *script) message(n int) transport.MessageID {
	s.t.Helper()
	s.trace.mu.Lock()
	defer s.trace.mu.Unlock()
	if n > len(s.trace.ids) {
		s.t.Fatalf("there is no message %d", n)
	}
	return s.trace.ids[n-1]
}

// both runs a scenario on the fake and then on the real thing.
func both[W interface{ Close() }](t *testing.T, fake, real func(s *script) W, scenario func(s *script, w W)) {
	t.Helper()
	t.Parallel()
	play := func(s *script, w W) *script {
		scenario(s, w)
		s.closes(w)
		return s
	}
	first := &script{t: t, trace: newTrace()}
	play(first, fake(first))
	second := &script{t: t, trace: newTrace(), want: first.steps, wanted: first.answers}
	play(second, real(second))
}
