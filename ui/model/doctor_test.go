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
