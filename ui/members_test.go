package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
	"confab/ui/model"
)

func (s *stagedScreen) did(what string) bool {
	return slices.Contains(s.dialer.Calls(), what)
}

func TestTheClientTabChoosesHowToConnect(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.Click("Client")
	s.must("Secure", "Plain TCP", "Encrypted (recommended)")
	s.Click("Plain TCP")
	s.must("anyone on this network can read and change it")
	if !s.model.Prefs().ClientPlain {
		t.Error("the choice is not kept")
	}
	s.Click("Secure")
	s.fill("Address", "h:1")
	s.Click("Connect")
	s.Frame()
	if !s.did("Join h:1") {
		t.Errorf("asked for %q", s.dialer.Calls())
	}
	s.must("Connecting to h:1")
	s.dialer.Asks("Host2")
	s.Frame()
	s.must("Waiting until the host lets you in", "Cancel")

	s.model.Select(s.dialer.talking())
	s.dialer.lost(2 * time.Second)
	s.Frame()
	s.must("Host2", "Not let in yet, trying again", "Reconnecting in 2 s", "Somebody there has to accept you first")
	if s.says("What you write is kept") {
		t.Error("it invites to write to a host that has let nobody in")
	}
}

func TestAChangedKeyIsRemovedOnPurpose(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.dialer.SetKnown(transport.KnownServer{Addr: "h:1", Name: "Marta"})
	s.model.SetTab(model.ClientTab)
	s.model.ConnectTo("h:1")
	s.Frame()
	s.dialer.Answer(transport.KeyChanged)
	s.Frame()
	s.must("Changed key", "h:1 shows another key than before")
	s.Click("Remove the old key…")
	s.must("meets it as new")
	if s.did("ForgetServer h:1") {
		t.Fatal("it was removed unasked")
	}
	s.Click("Remove the old key")
	s.Frame()
	if !s.did("ForgetServer h:1") || s.says("Changed key") {
		t.Errorf("asked for %q", s.dialer.Calls())
	}
}

func TestALostServerCountsDown(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	s.dialer.lost(2 * time.Second)
	s.Frame()
	s.must("Reconnecting in 2 s", "What you write is kept")
	s.later(1100 * time.Millisecond)
	s.Frame()
	s.must("Reconnecting in 1 s")
	s.Click("Reconnect now")
	s.Frame()
	if !s.did("Reconnect") {
		t.Errorf("asked for %q", s.dialer.Calls())
	}
	s.Type("while away")
	s.Press(key.NameReturn, 0)
	s.Frame()
	s.must("while away")
	if n := len(s.dialer.Pending(s.dialer.talking().Talk())); n != 2 {
		t.Errorf("%d wait", n)
	}
}

func TestRemovingAndBlockingAskWhom(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	eve := s.host.member("Eve", nil)
	s.Frame()
	for item, title := range map[string]string{"Remove": "Remove Eve?", "Remove and block": "Remove and block Eve?"} {
		s.Click("More about Eve")
		s.Click(item)
		s.Frame()
		s.must(title)
		s.Click("Cancel")
		s.Frame()
		if s.says(title) || !s.host.peer(eve).Here {
			t.Errorf("Cancel after %q: the dialog or the member is wrong", item)
		}
	}
	s.Click("More about Eve")
	s.Click("Remove and block")
	s.Frame()
	s.Click("Remove and block")
	s.Frame()
	s.Frame()
	if s.host.peer(eve).Here {
		t.Error("Eve is not blocked")
	}
}

func TestWordsAreCompared(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	eve := s.host.member("Eve", nil)
	s.Frame()
	s.Click("More about Eve")
	s.Click("Verify…")
	s.Frame()
	s.must("Verify Eve", "harbour", "galley", "They match", "They differ")
	s.Click("Show them in Chinese · 中文")
	s.Frame()
	s.must("早", "里", "They match")
	s.Click("Show them in English")
	s.Frame()
	s.must("harbour")
	s.Press(key.NameEscape, 0)
	if s.says("harbour") {
		t.Error("Escape does not close the page")
	}
	s.model.AskWords(eve)
	s.Frame()
	s.Frame()
	s.Click("They match")
	s.Frame()
	if s.host.peer(eve).Trust != transport.Verified || s.says("They match") {
		t.Error("what was found is not kept")
	}
}

