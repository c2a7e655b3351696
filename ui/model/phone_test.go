package model

import (
	"errors"
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestLinks(t *testing.T) {
	for link, want := range map[string]string{
		"confab://192.168.1.5:9000": "192.168.1.5:9000", "CONFAB://host/": "host", "confab://[fe80::1%25]:1": "",
	} {
		t.Run(link+" fills the address in and connects to nobody", func(t *testing.T) {
			st := newStage()
			st.OpenLink(link)
			if st.Tab() != ClientTab || st.Client.State() != Idle {
				t.Errorf("tab %d, state %d", st.Tab(), st.Client.State())
			}
			if got := st.Prefs().Address; want != "" && got != want {
				t.Errorf("address %q", got)
			}
		})
	}
	// refused fails unless it is said of the link that was opened what is wrong, and the
	// field stays as it was.
	refused := func(t *testing.T, st *stage, before, why string) {
		t.Helper()
		a := st.Alerts()
		if len(a) != 1 || a[0].Severity != Warning || !strings.Contains(a[0].Text, "link that was opened") || !strings.Contains(a[0].Text, why) {
			t.Errorf("it says %+v", a)
		}
		if st.Client.AddressError() != "" || st.Prefs().Address != before || st.Tab() != ClientTab {
			t.Errorf("%q, address %q, tab %d", st.Client.AddressError(), st.Prefs().Address, st.Tab())
		}
	}
	t.Run("an invitation that is not whole says so, and of a whole one in the field nothing", func(t *testing.T) {
		st := withFolder()
		st.SetAddress(invitation)
		st.OpenLink("confab://join/garbage")
		refused(t, st, invitation, "not a whole invitation")
		st.OpenTyped("confab://join/garbage")
		refused(t, st, invitation, "not a whole invitation")
	})
	for _, link := range []string{"confab://" + invitation, "CONFAB://" + invitation, invitation} {
		t.Run("an invitation that would verify its host is not taken from anybody: "+link[:12], func(t *testing.T) {
			st := newStage()
			before := st.Prefs().Address
			st.OpenLink(link)
			refused(t, st, before, "not a whole invitation")
		})
	}
	t.Run("a link of a megabyte is not looked at, and said to be none", func(t *testing.T) {
		st := newStage()
		before := st.Prefs().Address
		st.OpenLink("confab://" + strings.Repeat("a", 1<<20))
		refused(t, st, before, "not a whole invitation")
	})
	t.Run("it is said whom a link leads to, until the person decides", func(t *testing.T) {
		st := newStage()
		st.OpenLink("confab://-version --help")
		refused(t, st, st.Prefs().Address, "is not an address")
		st.OpenLink("confab://join/" + invitation[strings.Index(invitation, "#")+1:])
		if a := st.Alerts(); len(a) != 1 || !strings.Contains(a[0].Text, "192.168.1.5:8899") || !strings.Contains(a[0].Text, "Press Connect") {
			t.Fatalf("%+v", a)
		}
		st.Connect()
		if a := st.Alerts(); len(a) != 0 {
			t.Errorf("%+v", a)
		}
		st.OpenLink("confab://other:1")
		if a := st.Alerts(); st.Client.State() != Connecting || len(a) != 1 || !strings.Contains(a[0].Text, "other:1") || strings.Contains(a[0].Text, "Press Connect") {
			t.Errorf("state %d, %+v", st.Client.State(), a)
		}
	})
	t.Run("what it leads to is kept for the next start once it was reached", func(t *testing.T) {
		st := newStage()
		st.SetAddress("mine:1")
		st.OpenLink("confab://other")
		st.SetTab(ServerTab)
		if st.Prefs().Address != "other" || st.saved.Address != "mine:1" {
			t.Errorf("the field has %q, and %q is saved", st.Prefs().Address, st.saved.Address)
		}
		st.SetPlain(true)
		st.Connect()
		st.dialer.Answer(transport.NoFault)
		st.drain()
		if st.Client.State() != Connected || st.saved.Address != "other" {
			t.Errorf("%v, %q is saved, connected to %q", st.Client.State(), st.saved.Address, st.Client.addr)
		}
	})
	t.Run("of a pasted one it is said whom it leads to, and of what is none nothing", func(t *testing.T) {
		st := withFolder()
		for text, want := range map[string]string{invitation: "192.168.1.5:8899", invitation[:len(invitation)-3]: "", "host:1": ""} {
			st.SetAddress(text)
			if addr, passed := st.Client.Inviter(); addr != want || passed {
				t.Errorf("%q leads to %q, handed on %v", text, addr, passed)
			}
		}
	})
	t.Run("of one that a page handed on it is told as well that a page did", func(t *testing.T) {
		st := withFolder()
		st.OpenLink("CONFAB://join/" + invitation[strings.Index(invitation, "#")+1:])
		if addr, passed := st.Client.Inviter(); addr != "192.168.1.5:8899" || !passed {
			t.Errorf("it leads to %q, handed on %v", addr, passed)
		}
		st.SetAddress("confab://host:1")
		if addr, passed := st.Client.Inviter(); addr != "" || passed {
			t.Errorf("an address leads to %q, handed on %v", addr, passed)
		}
	})
	t.Run("an address that the person gave the program is in the field", func(t *testing.T) {
		for _, typed := range []string{"http://10.77.0.1:8899/", " 'http://10.77.0.1:8899/'\n", "“10.77.0.1”"} {
			st := withFolder()
			st.OpenTyped(typed)
			if st.Tab() != ClientTab || st.Client.State() != Idle || st.Prefs().Address != "10.77.0.1:8899" {
				t.Errorf("%q: state %d, %q", typed, st.Client.State(), st.Prefs().Address)
			}
		}
	})
	t.Run("an invitation that the person gave the program is taken as a pasted one", func(t *testing.T) {
		st := withFolder()
		st.OpenTyped(invitation)
		if st.Tab() != ClientTab || st.Client.State() != Idle || st.Prefs().Address != invitation {
			t.Fatalf("state %d, %q", st.Client.State(), st.Prefs().Address)
		}
		if !st.Connect() || !st.dialer.Called("Join "+invitation) {
			t.Error(st.Client.AddressError())
		}
		st.OpenTyped(invitation[:len(invitation)-3])
		if a := st.Alerts(); len(a) == 0 || !strings.Contains(a[0].Text, "not a whole invitation") {
			t.Error(a)
		}
	})
}

func TestSharedText(t *testing.T) {
	t.Run("it is added to the open talk's draft, unsent", func(t *testing.T) {
		st, _ := serving(t, 1)
		st.SetDraft("mine")
		st.TakeShared("theirs\xff")
		if got := st.Draft(); got != "mine\ntheirs\uFFFD" {
			t.Errorf("draft %q", got)
		}
	})
	t.Run("without a talk it waits for the first", func(t *testing.T) {
		st := newStage()
		st.SetTab(ClientTab)
		st.TakeShared("later")
		st.SetAddress("host:1")
		st.Connect()
		st.dialer.Answer(transport.NoFault)
		st.drain()
		if st.Client.State() != Connected || st.Draft() != "later" {
			t.Errorf("state %d, draft %q", st.Client.State(), st.Draft())
		}
	})
}

func TestPhone(t *testing.T) {
	t.Run("the process is needed while listening or connected", func(t *testing.T) {
		st := newStage()
		if busy, _, _ := st.Busy(); busy {
			t.Error("busy with nothing")
		}
		st, _ = serving(t, 2)
		if busy, title, text := st.Busy(); !busy || title == "" || !strings.Contains(text, "2 here") {
			t.Errorf("%v %q %q", busy, title, text)
		}
		st.EndAll()
		st.drain()
		if busy, _, _ := st.Busy(); busy {
			t.Error("busy after everything was ended")
		}
	})
	t.Run("a notification opens its talk on its tab", func(t *testing.T) {
		st, ids := serving(t, 2)
		st.SetTab(ClientTab)
		st.SelectOn(ServerTab, ids[1])
		if st.Tab() != ServerTab || st.Active().Selected().ID != ids[1] {
			t.Errorf("tab %d", st.Tab())
		}
		st.SelectOn(ServerTab, transport.PeerID(9999))
	})
	t.Run("the language follows the system only where the person left it to it", func(t *testing.T) {
		st := newStage()
		st.SetSystemLanguage(words.Chinese)
		if st.Words().Lang != words.Chinese {
			t.Error("not followed")
		}
		st.SetLanguage(words.English)
		st.SetSystemLanguage(words.Chinese)
		if st.Words().Lang != words.English {
			t.Error("the person's choice was overridden")
		}
	})
	t.Run("what the phone refuses is told", func(t *testing.T) {
		st := newStage()
		st.PhoneTrouble(errors.New("refused"))
		if a := st.Alerts(); len(a) != 1 || !strings.Contains(a[0].Text, "refused") {
			t.Errorf("%+v", a)
		}
	})
}

func TestDiscovers(t *testing.T) {
	st := inView()
	if !st.Discovers() {
		t.Error("nothing is received while servers nearby are looked for")
	}
	st.Hide(true)
	if st.Discovers() {
		t.Error("what is sent to all is received behind the window's back")
	}
}
