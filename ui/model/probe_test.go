package model

import (
	"slices"
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/prefs"
)

// probingStage is a stage whose model asks addresses first; asked are those.
func probingStage(known ...transport.KnownServer) (st *stage, asked *[]string) {
	st = withFolder()
	st.dialer.SetKnown(known...)
	asked = new([]string)
	p := prefs.Default("Ada")
	p.ClientTab = true
	st.probe = func(addr string) { *asked = append(*asked, addr) }
	st.restart(p)
	return st, asked
}

func TestATypedAddressIsAskedBeforeAnythingIsSaidToIt(t *testing.T) {
	const addr = "10.0.0.5:8899"
	type want struct {
		call     string
		question bool
		bad      string
	}
	for _, tc := range []struct {
		name            string
		plain, answered bool
		want            want
	}{
		{"a Confab that answers is joined", false, true, want{call: "Join " + addr}},
		{"where nobody answers the person is asked", false, false, want{question: true}},
		{"who chose plain TCP before is not asked again", true, false, want{call: "Dial " + addr}},
		{"a Confab that answers is never called in plain text", true, true, want{bad: "A Confab answers at " + addr}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			st, asked := probingStage()
			st.SetPlain(tc.plain)
			st.SetAddress("10.0.0.5")
			st.dialer.ForgetCalls()
			if !st.Connect() || !slices.Equal(*asked, []string{addr}) || len(st.dialer.Calls()) > 0 || st.Client.State() != Connecting {
				t.Fatalf("asked %q, did %q, %v", *asked, st.dialer.Calls(), st.Client.State())
			}
			st.Probed(addr, tc.answered)
			st.drain()
			calls := slices.DeleteFunc(st.dialer.Calls(), func(c string) bool { return !strings.HasPrefix(c, "Join") && !strings.HasPrefix(c, "Dial") })
			if got := strings.Join(calls, ", "); got != tc.want.call || (st.Client.Question() != "") != tc.want.question || !strings.HasPrefix(st.Client.AddressError(), tc.want.bad) {
				t.Errorf("did %q, asks about %q, says %q", got, st.Client.Question(), st.Client.AddressError())
			}
			if waits := tc.want.call != ""; waits == st.Client.CanConnect() {
				t.Errorf("the state is %v", st.Client.State())
			}
		})
	}
}

func TestThePersonSaysHowToConnect(t *testing.T) {
	const addr = "10.0.0.5:8899"
	asked := func() *stage {
		st, _ := probingStage()
		st.SetAddress("10.0.0.5")
		st.Connect()
		st.Probed(addr, false)
		return st
	}
	for call, plain := range map[string]bool{"Join " + addr: false, "Dial " + addr: true} {
		st := asked()
		st.AnswerQuestion(plain)
		st.drain()
		if !st.dialer.Called(call) || st.Client.Question() != "" || st.Prefs().ClientPlain != plain {
			t.Errorf("%s: %q, %q", call, st.dialer.Calls(), st.Client.Question())
		}
	}
	st := asked()
	if st.SetAddress("other"); st.Client.Question() != "" {
		t.Error("it asks about an address that is not in the field any more")
	}
	st = asked()
	st.DropQuestion()
	if st.AnswerQuestion(true); st.Client.State() != Idle {
		t.Errorf("a question that was dropped is answered: %v", st.Client.State())
	}
}

func TestAnAddressIsNotAsked(t *testing.T) {
	ship := knownAs(1, "Ship", "10.0.0.1:8899")
	for name, begin := range map[string]func(*stage){
		"of a server that is known":               func(st *stage) { st.SetAddress(ship.Addr) },
		"of this machine":                         func(st *stage) { st.SetAddress("localhost") },
		"of this machine in numbers":              func(st *stage) { st.SetAddress("[::1]:7") },
		"with a code, which only a host can show": func(st *stage) { st.SetAddress("10.0.0.5"); st.SetCode("042137") },
		"that was reached over plain TCP, as now": func(st *stage) {
			st.prefs.Remember("10.0.0.9:8899", true)
			st.SetAddress("10.0.0.9")
			st.SetPlain(true)
		},
		"of an invitation, which names the server": func(st *stage) {
			st.SetAddress("http://192.168.1.5:8899/#AaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAacAAAAAAAAAAAAAAAAAAABwAiwwTAqAEF8YU")
		},
	} {
		st, asked := probingStage(ship)
		begin(st)
		if !st.Connect() || len(*asked) > 0 || st.Client.State() != Connecting {
			t.Errorf("%s: asked %q, %v, %s", name, *asked, st.Client.State(), st.Client.AddressError())
		}
	}
	t.Run("and the answer for one that was given up counts for nothing", func(t *testing.T) {
		st, _ := probingStage()
		st.SetAddress("10.0.0.5")
		st.Connect()
		st.Hangup()
		st.Probed("10.0.0.5:8899", true)
		st.drain()
		if st.dialer.Count("Join")+st.dialer.Count("Hangup") != 0 || st.Client.State() != Idle {
			t.Errorf("%q, %v", st.dialer.Calls(), st.Client.State())
		}
	})
}
