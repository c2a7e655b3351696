package model

import (
	"strings"
	"testing"

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
