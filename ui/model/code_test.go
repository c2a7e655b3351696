package model

import (
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestACodeBeforeConnecting(t *testing.T) {
	st := inView()
	st.SetAddress("10.0.0.5")
	st.SetCode(" 042 137 ")
	st.EnterCode()
	st.drain()
	if !st.dialer.Called("JoinWith 10.0.0.5:8899  042 137 ") || !st.Client.CheckingCode() {
		t.Fatalf("%q", st.dialer.Calls())
	}
	st.dialer.Asks("Marta")
	st.dialer.CheckCode(transport.NoFault)
	server, _, _ := st.dialer.joined()
	st.drain()
	if p := st.Client.Selected(); p == nil || p.ID != server || p.Lock != transport.Verified || st.Client.Code() != "" || st.Client.CheckingCode() {
		t.Errorf("%+v, and the field has %q", p, st.Client.Code())
	}
	if len(st.Alerts()) != 1 || !strings.Contains(st.Alerts()[0].Text, "verified to each other") {
		t.Errorf("%+v", st.Alerts())
	}
}

func TestACodeIsOfUse(t *testing.T) {
	st := inView()
	takes := func(want bool, when string) {
		t.Helper()
		if st.Client.TakesCode() != want {
			t.Errorf("%s: %v", when, !want)
		}
	}
	takes(true, "for an address")
	st.SetPlain(true)
	takes(false, "over plain TCP")
	st.SetPlain(false)
	st.SetAddress("http://192.168.1.5:8899/#AaEAAA")
	takes(false, "with an invitation")
	st.SetAddress("10.0.0.5")
	st.Connect()
	st.drain()
	takes(false, "while it connects")
	st.dialer.Asks("Desk")
	st.drain()
	takes(true, "while the host is asked")
	st.dialer.joined()
	st.drain()
	takes(false, "once one is in")
}

func TestEachRefusalOfACodeIsSaidAtItsField(t *testing.T) {
	for _, fault := range []transport.Fault{transport.CodeWrong, transport.CodeExpired, transport.CodeUsed, transport.CodeBusy, transport.CodeLost, transport.CodeUnsupported} {
		st := inView()
		st.SetAddress("10.0.0.5")
		st.Connect()
		st.drain()
		st.dialer.Asks("Desk")
		st.drain()
		st.SetCode("042137")
		if !st.EnterCode() || !st.dialer.Called("EnterCode 042137") {
			t.Fatalf("%q", st.dialer.Calls())
		}
		st.dialer.CheckCode(fault)
		st.drain()
		want := words.For(words.English).Fault(fault, "10.0.0.5:8899", &transport.Error{Fault: fault})
		if got := st.Client.CodeError(); got != want || st.Client.CheckingCode() || st.Client.State() != AskingToJoin {
			t.Errorf("%v: %q, not %q", fault, got, want)
		}
		st.SetCode("04213")
		if st.Client.CodeError() != "" {
			t.Errorf("%v: it is said of another code too", fault)
		}
	}
	t.Run("what is no code is said before connecting, and the address is right", func(t *testing.T) {
		st := inView()
		st.SetAddress("10.0.0.5")
		st.SetCode("12 34")
		st.Connect()
		st.drain()
		if st.Client.CodeError() == "" || st.Client.AddressError() != "" || st.Client.State() != Disconnected {
			t.Errorf("%q, %q, %v", st.Client.CodeError(), st.Client.AddressError(), st.Client.State())
		}
	})
	t.Run("of a code for which the field is gone an alert says it", func(t *testing.T) {
		st := inView()
		st.SetAddress("10.0.0.5")
		st.SetCode("042137")
		st.Connect()
		st.drain()
		st.dialer.joined()
		st.drain()
		st.dialer.CheckCode(transport.CodeExpired)
		st.drain()
		if len(st.Alerts()) != 1 || st.Client.CodeError() != "" {
			t.Errorf("%+v, %q", st.Alerts(), st.Client.CodeError())
		}
	})
}

func TestACodeThatFailedGoesToNoOtherHost(t *testing.T) {
	asked := func() *stage {
		st := inView()
		st.SetAddress("10.0.0.5")
		st.Connect()
		st.drain()
		st.dialer.Asks("Desk")
		st.drain()
		st.SetCode("042137")
		st.EnterCode()
		st.dialer.CheckCode(transport.CodeWrong)
		st.drain()
		return st
	}
	st := asked()
	st.Hangup()
	st.drain()
	st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.9:8899")})
	if st.Client.Code() != "" {
		t.Errorf("after Cancel the field has %q", st.Client.Code())
	}
	st.JoinNearby(st.Client.Nearby()[0])
	if !st.dialer.Called("JoinFound 10.0.0.9:8899 ") {
		t.Errorf("%q", st.dialer.Calls())
	}

	refused := func() *stage {
		st := inView()
		st.SetAddress("10.0.0.5")
		st.SetCode("042137")
		st.Connect()
		st.drain()
		st.dialer.Answer(transport.CodeInvalid)
		st.drain()
		if st.Client.Code() == "" || st.Client.CodeError() == "" {
			t.Fatalf("%q, %q", st.Client.Code(), st.Client.CodeError())
		}
		return st
	}
	st = refused()
	st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.9:8899")})
	st.JoinNearby(st.Client.Nearby()[0])
	if !st.dialer.Called("JoinFound 10.0.0.9:8899 ") {
		t.Errorf("a row nearby: %q", st.dialer.Calls())
	}
	st = refused()
	st.SetCode("042138")
	st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.9:8899")})
	st.JoinNearby(st.Client.Nearby()[0])
	if !st.dialer.Called("JoinFound 10.0.0.9:8899 042138") {
		t.Errorf("one that was typed since: %q", st.dialer.Calls())
	}
}
