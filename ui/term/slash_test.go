package term

import (
	"slices"
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/words"
)

// oneGuest is a server with a plain guest.
type oneGuest struct {
	server
	guest  transport.Peer
	letIn  int
	shared []bool
}

func (s *oneGuest) Peers() []transport.Peer            { return []transport.Peer{s.guest} }
func (s *oneGuest) LetIn(id transport.PeerID, in bool) { s.letIn++ }
func (s *oneGuest) ShareHistory(on bool)               { s.shared = append(s.shared, on) }

func TestEarlierMessages(t *testing.T) {
	t.Parallel()
	for lang, says := range map[words.Lang]struct{ yes, no, all, since, unclear string }{
		words.English: {"yes", "no", "also see earlier messages", "see only new messages", "/history yes."},
		words.Chinese: {"是", "否", "新成员还能看到之前的消息", "新成员只能看到新消息", "/history 是。"},
	} {
		out := newOutput()
		r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Words: words.For(lang)})
		s := &oneGuest{guest: transport.Peer{ID: 2, Name: "Ann", Kind: transport.Member, Here: true, Asking: true}}
		h := &host{runner: r, server: s, flow: newFlow(), ended: make(chan struct{})}
		format := r.lines(true, "", &h.shares)
		h.printer = r.printer(false, format, func(error) {})
		asks := transport.Event{Kind: transport.Connected, Peer: s.guest}
		h.take("/history")
		before := format(asks, 0)
		h.take("/history " + says.yes)
		after := format(asks, 0)
		h.take("/history maybe")
		h.take("/history")
		h.take("/history " + says.no)
		h.printer.close(t.Context())
		got := before + after + out.String()
		if strings.Count(got, says.since) != 3 || strings.Count(got, says.all) != 3 || strings.Count(got, says.unclear) != 1 {
			t.Errorf("said was\n%s", got)
		}
		if !slices.Equal(s.shared, []bool{true, false}) {
			t.Errorf("the server was told %v", s.shared)
		}
	}
}

func TestAddressesThatChangeWhileServing(t *testing.T) {
	t.Parallel()
	out := newOutput()
	r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Words: words.For(words.English)})
	h := &host{runner: r, flow: newFlow(), ended: make(chan struct{}), listens: make(chan struct{})}
	h.printer = r.printer(false, r.lines(true, "", &h.shares), func(error) {})
	for _, addr := range []string{"127.0.0.1:9", "10.0.0.1:9"} {
		h.observe(transport.Event{Kind: transport.Listening, Addr: addr, Detail: []string{addr}})
	}
	<-h.listens
	h.printer.close(t.Context())
	if got := out.String(); !strings.Contains(got, "127.0.0.1:9") || !strings.Contains(got, "10.0.0.1:9") {
		t.Errorf("said was\n%s", got)
	}
}

func TestLettingInWhileTheDiskIsFull(t *testing.T) {
	t.Parallel()
	for lang, said := range map[words.Lang][2]string{
		words.English: {"nc is let into the room as soon as it does", "nc could not be let into the room: "},
		words.Chinese: {"nc 就会进入房间", "未能允许 nc 进入聊天室："},
	} {
		out := newOutput()
		r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: newOutput(), Words: words.For(lang)})
		s := &oneGuest{guest: transport.Peer{ID: 2, Name: "nc", Kind: transport.Plain, Here: true}}
		h := &host{runner: r, server: s, flow: newFlow(), ended: make(chan struct{})}
		h.printer = r.printer(false, r.lines(true, "", nil), func(error) {})
		full := &transport.Error{Fault: transport.DiskFull}
		let := func() { h.letIn(s.guest, "yes") }

		let()
		h.observe(transport.Event{Kind: transport.DiskTrouble, Addr: "a:1", Err: full}) // another's
		let()
		h.observe(transport.Event{Kind: transport.DiskTrouble, Err: full})
		let() // the one that waits
		h.observe(transport.Event{Kind: transport.ChangeRefused, Err: full,
			Detail: transport.Message{Kind: transport.Notice, Notice: transport.GuestLetIn, Name: "nc"}})
		s.guest.InRoom = true
		let()
		s.guest.InRoom = false
		h.observe(transport.Event{Kind: transport.DiskTrouble})
		let()
		h.printer.close(t.Context())
		for _, part := range said {
			if n := strings.Count(out.String(), part); n != 1 {
				t.Errorf("%q is said %d times in\n%s", part, n, out)
			}
		}
		if s.letIn != 5 {
			t.Errorf("the server was asked %d times", s.letIn)
		}
	}
}

func TestTheRecordOfAGuestThatIsRefused(t *testing.T) {
	t.Parallel()
	refused := transport.Event{Kind: transport.ChangeRefused, Err: &transport.Error{Fault: transport.DiskFull},
		Detail: transport.Message{Kind: transport.Notice, Notice: transport.GuestLetIn, Name: "nc"}}
	if got := formatRecord(refused, 0); !strings.Contains(got, `"notice":"guest_let_in"`) || !strings.Contains(got, `"name":"nc"`) || !strings.Contains(got, `"change_refused"`) {
		t.Errorf("the record is %s", got)
	}
}
