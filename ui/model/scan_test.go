package model

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"confab/ui/internal/words"
)

func TestACodeIsScannedOneAtATime(t *testing.T) {
	st := withFolder()
	if !st.BeginScan() || st.BeginScan() || !st.Scanning() {
		t.Fatal("two at a time, or none")
	}
	st.ScanFailed(func(w *words.Words) string { return w.NoCodeOnScreen })
	if st.Scanning() || len(st.Alerts()) != 1 || st.Alerts()[0].Text != words.For(words.English).NoCodeOnScreen {
		t.Fatalf("%+v", st.Alerts())
	}
	if !st.BeginScan() || len(st.Alerts()) != 0 {
		t.Errorf("what was said stays: %+v", st.Alerts())
	}
	st.Scanned(strings.Repeat("http://", 2000))
	if len(st.Alerts()) != 1 || len(st.Alerts()[0].Text) > 200 || st.Client.State() != Idle {
		t.Errorf("%+v", st.Alerts())
	}
	st.BeginScan()
	st.Scanned(invitation)
	if !st.dialer.Called("Join " + invitation) {
		t.Error("an invitation was not joined")
	}
	if st.BeginScan() {
		t.Error("a code is looked for while there is a connection")
	}
}

func FuzzScanned(f *testing.F) {
	for _, text := range []string{invitation, "confab://join/AQ", "http://192.168.1.5:8899/", "192.168.1.5:8899", "\x1b[31m\u202e", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		st := withFolder()
		before := st.Prefs().Address
		st.BeginScan()
		st.Scanned(text)
		st.drain()
		// Nothing but an invitation is dialled; the rest is said.
		if st.Client.State() != Idle {
			addr, link, bad := ParseDial(text)
			if bad != nil || link == "" || !st.dialer.Called("Join "+link) {
				t.Errorf("%q was joined as %q at %q", text, link, addr)
			}
			return
		}
		if len(st.Alerts()) == 0 && st.Client.AddressError() == "" {
			t.Errorf("of %q nothing is said", text)
		}
		if st.Client.AddressError() == "" && st.Prefs().Address != before {
			t.Errorf("%q is in the field", text)
		}
		for _, alert := range st.Alerts() {
			if utf8.RuneCountInString(alert.Text) > 150 || strings.ContainsFunc(alert.Text, unicode.IsControl) {
				t.Errorf("%q", alert.Text)
			}
		}
	})
}
