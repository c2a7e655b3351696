package words

import (
	"strings"
	"testing"
	"time"

	"confab/transport"
)

func TestTheThirdWrongCodeSaysThatThereIsAnother(t *testing.T) {
	for _, lang := range []Lang{English, Chinese} {
		w := For(lang)
		wrong := &transport.Error{Fault: transport.CodeWrong, Addr: "10.0.0.1:8899"}
		first := w.Error(wrong)
		wrong.RetryAfter = 30 * time.Second
		if third := w.Error(wrong); third == first || !strings.Contains(third, "30") {
			t.Errorf("the third is %q", third)
		}
		busy := &transport.Error{Fault: transport.CodeBusy, Addr: "10.0.0.1:8899", RetryAfter: 17 * time.Second}
		if got := w.Error(busy); !strings.Contains(got, "17") {
			t.Errorf("busy is %q", got)
		}
		if ten, one := w.InviteTries(9500*time.Millisecond), w.InviteTries(time.Second); !strings.Contains(ten, "10") || !strings.Contains(one, "1 ") {
			t.Errorf("%q, %q", ten, one)
		}
	}
}

func TestEveryEndOfAnInvitationIsSaidToTheHost(t *testing.T) {
	for _, w := range languages {
		seen := map[string]transport.Fault{}
		for _, f := range []transport.Fault{
			transport.NoFault, transport.InvitationUsed, transport.InvitationExpired, transport.ServerStopped,
			transport.NotListening, transport.MembersRefused, transport.Unreachable, transport.NoIdentity,
		} {
			s := w.InviteEnded(f)
			if other, twice := seen[s]; twice {
				t.Errorf("%s: %v and %v have the same sentence", w.Lang, f, other)
			}
			seen[s] = f
			if last, _ := lastRune(s); last != '.' && last != '。' || strings.ContainsAny(s, "{}") {
				t.Errorf("%s: %v: %q", w.Lang, f, s)
			}
			// What guests are told of it is no help to the host.
			if f != transport.NoFault && f != transport.NoIdentity && s == w.Fault(f, "", nil) {
				t.Errorf("%s: %v is said as to a guest: %q", w.Lang, f, s)
			}
		}
	}
	if s := en.InviteLeft(9*time.Minute + 5*time.Second + 900*time.Millisecond); s != "Valid for 9:05" {
		t.Errorf("it is %q", s)
	}
	if s := en.InviteLeft(-time.Second); s != "Valid for 0:00" {
		t.Errorf("it is %q", s)
	}
}
