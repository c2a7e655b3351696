package model

import (
	"context"
	"testing"

	"confab/transport"
	"confab/transport/doctor"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
)

// withDoctor is a stage with a data folder and a doctor that finds nothing.
func withDoctor() *stage {
	st := withFolder()
	st.Model = New(Config{Host: st.host, Dialer: st.dialer, Identity: st.host.Identity(), Prefs: prefs.Default("Ada"), System: words.English,
		Diagnose: func(context.Context, doctor.Options, int) {}})
	st.drain()
	st.SetTab(ClientTab)
	return st
}

// looked counts the looks of a doctor, and ends the last one.
func looked(t *testing.T, st *stage, want int) {
	t.Helper()
	if st.examinations != want {
		t.Fatalf("%d looks, and not %d", st.examinations, want)
	}
	st.Examined(want, doctor.Diagnosis{}, true)
}

func TestAFindingIsNotKeptBesideAnotherState(t *testing.T) {
	const addr = "10.0.0.5:8899"
	refused := func() *stage {
		st := withDoctor()
		st.ConnectTo(addr)
		st.dialer.Answer(transport.Unreachable)
		st.drain()
		st.ExamineClient()
		return st
	}
	t.Run("it is taken back when the connection stands", func(t *testing.T) {
		for _, done := range []bool{true, false} {
			st := refused()
			if e, open := st.Examination(); !open || e.At == "" {
				t.Fatalf("%+v, open: %v", e, open)
			}
			if done {
				looked(t, st, 1)
			}
			st.ConnectTo(addr)
			st.dialer.joined()
			st.drain()
			if e, open := st.Examination(); open {
				t.Errorf("%+v is shown", e)
			}
		}
	})
	t.Run("it is looked again when another attempt fails in another way", func(t *testing.T) {
		st := refused()
		looked(t, st, 1)
		st.ConnectTo(addr)
		st.dialer.Answer(transport.Refused)
		st.drain()
		looked(t, st, 2)
		st.ConnectTo("10.0.0.6:8899")
		st.dialer.Answer(transport.Refused)
		st.drain()
		if e, _ := st.Examination(); e.options.Addr != "10.0.0.6:8899" {
			t.Errorf("it looks at %q", e.options.Addr)
		}
		looked(t, st, 3)
		looked(t, st, 3) // and not once more
		st.ConnectTo(addr)
		st.dialer.Answer(transport.Declined)
		st.drain()
		if e, open := st.Examination(); open {
			t.Errorf("%+v is shown of a host that declined", e)
		}
	})
	t.Run("a look that is under way is finished first", func(t *testing.T) {
		st := refused()
		st.ConnectTo(addr)
		st.dialer.Answer(transport.Refused)
		st.drain()
		looked(t, st, 1)
		looked(t, st, 2)
	})
	t.Run("this machine is looked at again when its server is at other addresses", func(t *testing.T) {
		st := withDoctor()
		st.SetTab(ServerTab)
		st.StartServer()
		st.drain()
		st.drain()
		st.ExamineServer()
		looked(t, st, 1)
		st.StopServer()
		st.drain()
		looked(t, st, 2)
	})
}

func TestTheDoctorIsOfferedOnlyWhereTheReasonIsNotKnown(t *testing.T) {
	const addr = "10.0.0.5:8899"
	for fault, want := range map[transport.Fault]bool{
		transport.Refused: true, transport.Unreachable: true, transport.TimedOut: true, transport.HostNotFound: true,
		transport.NotPermitted: true, transport.NotConfab: true, transport.NoHandshake: true, transport.ClosedAtOnce: true,
		transport.Declined: false, transport.MemberBlocked: false, transport.MemberRemoved: false, transport.KeyChanged: false,
		transport.InvitationUsed: false, transport.InvitationExpired: false, transport.CodeWrong: false, transport.CodeInvalid: false,
		transport.HostFull: false, transport.VersionTooOld: false, transport.Canceled: false,
	} {
		t.Run("it was not reached: "+fault.String(), func(t *testing.T) {
			st := withDoctor()
			st.ConnectTo(addr)
			st.dialer.Answer(fault)
			st.drain()
			if got := st.CanExamineClient(); got != want {
				t.Errorf("offered: %v", got)
			}
			st.SetAddress("300.1.1.1")
			if st.Connect(); st.Client.AddressError() == "" || st.CanExamineClient() {
				t.Errorf("%q, and the last server can be examined", st.Client.AddressError())
			}
		})
	}
	connected := func() *stage {
		st := withDoctor()
		st.ConnectTo(addr)
		st.dialer.joined()
		st.drain()
		return st
	}
	for fault, want := range map[transport.Fault]bool{transport.Replaced: false, transport.MemberRemoved: false, transport.PeerVanished: true} {
		t.Run("the connection ended: "+fault.String(), func(t *testing.T) {
			st := connected()
			st.dialer.Cut(fault)
			st.drain()
			if got := st.CanExamineClient(); got != want || st.Client.State() != Disconnected {
				t.Errorf("offered: %v; state %v", got, st.Client.State())
			}
		})
	}
	t.Run("the person disconnected", func(t *testing.T) {
		st := connected()
		st.Hangup()
		st.drain()
		if st.CanExamineClient() || st.Client.Reason() == "" {
			t.Errorf("offered for %q", st.Client.Reason())
		}
	})
	t.Run("it is tried again", func(t *testing.T) {
		for fault, want := range map[transport.Fault]bool{transport.PeerReset: true, transport.Refused: true, transport.HostFull: false} {
			st := connected()
			st.dialer.Wait(fault, 1)
			st.drain()
			if got := st.CanExamineClient(); got != want || st.Client.State() != Reconnecting {
				t.Errorf("%v: offered: %v; state %v", fault, got, st.Client.State())
			}
		}
	})
}