func TestAGuestIsLetIntoTheRoom(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	guest := s.host.come("10.0.0.1:5", "Pump")
	s.Frame()
	for _, answer := range []string{"Cancel", "Let into the room"} {
		s.Click("More about Pump")
		s.Click("Let into the room")
		s.Frame()
		s.must("Let Pump into the room?")
		if s.host.peer(guest).InRoom {
			t.Fatal("it is in before the answer")
		}
		s.Click(answer)
		s.Frame()
		if in := s.host.peer(guest).InRoom; in != (answer != "Cancel") {
			t.Fatalf("after %q it is in the room: %v", answer, in)
		}
	}
	s.must("1 guest without encryption is here")
	s.Click("More about Pump")
	s.Click("Take out of the room")
	s.Frame()
	if s.host.peer(guest).InRoom || s.says("1 guest without encryption") {
		t.Error("it is still in the room")
	}
}

func TestAMessageIsAnsweredChangedAndTakenBack(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	w := tongues["en"]
	room := s.dialer.talking()
	s.RightClick(w.answer)
	s.must("Reply", "React", "Copy")
	s.mustNot("Edit", "Delete")
	s.Click("Reply")
	s.must("Reply to Bridge")
	s.Type("indeed")
	s.Press(key.NameReturn, 0)
	stored(s.dialer.Fake)
	s.Frame()
	if q := s.dialer.Messages(room.Talk())[len(s.dialer.Messages(room.Talk()))-1].ReplyTo; q == nil || q.Text != w.answer {
		t.Errorf("it answers %+v", q)
	}
	s.mustNot("Reply to Bridge")
	s.RightClick("indeed")
	s.Click("Edit")
	s.must("Edit the message")
	s.Press("A", key.ModShortcut)
	s.Type("certainly")
	s.Press(key.NameReturn, 0)
	s.Frame()
	s.must("certainly", "edited")
	s.RightClick("certainly")
	s.Click("Delete")
	s.must("deleted for everyone")
	s.Click("Delete")
	s.Frame()
	s.mustNot("certainly")
	s.Type("half a thought")
	s.RightClick(w.thanks)
	s.Click("Edit")
	s.Press(key.NameEscape, 0)
	if s.model.Draft() != "half a thought" {
		t.Errorf("draft %q", s.model.Draft())
	}
}

func TestAReactionIsSetAndTakenBack(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	w := tongues["en"]
	s.RightClick(w.answer)
	s.Click("React")
	s.Frame()
	s.Click("👍")
	s.Frame()
	s.must("👍, 1, yours too")
	s.Click("👍, 1, yours too")
	s.Frame()
	if s.says("👍") {
		t.Error("it is still there")
	}
}

func TestARefusedMessageIsSentAgainInTheWindow(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	s.mustNot("Send again")
	s.dialer.Refuse(s.dialer.talking().Talk(), transport.HostRefused)
	s.Frame()
	s.Click("Send again")
	s.Frame()
	s.dialer.Refuse(s.dialer.talking().Talk(), transport.HostRefused)
	s.Frame()
	s.RightClick(tongues["en"].draft)
	s.Frame()
	s.Click("Send again")
	s.Frame()
	asked := 0
	for _, note := range s.dialer.Calls() {
		if strings.HasPrefix(note, "Resend ") {
			asked++
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times: %q", asked, s.dialer.Calls())
	}
}

func TestARefusedMessageIsDiscardedInTheWindow(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	s.dialer.Refuse(s.dialer.talking().Talk(), transport.HostRefused)
	s.Frame()
	s.must("not sent: the host did not take it")
	s.RightClick(tongues["en"].draft)
	s.Click("Discard")
	s.Frame()
	s.mustNot(tongues["en"].draft)
}

func TestSearchingATalk(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	room := s.dialer.talking()
	for i := range 900 {
		text := line(i)
		if i == 10 || i == 700 {
			text = "line with a needle"
		}
		s.dialer.Speak(room.Talk(), 3, text)
		if i%100 == 99 {
			s.Frame()
		}
	}
	s.Frame()
	s.Press("F", key.ModShortcut)
	s.Frame()
	s.Type("needle")
	s.Frame()
	s.Frame()
	s.must("2 of 2", "line with a needle")
	s.Click("Previous hit")
	s.Frame()
	s.Frame()
	s.must("1 of 2", "line with a needle", line(9))
	s.Press(key.NameEscape, 0)
	s.Frame()
	if s.model.Searching() {
		t.Error("Escape does not close the search")
	}
	s.Frame()
	if at := s.focused(); !strings.Contains(at, "composer") {
		t.Errorf("the search is closed, and the keyboard is at %q", at)
	}
	s.Click("Go to the newest message")
	s.Frame()
	s.Frame()
	s.must(line(899))
}

func TestAQuoteLeadsToItsMessage(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	room := s.dialer.talking()
	for i := range 300 {
		s.dialer.Speak(room.Talk(), 3, line(i))
	}
	s.model.Reply(s.key(one(2)))
	s.model.SetDraft("far below")
	s.model.Send()
	stored(s.dialer.Fake)
	s.Frame()
	s.model.ToEnd()
	s.Frame()
	s.must("far below")
	s.Click("Go to that message")
	s.Frame()
	s.Frame()
	s.must(tongues["en"].ask)
	s.mustNot("far below")
}

func TestOnlyWhatIsInViewCountsAsRead(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	s.dialer.ForgetCalls()
	s.dialer.Speak(s.dialer.talking().Talk(), 3, "new")
	s.Frame()
	s.Frame()
	all := s.dialer.Messages(s.dialer.talking().Talk())
	if want := fmt.Sprintf("Displayed %d %v", s.dialer.talking(), all[len(all)-1].Place); !s.did(want) {
		t.Errorf("told %q, not %q", s.dialer.Calls(), want)
	}
	s.dialer.ForgetCalls()
	s.model.Focus(false)
	s.dialer.Speak(s.dialer.talking().Talk(), 3, "unseen")
	s.Frame()
	s.Frame()
	if len(s.dialer.Calls()) > 0 {
		t.Errorf("told %q without the focus", s.dialer.Calls())
	}
}

func TestMembersAreToldTheNameOnce(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.Click("Settings")
	s.must("Your identity", "ab00 0000 0000 0000")
	s.fill("Your name", "Ada Byron")
	s.Frame()
	if s.did("SetName Ada Byron") || len(s.dialer.Calls()) > 0 && strings.HasPrefix(s.dialer.Calls()[len(s.dialer.Calls())-1], "SetName") {
		t.Errorf("told %q while typing", s.dialer.Calls())
	}
	s.Press(key.NameEscape, 0)
	if !s.did("SetName Ada Byron") {
		t.Errorf("told %q", s.dialer.Calls())
	}
}

// Two windows over the real transport: one hosts, the other asks to be let in.
func TestAMemberIsLetInAndTalks(t *testing.T) {
	host, guest := atHome(t), atHome(t)
	addr := host.start()
	guest.Click("Client")
	guest.fill("Address", addr)
	guest.Click("Connect")
	guest.waitFor("Waiting until the host lets you in")
	host.waitFor("asks to join")
	host.must("New members see only new messages")
	host.Click("Who may come: Confab, TCP, browsers")
	host.Click("Earlier messages")
	host.Click("Who may come: Confab, TCP, browsers")
	host.must("New members also see earlier messages")
	host.Click("Accept")
	guest.until("let in", func() bool { return guest.model.Client.State() == model.Connected })
	guest.must("encrypted, not verified")
	guest.Click("Message")
	guest.Type("hello over TLS")
	guest.Press(key.NameReturn, 0)
	host.waitFor("hello over TLS")
	guest.until("read", func() bool {
		talk := guest.model.Client.Talk()
		return talk != nil && talk.Len() > 0 && len(talk.Pending()) == 0 && talk.At(talk.Len()-1).Tick == model.ReadTicks
	})
	host.Click("Message")
	host.Type("welcome")
	host.Press(key.NameReturn, 0)
	guest.waitFor("welcome")
	host.model.StopServer()
	guest.waitFor("Reconnecting")
	guest.Click("Message")
	guest.Type("are you back?")
	guest.Press(key.NameReturn, 0)
	guest.waitFor("are you back?")
	host.until("stopped", func() bool { return host.model.Server.CanStart() })
	host.model.SetPort(addr)
	host.model.StartServer()
	guest.model.Reconnect()
	host.waitFor("are you back?")
	guest.until("on the host's disk", func() bool { return len(guest.model.Client.Talk().Pending()) == 0 })
}

// atHome is a stage over the true Server and Client with a data folder, on
// loopback only.
func atHome(t *testing.T) *stage {
	t.Helper()
	home, err := transport.OpenHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	wake := make(chan struct{}, 1)
	post := newMail(func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	})
	server := transport.NewServer(transport.Options{Sink: post.host.Post, Home: home, Name: "Ada"})
	client := transport.NewClient(transport.Options{Sink: post.dialer.Post, Home: home, Name: "Ada"})
	t.Cleanup(func() {
		closeBoth(server, client)
		if err := home.Close(); err != nil {
			t.Error(err)
		}
	})
	p := prefs.Default("Ada")
	p.Port = "127.0.0.1:0"
	m := model.New(model.Config{Host: server, Dialer: client, Identity: home.Identity(), Prefs: p, System: words.English})
	s := show(t, wide, m, post, wake)
	s.server = server
	return s
}

func TestTheServerCanBeHidden(t *testing.T) {
	s := atHome(t)
	s.Click(s.model.Server.MayCome())
	s.must("Visible on this network")
	if !s.model.Prefs().Visible {
		t.Error("it is hidden at first")
	}
	s.Click("Visible on this network")
	if s.model.Prefs().Visible {
		t.Error("it is still visible")
	}
}
